import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import Database from 'better-sqlite3'
import { makeFolder } from '../../make-folder.ts'
import { foreign, PATIENCE, unreadable } from './database.ts'
import { databaseOf, unfinishedOf } from './folder.ts'
import { StoreRefusal } from './refusal.ts'
import { keepTemporaryFilesIn, rewriteFile } from './rewrite.ts'
import { type Counts, countsOf, unsoundness } from './soundness.ts'

export type BackupRequest = {
  /** The data folder. A server may have it open and write. */
  folder: string
  /** An empty folder, or one that does not exist yet. */
  to: string
  /** Called with the number of bytes copied so far. */
  progress(bytes: number): void
  /** Ends the backup. Its reason is thrown. */
  signal?: AbortSignal
}

/** The database file of a backup, with its size in bytes, its SHA-256, and how much it holds. */
export type Backup = {
  file: string
  bytes: number
  sha256: string
  sessions: number
  erased: number
  events: number
  versions: number
}

/** Why no backup was made, in one sentence. Nothing is left of the attempt. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem'
}

/** 1 MB. After each piece, the signal is checked. */
const PAGES_AT_ONCE = 256
const SPARE_BYTES = 16 * 1024 * 1024

/**
 * Copies a data folder into another, which can take its place. It copies what was committed when it began, whatever is
 * written meanwhile. Before the copy gets its name, it is cleared of what had been erased, read whole and checked. A
 * copy that is cut off or not sound is removed. Throws a StoreRefusal if there is nothing to copy or no room for it,
 * and a BackupProblem if the copy failed.
 */
export async function backUp({ folder, to, progress, signal }: BackupRequest): Promise<Backup> {
  keepTemporaryFilesIn(to)
  const source = openSource(folder)
  const part = unfinishedOf(to)
  let made: string | undefined
  try {
    const { counts, erased, traces } = source
    requireRoom(source.db, to, traces)
    made = makeFolder(to)
    await copy(source.db, part, progress, signal)
    source.db.close()
    if (traces) await clearCopy(part)
    signal?.throwIfAborted()
    check(part, counts)
    const copied = { bytes: statSync(part).size, sha256: await digestOf(part) }
    signal?.throwIfAborted()
    keepOnDisk(part)
    renameSync(part, databaseOf(to))
    keepOnDisk(to)
    const {
      sessions,
      events,
      study_versions: versions,
    } = counts as Record<'sessions' | 'events' | 'study_versions', number>
    return { file: databaseOf(to), ...copied, sessions, erased, events, versions }
  } catch (error) {
    source.db.close()
    for (const beside of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${beside}`, { force: true })
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
    throw error
  }
}

/**
 * What is copied: a connection to it, its rows by table, its erased sessions, and whether copies of their words may
 * stand in gaps of the file.
 */
type Source = { db: Database.Database; counts: Counts; erased: number; traces: boolean }

/**
 * Opens the folder's database and keeps reading the state that it is in. Otherwise the copy would begin anew at every
 * write of another program, and would never end beside a busy server.
 */
function openSource(folder: string): Source {
  const file = databaseOf(folder)
  if (!existsSync(file) || statSync(file).size === 0)
    throw new StoreRefusal(
      `There is no data in ${folder} (no ${path.basename(file)}); set PARALLAX_DATA to the data folder.`,
    )
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true, timeout: PATIENCE })
    db.pragma('temp_store = MEMORY')
    db.exec('BEGIN')
    const counts = countsOf(db)
    if (counts.__drizzle_migrations === undefined) throw foreign(file)
    const count = (rows: string) => db!.prepare<[], number>(`SELECT count(*) FROM ${rows}`).pluck().get()!
    const erased = count('sessions WHERE erased_at IS NOT NULL')
    // A folder of an older program does not say which of its erasures were cleared.
    const uncleared = counts.erasures === undefined ? erased : count('erasures WHERE cleared_at IS NULL')
    return { db, counts, erased, traces: uncleared > 0 }
  } catch (error) {
    db?.close()
    throw unreadable(file, error)
  }
}

function requireRoom(db: Database.Database, to: string, traces: boolean): void {
  const pages = db.pragma('page_count', { simple: true }) as number
  const size = pages * (db.pragma('page_size', { simple: true }) as number)
  const disk = nearestThere(to)
  const { bavail, bsize } = statfsSync(disk)
  // While a copy is rewritten, the disk holds it three times for a moment.
  const needed = size * (traces ? 3 : 1) + SPARE_BYTES
  if (needed > bavail * bsize)
    throw new StoreRefusal(
      `The backup needs ${megabytes(needed)} MB, and the disk of ${disk} has ${megabytes(bavail * bsize)} MB left; make room, or name a folder on another disk.`,
    )
}

function nearestThere(full: string): string {
  return existsSync(full) ? full : nearestThere(path.dirname(full))
}

async function copy(
  db: Database.Database,
  part: string,
  progress: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pageSize = db.pragma('page_size', { simple: true }) as number
  try {
    await db.backup(part, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted()
        progress((totalPages - remainingPages) * pageSize)
        return PAGES_AT_ONCE
      },
    })
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code === 'SQLITE_CORRUPT' || error.code === 'SQLITE_NOTADB') throw unreadable(db.name, error)
    const why = error.code === 'SQLITE_FULL' ? 'the disk is full' : error.code
    throw new BackupProblem(`The copy could not be written to ${path.dirname(part)} (${why}); nothing of it is left.`)
  }
}

/** Erased words must not get into a backup through the gaps of the file. */
async function clearCopy(part: string): Promise<void> {
  const end = await rewriteFile(part)
  if (end.kind !== 'done')
    throw new BackupProblem(
      `The copy could not be cleared of what had been erased (${end.kind === 'failed' ? end.why : end.kind}), so it was removed; try again.`,
    )
}

function check(part: string, wanted: Counts): void {
  const db = new Database(part, { fileMustExist: true })
  let found: string | null
  try {
    found = unsoundness(db)
    const counts = countsOf(db)
    if (JSON.stringify(counts) !== JSON.stringify(wanted)) found ??= 'it does not hold as much as there was'
    if (found === null) markCleared(db)
    // After this, the one file holds everything.
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    found = error instanceof Error ? error.message : String(error)
  } finally {
    db.close()
  }
  if (found !== null)
    throw new BackupProblem(
      `The copy is not sound (${found}), so it was removed. The data folder itself may be damaged: keep it as it is, and check your last backup.`,
    )
}

function markCleared(db: Database.Database): void {
  const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'erasures'").get() !== undefined
  if (has)
    db.exec("UPDATE erasures SET cleared_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE cleared_at IS NULL")
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Makes sure that a file's bytes, or a folder's names, are on the disk before the backup is reported. */
function keepOnDisk(place: string): void {
  // On Windows a folder cannot be opened. There the file system itself keeps its names.
  if (process.platform === 'win32') return
  const handle = openSync(place, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}
