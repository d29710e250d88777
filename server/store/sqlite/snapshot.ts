import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Snapshot, Store } from '../store.ts'
import type { Parts } from './parts.ts'
import { scanVerb } from './scan.ts'
import { versionReads } from './versions.ts'

/**
 * Snapshots. Each is a connection of its own that cannot write, in one read transaction. With the write-ahead log, it
 * can stay open beside all writes. `closeAll` ends the snapshots that are still open, before the store itself closes.
 */
export function snapshotVerb({ db, commits }: Parts): { verb: Pick<Store, 'snapshot'>; closeAll(): void } {
  const open = new Set<Database.Database>()

  async function snapshot(): Promise<Snapshot> {
    const reader = new Database(db.name, { readonly: true })
    try {
      // No temporary file may hold a copy of what people wrote.
      reader.pragma('temp_store = MEMORY')
      reader.exec('BEGIN')
      // A transaction fixes its state with its first read, not with BEGIN.
      reader.prepare('SELECT 1 FROM sessions LIMIT 1').get()
    } catch (error) {
      reader.close()
      throw error
    }
    open.add(reader)
    return {
      ...versionReads({ query: drizzle(reader) }),
      scan: scanVerb({ db: reader }),
      async close() {
        if (!open.delete(reader)) return
        reader.close()
        // What was erased meanwhile can be removed from the disk now.
        commits.readerLeft()
      },
    }
  }

  return {
    verb: { snapshot },
    closeAll() {
      for (const reader of open) reader.close()
      open.clear()
    },
  }
}
