import type { GroupingFactor } from './lmm-groups.ts'
import { ModelProblem } from './model-problem.ts'

/**
 * Where the rows of a mixed model meet. The first factor is eliminated level by level; the coefficients of the
 * others stand side by side in `width` columns. For each level of the first factor, `columnsOf` lists the columns
 * that its rows touch (places `start[level]` up to `start[level + 1]`), in rising order.
 */
export interface Pattern {
  readonly first: GroupingFactor
  readonly others: readonly GroupingFactor[]
  /** For each other factor, its first column. */
  readonly offsets: readonly number[]
  readonly width: number
  readonly start: Int32Array
  readonly columnsOf: Int32Array
  /** Rows sorted by level of the first factor. */
  readonly rows: Int32Array
  /** How many values the other factors have in a row. */
  readonly perRow: number
  /** For each row, its column, its place in `columnsOf`, and its value, `perRow` of each. */
  readonly rowColumns: Int32Array
  readonly rowPlaces: Int32Array
  readonly rowValues: Float64Array
}

/** A dense block of this many columns takes about 0.3 GB and some seconds for each step. */
const MOST_COLUMNS = 6000

/** Finds the pattern of some grouping factors, the one to eliminate first. Throws `ModelProblem` ('too-large'). */
export function patternOf(factors: readonly GroupingFactor[]): Pattern {
  const first = factors[0]!
  const others = factors.slice(1)
  const n = first.codes.length
  const offsets: number[] = []
  let width = 0
  for (const factor of others) {
    offsets.push(width)
    width += factor.count * factor.columns.length
  }
  if (width > MOST_COLUMNS) {
    throw new ModelProblem(
      'too-large',
      `The random effects of ${others.map((f) => `"${f.name}"`).join(', ')} have ${width} coefficients; at most ${MOST_COLUMNS} beside those of "${first.name}" fit. Use fewer crossed factors or random slopes.`,
    )
  }
  const perRow = others.reduce((sum, factor) => sum + factor.columns.length, 0)
  const rowColumns = new Int32Array(n * perRow)
  const rowValues = new Float64Array(n * perRow)
  for (let i = 0; i < n; i++) {
    let place = i * perRow
    others.forEach((factor, f) => {
      const base = offsets[f]! + factor.codes[i]! * factor.columns.length
      for (let c = 0; c < factor.columns.length; c++) {
        rowColumns[place] = base + c
        rowValues[place] = factor.columns[c]![i]!
        place += 1
      }
    })
  }
  const rows = sortedByLevel(first)
  const start = new Int32Array(first.count + 1)
  const found: number[] = []
  const rowPlaces = new Int32Array(n * perRow)
  const placeOf = new Int32Array(width)
  let next = 0
  for (let level = 0; level < first.count; level++) {
    const from = next
    const touched = new Set<number>()
    while (next < n && first.codes[rows[next]!] === level) {
      const i = rows[next]!
      for (let r = i * perRow; r < (i + 1) * perRow; r++) touched.add(rowColumns[r]!)
      next += 1
    }
    for (const c of [...touched].sort((a, b) => a - b)) {
      placeOf[c] = found.length
      found.push(c)
    }
    for (let s = from; s < next; s++) {
      const i = rows[s]!
      for (let r = i * perRow; r < (i + 1) * perRow; r++) rowPlaces[r] = placeOf[rowColumns[r]!]!
    }
    start[level + 1] = found.length
  }
  const columnsOf = Int32Array.from(found)
  return { first, others, offsets, width, start, columnsOf, rows, perRow, rowColumns, rowPlaces, rowValues }
}

function sortedByLevel(factor: GroupingFactor): Int32Array {
  const next = new Int32Array(factor.count + 1)
  for (const code of factor.codes) next[code + 1]! += 1
  for (let level = 0; level < factor.count; level++) next[level + 1]! += next[level]!
  const rows = new Int32Array(factor.codes.length)
  factor.codes.forEach((code, i) => {
    rows[next[code]!] = i
    next[code]! += 1
  })
  return rows
}
