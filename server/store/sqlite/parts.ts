import type Database from 'better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Commits } from './commits.ts'

/**
 * What the verbs are made of: one connection, used in two ways. Writes and reads of logs are prepared statements on
 * `db`, since through drizzle a row costs several times as much. All other reads go through `query`, typed by the
 * schema.
 */
export type Parts = { db: Database.Database; query: BetterSQLite3Database; commits: Commits }
