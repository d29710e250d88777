import type { Store } from '../../../../server/store/store.ts'
import { enrolled, progress, turn } from './material.ts'

/** Sessions that the killed program writes to. */
export const WRITTEN = ['one', 'two', 'three', 'four'].map((name) => `session-${name}`)

/**
 * Appends to several sessions at once until the program is killed, and writes a line `session seq` for each event
 * after its acknowledgement. Writing to a pipe is synchronous, so that no line waits
 * in the program when it dies.
 */
export async function appendForever(store: Store): Promise<void> {
  await Promise.all(
    WRITTEN.map(async (session) => {
      await enrolled(store, session)
      for (let seq = 2; ; seq += 1) {
        const outcome = await store.append(session, [turn(session, seq)], progress)
        if (outcome.kind !== 'appended') throw new Error(`Event ${seq} of ${session} was ${outcome.kind}.`)
        process.stdout.write(`${session} ${seq}\n`)
      }
    }),
  )
}
