import type Database from 'better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Commits } from './commits.ts'

/**
 * What the verbs are made of: one connection, seen twice. Writes and reads of logs are prepared statements on `db`,
 * since a row through drizzle costs several times the row itself; all other reads go through `query`, typed by the schema.
 */
export type Parts = { db: Database.Database; query: BetterSQLite3Database; commits: Commits }
