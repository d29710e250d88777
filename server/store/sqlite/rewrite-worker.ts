import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { RewriteEnd } from './rewrite.ts'

/**
 * Milliseconds to wait for a moment in which nobody writes, and then for a moment in which nobody reads an older state.
 */
const FOR_WRITERS = 2_000
const FOR_READERS = 2_000

// Rewrites the database file that is named. The new pages go through a temporary file, which loses its name as soon as
// it is open, and then through the write-ahead log. Whenever the program is killed, the database stays as it was.
function rewrite(file: string): RewriteEnd {
  const db = new Database(file, { fileMustExist: true, timeout: FOR_WRITERS })
  try {
    db.pragma('synchronous = FULL')
    db.pragma('secure_delete = ON')
    db.pragma('temp_store = FILE')
    db.exec('VACUUM')
    db.pragma(`busy_timeout = ${FOR_READERS}`)
    return logEmptied(db) ? { kind: 'done' } : { kind: 'busy' }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    return error.code.startsWith('SQLITE_BUSY') ? { kind: 'busy' } : { kind: 'failed', why: error.code }
  } finally {
    db.close()
  }
}

/** Moves the write-ahead log into the file. While a commit of another program moves it, the database says busy at once. */
function logEmptied(db: Database.Database): boolean {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (const until = performance.now() + FOR_READERS; ; Atomics.wait(pause, 0, 0, 20)) {
    if (db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0) return true
    if (performance.now() > until) return false
  }
}

parentPort!.postMessage(rewrite((workerData as { file: string }).file))
