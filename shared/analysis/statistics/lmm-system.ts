import type { Pattern } from './lmm-pattern.ts'
import type { Products } from './lmm-products.ts'
import { choleskyInPlace, type Matrix, zeros } from './matrix.ts'

/** A penalised least-squares problem after its first factor has been eliminated, at one value of the parameters. */
export interface Reduced {
  /** log |Λ'Z'WZΛ + I| over all random effects. */
  readonly logDeterminant: number
  /** Cholesky factor (lower triangle) of what remains: other random effects, then dense columns. */
  readonly factor: Matrix
  /** Squared last pivot: the penalised residual sum of squares, if the last dense column is y. */
  readonly residual: number
}

/**
 * Eliminates the first factor, level by level, and factorises the Schur complement of the rest, as
 * MixedModels.jl does (Bates et al.). `lambdas` holds the relative covariance factor of each grouping factor,
 * lower triangular, column by column. Returns null where the system is not positive definite in floating point.
 * The `factor` returned is new at each call.
 */
export function reduce(pattern: Pattern, products: Products, lambdas: readonly Float64Array[]): Reduced | null {
  const size = pattern.width + products.denseCount
  const eliminated = zeros(size, size)
  const logFirst = eliminate(pattern, products, lambdas[0]!, eliminated)
  if (!Number.isFinite(logFirst)) return null
  for (let j = 0; j < size; j++)
    for (let i = j; i < size; i++)
      eliminated.values[i + j * size] = products.rest.values[i + j * size]! - eliminated.values[i + j * size]!
  scaleOthers(pattern, lambdas, eliminated)
  for (let j = 0; j < pattern.width; j++) eliminated.values[j + j * size]! += 1
  const last = size - 1
  const failed = choleskyInPlace(eliminated)
  if (failed >= 0 && failed < last) return null
  const residual = failed === last ? 0 : eliminated.values[last + last * size]! ** 2
  let logDeterminant = logFirst
  for (let j = 0; j < pattern.width; j++) logDeterminant += 2 * Math.log(eliminated.values[j + j * size]!)
  return { logDeterminant, factor: eliminated, residual }
}

/**
 * The solution of a reduced system: spherical random effects `u` of each factor (levels side by side) and the
 * coefficients of the dense columns but for the last, y.
 */
export function solveReduced(
  pattern: Pattern,
  products: Products,
  lambdas: readonly Float64Array[],
  reduced: Reduced,
): { readonly u: readonly Float64Array[]; readonly coefficients: Float64Array } {
  const size = reduced.factor.rows
  const v = reduced.factor.values
  const last = size - 1
  const solution = new Float64Array(last)
  for (let j = last - 1; j >= 0; j--) {
    let sum = v[last + j * size]!
    for (let i = j + 1; i < last; i++) sum -= v[i + j * size]! * solution[i]!
    solution[j] = sum / v[j + j * size]!
  }
  const others = solution.slice(0, pattern.width)
  const coefficients = solution.slice(pattern.width)
  const scaled = Float64Array.from(others)
  pattern.others.forEach((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f + 1]!
    for (let level = 0; level < factor.count; level++) {
      const base = pattern.offsets[f]! + level * p
      for (let a = p - 1; a >= 0; a--) {
        let sum = 0
        for (let b = 0; b <= a; b++) sum += lambda[a + b * p]! * others[base + b]!
        scaled[base + a] = sum
      }
    }
  })
  const first = solveFirst(pattern, products, lambdas[0]!, scaled, coefficients)
  const u = [
    first,
    ...pattern.others.map((factor, f) => {
      const from = pattern.offsets[f]!
      return others.slice(from, from + factor.count * factor.columns.length)
    }),
  ]
  return { u, coefficients }
}

/** Adds C' Λ M^-1 Λ' C of all levels into the lower triangle of `target`; returns log |M| of all levels. */
function eliminate(pattern: Pattern, products: Products, lambda: Float64Array, target: Matrix): number {
  const { first, start, columnsOf, width } = pattern
  const p = first.columns.length
  const m = products.denseCount
  const size = width + m
  const t = target.values
  const block = zeros(p, p)
  let widest = 0
  for (let level = 0; level < first.count; level++) widest = Math.max(widest, start[level + 1]! - start[level]!)
  const columns = new Int32Array(widest + m)
  const half = new Float64Array((widest + m) * p)
  let log = 0
  for (let level = 0; level < first.count; level++) {
    factoriseLevel(products.own, level, p, lambda, block)
    for (let a = 0; a < p; a++) log += 2 * Math.log(block.values[a + a * p]!)
    let count = 0
    for (let place = start[level]!; place < start[level + 1]!; place++) {
      columns[count] = columnsOf[place]!
      halfSolve(products.crossed, place * p, p, lambda, block, half, count * p)
      count += 1
    }
    for (let c = 0; c < m; c++) {
      columns[count] = width + c
      halfSolve(products.dense, (level * m + c) * p, p, lambda, block, half, count * p)
      count += 1
    }
    for (let j = 0; j < count; j++) {
      const base = columns[j]! * size
      for (let a = 0; a < p; a++) {
        const left = half[j * p + a]!
        if (left === 0) continue
        for (let i = j; i < count; i++) t[base + columns[i]!]! += left * half[i * p + a]!
      }
    }
  }
  return log
}

