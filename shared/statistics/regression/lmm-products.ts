import { type Matrix, zeros } from '../algebra/matrix.ts'
import type { Pattern } from './lmm-pattern.ts'

/**
 * Weighted cross-products of the random-effect columns and some dense columns (X and y), enough to evaluate a
 * mixed model without its rows.
 * - `own`: for each level of the first factor, its p x p block Z'WZ.
 * - `crossed`: for each place of the pattern, p values of Z'W(other factors).
 * - `dense`: for each level and dense column, p values of Z'W(dense).
 * - `rest`: all products of the other factors' columns and then the dense ones, lower triangle.
 */
export interface Products {
  readonly own: Float64Array
  readonly crossed: Float64Array
  readonly dense: Float64Array
  readonly rest: Matrix
  readonly denseCount: number
}

/** Cross-products over all rows; `weights` of 1 if none are given. The one place that touches the rows. */
export function productsOf(pattern: Pattern, denseColumns: readonly Float64Array[], weights?: Float64Array): Products {
  const { first, width, perRow, rowColumns, rowPlaces, rowValues } = pattern
  const p = first.columns.length
  const m = denseColumns.length
  const size = width + m
  const own = new Float64Array(first.count * p * p)
  const crossed = new Float64Array(pattern.columnsOf.length * p)
  const dense = new Float64Array(first.count * m * p)
  const rest = zeros(size, size)
  const z = new Float64Array(p)
  const d = new Float64Array(m)
  for (const i of pattern.rows) {
    const weight = weights ? weights[i]! : 1
    const level = first.codes[i]!
    for (let a = 0; a < p; a++) z[a] = first.columns[a]![i]! * weight
    for (let c = 0; c < m; c++) d[c] = denseColumns[c]![i]!
    for (let a = 0; a < p; a++) {
      const left = z[a]!
      if (left === 0) continue
      for (let b = 0; b < p; b++) own[(level * p + b) * p + a]! += left * first.columns[b]![i]!
      for (let r = i * perRow; r < (i + 1) * perRow; r++) crossed[rowPlaces[r]! * p + a]! += left * rowValues[r]!
      for (let c = 0; c < m; c++) dense[(level * m + c) * p + a]! += left * d[c]!
    }
    for (let r = i * perRow; r < (i + 1) * perRow; r++) {
      const left = rowValues[r]! * weight
      if (left === 0) continue
      const start = rowColumns[r]! * size
      for (let s = i * perRow; s < (i + 1) * perRow; s++)
        if (rowColumns[s]! >= rowColumns[r]!) rest.values[start + rowColumns[s]!]! += left * rowValues[s]!
      for (let c = 0; c < m; c++) rest.values[start + width + c]! += left * d[c]!
    }
    for (let b = 0; b < m; b++) {
      const left = d[b]! * weight
      for (let c = b; c < m; c++) rest.values[(width + b) * size + width + c]! += left * d[c]!
    }
  }
  return { own, crossed, dense, rest, denseCount: m }
}
