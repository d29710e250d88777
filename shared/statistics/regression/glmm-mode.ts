import { type Counts, logistic, logLikelihood } from './glm.ts'
import type { GroupingFactor } from './lmm-groups.ts'
import type { Pattern } from './lmm-pattern.ts'
import { productsOf } from './lmm-products.ts'
import { inOwnUnits, reduce, type System, solveFirst, solveReduced } from './lmm-system.ts'

/** The point at which the penalised likelihood of the random effects is highest, for given parameters. */
export interface Mode {
  /** Linear predictor of each row at the mode. */
  readonly eta: Float64Array
  /** -2 log likelihood given the mode (less its constant), plus the squared length of the spherical effects. */
  readonly penalised: number
  /** log |Λ'Z'WZΛ + I| at the mode. */
  readonly logDeterminant: number
  /** Coefficients of the fixed columns, if they were part of the search. */
  readonly coefficients: Float64Array
  /** Spherical random effects of each factor, to start the next search from. */
  readonly effects: readonly Float64Array[]
}

const MOST_STEPS = 50

/** A start without random effects. */
export function noEffects(factors: readonly GroupingFactor[]): Float64Array[] {
  return factors.map((factor) => new Float64Array(factor.count * factor.columns.length))
}

/**
 * Penalised iteratively reweighted least squares for binomial counts. If fixed columns are given, their coefficients
 * are searched for together with the random effects (a good start). Otherwise `offset` is the fixed part. Returns null
 * if no step increases the likelihood any more before the mode is reached. Source: Bates, Maechler, Bolker and Walker
 * 2015; Pinheiro and Chao 2006.
 */
export function findMode(
  pattern: Pattern,
  factors: readonly GroupingFactor[],
  counts: Counts,
  lambdas: readonly Float64Array[],
  offset: Float64Array,
  fixed: readonly Float64Array[],
  start: { readonly effects: readonly Float64Array[]; readonly coefficients: Float64Array },
): Mode | null {
  const n = offset.length
  let { effects, coefficients } = start
  let eta = predictor(factors, lambdas, offset, fixed, effects, coefficients)
  let penalised = penalty(counts, eta, effects)
  let settled = false
  for (let step = 0; step < MOST_STEPS; step++) {
    const weights = new Float64Array(n)
    const working = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      const mean = logistic(eta[i]!)
      weights[i] = Math.max(counts.trials[i]! * mean * logistic(-eta[i]!), 1e-10)
      working[i] = eta[i]! - offset[i]! + (counts.successes[i]! - counts.trials[i]! * mean) / weights[i]!
    }
    const products = productsOf(pattern, [...fixed, working], weights)
    const classes = Array.from({ length: pattern.first.count }, (_, level) => ({ level, count: 1, pairs: null }))
    const system: System = { pattern, products, classes }
    const reduced = reduce(system, lambdas)
    if (!reduced) return null
    if (settled) return { eta, penalised, logDeterminant: reduced.logDeterminant, coefficients, effects }
    const solution = solveReduced(reduced)
    const own = inOwnUnits(pattern, lambdas, solution)
    const target = [
      solveFirst(system, lambdas[0]!, own),
      ...pattern.others.map((factor, f) => {
        const from = pattern.offsets[f]!
        return solution.slice(from, from + factor.count * factor.columns.length)
      }),
    ]
    const aim = solution.slice(pattern.width)
    let length = 1
    for (; ; length /= 2) {
      const nextEffects = effects.map((own, f) => own.map((value, j) => value + length * (target[f]![j]! - value)))
      const nextCoefficients = coefficients.map((value, j) => value + length * (aim[j]! - value))
      const nextEta = predictor(factors, lambdas, offset, fixed, nextEffects, nextCoefficients)
      const there = penalty(counts, nextEta, nextEffects)
      const gain = penalised - there
      if (gain >= -1e-11 * Math.abs(penalised)) {
        effects = nextEffects
        coefficients = nextCoefficients
        eta = nextEta
        penalised = there
        // After a full step that gains this little, the next step would change about as little: Newton's method squares
        // its error. The determinant must still be computed at the new place.
        settled = Math.abs(gain) < 1e-9 && length === 1
        break
      }
      if (length < 1e-6) return null
    }
  }
  return null
}

function penalty(counts: Counts, eta: Float64Array, effects: readonly Float64Array[]): number {
  let sum = -2 * logLikelihood(counts, eta)
  for (const own of effects) for (const value of own) sum += value * value
  return sum
}

/** offset + X b + Z Λ u, row by row. */
function predictor(
  factors: readonly GroupingFactor[],
  lambdas: readonly Float64Array[],
  offset: Float64Array,
  fixed: readonly Float64Array[],
  effects: readonly Float64Array[],
  coefficients: Float64Array,
): Float64Array {
  const eta = Float64Array.from(offset)
  fixed.forEach((values, j) => {
    for (let i = 0; i < eta.length; i++) eta[i]! += values[i]! * coefficients[j]!
  })
  factors.forEach((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f]!
    const u = effects[f]!
    for (let row = 0; row < p; row++) {
      const values = factor.columns[row]!
      const own = new Float64Array(factor.count)
      for (let level = 0; level < factor.count; level++)
        for (let col = 0; col <= row; col++) own[level]! += lambda[row + col * p]! * u[level * p + col]!
      for (let i = 0; i < eta.length; i++) eta[i]! += values[i]! * own[factor.codes[i]!]!
    }
  })
  return eta
}
