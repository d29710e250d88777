import type { Cell } from './table-file.ts'

/** A column of a table: its cells, and its line in the codebook. */
export type Column<Row> = {
  name: string
  label: string
  type: 'text' | 'integer' | 'number' | 'flag' | 'time' | 'id'
  /** Meaning of values, where they need one. */
  values?: string
  from: string
  cell(row: Row): Cell
}

/** Why a cell has no answer. Kept apart from every option code, which are never negative here. */
export const MISSING = { skipped: -77, notShown: -88, notReached: -99 } as const

export const MISSING_VALUES =
  '-77 = left out on purpose; -88 = not shown to this session; -99 = not reached or not answered'

/** Epoch milliseconds as ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}

/** Two columns of a time: ISO 8601 and epoch milliseconds. */
export function times<Row>(name: string, label: string, from: string, at: (row: Row) => number | null): Column<Row>[] {
  return [
    {
      name,
      label: `${label} (ISO 8601, UTC)`,
      type: 'time',
      from,
      cell: (row) => ((value) => (value === null ? '' : iso(value)))(at(row)),
    },
    { name: `${name}_ms`, label: `${label} (epoch milliseconds)`, type: 'integer', from, cell: (row) => at(row) ?? '' },
  ]
}
