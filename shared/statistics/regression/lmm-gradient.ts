import { column, type Matrix, solveLowerInPlace, solveLowerTransposedInPlace, zeros } from '../algebra/matrix.ts'
import { levelColumns, readLevel } from './lmm-classes.ts'
import { pairedWith, pairedWithVector, quadraticForms } from './lmm-forms.ts'
import { computeLevel, levelBlock } from './lmm-level.ts'
import { inOwnUnits, type Reduced, type System, solveReduced } from './lmm-system.ts'

/** Derivatives, by each element of each relative covariance factor, of the two parts of the criterion. */
export interface Slopes {
  readonly logs: readonly Float64Array[]
  readonly rss: readonly Float64Array[]
}

/**
 * Exact derivatives of the log determinants and of the penalised residual sum of squares by the relative
 * covariance factors. With F the matrix of the penalised equations, d log|F| = 2 tr(F^-1 F_·Z dΛ), of which only
 * the blocks on the diagonal are needed; and d rss = -2 u' dΛ' Z'(residual), since the solution is a minimum.
 * `withDense` says whether the dense columns belong to the determinant (REML) or not (ML).
 */
export function slopesOf(
  system: System,
  lambdas: readonly Float64Array[],
  reduced: Reduced,
  withDense: boolean,
): Slopes {
  const { pattern } = system
  const last = reduced.factor.rows - 1
  const used = withDense ? last : pattern.width
  const inverse = inverseOfLeading(reduced.factor, used)
  const solution = solveReduced(reduced)
  const own = inOwnUnits(pattern, lambdas, solution)
  // Residual as a combination of all columns: y less what the solution explains.
  const combination = new Float64Array(last + 1)
  for (let j = 0; j < last; j++) combination[j] = -own[j]!
  combination[last] = 1
  const symmetric = filled(reduced.schur)
  const logs = [new Float64Array(0), ...othersLogs(system, lambdas, symmetric, inverse, used)]
  const rss = [new Float64Array(0), ...othersRss(system, symmetric, solution, combination)]
  const first = firstSlopes(system, lambdas[0]!, unscaled(system, lambdas, inverse, used), used, combination)
  logs[0] = first.logs
  rss[0] = first.rss
  return { logs, rss }
}

/** For the first factor, level by level or class by class. */
function firstSlopes(
  system: System,
  lambda: Float64Array,
  spread: Matrix,
  used: number,
  combination: Float64Array,
): { logs: Float64Array; rss: Float64Array } {
  const { pattern, products } = system
  const p = pattern.first.columns.length
  const logs = new Float64Array(p * p)
  const rss = new Float64Array(p * p)
  const block = levelBlock(p)
  const c = levelColumns(pattern, products)
  const quadratic = new Float64Array(p * p)
  const outer = new Float64Array(p * p)
  for (const { level, count, pairs } of system.classes) {
    computeLevel(products.own, level * p * p, p, lambda, block)
    if (pairs) {
      for (let r = 0, place = 0; r < p; r++) {
        for (let s = 0; s <= r; s++, place++) {
          const half = r === s ? 1 : 0.5
          const k = half * pairedWith(pairs[place]!, combination.length, spread, used)
          const q = half * pairedWithVector(pairs[place]!, combination)
          quadratic[r + s * p] = k
          quadratic[s + r * p] = k
          outer[r + s * p] = q
          outer[s + r * p] = q
        }
      }
    } else {
      readLevel(pattern, products, level, c)
      quadraticForms(c, p, spread, used, combination, quadratic, outer)
    }
    const ownFrom = level * p * p
    for (let row = 0; row < p; row++) {
      for (let col = 0; col < p; col++) {
        // Element (col, row) of M^-1 Λ'(count B + K (Λ M^-1 Λ' B - I)) and of M^-1 Λ' Q (I - Λ M^-1 Λ' B).
        let log = 0
        let square = 0
        for (let r = 0; r < p; r++) {
          let k = count * products.own[ownFrom + r + row * p]! - quadratic[r + row * p]!
          let q = outer[r + row * p]!
          for (let s = 0; s < p; s++) {
            let mb = 0
            for (let t = 0; t < p; t++) mb += block.middle[s + t * p]! * products.own[ownFrom + t + row * p]!
            k += quadratic[r + s * p]! * mb
            q -= outer[r + s * p]! * mb
          }
          log += block.solved[col + r * p]! * k
          square += block.solved[col + r * p]! * q
        }
        logs[row + col * p]! += 2 * log
        rss[row + col * p]! -= 2 * square
      }
    }
  }
  return { logs, rss }
}

