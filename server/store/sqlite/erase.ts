import type { Store } from '../store.ts'
import { emptyLog } from './database.ts'
import type { EventWriter } from './log.ts'
import type { Parts } from './parts.ts'

const DELETIONS = [
  'DELETE FROM event_bodies WHERE event IN (SELECT n FROM events WHERE session = ?)',
  'DELETE FROM reply_checkpoints WHERE session = ?',
  'DELETE FROM model_call_bodies WHERE call IN (SELECT n FROM model_calls WHERE session = ?)',
  // A prompt's hash has no salt, so a guess could be tested against it. An error may quote what was sent.
  'UPDATE model_calls SET prompt_hash = NULL, error = NULL WHERE session = ?',
  'DELETE FROM probe_texts WHERE probe IN (SELECT n FROM probes WHERE session = ?)',
  'UPDATE probes SET prompt_hash = NULL WHERE session = ?',
  'DELETE FROM telemetry WHERE session = ?',
  'DELETE FROM identifiers WHERE session = ?',
]

/**
 * Erasure: one transaction, in which what is deleted is overwritten with zeros. Then the write-ahead log is moved into
 * the database and emptied. While another program reads an older state, the log cannot be emptied; it is tried again
 * after every commit, and at the latest when the store closes. When the database moved rows between pages, it left
 * copies elsewhere in the file. Erasure leaves these copies, which no query reaches but whose text can still be read in
 * the file. `clear` removes them (see clearing.ts).
 */
export function eraseVerbs({ db, commits }: Parts, writer: EventWriter): Pick<Store, 'erase'> {
  const deletions = DELETIONS.map((statement) => db.prepare(statement))
  const mark = db.prepare('UPDATE sessions SET erased_at = coalesce(erased_at, ?), pending = 0 WHERE n = ?')
  const note = db.prepare('INSERT INTO erasures (session, at) VALUES (?, ?) ON CONFLICT DO NOTHING')
  let due = false
  commits.afterCommit(() => {
    if (due) due = !emptyLog(db)
  })

  return {
    async erase(session, at) {
      await commits.write(1_000, () => {
        const { n } = writer.head(session)
        for (const deletion of deletions) deletion.run(n)
        mark.run(at, n)
        note.run(n, at)
        due = true
      })
    },
  }
}
