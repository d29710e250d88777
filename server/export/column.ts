import type { Study } from '../../shared/study/study.ts'
import type { CellValue } from './table-file.ts'

/** A column of a CSV table, or with `unknown` as its value a field of a JSONL file; and its line in the codebook. */
export type Column<Row, Value = CellValue> = {
  name: string
  label: string
  type: 'text' | 'integer' | 'number' | 'flag' | 'time' | 'id' | 'json'
  /** What it was called up to version 2 of the export's format, where that was another name. */
  oldName?: string
  /** Meaning of values, where they need one. */
  values?: string
  /** The question that was asked, where it is an answer. */
  question?: string
  /** Language of the question and of the values' words, as BCP 47; English unless told. */
  language?: string
  /** The stage that it comes from, where it is always the same. */
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

/** What of a study says which columns an export of it has. */
export type ListedStudy = Pick<Study, 'factors' | 'locales' | 'flow' | 'instruments'>
