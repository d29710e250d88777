/** How far the server's clock is ahead, in milliseconds, and how uncertain that is (half the round trip). */
export type ClockEstimate = { offset: number; uncertainty: number }

/** If nobody asked for an update, the time of its way is unknown. It counts less than any measured round trip. */
const UNASKED = 60_000

/**
 * The better of two estimates, after Cristian (1989). An exchange was sent at `sentAt`, answered by the server at
 * `serverAt` and received at `receivedAt`; the shortest round trip gives the best estimate. If `sentAt` is null, nobody
 * asked.
 */
export function betterEstimate(
  had: ClockEstimate | null,
  exchange: { sentAt: number | null; serverAt: number; receivedAt: number },
): ClockEstimate {
  const { sentAt, serverAt, receivedAt } = exchange
  const found =
    sentAt === null
      ? { offset: serverAt - receivedAt, uncertainty: UNASKED }
      : { offset: serverAt - (sentAt + receivedAt) / 2, uncertainty: (receivedAt - sentAt) / 2 }
  return had !== null && had.uncertainty <= found.uncertainty ? had : found
}
