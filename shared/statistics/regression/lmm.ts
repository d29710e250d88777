import type { Matrix } from '../algebra/matrix.ts'
import { minimise, type Target } from '../algebra/minimise.ts'
import type { Design } from './design.ts'
import { type Criterion, type Estimates, type Method, prepareCriterion } from './lmm-criterion.ts'
import type { GroupingFactor } from './lmm-groups.ts'
import {
  diagonalPlaces,
  lambdasOf,
  type RandomEffect,
  randomEffects,
  startingParameters,
  withPositiveDiagonals,
} from './lmm-random.ts'

/** A fitted linear mixed model. `criterion` is the REML criterion or, for ML, the deviance: -2 `logLik`. */
export interface LmmFit {
  readonly coefficients: Float64Array
  readonly covariance: Matrix
  readonly sigma: number
  readonly random: readonly RandomEffect[]
  readonly theta: Float64Array
  readonly logLik: number
  readonly criterion: number
  readonly converged: boolean
  /** Some variance is 0, or some correlation 1 or -1: the data do not support the random effects asked for. */
  readonly singular: boolean
  /** The function that was minimised, for degrees of freedom and profiles. */
  readonly profile: Criterion
}

/** If a diagonal parameter can be set to 0 and the criterion rises by no more than this, it is taken to be 0. */
const NOTHING = 1e-7

/**
 * Fits y = X b + Z u + e with normal random effects, over any number of nested or crossed grouping factors.
 * The criterion is minimised over the relative covariance factors, which may take either sign: it is smooth
 * through 0, so no bound is needed. Source: Bates, Maechler, Bolker and Walker 2015. Throws `ModelProblem`.
 */
export function fitLmm(
  design: Design,
  y: Float64Array,
  factors: readonly GroupingFactor[],
  method: Method = 'reml',
): LmmFit {
  const profile = prepareCriterion(design, y, factors, method)
  const { theta, value, converged, singular } = searchCovariance(factors, profile)
  const estimates: Estimates = profile.estimates(theta)
  const { sigma, relative } = estimates
  return {
    coefficients: estimates.coefficients,
    covariance: { ...relative, values: relative.values.map((v) => v * sigma * sigma) },
    sigma,
    random: randomEffects(factors, lambdasOf(factors, theta), sigma),
    theta,
    logLik: -value / 2,
    criterion: value,
    converged,
    singular,
    profile,
  }
}

/**
 * Minimises a criterion over covariance parameters. If a search stops at a variance of 0, it is tried once more from
 * above.
 */
export function searchCovariance(
  factors: readonly GroupingFactor[],
  target: Target,
): { theta: Float64Array; value: number; converged: boolean; singular: boolean } {
  let best = minimise(target, startingParameters(factors))
  const places = diagonalPlaces(factors)
  for (const place of places) {
    if (Math.abs(best.at[place]!) > 0.02) continue
    for (const lift of [0.1, 0.4]) {
      const lifted = Float64Array.from(best.at)
      lifted[place] = lift
      if (target.value(lifted) < best.value - NOTHING) {
        const again = minimise(target, lifted)
        if (again.value < best.value) best = again
      }
    }
  }
  let theta = withPositiveDiagonals(factors, best.at)
  let value = best.value
  let singular = false
  for (const place of places) {
    if (theta[place]! > 0.02) continue
    const flat = Float64Array.from(theta)
    flat[place] = 0
    const there = target.value(flat)
    if (there > value + NOTHING) continue
    theta = flat
    value = there
    singular = true
  }
  return { theta, value, converged: best.converged, singular }
}
