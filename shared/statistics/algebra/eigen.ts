import { identity, type Matrix, zeros } from './matrix.ts'

/**
 * Eigenvalues and eigenvectors (columns) of a small symmetric matrix, by Jacobi's rotations.
 * Source: Golub and Van Loan, Matrix Computations, 8.5.
 */
export function symmetricEigen(m: Matrix): { values: Float64Array; vectors: Matrix } {
  const n = m.rows
  const a = Float64Array.from(m.values)
  const vectors = identity(n)
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    let all = 0
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++) {
        all += a[i + j * n]! ** 2
        if (i !== j) off += a[i + j * n]! ** 2
      }
    if (off <= 1e-30 * all) break
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors.values, n, p, q)
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i + i * n]!), vectors }
}

/** The inverse of a symmetric matrix over the directions in which it is positive; others are left out. */
export function positiveInverse(m: Matrix): Matrix {
  const n = m.rows
  const { values, vectors } = symmetricEigen(m)
  const largest = values.reduce((most, value) => Math.max(most, value), 0)
  const result = zeros(n, n)
  for (let e = 0; e < n; e++) {
    if (!(values[e]! > 1e-10 * largest)) continue
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++)
        result.values[i + j * n]! += (vectors.values[i + e * n]! * vectors.values[j + e * n]!) / values[e]!
  }
  return result
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const between = a[p + q * n]!
  if (between === 0) return
  const angle = (a[q + q * n]! - a[p + p * n]!) / (2 * between)
  const t = Math.sign(angle || 1) / (Math.abs(angle) + Math.sqrt(angle * angle + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let i = 0; i < n; i++) {
    const x = a[i + p * n]!
    const y = a[i + q * n]!
    a[i + p * n] = c * x - s * y
    a[i + q * n] = s * x + c * y
  }
  for (let i = 0; i < n; i++) {
    const x = a[p + i * n]!
    const y = a[q + i * n]!
    a[p + i * n] = c * x - s * y
    a[q + i * n] = s * x + c * y
    const vx = v[i + p * n]!
    const vy = v[i + q * n]!
    v[i + p * n] = c * vx - s * vy
    v[i + q * n] = s * vx + c * vy
  }
}
