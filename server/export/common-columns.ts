import type { SessionSummary } from '../store/session-rows.ts'
import type { Column } from './column.ts'

/** What every row says about its origin. A model call for no session knows only the version. */
export type Origin = Pick<SessionSummary, 'study'> &
  Partial<Pick<SessionSummary, 'id' | 'participant' | 'kind' | 'condition'>>

/** The first columns of every file of data. With them each row can be recognised and filtered by itself. */
export function originColumns<Row>(of: (row: Row) => Origin): Column<Row>[] {
  return [
    { name: 'session', label: 'Session', type: 'id', from: 'session.opened', cell: (row) => of(row).id ?? null },
    {
      name: 'participant',
      label: 'Participant (one person may have several sessions)',
      type: 'id',
      from: 'session.opened',
      cell: (row) => of(row).participant ?? null,
    },
    {
      name: 'kind',
      label: 'Kind of session; only live ones are people who take part',
      type: 'text',
      values: 'live, preview, simulated',
      from: 'session.opened',
      cell: (row) => of(row).kind ?? null,
    },
    {
      name: 'study_version',
      label: 'SHA-256 of the study version',
      type: 'id',
      from: 'session.opened',
      cell: (row) => of(row).study,
    },
    {
      name: 'condition',
      label: 'Condition; empty before assignment',
      type: 'text',
      from: 'assignment.made',
      cell: (row) => of(row).condition ?? null,
    },
  ]
}

/** The same, for the rows of read sessions. */
export function commonColumns<Row extends { read: { summary: SessionSummary } }>(): Column<Row>[] {
  return originColumns((row) => row.read.summary)
}