function othersLogs(
  system: System,
  lambdas: readonly Float64Array[],
  schur: Matrix,
  inverse: Matrix,
  used: number,
): Float64Array[] {
  const { pattern } = system
  const scaled = new Float64Array(schur.rows)
  return pattern.others.map((factor, f) => {
    const p = factor.columns.length
    const result = new Float64Array(p * p)
    for (let level = 0; level < factor.count; level++) {
      const base = pattern.offsets[f]! + level * p
      for (let row = 0; row < p; row++) {
        scaleColumn(system, lambdas, column(schur, base + row), scaled)
        for (let col = 0; col < p; col++) {
          const weights = column(inverse, base + col)
          let sum = 0
          for (let i = 0; i < used; i++) sum += weights[i]! * scaled[i]!
          result[row + col * p]! += 2 * sum
        }
      }
    }
    return result
  })
}

function othersRss(system: System, schur: Matrix, solution: Float64Array, combination: Float64Array): Float64Array[] {
  const { pattern } = system
  return pattern.others.map((factor, f) => {
    const p = factor.columns.length
    const result = new Float64Array(p * p)
    for (let level = 0; level < factor.count; level++) {
      const base = pattern.offsets[f]! + level * p
      for (let row = 0; row < p; row++) {
        const source = column(schur, base + row)
        let residual = 0
        for (let i = 0; i < combination.length; i++) residual += source[i]! * combination[i]!
        for (let col = 0; col < p; col++) result[row + col * p]! -= 2 * solution[base + col]! * residual
      }
    }
    return result
  })
}

/** Λ' v for the other factors' part of a column; the dense part as it is. */
function scaleColumn(system: System, lambdas: readonly Float64Array[], v: Float64Array, to: Float64Array): void {
  to.set(v)
  system.pattern.others.forEach((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f + 1]!
    const from = system.pattern.offsets[f]!
    for (let base = from; base < from + factor.count * p; base += p) {
      for (let a = 0; a < p; a++) {
        let sum = 0
        for (let c = a; c < p; c++) sum += lambda[c + a * p]! * v[base + c]!
        to[base + a] = sum
      }
    }
  })
}

/** Λ N Λ' over the other factors: the inverse in the units of the products. */
function unscaled(system: System, lambdas: readonly Float64Array[], inverse: Matrix, used: number): Matrix {
  const half = zeros(used, used)
  for (let j = 0; j < used; j++) {
    const values = inOwnUnits(system.pattern, lambdas, column(inverse, j))
    for (let i = 0; i < used; i++) half.values[j + i * used] = values[i]!
  }
  for (let j = 0; j < used; j++) column(half, j).set(inOwnUnits(system.pattern, lambdas, column(half, j)))
  return half
}

/** The inverse of the leading part of L L'. */
function inverseOfLeading(factor: Matrix, used: number): Matrix {
  const leading = zeros(used, used)
  for (let j = 0; j < used; j++)
    for (let i = j; i < used; i++) leading.values[i + j * used] = factor.values[i + j * factor.rows]!
  const result = zeros(used, used)
  for (let j = 0; j < used; j++) {
    const target = column(result, j)
    target[j] = 1
    solveLowerInPlace(leading, target)
    solveLowerTransposedInPlace(leading, target)
  }
  return result
}

function filled(lower: Matrix): Matrix {
  const n = lower.rows
  const values = Float64Array.from(lower.values)
  for (let j = 0; j < n; j++) for (let i = 0; i < j; i++) values[i + j * n] = values[j + i * n]!
  return { rows: n, cols: n, values }
}
