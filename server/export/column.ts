import type { Study } from '../../shared/study/study.ts'
import type { CellValue } from './table-file.ts'

/** A column of a CSV table, or, with `unknown` as its value, a field of a JSONL file; and its line in the codebook. */
export type Column<Row, Value = CellValue> = {
  name: string
  label: string
  type: 'text' | 'integer' | 'number' | 'flag' | 'time' | 'id' | 'json'
  /** Its name up to version 2 of the export's format, if that was another one. */
  oldName?: string
  /** Meaning of values, if they need an explanation. */
  values?: string
  /** The question that was asked, if the column holds answers. */
  question?: string
  /** Language of the question and of the values' words, as BCP 47. English unless it is given. */
  language?: string
  /** The stage that the values come from, if it is always the same. */
  stage?: string
  from: string
  cell(row: Row): Value
}

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
      cell: (row) => ((value) => (value === null ? null : iso(value)))(at(row)),
    },
    { name: `${name}_ms`, label: `${label} (epoch milliseconds)`, type: 'integer', from, cell: at },
  ]
}

/** The part of a study that decides which columns its export has. */
export type ListedStudy = Pick<Study, 'factors' | 'locales' | 'flow' | 'instruments'>
