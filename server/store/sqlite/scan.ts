import { setImmediate as nextTurn } from 'node:timers/promises'
import { getTableColumns } from 'drizzle-orm'
import type { SessionSummary } from '../session-rows.ts'
import type { ScanFilter, Scans } from '../store.ts'
import { EVENT_COLUMNS, type EventRow, eventOf } from './bodies.ts'
import { CALL_COLUMNS, callOf, type KeptCall, type KeptProbe, PROBE_COLUMNS, probeOf } from './calls.ts'
import type { Parts } from './parts.ts'
import { CODING_COLUMNS, JOB_COLUMNS, jobOf, type KeptJob } from './runs.ts'
import { probeRuns, sessions } from './schema.ts'
import { toldMarks } from './telemetry.ts'

const PAGE = 500

/** Where a page begins: after this row of this session (both by their numbers). */
type Cursor = { place: number; own: number }
type Asked = Cursor & { studyId: string; kinds: string; limit: number }
type Placed<Row> = { place: number; own: number; row: Row }

const COLUMNS = Object.entries(getTableColumns(sessions))
  .filter(([key]) => key !== 'n')
  .map(([key, column]) => `s.${column.name} AS "${key}"`)
  .join(', ')

const RUN_COLUMNS = Object.entries(getTableColumns(probeRuns))
  .filter(([key]) => key !== 'n')
  .map(([key, column]) => `c.${column.name} AS "${key}"`)
  .join(', ')

/** A run's row as SQLite gives it: JSON values are text in it. */
type KeptRun = Scans['probeRuns'] & Record<'identity' | 'settings' | 'plan', string> & { capabilities: string | null }

function runOf({ identity, settings, plan, capabilities, ...row }: KeptRun): Scans['probeRuns'] {
  const parsed = { identity: JSON.parse(identity), settings: JSON.parse(settings), plan: JSON.parse(plan) }
  return { ...row, ...parsed, capabilities: capabilities === null ? null : JSON.parse(capabilities) }
}

/**
 * Reads a table page by page, each page beginning after the key of the last row. So no statement stays open between
 * pages (an open one would block the writes of this connection), and memory holds one page. The order is that of
 * enrolment, then the session's own order.
 */
export function scanVerb({ db }: Pick<Parts, 'db'>) {
  /** Reads a table whose rows belong to sessions. `own` is the column that orders them within a session. */
  function bySession<Kept, Row>(columns: string, join: string, own: string, rowOf: (kept: Kept) => Row) {
    const statement = db.prepare<[Asked], Kept & Cursor>(
      `SELECT s.n AS place, ${own} AS own, ${columns} FROM sessions s ${join}
       WHERE s.study_id = @studyId AND s.kind IN (SELECT value FROM json_each(@kinds))
         AND s.n >= @place AND (s.n > @place OR ${own} > @own) ORDER BY s.n, ${own} LIMIT @limit`,
    )
    return (asked: Asked): Placed<Row>[] =>
      statement.all(asked).map(({ place, own, ...kept }) => ({ place, own, row: rowOf(kept as Kept) }))
  }

  /** Reads a table whose rows belong to a study and to no session, in the order in which they were kept. */
  function byStudy<Kept, Row>(columns: string, from: string, rowOf: (kept: Kept) => Row) {
    // A job has a place of its own, so the number has a name that no row has.
    const statement = db.prepare<[Asked], Kept & { rowNumber: number }>(
      `SELECT c.n AS rowNumber, ${columns} FROM ${from} WHERE c.study_id = @studyId AND c.n > @own
       ORDER BY c.n LIMIT @limit`,
    )
    return (asked: Asked): Placed<Row>[] =>
      statement.all(asked).map(({ rowNumber, ...kept }) => ({ place: 0, own: rowNumber, row: rowOf(kept as Kept) }))
  }

  const noSession = db.prepare<[Asked], KeptCall & Cursor>(
    `SELECT 0 AS place, c.n AS own, ${CALL_COLUMNS} FROM model_calls c CROSS JOIN study_versions v ON v.hash = c.study
     LEFT JOIN sessions s ON s.n = c.session LEFT JOIN model_call_bodies b ON b.call = c.n
     WHERE v.id = @studyId AND c.session IS NULL AND c.n > @own ORDER BY c.n LIMIT @limit`,
  )
  const ofSessions = bySession<KeptCall, Scans['modelCalls']>(
    CALL_COLUMNS,
    'CROSS JOIN model_calls c ON c.session = s.n LEFT JOIN model_call_bodies b ON b.call = c.n',
    'c.n',
    callOf,
  )

  const tables: { [Table in keyof Scans]: (asked: Asked) => Placed<Scans[Table]>[] } = {
    sessions: bySession<Omit<SessionSummary, 'pending'> & { pending: 0 | 1 }, SessionSummary>(
      COLUMNS,
      '',
      's.n',
      ({ pending, ...summary }) => ({ ...summary, pending: pending === 1 }),
    ),
    events: bySession<EventRow, Scans['events']>(
      EVENT_COLUMNS,
      'CROSS JOIN events e ON e.session = s.n LEFT JOIN event_bodies b ON b.event = e.n',
      'e.seq',
      eventOf,
    ),
    // Calls for no session come first.
    modelCalls(asked) {
      const free =
        asked.place > 0
          ? []
          : noSession.all(asked).map(({ place, own, ...kept }) => ({ place, own, row: callOf(kept) }))
      const limit = asked.limit - free.length
      return limit === 0 ? free : [...free, ...ofSessions({ ...asked, own: asked.place > 0 ? asked.own : 0, limit })]
    },
    probes: bySession<KeptProbe, Scans['probes']>(
      PROBE_COLUMNS,
      'CROSS JOIN probes c ON c.session = s.n LEFT JOIN probe_texts b ON b.probe = c.n',
      'c.n',
      probeOf,
    ),
    telemetry: bySession<{ session: string; id: string; at: number; marks: string }, Scans['telemetry']>(
      's.id AS session, c.id, c.at, c.marks',
      'CROSS JOIN telemetry c ON c.session = s.n',
      'c.n',
      ({ marks, ...row }) => ({ ...row, marks: toldMarks(row.id, marks) }),
    ),
    identifiers: bySession<Scans['identifiers'], Scans['identifiers']>(
      'c.participant, s.id AS session, c.name, c.value, c.at',
      'CROSS JOIN identifiers c ON c.session = s.n',
      'c.n',
      (row) => row,
    ),
    probeRuns: byStudy<KeptRun, Scans['probeRuns']>(RUN_COLUMNS, 'probe_runs c', runOf),
    probeJobs: byStudy<KeptJob, Scans['probeJobs']>(JOB_COLUMNS, 'probe_jobs c', jobOf),
    probeCodings: byStudy<Scans['probeCodings'], Scans['probeCodings']>(
      CODING_COLUMNS,
      'probe_codings c JOIN probe_jobs j ON j.n = c.job',
      (row) => row,
    ),
  }

  return async function* scan<Table extends keyof Scans>(
    table: Table,
    filter: ScanFilter,
  ): AsyncGenerator<Scans[Table][]> {
    const page = tables[table]
    const asked: Asked = {
      studyId: filter.studyId,
      kinds: JSON.stringify(filter.kinds),
      place: 0,
      own: 0,
      limit: PAGE,
    }
    for (;;) {
      const found = page(asked)
      const last = found.at(-1)
      if (last === undefined) return
      yield found.map(({ row }) => row)
      if (found.length < PAGE) return
      asked.place = last.place
      asked.own = last.own
      // A consumer that never waits must not block the server's sockets.
      await nextTurn()
    }
  }
}
