import {
  column,
  dot,
  identity,
  type Matrix,
  multiply,
  multiplyVector,
  solveLowerInPlace,
  transpose,
  zeros,
} from '../algebra/matrix.ts'
import { applyTransposedQ, inverseR, logDeterminantOfCrossProduct, solveR, thinQ } from '../algebra/qr.ts'
import { type Design, factorise } from './design.ts'
import { levelClasses } from './lmm-classes.ts'
import { slopesOf } from './lmm-gradient.ts'
import type { GroupingFactor } from './lmm-groups.ts'
import { patternOf } from './lmm-pattern.ts'
import { productsOf } from './lmm-products.ts'
import { lambdasOf } from './lmm-random.ts'
import { type Reduced, reduce, type System, solveReduced } from './lmm-system.ts'
import { ModelProblem } from './model-problem.ts'

/** Restricted or full maximum likelihood. */
export type Method = 'reml' | 'ml'

/**
 * What the criterion is made of at some parameters: criterion = logs + degrees log(2 pi rss / degrees) + degrees,
 * profiled over the residual variance; not profiled, logs + degrees log(2 pi s^2) + rss / s^2.
 */
export interface CriterionParts {
  readonly logs: number
  readonly rss: number
}

/** Derivatives of the two parts by the parameters. */
export interface CriterionSlopes {
  readonly parts: CriterionParts
  readonly logs: Float64Array
  readonly rss: Float64Array
}

/** Estimates at some parameters. `relative` is their covariance divided by the residual variance. */
export interface Estimates {
  readonly coefficients: Float64Array
  readonly relative: Matrix
  readonly sigma: number
}

/** The profiled criterion of a linear mixed model as a function of its covariance parameters. */
export interface Criterion {
  readonly parts: (theta: Float64Array) => CriterionParts | null
  readonly slopes: (theta: Float64Array) => CriterionSlopes | null
  readonly value: (theta: Float64Array) => number
  /** The gradient of `value`; zeros where it does not exist. */
  readonly gradient: (theta: Float64Array) => Float64Array
  readonly estimates: (theta: Float64Array) => Estimates
  /** n, or for REML n less the number of coefficients. */
  readonly degrees: number
}

/**
 * Prepares the criterion (-2 log likelihood, or -2 log restricted likelihood). All that touches the rows is done
 * here, once; an evaluation afterwards costs only what the pattern of the factors does. X is replaced by an
 * orthonormal basis and y by its least-squares residual in units of their spread, so scales do not matter.
 * Source: Bates, Maechler, Bolker and Walker 2015, sections 3.4 to 3.6. Throws `ModelProblem`.
 */
export function prepareCriterion(
  design: Design,
  y: Float64Array,
  factors: readonly GroupingFactor[],
  method: Method,
): Criterion {
  const n = y.length
  const k = design.names.length
  const f = factorise(design)
  const ols = solveR(f, applyTransposedQ(f, y))
  const fitted = multiplyVector(design.x, ols)
  const residual = y.map((value, i) => value - fitted[i]!)
  const spread = Math.sqrt(dot(residual, residual) / n)
  const mean = y.reduce((sum, value) => sum + value, 0) / n
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const widest = y.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
  // Nothing is left that varies, or no more than the rounding of large numbers leaves.
  if (!(spread > widest * 1e-10 && spread > largest * 1e-14)) {
    throw new ModelProblem(
      'constant-outcome',
      'The fixed effects predict the outcome without any error, so there is nothing for random effects to explain. Check the outcome and the formula.',
    )
  }
  const basis = thinQ(f)
  const dense = Array.from({ length: k }, (_, j) => column(basis, j))
  dense.push(residual.map((value) => value / spread))
  const pattern = patternOf(factors)
  const products = productsOf(pattern, dense)
  const system: System = { pattern, products, classes: levelClasses(pattern, products) }
  const back = inverseR(f)
  const degrees = method === 'reml' ? n - k : n
  const logBasis = method === 'reml' ? logDeterminantOfCrossProduct(f) : 0
  const logSpread = 2 * degrees * Math.log(spread)

  // A search asks for value and slope at the same place, one after the other.
  let latest: { theta: Float64Array; lambdas: readonly Float64Array[]; reduced: Reduced | null } | null = null
  const at = (theta: Float64Array) => {
    if (!latest?.theta.every((value, t) => value === theta[t])) {
      const lambdas = lambdasOf(factors, theta)
      latest = { theta: Float64Array.from(theta), lambdas, reduced: reduce(system, lambdas) }
    }
    return latest
  }
  const partsOf = (r: Reduced): CriterionParts => {
    const size = r.factor.rows
    let logs = r.logDeterminant + logBasis + logSpread
    if (method === 'reml') {
      for (let j = pattern.width; j < size - 1; j++) logs += 2 * Math.log(r.factor.values[j + j * size]!)
    }
    return { logs, rss: r.residual }
  }
  const parts = (theta: Float64Array): CriterionParts | null => {
    const r = at(theta).reduced
    return r && r.residual > 0 ? partsOf(r) : null
  }
  const slopes = (theta: Float64Array): CriterionSlopes | null => {
    const { lambdas, reduced: r } = at(theta)
    if (!r || !(r.residual > 0)) return null
    const s = slopesOf(system, lambdas, r, method === 'reml')
    return { parts: partsOf(r), logs: byParameter(factors, s.logs), rss: byParameter(factors, s.rss) }
  }
  const gradient = (theta: Float64Array): Float64Array => {
    const s = slopes(theta)
    return s ? s.logs.map((log, t) => log + (degrees * s.rss[t]!) / s.parts.rss) : new Float64Array(theta.length)
  }
  const value = (theta: Float64Array): number => {
    const p = parts(theta)
    return p ? p.logs + degrees * (1 + Math.log((2 * Math.PI * p.rss) / degrees)) : Number.POSITIVE_INFINITY
  }
  const estimates = (theta: Float64Array): Estimates => {
    const r = at(theta).reduced
    if (!r)
      throw new ModelProblem(
        'not-converged',
        'The covariance parameters left the range where the model can be computed. Use fewer random terms.',
      )
    const inBasis = solveReduced(r)
      .slice(pattern.width)
      .map((c) => c * spread)
    const moved = multiplyVector(back, inBasis)
    const root = multiply(back, inverseTransposedCorner(r.factor, pattern.width, k))
    return {
      coefficients: ols.map((c, j) => c + moved[j]!),
      relative: multiply(root, transpose(root)),
      sigma: spread * Math.sqrt(r.residual / degrees),
    }
  }
  return { parts, slopes, value, gradient, estimates, degrees }
}

/** Derivatives by the elements of each factor, as derivatives by the parameters. */
function byParameter(factors: readonly GroupingFactor[], slopes: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    factors.flatMap((factor, f) =>
      factor.free.map(({ row, col }) => slopes[f]![row + col * factor.columns.length]! / factor.scales[row]!),
    ),
  )
}

/** The transposed inverse of the k x k lower triangle that starts at (from, from). */
function inverseTransposedCorner(factor: Matrix, from: number, k: number): Matrix {
  const corner = zeros(k, k)
  for (let j = 0; j < k; j++)
    for (let i = j; i < k; i++) corner.values[i + j * k] = factor.values[from + i + (from + j) * factor.rows]!
  const inverse = identity(k)
  for (let j = 0; j < k; j++) solveLowerInPlace(corner, column(inverse, j))
  return transpose(inverse)
}
