import { column, identity, type Matrix, zeros } from './matrix.ts'

/**
 * A Householder factorisation X P = Q R.
 * `factor` holds R in its upper triangle and the reflections beneath it; `order` lists the original
 * columns, the `rank` independent ones first and in their old order, then those that depend on them.
 */
export interface Qr {
  readonly factor: Matrix
  readonly tau: Float64Array
  readonly order: readonly number[]
  readonly rank: number
}

/** A column counts as a combination of the earlier ones if less than this share of its length is left. */
const DEPENDENT = 1e-10

/**
 * Factorises X (rows >= 1). Columns keep their order; one that depends on the columns before it is moved
 * to the end, as R's `lm` does, so that the later of two aliased terms is the one that gets named.
 * Source: Golub and Van Loan, Matrix Computations, 5.2 and 5.4.
 */
export function qr(x: Matrix): Qr {
  const { rows, cols } = x
  const factor = { rows, cols, values: Float64Array.from(x.values) }
  const lengths = Array.from({ length: cols }, (_, j) => norm(column(factor, j), 0))
  const order = Array.from({ length: cols }, (_, j) => j)
  const tau = new Float64Array(cols)
  let end = cols
  let k = 0
  while (k < end && k < rows) {
    const current = column(factor, k)
    const length = norm(current, k)
    if (!(length > DEPENDENT * lengths[order[k]!]!)) {
      moveToEnd(factor, order, k)
      end -= 1
      continue
    }
    // The sign that avoids cancellation.
    const alpha = current[k]! > 0 ? -length : length
    const head = current[k]! - alpha
    tau[k] = -head / alpha
    for (let i = k + 1; i < rows; i++) current[i]! /= head
    current[k] = alpha
    for (let j = k + 1; j < cols; j++) reflect(current, tau[k]!, k, column(factor, j))
    k += 1
  }
  return { factor, tau, order, rank: k }
}

/** Q' v, as a new vector of full length: the first `rank` values are coordinates, the rest the residual. */
export function applyTransposedQ(f: Qr, v: Float64Array): Float64Array {
  const result = Float64Array.from(v)
  for (let k = 0; k < f.rank; k++) reflect(column(f.factor, k), f.tau[k]!, k, result)
  return result
}

/** Q v, as a new vector. */
export function applyQ(f: Qr, v: Float64Array): Float64Array {
  const result = Float64Array.from(v)
  for (let k = f.rank - 1; k >= 0; k--) reflect(column(f.factor, k), f.tau[k]!, k, result)
  return result
}

/** The first `rank` columns of Q: an orthonormal basis of the columns of X. */
export function thinQ(f: Qr): Matrix {
  const result = zeros(f.factor.rows, f.rank)
  for (let j = 0; j < f.rank; j++) {
    const unit = new Float64Array(f.factor.rows)
    unit[j] = 1
    result.values.set(applyQ(f, unit), j * f.factor.rows)
  }
  return result
}

/** Solves R b = c for the first `rank` coordinates. */
export function solveR(f: Qr, c: Float64Array): Float64Array {
  const { rank } = f
  const { rows, values } = f.factor
  const result = c.slice(0, rank)
  for (let j = rank - 1; j >= 0; j--) {
    const value = result[j]! / values[j + j * rows]!
    result[j] = value
    for (let i = 0; i < j; i++) result[i]! -= value * values[i + j * rows]!
  }
  return result
}

/** The inverse of R, rank by rank. */
export function inverseR(f: Qr): Matrix {
  const result = identity(f.rank)
  for (let j = 0; j < f.rank; j++) result.values.set(solveR(f, column(result, j)), j * f.rank)
  return result
}

/** log |X'X| of a full-rank X. */
export function logDeterminantOfCrossProduct(f: Qr): number {
  let sum = 0
  for (let j = 0; j < f.rank; j++) sum += 2 * Math.log(Math.abs(f.factor.values[j + j * f.factor.rows]!))
  return sum
}

/** Length of v from place `from` on, safe against overflow. */
function norm(v: Float64Array, from: number): number {
  let largest = 0
  for (let i = from; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]!))
  if (largest === 0) return 0
  let sum = 0
  for (let i = from; i < v.length; i++) sum += (v[i]! / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** Applies the reflection I - tau h h', with h = (1, below), from place `k` on. */
function reflect(h: Float64Array, tau: number, k: number, target: Float64Array): void {
  let sum = target[k]!
  for (let i = k + 1; i < target.length; i++) sum += h[i]! * target[i]!
  const factor = tau * sum
  if (factor === 0) return
  target[k]! -= factor
  for (let i = k + 1; i < target.length; i++) target[i]! -= factor * h[i]!
}

function moveToEnd(factor: Matrix, order: number[], k: number): void {
  const moved = column(factor, k).slice()
  factor.values.copyWithin(k * factor.rows, (k + 1) * factor.rows)
  factor.values.set(moved, (factor.cols - 1) * factor.rows)
  order.push(...order.splice(k, 1))
}
