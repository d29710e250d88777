import type { ProblemCode } from '../../../shared/protocol/problem.ts'
import type { Ack, Proposal } from '../../../shared/protocol/socket.ts'
import type { Outbox } from './outbox.ts'

type Parts = {
  outbox: Outbox
  /** Null when no answer came in time, or the connection is down. */
  send(proposal: Proposal): Promise<Ack | null>
  connected(): boolean
  /** Called before the proposal leaves the outbox, so that the screen changes only once. */
  onSettled(proposal: Proposal, answer: Ack): void
  pause(milliseconds: number): Promise<void>
}

/** Problems that pass by themselves. The proposal is kept and sent again. */
const PASSING: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['internal', 'too-many', 'unauthorised'])

/** Whether something that was refused with this code should be sent again. */
export function isPassing(code: ProblemCode): boolean {
  return PASSING.has(code)
}

/**
 * Sends what the outbox holds, one at a time and in order, until it is empty or the connection is down. Call it after
 * every new proposal and every connect. A call while it runs makes it look again.
 */
export function createDelivery({ outbox, send, connected, onSettled, pause }: Parts): () => Promise<void> {
  let running: Promise<void> | null = null

  async function drain(): Promise<void> {
    let failures = 0
    for (;;) {
      const next = outbox.all()[0]
      if (next === undefined || !connected()) return
      const answer = await send(next)
      if (answer === null || (!answer.ok && isPassing(answer.problem.code))) {
        failures += 1
        await pause(Math.min(30_000, 500 * 2 ** failures))
        continue
      }
      failures = 0
      onSettled(next, answer)
    }
  }

  return () => {
    running ??= drain().finally(() => {
      running = null
    })
    return running
  }
}
