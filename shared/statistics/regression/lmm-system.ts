import { choleskyInPlace, type Matrix } from '../algebra/matrix.ts'
import { RankOneBatch } from '../algebra/rank-one.ts'
import { type LevelClass, levelColumns, readLevel } from './lmm-classes.ts'
import { computeLevel, levelBlock } from './lmm-level.ts'
import type { Pattern } from './lmm-pattern.ts'
import type { Products } from './lmm-products.ts'

/** A penalised least-squares problem: where its rows meet, their products, and levels that go together. */
export interface System {
  readonly pattern: Pattern
  readonly products: Products
  readonly classes: readonly LevelClass[]
}

/** The problem after its first factor has been eliminated, at one value of the parameters. */
export interface Reduced {
  /** log |Λ'Z'WZΛ + I| over all random effects. */
  readonly logDeterminant: number
  /** Schur complement of the other factors and dense columns in their own units, lower triangle. */
  readonly schur: Matrix
  /** Cholesky factor (lower triangle) of the same with Λ applied and I added for the random effects. */
  readonly factor: Matrix
  /** Squared last pivot: the penalised residual sum of squares, if the last dense column is y. */
  readonly residual: number
}

/**
 * Eliminates the first factor, level by level, and factorises the Schur complement of the rest, as
 * MixedModels.jl does (Bates et al.). `lambdas` holds the relative covariance factor of each grouping factor,
 * lower triangular, column by column. Returns null where the system is not positive definite in floating point.
 */
export function reduce(system: System, lambdas: readonly Float64Array[]): Reduced | null {
  const { pattern, products } = system
  const size = pattern.width + products.denseCount
  const schur: Matrix = { rows: size, cols: size, values: Float64Array.from(products.rest.values) }
  const logFirst = eliminate(system, lambdas[0]!, schur)
  if (!Number.isFinite(logFirst)) return null
  const factor: Matrix = { rows: size, cols: size, values: Float64Array.from(schur.values) }
  scaleOthers(pattern, lambdas, factor)
  for (let j = 0; j < pattern.width; j++) factor.values[j + j * size]! += 1
  const last = size - 1
  const failed = choleskyInPlace(factor)
  if (failed >= 0 && failed < last) return null
  const residual = failed === last ? 0 : factor.values[last + last * size]! ** 2
  let logDeterminant = logFirst
  for (let j = 0; j < pattern.width; j++) logDeterminant += 2 * Math.log(factor.values[j + j * size]!)
  return { logDeterminant, schur, factor, residual }
}

/**
 * The solution of a reduced system without its first factor: spherical random effects of the other factors,
 * levels side by side, and then the coefficients of the dense columns without the last, y.
 */
export function solveReduced(reduced: Reduced): Float64Array {
  const size = reduced.factor.rows
  const v = reduced.factor.values
  const last = size - 1
  const solution = new Float64Array(last)
  for (let j = last - 1; j >= 0; j--) {
    let sum = v[last + j * size]!
    for (let i = j + 1; i < last; i++) sum -= v[i + j * size]! * solution[i]!
    solution[j] = sum / v[j + j * size]!
  }
  return solution
}

/** The same solution with the random effects in their own units, b = Λ u. */
export function inOwnUnits(pattern: Pattern, lambdas: readonly Float64Array[], solution: Float64Array): Float64Array {
  const result = Float64Array.from(solution)
  pattern.others.forEach((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f + 1]!
    const end = pattern.offsets[f]! + factor.count * p
    for (let base = pattern.offsets[f]!; base < end; base += p) {
      for (let a = 0; a < p; a++) {
        let sum = 0
        for (let b = 0; b <= a; b++) sum += lambda[a + b * p]! * solution[base + b]!
        result[base + a] = sum
      }
    }
  })
  return result
}

/** Takes C' Λ M^-1 Λ' C of all levels from a lower triangle; returns log |M| of all levels. */
function eliminate(system: System, lambda: Float64Array, target: Matrix): number {
  const { pattern, products } = system
  const p = pattern.first.columns.length
  const size = target.rows
  const t = target.values
  const block = levelBlock(p)
  const c = levelColumns(pattern, products)
  const weighted = new Float64Array(c.columns.length)
  const batch = new RankOneBatch(t, size)
  let log = 0
  for (const { level, count, pairs } of system.classes) {
    computeLevel(products.own, level * p * p, p, lambda, block)
    log += count * block.logDeterminant
    if (pairs) {
      for (let r = 0, place = 0; r < p; r++)
        for (let s = 0; s <= r; s++, place++) addScaled(t, pairs[place]!, -block.middle[r + s * p]!, size)
      continue
    }
    readLevel(pattern, products, level, c)
    for (let r = 0; r < p; r++) {
      weighted.fill(0, 0, c.count)
      for (let s = 0; s < p; s++) {
        const factor = block.middle[r + s * p]!
        const source = c.values[s]!
        for (let i = 0; i < c.count; i++) weighted[i]! += factor * source[i]!
      }
      batch.subtract(c.columns, c.count, weighted, c.values[r]!)
    }
  }
  batch.flush()
  return log
}

function addScaled(t: Float64Array, source: Float64Array, factor: number, size: number): void {
  for (let j = 0; j < size; j++) for (let i = j * size + j; i < (j + 1) * size; i++) t[i]! += factor * source[i]!
}

/** Multiplies the rows and columns of the other factors by their relative covariance factors. */
function scaleOthers(pattern: Pattern, lambdas: readonly Float64Array[], target: Matrix): void {
  const size = target.rows
  const t = target.values
  pattern.others.forEach((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f + 1]!
    const offset = pattern.offsets[f]!
    const end = offset + factor.count * p
    // The blocks on the diagonal are filled above it too, so that both their sides can be scaled.
    for (let base = offset; base < end; base += p)
      for (let b = 0; b < p; b++)
        for (let a = 0; a < b; a++) t[base + a + (base + b) * size] = t[base + b + (base + a) * size]!
    for (let base = offset; base < end; base += p) {
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
      for (let base = j < offset ? offset : j - ((j - offset) % p); base < end; base += p) {
        for (let a = 0; a < p; a++) {
          let sum = 0
          for (let c = a; c < p; c++) sum += lambda[c + a * p]! * t[j * size + base + c]!
          t[j * size + base + a] = sum
        }
      }
    }
  })
}

/** Spherical random effects of the first factor, given the rest of the solution in its own units. */
export function solveFirst(system: System, lambda: Float64Array, rest: Float64Array): Float64Array {
  const { pattern, products } = system
  const p = pattern.first.columns.length
  const result = new Float64Array(pattern.first.count * p)
  const block = levelBlock(p)
  const c = levelColumns(pattern, products)
  for (let level = 0; level < pattern.first.count; level++) {
    computeLevel(products.own, level * p * p, p, lambda, block)
    readLevel(pattern, products, level, c)
    for (let r = 0; r < p; r++) {
      const source = c.values[r]!
      let sum = source[c.count - 1]!
      for (let i = 0; i < c.count - 1; i++) sum -= source[i]! * rest[c.columns[i]!]!
      for (let a = 0; a < p; a++) result[level * p + a]! += block.solved[a + r * p]! * sum
    }
  }
  return result
}
