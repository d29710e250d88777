import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { InputProblem } from '../../shared/input-problem.ts'
import { beginOf } from './source-file.ts'

/** A row of a table: the line that it ends on, and as many cells as it has. */
export type TableRow = { line: number; cells: string[] }

/** A table that is read as a stream. `rows` can be read once. `sha256` is that of the file; it is known after the last row. */
export type TableStream = { columns: string[]; rows: AsyncGenerator<TableRow>; sha256: () => string }

const DELIMITERS = [',', ';', '\t']
/** The most characters in one row. A quote that is never closed would make the whole rest of a file one cell. */
const LONGEST_ROW = 4_000_000

/**
 * Opens a CSV file with a header line (UTF-8, with or without a byte order mark). The delimiter is a comma, a semicolon
 * or a tab: the one that occurs most in the header. Memory holds a few rows at a time. Throws an InputProblem for a
 * file that cannot be read or is not CSV, also while rows are read.
 */
export async function openTable(file: string): Promise<TableStream> {
  const header = (await beginOf(file)).split(/\r?\n/).find((line) => line.trim() !== '') ?? ''
  const hash = createHash('sha256')
  const rows = readRows(file, delimiterOf(header), hash)
  const first = await rows.next()
  const columns = first.done ? [] : first.value.cells.map((cell) => cell.trim())
  let digest: string | null = null
  return {
    columns,
    rows,
    sha256: () => {
      digest ??= hash.digest('hex')
      return digest
    },
  }
}

function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length
  return DELIMITERS.reduce((most, one) => (count(one) > count(most) ? one : most))
}

async function* readRows(file: string, delimiter: string, hash: { update(chunk: Buffer | string): unknown }) {
  const source = createReadStream(file)
  source.on('data', (chunk) => hash.update(chunk))
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  })
  // An error in either of the two is thrown by the loop below.
  pipeline(source, parser, () => {})
  try {
    for await (const chunk of parser) {
      const { record, info }: { record: string[]; info: { lines: number } } = chunk
      yield { line: info.lines, cells: record }
    }
  } catch (problem) {
    if (problem instanceof CsvError)
      throw new InputProblem(
        `"${file}" is not CSV: ${problem.message}. Check the quotes there, or save it as CSV in UTF-8 again.`,
      )
    throw problem
  }
}
