import { CsvError, parse } from 'csv-parse/sync'

/** A row of a CSV file: the line on which it ends, and its cells, however many there are. */
export type Line = { line: number; cells: string[] }

/** The rows of a CSV text, without empty lines. If the text is no CSV: the line, and what is wrong there. */
export function linesOf(
  text: string,
): { ok: true; lines: Iterable<Line> } | { ok: false; line: number; message: string } {
  // Without quotes no cell can hold a line break, so each row is one line. Large tables of figures have no quotes.
  if (!text.includes('"')) return { ok: true, lines: plainLines(text) }
  const lines: Line[] = []
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // The rows are collected here, since the types of the package know no result that carries lines.
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ line, cells })
        return null
      },
    })
    return { ok: true, lines }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { ok: false, line: typeof error.lines === 'number' ? error.lines : 1, message: error.message }
  }
}

/** One line at a time: a survey with subgroups has a million. */
function* plainLines(text: string): Generator<Line> {
  let line = 0
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const row = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '')
    at = end < 0 ? text.length : end + 1
    line += 1
    if (row !== '') yield { line, cells: row.split(',') }
  }
}