/** Writes the Cholesky factor of Λ'BΛ + I for one level into `block`. */
function factoriseLevel(own: Float64Array, level: number, p: number, lambda: Float64Array, block: Matrix): void {
  const from = level * p * p
  for (let b = 0; b < p; b++) {
    for (let a = b; a < p; a++) {
      let sum = a === b ? 1 : 0
      for (let c = b; c < p; c++) {
        const right = lambda[c + b * p]!
        if (right === 0) continue
        for (let r = a; r < p; r++) sum += lambda[r + a * p]! * own[from + c * p + r]! * right
      }
      block.values[a + b * p] = sum
    }
  }
  if (choleskyInPlace(block) >= 0) block.values.fill(Number.NaN)
}

/** Writes L^-1 Λ' c for one column c of p values. */
function halfSolve(
  source: Float64Array,
  from: number,
  p: number,
  lambda: Float64Array,
  block: Matrix,
  target: Float64Array,
  to: number,
): void {
  for (let a = 0; a < p; a++) {
    let sum = 0
    for (let r = a; r < p; r++) sum += lambda[r + a * p]! * source[from + r]!
    for (let b = 0; b < a; b++) sum -= block.values[a + b * p]! * target[to + b]!
    target[to + a] = sum / block.values[a + a * p]!
  }
}

/** Multiplies the rows and columns of the other factors by their relative covariance factors. */
function scaleOthers(pattern: Pattern, lambdas: readonly Float64Array[], target: Matrix): void {
  const size = target.rows
  const t = target.values
  pattern.others.forEach((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f + 1]!
    const end = pattern.offsets[f]! + factor.count * p
    // The block on the diagonal is symmetric; its upper triangle is filled so that both sides can be scaled.
    for (let base = pattern.offsets[f]!; base < end; base += p)
      for (let b = 0; b < p; b++) for (let a = 0; a < b; a++) t[base + a + (base + b) * size] = t[base + b + (base + a) * size]!
    for (let base = pattern.offsets[f]!; base < end; base += p) {
      for (let b = 0; b < p; b++) {
        const to = (base + b) * size
        for (let i = base; i < size; i++) {
          let sum = 0
          for (let c = b; c < p; c++) sum += lambda[c + b * p]! * t[(base + c) * size + i]!
          t[to + i] = sum
        }
      }
    }
    for (let j = 0; j < end; j++) {
      const own = j - pattern.offsets[f]!
      for (let base = own < 0 ? pattern.offsets[f]! : j - (own % p); base < end; base += p) {
        for (let a = 0; a < p; a++) {
          let sum = 0
          for (let c = a; c < p; c++) sum += lambda[c + a * p]! * t[j * size + base + c]!
          t[j * size + base + a] = sum
        }
      }
    }
  })
}

function solveFirst(
  pattern: Pattern,
  products: Products,
  lambda: Float64Array,
  others: Float64Array,
  coefficients: Float64Array,
): Float64Array {
  const { first, start, columnsOf } = pattern
  const p = first.columns.length
  const m = products.denseCount
  const result = new Float64Array(first.count * p)
  const block = zeros(p, p)
  const right = new Float64Array(p)
  for (let level = 0; level < first.count; level++) {
    factoriseLevel(products.own, level, p, lambda, block)
    for (let a = 0; a < p; a++) {
      let sum = products.dense[(level * m + m - 1) * p + a]!
      for (let c = 0; c < m - 1; c++) sum -= products.dense[(level * m + c) * p + a]! * coefficients[c]!
      for (let place = start[level]!; place < start[level + 1]!; place++)
        sum -= products.crossed[place * p + a]! * others[columnsOf[place]!]!
      right[a] = sum
    }
    halfSolve(right, 0, p, lambda, block, result, level * p)
    for (let a = p - 1; a >= 0; a--) {
      let sum = result[level * p + a]!
      for (let b = a + 1; b < p; b++) sum -= block.values[b + a * p]! * result[level * p + b]!
      result[level * p + a] = sum / block.values[a + a * p]!
    }
  }
  return result
}
