import { MOST_MARKS } from '../../../shared/session/limits.ts'
import type { TelemetryRow } from '../session-rows.ts'
import type { Store } from '../store.ts'
import type { EventWriter } from './log.ts'
import type { Parts } from './parts.ts'

/** The batch that says how many marks were not kept. The id of a client's batch is never so short. */
const DROPPED = 'dropped'

/**
 * The mark that counts the batches that were not kept also holds the ids of the latest of them, so that a batch which
 * is sent again is not counted again. A page sends its next batch after the answer to the last one, and a session has
 * few pages at once.
 */
const MOST_REMEMBERED = 32

type Dropped = { at: number; kind: typeof DROPPED; count: number; latest?: string[] }

/** Marks as they are exported: without the ids that only this code needs. */
export function toldMarks(id: string, marks: string): readonly unknown[] {
  if (id !== DROPPED) return JSON.parse(marks)
  const [{ at, kind, count }] = JSON.parse(marks) as [Dropped]
  return [{ at, kind, count }]
}

/** Keeps marks that say how things were done. For an erased session nothing is kept. */
export function telemetryVerbs({ db, commits }: Parts, writer: EventWriter): Pick<Store, 'recordTelemetry'> {
  const insert = db.prepare('INSERT INTO telemetry (session, id, at, marks) VALUES (?, ?, ?, ?)')
  const update = db.prepare('UPDATE telemetry SET at = ?, marks = ? WHERE session = ? AND id = ?')
  const find = db.prepare<[number, string], { marks: string }>(
    'SELECT marks FROM telemetry WHERE session = ? AND id = ?',
  )
  const count = db.prepare<[number], { marks: number }>(
    'SELECT coalesce(sum(json_array_length(marks)), 0) AS marks FROM telemetry WHERE session = ?',
  )

  function keep(n: number, { id, at, marks }: TelemetryRow): void {
    if (find.get(n, id) !== undefined) return
    // The count comes last, since it reads every batch of the session. It is not needed once some were dropped.
    const dropped = find.get(n, DROPPED)
    if (dropped === undefined && count.get(n)!.marks + marks.length <= MOST_MARKS)
      return void insert.run(n, id, at, JSON.stringify(marks))
    const [before] = dropped === undefined ? [] : (JSON.parse(dropped.marks) as [Dropped])
    // A mark of an earlier release has no ids.
    const latest = before?.latest ?? []
    if (latest.includes(id)) return
    const counted: Dropped = {
      ...{ at, kind: DROPPED, count: (before?.count ?? 0) + marks.length },
      latest: [...latest, id].slice(-MOST_REMEMBERED),
    }
    const mark = JSON.stringify([counted])
    if (dropped === undefined) insert.run(n, DROPPED, at, mark)
    else update.run(at, mark, n, DROPPED)
  }

  return {
    recordTelemetry(row) {
      return commits.write(1, () => {
        const head = writer.head(row.session)
        if (head.erasedAt === null) keep(head.n, row)
      })
    },
  }
}
