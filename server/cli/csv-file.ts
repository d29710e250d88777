import { readFile } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse/sync'
import { CallProblem } from './call.ts'

/** Cells that mean "no value". */
const MISSING = new Set(['', 'NA', 'NaN', 'null', 'NULL'])
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** One row of a CSV file: its line in the file, and the cells of the columns asked for, trimmed; null where missing. */
export type CsvRow = { readonly line: number; readonly cells: readonly (string | null)[] }

/**
 * Reads some columns of a CSV file with a header (RFC 4180, UTF-8, with or without a byte order mark). Throws a
 * CallProblem when the file cannot be read or parsed, or lacks one of the columns.
 */
export async function readColumns(file: string, names: readonly string[]): Promise<CsvRow[]> {
  const text = await readFile(file, 'utf8').catch((problem: NodeJS.ErrnoException) => {
    const why =
      problem.code === 'ENOENT'
        ? 'there is no such file'
        : problem.code === 'EISDIR'
          ? 'it is a folder'
          : problem.message
    throw new CallProblem(`"${file}" cannot be read: ${why}. Check the path.`)
  })
  const records = parseCsv(file, text)
  const header = records[0]?.record
  if (header === undefined) throw new CallProblem(`"${file}" is empty. It needs a header line and rows under it.`)
  const places = names.map((name) => {
    const place = header.indexOf(name)
    if (place < 0) throw new CallProblem(`"${file}" has no column "${name}". Its columns: ${header.join(', ')}.`)
    if (header.indexOf(name, place + 1) >= 0)
      throw new CallProblem(`"${file}" has two columns "${name}". Rename one of them.`)
    return place
  })
  return records.slice(1).map(({ record, line }) => {
    if (record.length !== header.length)
      throw new CallProblem(
        `"${file}" line ${line} has ${record.length} cells where the header has ${header.length}. Check its quotes and commas.`,
      )
    const cells = places.map((place) => {
      const cell = record[place]!.trim()
      return MISSING.has(cell) ? null : cell
    })
    return { line, cells }
  })
}

function parseCsv(file: string, text: string): { record: string[]; line: number }[] {
  const records: { record: string[]; line: number }[] = []
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // The rows are collected here, since the types of the package know no result that carries lines.
      on_record: (record: string[], { lines }) => {
        records.push({ record, line: lines })
        return null
      },
    })
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem
    throw new CallProblem(`"${file}" is not a CSV file that can be read: ${problem.message}. Save it as CSV in UTF-8.`)
  }
  return records
}

/** A cell as a finite number. If it is none, throws a CallProblem that names the line and column. */
export function numberIn(cell: string, line: number, column: string): number {
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN
  if (!Number.isFinite(value))
    throw new CallProblem(
      `Line ${line}, column "${column}": "${cell}" is not a number. Correct the cell, or leave it empty if it is missing.`,
    )
  return value
}
