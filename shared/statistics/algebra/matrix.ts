/**
 * A dense matrix, stored column by column: element (i, j) is `values[i + j * rows]`.
 * Columns lie together because every loop below walks down a column.
 */
export interface Matrix {
  readonly rows: number
  readonly cols: number
  readonly values: Float64Array
}

/** A matrix of zeros. */
export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, values: new Float64Array(rows * cols) }
}

/** The identity of a given size. */
export function identity(size: number): Matrix {
  const result = zeros(size, size)
  for (let i = 0; i < size; i++) result.values[i + i * size] = 1
  return result
}

/** Column `j` as a view: writing to it writes to the matrix. */
export function column(m: Matrix, j: number): Float64Array {
  return m.values.subarray(j * m.rows, (j + 1) * m.rows)
}

/** Element (i, j). */
export function at(m: Matrix, i: number, j: number): number {
  return m.values[i + j * m.rows]!
}

/** A matrix whose columns are the given vectors, all of one length. */
export function fromColumns(columns: readonly Float64Array[], rows: number): Matrix {
  const result = zeros(rows, columns.length)
  columns.forEach((values, j) => {
    result.values.set(values, j * rows)
  })
  return result
}

/** Inner product of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** The transpose, as a new matrix. */
export function transpose(m: Matrix): Matrix {
  const result = zeros(m.cols, m.rows)
  for (let j = 0; j < m.cols; j++)
    for (let i = 0; i < m.rows; i++) result.values[j + i * m.cols] = m.values[i + j * m.rows]!
  return result
}

/** The product a b. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const result = zeros(a.rows, b.cols)
  for (let j = 0; j < b.cols; j++) {
    const target = column(result, j)
    for (let k = 0; k < a.cols; k++) {
      const factor = b.values[k + j * b.rows]!
      if (factor === 0) continue
      const source = column(a, k)
      for (let i = 0; i < a.rows; i++) target[i]! += factor * source[i]!
    }
  }
  return result
}

/** The product of a matrix and a vector. */
export function multiplyVector(a: Matrix, v: Float64Array): Float64Array {
  const result = new Float64Array(a.rows)
  for (let k = 0; k < a.cols; k++) {
    const factor = v[k]!
    if (factor === 0) continue
    const source = column(a, k)
    for (let i = 0; i < a.rows; i++) result[i]! += factor * source[i]!
  }
  return result
}

/** x' diag(weights) x, symmetric; weights of 1 if none are given. */
export function crossProduct(x: Matrix, weights?: Float64Array): Matrix {
  const result = zeros(x.cols, x.cols)
  const scaled = new Float64Array(x.rows)
  for (let j = 0; j < x.cols; j++) {
    const source = column(x, j)
    for (let i = 0; i < x.rows; i++) scaled[i] = weights ? source[i]! * weights[i]! : source[i]!
    for (let k = 0; k <= j; k++) {
      const value = dot(scaled, column(x, k))
      result.values[k + j * x.cols] = value
      result.values[j + k * x.cols] = value
    }
  }
  return result
}

/** b' m b, for a symmetric m: a covariance carried to new coordinates. */
export function sandwich(b: Matrix, m: Matrix): Matrix {
  return multiply(transpose(b), multiply(m, b))
}

/**
 * Replaces the lower triangle of a symmetric matrix by its Cholesky factor L, with a = L L'.
 * The upper triangle is left as it was. Returns -1, or the first pivot that is not above `floor`
 * times its diagonal element (the matrix is then half done and of no use).
 */
export function choleskyInPlace(a: Matrix, floor = 0): number {
  const n = a.rows
  const v = a.values
  for (let k = 0; k < n; k++) {
    const start = k * n
    const diagonal = v[start + k]!
    for (let j = 0; j < k; j++) {
      const factor = v[k + j * n]!
      if (factor === 0) continue
      const other = j * n
      for (let i = k; i < n; i++) v[start + i]! -= factor * v[other + i]!
    }
    const pivot = v[start + k]!
    if (!(pivot > floor * Math.abs(diagonal) && pivot > 0)) return k
    const root = Math.sqrt(pivot)
    v[start + k] = root
    for (let i = k + 1; i < n; i++) v[start + i]! /= root
  }
  return -1
}

/** Solves L x = b in place, L the lower triangle of `factor`. */
export function solveLowerInPlace(factor: Matrix, b: Float64Array): void {
  const n = factor.rows
  for (let j = 0; j < n; j++) {
    const value = b[j]! / factor.values[j + j * n]!
    b[j] = value
    for (let i = j + 1; i < n; i++) b[i]! -= value * factor.values[i + j * n]!
  }
}

/** Solves L' x = b in place, L the lower triangle of `factor`. */
export function solveLowerTransposedInPlace(factor: Matrix, b: Float64Array): void {
  const n = factor.rows
  for (let j = n - 1; j >= 0; j--) {
    let sum = b[j]!
    for (let i = j + 1; i < n; i++) sum -= factor.values[i + j * n]! * b[i]!
    b[j] = sum / factor.values[j + j * n]!
  }
}

/**
 * The inverse of a symmetric positive definite matrix, or null if it is not positive definite.
 * The matrix is scaled to a unit diagonal first, so that units of measurement do not matter.
 */
export function invertPositive(a: Matrix): Matrix | null {
  const n = a.rows
  const scale = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const diagonal = at(a, i, i)
    if (!(diagonal > 0) || !Number.isFinite(diagonal)) return null
    scale[i] = 1 / Math.sqrt(diagonal)
  }
  const factor = zeros(n, n)
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) factor.values[i + j * n] = at(a, i, j) * scale[i]! * scale[j]!
  if (choleskyInPlace(factor, 1e-14) >= 0) return null
  const result = identity(n)
  for (let j = 0; j < n; j++) {
    const target = column(result, j)
    solveLowerInPlace(factor, target)
    solveLowerTransposedInPlace(factor, target)
    for (let i = 0; i < n; i++) target[i]! *= scale[i]! * scale[j]!
  }
  return result
}
