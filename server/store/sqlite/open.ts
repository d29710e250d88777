import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Store } from '../store.ts'
import { callVerbs } from './calls.ts'
import { Commits } from './commits.ts'
import { inspect, openDatabase } from './database.ts'
import { enrolmentVerbs } from './enrolment.ts'
import { eraseVerbs } from './erase.ts'
import { emptyScratch, type FolderLock, lockFolder, prepareFolder, scratchOf } from './folder.ts'
import { eventWriter, logVerbs } from './log.ts'
import { StoreRefusal } from './refusal.ts'
import { replyVerbs } from './replies.ts'
import { runVerbs } from './runs.ts'
import { scanVerb } from './scan.ts'
import { sessionVerbs } from './sessions.ts'
import { silenceVerb } from './silence.ts'
import { snapshotVerb } from './snapshot.ts'
import { telemetryVerbs } from './telemetry.ts'
import { versionVerbs } from './versions.ts'

export { StoreRefusal } from './refusal.ts'

/**
 * `folder` is made when it is not there; `migrations` is the folder of the SQLite migrations. A `server` has the folder
 * for itself among servers; a `tool` (an export, a simulation) may read and write beside a live server.
 */
export type SqliteOptions = { folder: string; migrations: string; role: 'server' | 'tool' }

/** Opens the store in a folder, its tables brought up to date. Throws a StoreRefusal when that folder cannot serve. */
export async function openSqliteStore({ folder, migrations, role }: SqliteOptions): Promise<Store> {
  prepareFolder(folder)
  const file = join(folder, 'parallax.sqlite')
  let lock = role === 'server' ? takeFolder(folder, 250, 'serve from it') : null
  try {
    // What a server was making when it was killed holds what people wrote.
    if (role === 'server') emptyScratch(folder)
    const state = inspect(file, migrations, role === 'server')
    // No one may change the tables under a live server; a tool waits for another that is changing them.
    if (role === 'tool' && state !== 'current') lock = takeFolder(folder, 1_000, 'update its tables')
    const db = openDatabase(file, migrations, state)
    if (role === 'tool') {
      lock?.release()
      lock = null
    }
    return assemble(db, lock, folder)
  } catch (error) {
    lock?.release()
    throw error
  }
}

function takeFolder(folder: string, patience: number, purpose: string): FolderLock {
  const lock = lockFolder(folder, patience)
  if (lock !== null) return lock
  throw new StoreRefusal(
    `Another Parallax server has the data folder ${folder} open, so this one cannot ${purpose}; stop the other, or name another folder.`,
  )
}

function assemble(db: ReturnType<typeof openDatabase>, lock: FolderLock | null, folder: string): Store {
  const commits = new Commits(db)
  const parts = { db, query: drizzle(db), commits }
  const writer = eventWriter(parts)
  const calls = callVerbs(parts, writer)
  const snapshots = snapshotVerb(parts)
  return {
    ...versionVerbs(parts),
    ...enrolmentVerbs(parts, writer),
    ...sessionVerbs(parts),
    ...logVerbs(parts, writer),
    ...replyVerbs(parts, writer),
    ...calls.verbs,
    ...telemetryVerbs(parts, writer),
    ...silenceVerb(parts),
    ...runVerbs(parts, calls.keep),
    ...eraseVerbs(parts, writer),
    scan: scanVerb(parts),
    ...snapshots.verb,
    scratch: scratchOf(folder),
    async claim(name) {
      // A prefix of its own, so that no name is that of the server's lock.
      return lockFolder(folder, 250, `work-${name}`)
    },
    async close() {
      if (!db.open) return
      snapshots.closeAll()
      commits.close()
      db.close()
      // Only a server holds the lock by now: what it was still making when it was told to stop.
      if (lock !== null) emptyScratch(folder)
      lock?.release()
    },
  }
}
