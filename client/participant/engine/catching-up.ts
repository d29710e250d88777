import type { Ack } from '../../../shared/protocol/socket.ts'
import { isPassing } from './delivery.ts'

type Parts = {
  /** Null when no answer came in time, or the connection is down. */
  ask(): Promise<Ack | null>
  connected(): boolean
  take(answer: Extract<Ack, { ok: true }>, sentAt: number): void
  pause(milliseconds: number): Promise<void>
}

/**
 * Asks for what the page lacks, one question at a time. It asks again while the server says that it has too much to do.
 * When the connection is down, it does not ask: a page that connects again gets all that it lacks.
 */
export function createCatchUp({ ask, connected, take, pause }: Parts): () => Promise<void> {
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    for (let failures = 1; connected(); failures += 1) {
      const sentAt = Date.now()
      const answer = await ask()
      if (answer?.ok) return take(answer, sentAt)
      if (answer !== null && !isPassing(answer.problem.code)) return
      await pause(Math.min(30_000, 500 * 2 ** failures))
    }
  }

  return () => {
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
}
