import { listed, ModelProblem } from './model-problem.ts'

/** Numbers, one a row; NaN where missing. */
export interface NumericColumn {
  readonly kind: 'numeric'
  readonly name: string
  readonly values: Float64Array
  readonly missing: number
}

/** Integer codes into `levels`, which stand in order of appearance; -1 where missing. */
export interface CategoricalColumn {
  readonly kind: 'categorical'
  readonly name: string
  readonly codes: Int32Array
  readonly levels: readonly string[]
  readonly missing: number
  /**
   * Set if at least half of the cells are numbers. Then the first cell that is no number is probably a typing error.
   */
  readonly stray: { readonly row: number; readonly text: string } | null
}

export type Column = NumericColumn | CategoricalColumn

/** Columns of one length, by name. */
export interface Table {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Column>
}

/** Cells that mean "no value" when text is read. */
const MISSING = new Set(['', 'NA', 'NaN', 'null', 'NULL'])
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** Whole numbers with a leading zero, or longer than a double can hold, are names and not quantities. */
const NAME_OF_DIGITS = /^[+-]?(0\d+|\d{16,})$/

/** A numeric column; values that are not finite count as missing. */
export function numericColumn(name: string, source: ArrayLike<number>): NumericColumn {
  const values = Float64Array.from(source)
  let missing = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue
    values[i] = Number.NaN
    missing += 1
  }
  return { kind: 'numeric', name, values, missing }
}

/** A categorical column from one text a row; null is missing. */
export function categoricalColumn(name: string, cells: readonly (string | null)[]): CategoricalColumn {
  const index = new Map<string, number>()
  const codes = new Int32Array(cells.length)
  let missing = 0
  cells.forEach((cell, row) => {
    if (cell === null) {
      codes[row] = -1
      missing += 1
      return
    }
    const known = index.get(cell)
    if (known === undefined) index.set(cell, index.size)
    codes[row] = known ?? index.size - 1
  })
  return { kind: 'categorical', name, codes, levels: [...index.keys()], missing, stray: null }
}

/** A table of columns, which must have different names and one length (else an exception: a mistake of the caller). */
export function tableOf(columns: readonly Column[]): Table {
  const rows = columns[0] ? lengthOf(columns[0]) : 0
  const byName = new Map<string, Column>()
  for (const c of columns) {
    if (lengthOf(c) !== rows) throw new Error(`Column "${c.name}" has ${lengthOf(c)} rows where others have ${rows}`)
    if (byName.has(c.name)) throw new Error(`Two columns are named "${c.name}": rename one`)
    byName.set(c.name, c)
  }
  return { rows, columns: byName }
}

/**
 * Reads a table from text: a header and rows of cells. A column is numeric if every cell that has a value is
 * a number. Empty cells, NA, NaN and null are missing. Throws `ModelProblem` where two columns share a name
 * or a row has another length than the header.
 */
export function tableFromCells(header: readonly string[], rows: readonly (readonly string[])[]): Table {
  const twice = header.filter((name, j) => header.indexOf(name) !== j)
  if (twice.length > 0)
    throw new ModelProblem('unknown-column', `Two columns are named "${twice[0]}". Rename one of them.`)
  const ragged = rows.findIndex((row) => row.length !== header.length)
  if (ragged >= 0)
    throw new ModelProblem(
      'no-rows',
      `Row ${ragged + 1} has ${rows[ragged]!.length} cells where the header has ${header.length}. Check its quotes and commas.`,
    )
  const columns = header.map((name, j) => {
    const cells = rows.map((row) => {
      const cell = row[j]!.trim()
      return MISSING.has(cell) ? null : cell
    })
    return columnFromText(name, cells)
  })
  return { rows: rows.length, columns: new Map(columns.map((c) => [c.name, c])) }
}

/** The column of a name, or a problem that lists the names there are. */
export function columnOf(table: Table, name: string): Column {
  const found = table.columns.get(name)
  if (found) return found
  throw new ModelProblem('unknown-column', `No column "${name}". Columns: ${listed([...table.columns.keys()], 30)}.`)
}

/** The same cells as categories: numbers become levels, smallest first, as their order is known. */
export function asCategorical(source: Column): CategoricalColumn {
  if (source.kind === 'categorical') return source
  const sorted = [...new Set(source.values)].filter((v) => !Number.isNaN(v)).sort((a, b) => a - b)
  const index = new Map(sorted.map((value, code) => [value, code]))
  const codes = Int32Array.from(source.values, (value) => index.get(value) ?? -1)
  return { ...source, kind: 'categorical', codes, levels: sorted.map(String), stray: null }
}

/** The column, which must hold numbers; else a problem that names the first cell that does not. */
export function asNumeric(source: Column, use: string): NumericColumn {
  if (source.kind === 'numeric') return source
  const at = source.stray?.row ?? source.codes.findIndex((code) => code >= 0)
  const text = at < 0 ? 'no value at all' : `"${source.levels[source.codes[at]!]}" in row ${at + 1}`
  throw new ModelProblem(
    'not-numeric',
    `${use} needs numbers, and column "${source.name}" has ${text}. Correct the cell, or leave it empty if it is missing.`,
  )
}

/** Whether row `i` of a column has a value. */
export function hasValue(c: Column, i: number): boolean {
  return c.kind === 'numeric' ? !Number.isNaN(c.values[i]!) : c.codes[i]! >= 0
}

/** Some rows of a column, in the order given; levels that no longer occur are dropped. */
export function selectRows(source: Column, rows: Int32Array): Column {
  if (source.kind === 'numeric')
    return numericColumn(
      source.name,
      Float64Array.from(rows, (i) => source.values[i]!),
    )
  const counts = new Int32Array(source.levels.length)
  for (const i of rows) if (source.codes[i]! >= 0) counts[source.codes[i]!]! += 1
  const levels = source.levels.filter((_, code) => counts[code]! > 0)
  let next = 0
  const renumbered = Int32Array.from(counts, (count) => (count > 0 ? next++ : -1))
  const codes = Int32Array.from(rows, (i) => (source.codes[i]! >= 0 ? renumbered[source.codes[i]!]! : -1))
  return { ...source, codes, levels, missing: codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0) }
}

function columnFromText(name: string, cells: readonly (string | null)[]): Column {
  const present = cells.filter((cell) => cell !== null)
  const named = present.some((cell) => NAME_OF_DIGITS.test(cell))
  const numbers = present.filter((cell) => NUMBER.test(cell)).length
  if (!named && numbers === present.length)
    return numericColumn(
      name,
      cells.map((cell) => (cell === null ? Number.NaN : Number(cell))),
    )
  const result = categoricalColumn(name, cells)
  if (named || numbers * 2 < present.length || numbers < 3) return result
  const row = cells.findIndex((cell) => cell !== null && !NUMBER.test(cell))
  return { ...result, stray: { row, text: cells[row]! } }
}

function lengthOf(c: Column): number {
  return c.kind === 'numeric' ? c.values.length : c.codes.length
}
