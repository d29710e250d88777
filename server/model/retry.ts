import { setTimeout as delay } from 'node:timers/promises'

/** When a call is tried again, and how long it may take. Times in milliseconds. */
export type RetryPolicy = {
  /** The most requests that one call sends. The one repeat without `stream_options` is not counted. */
  attempts: number
  /** The longest that a call may take, with all attempts, pauses and the stream itself. */
  totalMs: number
  /** The longest wait in one attempt, from its start to the first sign of life of the model. */
  firstTextMs: number
  /** The longest silence of the model inside a reply. */
  idleMs: number
  /** How long to wait for the usage figures and the end mark once the reply itself has finished. */
  finishMs: number
  /** The most bytes of one answer, including everything that is not text of the reply. */
  totalBytes: number
  /** The pause before the first retry. It doubles with each further retry. */
  pauseMs: number
  /** The longest pause, whatever the endpoint asks for. */
  maxPauseMs: number
  /** A number in [0, 1) that spreads the retries of many calls that failed at once. */
  chance: () => number
}

export const defaultPolicy: RetryPolicy = {
  attempts: 4,
  totalMs: 300_000,
  firstTextMs: 60_000,
  idleMs: 30_000,
  finishMs: 2_000,
  totalBytes: 256_000_000,
  pauseMs: 500,
  maxPauseMs: 20_000,
  chance: Math.random,
}

/** The longest wait that we believe an endpoint really asks for: a day, in milliseconds. */
const LONGEST_WAIT = 86_400_000

/**
 * The wait that an endpoint asks for, in milliseconds and at most a day. It comes from `retry-after`, in seconds or as
 * an HTTP date (RFC 9110, 10.2.3), or from the `retry-after-ms` that some send. A date is measured against the
 * endpoint's own `date` header if there is one, so that a wrong clock does not matter. Absent if the endpoint asks for
 * no wait that we can read.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const asked = askedMs(headers, nowMs)
  return asked === undefined ? undefined : Math.min(LONGEST_WAIT, asked)
}

function askedMs(headers: Headers, nowMs: number): number | undefined {
  const fine = headers.get('retry-after-ms')?.trim()
  if (fine && NUMBER.test(fine)) return Number(fine)
  const asked = headers.get('retry-after')?.trim()
  if (!asked) return undefined
  if (NUMBER.test(asked)) return Number(asked) * 1000
  const until = httpDateMs(asked)
  if (until === undefined) return undefined
  return Math.max(0, until - (httpDateMs(headers.get('date')) ?? nowMs))
}

/** The pause in milliseconds before the retry that follows `failures` failed attempts. */
export function pauseMs(
  failures: number,
  askedMs: number | undefined,
  policy: Pick<RetryPolicy, 'pauseMs' | 'maxPauseMs' | 'chance'>,
): number {
  const step = policy.pauseMs * 2 ** (failures - 1)
  const pause = askedMs === undefined ? step * (0.5 + policy.chance() / 2) : askedMs + policy.chance() * policy.pauseMs
  return Math.min(policy.maxPauseMs, pause)
}

/** Waits; a stop ends the wait at once and without an error. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

const NUMBER = /^\d+(\.\d+)?$/

// Date.parse alone also accepts "try again in 5", so the format is checked first.
function httpDateMs(text: string | null): number | undefined {
  if (!text || !/^[A-Z][a-z]{2,8},? .*\d/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
