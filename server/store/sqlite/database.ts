import { accessSync, constants, existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { StoreRefusal } from './refusal.ts'

/** How far the tables of a database file are behind what this program needs. */
export type State = 'fresh' | 'behind' | 'current'

/** Milliseconds to block while another program writes, if nothing else can be done meanwhile. */
export const PATIENCE = 5_000

/**
 * Looks at a database file through a connection that cannot write, so that a file that is refused stays as it was. With
 * `thorough` it reads every page of the file (about a second for a gigabyte). Throws a StoreRefusal for a file that is
 * no sound database, belongs to another program, or was written by a newer or changed version of this one.
 */
export function inspect(file: string, migrations: string, thorough: boolean): State {
  if (!existsSync(file) || statSync(file).size === 0) return 'fresh'
  let db: Database.Database | null = null
  try {
    accessSync(file, constants.W_OK)
    db = new Database(file, { readonly: true, timeout: PATIENCE })
    const found = thorough ? db.pragma('quick_check(1)', { simple: true }) : 'ok'
    if (found !== 'ok') throw damaged(file, String(found))
    return compare(db, file, migrations)
  } catch (error) {
    throw unreadable(file, error)
  } finally {
    db?.close()
  }
}

/** Why a database file cannot be used. It follows from the error that reading the file threw. */
export function unreadable(file: string, error: unknown): StoreRefusal {
  if (error instanceof StoreRefusal) return error
  const code = error instanceof Database.SqliteError ? error.code : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return damaged(file, (error as Error).message)
  return new StoreRefusal(
    `The database ${file} cannot be opened (${String(error)}); check that it is a file which this account may read and write.`,
  )
}

function damaged(file: string, what: string): StoreRefusal {
  return new StoreRefusal(
    `The file ${file} is not a sound database (${what}); put a backup in its place, or move it away to begin anew.`,
  )
}

export function foreign(file: string): StoreRefusal {
  return new StoreRefusal(`The file ${file} is a database of another program; name another data folder.`)
}

function compare(db: Database.Database, file: string, migrations: string): State {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  if (tables.length === 0) return 'fresh'
  if (!tables.includes('__drizzle_migrations')) throw foreign(file)
  const known = new Map(readMigrationFiles({ migrationsFolder: migrations }).map((one) => [one.folderMillis, one.hash]))
  const applied = db
    .prepare<[], { at: number; hash: string }>('SELECT created_at AS at, hash FROM __drizzle_migrations ORDER BY 1')
    .all()
  for (const { at, hash } of applied) {
    if (!known.has(Number(at)))
      throw new StoreRefusal(
        `The database ${file} was written by a newer program than this one; start the newer program, or name another data folder.`,
      )
    if (known.get(Number(at)) !== hash)
      throw new StoreRefusal(
        `The database ${file} was made with other contents of a migration in ${migrations}; restore that migration, or name another data folder.`,
      )
  }
  if (applied.length === 0) return 'fresh'
  return applied.length < known.size ? 'behind' : 'current'
}

/**
 * Opens the file and brings its tables up to date, in one transaction. Commits reach the disk before they return
 * (`synchronous=FULL`), and what is deleted is overwritten with zeros (`secure_delete`).
 */
export function openDatabase(file: string, migrations: string, state: State): Database.Database {
  const db = new Database(file, { timeout: PATIENCE })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('secure_delete = ON')
    // Undo logs of savepoints stay in memory, so that no temporary file holds a copy of what people wrote.
    db.pragma('temp_store = MEMORY')
    db.pragma('cache_size = -65536')
    db.pragma('journal_size_limit = 67108864')
    if (state !== 'current') migrate(drizzle(db), { migrationsFolder: migrations })
    // A program that was killed may have left erased text in the log.
    emptyLog(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Moves the write-ahead log into the database and shortens it to nothing. While another connection still reads from the
 * log, it returns false at once and changes nothing.
 */
export function emptyLog(db: Database.Database): boolean {
  db.pragma('busy_timeout = 0')
  const busy = db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })
  db.pragma(`busy_timeout = ${PATIENCE}`)
  return busy === 0
}
