import type { Matrix } from '../algebra/matrix.ts'
import type { LevelColumns } from './lmm-classes.ts'

/** K = C N C' and Q = q q' with q = C w, for one level. */
export function quadraticForms(
  c: LevelColumns,
  p: number,
  spread: Matrix,
  used: number,
  w: Float64Array,
  quadratic: Float64Array,
  outer: Float64Array,
): void {
  let inside = c.count
  while (inside > 0 && c.columns[inside - 1]! >= used) inside -= 1
  const q = new Float64Array(p)
  quadratic.fill(0)
  for (let r = 0; r < p; r++) {
    const source = c.values[r]!
    let sum = 0
    for (let i = 0; i < c.count; i++) sum += source[i]! * w[c.columns[i]!]!
    q[r] = sum
  }
  // N is symmetric: what stands above the diagonal counts for both halves.
  const above = new Float64Array(p)
  for (let j = 0; j < inside; j++) {
    const base = c.columns[j]! * used
    const own = spread.values[base + c.columns[j]!]!
    for (let r = 0; r < p; r++) {
      const source = c.values[r]!
      let sum = 0
      if (inside === used) for (let i = 0; i < j; i++) sum += spread.values[base + i]! * source[i]!
      else for (let i = 0; i < j; i++) sum += spread.values[base + c.columns[i]!]! * source[i]!
      above[r] = sum
    }
    for (let s = 0; s < p; s++) {
      const right = c.values[s]![j]!
      for (let r = 0; r < p; r++) {
        const left = c.values[r]![j]!
        quadratic[r + s * p]! += above[r]! * right + above[s]! * left + own * left * right
      }
    }
  }
  for (let r = 0; r < p; r++) for (let s = 0; s < p; s++) outer[r + s * p] = q[r]! * q[s]!
}

/** The sum of the products of a symmetric matrix, given by its lower triangle, with another, over the columns used. */
export function pairedWith(lower: Float64Array, size: number, other: Matrix, used: number): number {
  let sum = 0
  for (let j = 0; j < used; j++) {
    sum += lower[j + j * size]! * other.values[j + j * used]!
    for (let i = j + 1; i < used; i++) sum += 2 * lower[i + j * size]! * other.values[i + j * used]!
  }
  return sum
}

/** v' S v for a symmetric S given by its lower triangle. */
export function pairedWithVector(lower: Float64Array, v: Float64Array): number {
  const size = v.length
  let sum = 0
  for (let j = 0; j < size; j++) {
    let inner = 0.5 * lower[j + j * size]! * v[j]!
    for (let i = j + 1; i < size; i++) inner += lower[i + j * size]! * v[i]!
    sum += 2 * inner * v[j]!
  }
  return sum
}
