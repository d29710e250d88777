import {
  column,
  crossProduct,
  dot,
  invertPositive,
  type Matrix,
  multiply,
  multiplyVector,
  sandwich,
  transpose,
} from '../algebra/matrix.ts'
import { inverseR, thinQ } from '../algebra/qr.ts'
import { logGamma } from '../probability/special.ts'
import { type Design, factorise } from './design.ts'
import { ModelProblem } from './model-problem.ts'
import { meat, requireClusters } from './ols.ts'

/** Binomial counts, one a row: `successes` out of `trials` (1 for yes and no). */
export interface Counts {
  readonly successes: Float64Array
  readonly trials: Float64Array
}

/** Rows whose scores are summed together for a cluster-robust covariance. */
export interface Clusters {
  readonly codes: Int32Array
  readonly count: number
}

/** A fit by maximum likelihood. Tests of its coefficients are normal. */
export interface LikelihoodFit {
  readonly coefficients: Float64Array
  readonly covariance: Matrix
  readonly logLik: number
  readonly converged: boolean
}

const MOST_STEPS = 60

/**
 * Logistic regression by Fisher scoring on an orthonormal basis of the design. With clusters, the covariance is
 * the sandwich of scores summed within clusters, times G/(G-1). Throws `ModelProblem`: a singular design,
 * an outcome without variation, or separation (a coefficient without a finite estimate), which it names.
 */
export function fitLogistic(design: Design, counts: Counts, clusters: Clusters | null = null): LikelihoodFit {
  const { successes, trials } = counts
  const n = successes.length
  const f = factorise(design)
  const basis = thinQ(f)
  const back = inverseR(f)
  requireVariation(counts)
  let gamma = new Float64Array(f.rank)
  let eta: Float64Array = new Float64Array(n)
  let logLik = logLikelihood(counts, eta)
  let inverse: Matrix | null = null
  let converged = false
  for (let step = 0; step < MOST_STEPS && !converged; step++) {
    const score = scoreOf(basis, counts, eta)
    inverse = informationInverse(basis, counts, eta)
    if (!inverse) throw separation(design, back, gamma)
    const move = multiplyVector(inverse, score)
    const along = multiplyVector(basis, move)
    let length = 1
    let next = logLikelihood(
      counts,
      eta.map((value, i) => value + along[i]!),
    )
    while (!(next >= logLik - 1e-9 * Math.abs(logLik)) && length > 1e-6) {
      length /= 2
      next = logLikelihood(
        counts,
        eta.map((value, i) => value + length * along[i]!),
      )
    }
    gamma = gamma.map((value, j) => value + length * move[j]!)
    eta = multiplyVector(basis, gamma)
    logLik = next
    const promised = dot(score, move)
    const widest = along.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    if (step >= 12 && widest > 0.5) throw separation(design, back, move)
    converged = promised < 1e-16 * n + 1e-14
  }
  inverse = informationInverse(basis, counts, eta) ?? inverse
  if (!inverse) throw separation(design, back, gamma)
  let covariance = inverse
  if (clusters) {
    requireClusters(clusters.count)
    const rows: Matrix = { ...basis, values: Float64Array.from(basis.values) }
    for (let j = 0; j < rows.cols; j++) {
      const target = column(rows, j)
      for (let i = 0; i < n; i++) target[i]! *= successes[i]! - trials[i]! * logistic(eta[i]!)
    }
    const correction = clusters.count / (clusters.count - 1)
    const middle = sandwich(inverse, meat(rows, clusters))
    covariance = { ...middle, values: middle.values.map((value) => value * correction) }
  }
  return {
    coefficients: multiplyVector(back, gamma),
    covariance: multiply(back, multiply(covariance, transpose(back))),
    logLik: logLik + logChoices(counts),
    converged,
  }
}

/** 1 / (1 + exp(-x)), without overflow. */
export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

/** log(1 + exp(x)), without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

/** The part of the log likelihood of counts that does not depend on the model. */
export function logChoices({ successes, trials }: Counts): number {
  let sum = 0
  for (let i = 0; i < trials.length; i++) {
    if (trials[i]! > 1)
      sum += logGamma(trials[i]! + 1) - logGamma(successes[i]! + 1) - logGamma(trials[i]! - successes[i]! + 1)
  }
  return sum
}

/** The log likelihood of counts at linear predictors `eta`, less `logChoices`. */
export function logLikelihood({ successes, trials }: Counts, eta: Float64Array): number {
  let sum = 0
  for (let i = 0; i < eta.length; i++) sum += successes[i]! * eta[i]! - trials[i]! * softplus(eta[i]!)
  return sum
}

/** Throws `ModelProblem` where all trials have the same outcome. */
export function requireVariation({ successes, trials }: Counts): void {
  const total = trials.reduce((sum, value) => sum + value, 0)
  const yes = successes.reduce((sum, value) => sum + value, 0)
  if (yes > 0 && yes < total) return
  throw new ModelProblem(
    'constant-outcome',
    `The outcome is the same in all ${total} trials used, so nothing can explain it. Check the outcome and which rows were kept.`,
  )
}

function scoreOf(basis: Matrix, { successes, trials }: Counts, eta: Float64Array): Float64Array {
  const residual = successes.map((value, i) => value - trials[i]! * logistic(eta[i]!))
  return Float64Array.from({ length: basis.cols }, (_, j) => dot(column(basis, j), residual))
}

function informationInverse(basis: Matrix, { trials }: Counts, eta: Float64Array): Matrix | null {
  const weights = eta.map((value, i) => trials[i]! * logistic(value) * logistic(-value))
  return invertPositive(crossProduct(basis, weights))
}

function separation(design: Design, back: Matrix, direction: Float64Array): ModelProblem {
  const moved = multiplyVector(back, direction)
  const weights = moved.map((value, j) => Math.abs(value) * Math.sqrt(dot(column(design.x, j), column(design.x, j))))
  const largest = weights.reduce((most, value) => Math.max(most, value), 0)
  const names = design.names.filter((_, j) => weights[j]! > largest / 4)
  return new ModelProblem(
    'separation',
    `The outcome is predicted without error by ${names.map((name) => `"${name}"`).join(', ')}, so no finite estimate exists (separation). Merge levels, leave the term out, or collect rows where the outcome differs.`,
  )
}
