import type { Log } from './log.ts'

/** A part of the program that is to be closed, and how many milliseconds that may take. */
export type Closing = { part: string; close(): Promise<unknown>; within: number }

/**
 * Closes parts in the order given. If one fails or takes too long, the log says so and the next is closed: every later
 * part, above all the store, must be closed too. Resolves to whether all were closed well.
 */
export async function closeAll(parts: readonly Closing[], log: Log): Promise<boolean> {
  let well = true
  for (const { part, close, within } of parts) {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), within)
    })
    try {
      if ((await Promise.race([close(), late])) !== 'late') continue
      log.error({ part, within }, 'a part of the program could not be closed in time')
    } catch (error) {
      log.error({ error, part }, 'a part of the program could not be closed')
    } finally {
      clearTimeout(timer)
    }
    well = false
  }
  return well
}
