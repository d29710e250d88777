import type { Clearing, Store } from '../store.ts'
import { emptyLog } from './database.ts'
import { emptyScratch, lockFolder } from './folder.ts'
import type { Parts } from './parts.ts'
import { missingRoom, type RewriteEnd, rewriteFile } from './rewrite.ts'

type Verbs = Pick<Store, 'erasedAfter' | 'uncleared' | 'clear'>

/**
 * Clearing: when the database moves rows between pages, it leaves copies in the gaps of the old pages, and no later
 * deletion finds these. Only a rewrite of the whole file removes them. The database itself says which erasures must
 * still be cleared, so a crash or another program changes nothing about it.
 *
 * `holds` is whether this store has the folder as its server. Any other store takes that lock while it rewrites: a
 * server that runs clears by itself, and knows when nobody has to wait because of it.
 */
export function clearingVerbs(
  { db, commits }: Parts,
  folder: string,
  holds: boolean,
): Verbs & { stop(): Promise<void> } {
  const findAfter = db.prepare<[number], { number: number; session: string }>(
    'SELECT e.n AS number, s.id AS session FROM erasures e JOIN sessions s ON s.n = e.session WHERE e.n > ? ORDER BY e.n',
  )
  const findDue = db.prepare<[], { last: number | null; since: number | null }>(
    'SELECT max(n) AS last, min(at) AS since FROM erasures INDEXED BY erasures_uncleared WHERE cleared_at IS NULL',
  )
  const mark = db.prepare(
    "UPDATE erasures SET cleared_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE n <= ? AND cleared_at IS NULL",
  )
  let underWay: Promise<RewriteEnd> | null = null
  let stopped = false

  async function clear(): Promise<Clearing> {
    const { last } = findDue.get()!
    if (last === null) return { kind: 'clear' }
    if (underWay !== null) return later('The database is being rewritten already.')
    const lock = holds ? null : lockFolder(folder, 0)
    if (!holds && lock === null)
      return later(
        'A server (or another erasure) uses the data folder; a server rewrites the database by itself when nobody has written for some seconds, and within minutes at the latest.',
      )
    try {
      // No server runs, so nobody is making an export in this folder. Files that a killed server left there hold what
      // people wrote.
      if (lock !== null) emptyScratch(folder)
      return await rewritten(last)
    } finally {
      lock?.release()
    }
  }

  async function rewritten(last: number): Promise<Clearing> {
    // A program that reads an older state keeps that state on the disk. A rewrite would then be useless.
    if (!emptyLog(db)) return later('Another program reads from the database, or an export is being made.')
    const missing = missingRoom(db.name)
    if (missing > 0)
      return later(
        `A rewrite of the database needs ${Math.ceil(missing / 1e6)} MB more of free space on the disk of ${folder}.`,
      )
    // A commit of this program would wait for the same disk, and the event loop would wait with it.
    commits.hold()
    underWay = rewriteFile(db.name)
    const end = await underWay
    underWay = null
    commits.release()
    if (stopped) return later('The store was closed.')
    if (end.kind === 'busy') return later('Other programs were reading or writing all the time.')
    if (end.kind === 'failed') return later(`The database could not be rewritten (${end.why}).`)
    await commits.write(1, () => mark.run(last))
    return { kind: 'clear' }
  }

  return {
    async erasedAfter(number) {
      return findAfter.all(number)
    },
    async uncleared() {
      return findDue.get()!.since
    },
    clear,
    async stop() {
      stopped = true
      await underWay
    },
  }
}

function later(why: string): Clearing {
  return { kind: 'later', why }
}
