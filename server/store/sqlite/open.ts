import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Store } from '../store.ts'
import { callVerbs } from './calls.ts'
import { clearingVerbs } from './clearing.ts'
import { Commits } from './commits.ts'
import { inspect, openDatabase } from './database.ts'
import { enrolmentVerbs } from './enrolment.ts'
import { eraseVerbs } from './erase.ts'
import {
  databaseOf,
  emptyScratch,
  type FolderLock,
  lockFolder,
  prepareFolder,
  scratchOf,
  unfinishedOf,
} from './folder.ts'
import { eventWriter, logVerbs } from './log.ts'
import { StoreRefusal } from './refusal.ts'
import { replyVerbs } from './replies.ts'
import { keepTemporaryFilesIn } from './rewrite.ts'
import { runVerbs } from './runs.ts'
import { scanVerb } from './scan.ts'
import { sessionVerbs } from './sessions.ts'
import { silenceVerb } from './silence.ts'
import { snapshotVerb } from './snapshot.ts'
import { telemetryVerbs } from './telemetry.ts'
import { versionVerbs } from './versions.ts'

export { StoreRefusal } from './refusal.ts'

/**
 * `folder` is made if it does not exist. `migrations` is the folder of the SQLite migrations. Only one `server` may
 * have the folder. A `tool` (an export, a simulation) may read and write beside a live server. `tell` gets a sentence
 * about each step that takes long.
 */
export type SqliteOptions = {
  folder: string
  migrations: string
  role: 'server' | 'tool'
  tell?: (sentence: string) => void
}

/**
 * Opens the store in a folder and brings its tables up to date. A server also clears the files of what was erased, if
 * that is due and possible. Throws a StoreRefusal when the folder cannot be used.
 */
export async function openSqliteStore({ folder, migrations, role, tell }: SqliteOptions): Promise<Store> {
  prepareFolder(folder)
  keepTemporaryFilesIn(folder)
  const file = databaseOf(folder)
  if (!existsSync(file) && existsSync(unfinishedOf(folder)))
    throw new StoreRefusal(
      `The folder ${folder} holds a backup that was cut off (${basename(unfinishedOf(folder))}) and no data; delete it, and use a backup that is whole.`,
    )
  let lock = role === 'server' ? takeFolder(folder, 250, 'serve from it') : null
  try {
    // Files that a server was making when it was killed hold what people wrote.
    if (role === 'server') emptyScratch(folder)
    const state = inspect(file, migrations, role === 'server')
    // No one may change the tables under a live server. A tool waits for another tool that is changing them.
    if (role === 'tool' && state !== 'current') lock = takeFolder(folder, 1_000, 'update its tables')
    const db = openDatabase(file, migrations, state)
    if (role === 'tool') {
      lock?.release()
      lock = null
    }
    const store = assemble(db, lock, folder)
    if (role === 'server' && (await store.uncleared()) !== null) {
      tell?.(`Rewriting the database of ${folder}, so that nothing of what was erased is left in its file …`)
      await store.clear()
    }
    return store
  } catch (error) {
    lock?.release()
    throw error
  }
}

function takeFolder(folder: string, patience: number, purpose: string): FolderLock {
  const lock = lockFolder(folder, patience)
  if (lock !== null) return lock
  throw new StoreRefusal(
    `Another Parallax server has the data folder ${folder} open (or an erasure rewrites its database), so this one cannot ${purpose}; stop the other, or name another folder.`,
  )
}

function assemble(db: ReturnType<typeof openDatabase>, lock: FolderLock | null, folder: string): Store {
  const commits = new Commits(db)
  const parts = { db, query: drizzle(db), commits }
  const writer = eventWriter(parts)
  const calls = callVerbs(parts, writer)
  const snapshots = snapshotVerb(parts)
  const { stop, ...clearing } = clearingVerbs(parts, folder, lock !== null)
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
    ...clearing,
    scan: scanVerb(parts),
    ...snapshots.verb,
    get committed() {
      return commits.committed
    },
    scratch: scratchOf(folder),
    async claim(name) {
      // The prefix makes sure that no name is that of the server's lock.
      return lockFolder(folder, 250, `work-${name}`)
    },
    async close() {
      if (!db.open) return
      await stop()
      snapshots.closeAll()
      commits.close()
      db.close()
      // Only a server still holds the lock here. It removes the files that it was making when it was told to stop.
      if (lock !== null) emptyScratch(folder)
      lock?.release()
    },
  }
}
