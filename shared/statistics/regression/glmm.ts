import { hessian } from '../algebra/hessian.ts'
import { column, invertPositive, type Matrix, multiply, multiplyVector, transpose, zeros } from '../algebra/matrix.ts'
import { minimise } from '../algebra/minimise.ts'
import { inverseR, thinQ } from '../algebra/qr.ts'
import { type Design, factorise } from './design.ts'
import { type Counts, fitLogistic, type LikelihoodFit, logChoices } from './glm.ts'
import { findMode, type Mode, noEffects } from './glmm-mode.ts'
import { searchCovariance } from './lmm.ts'
import type { GroupingFactor } from './lmm-groups.ts'
import { patternOf } from './lmm-pattern.ts'
import { lambdasOf, parameterCount, type RandomEffect, randomEffects, withPositiveDiagonals } from './lmm-random.ts'
import { ModelProblem } from './model-problem.ts'

/** A fitted logistic mixed model. */
export interface GlmmFit extends LikelihoodFit {
  readonly random: readonly RandomEffect[]
  readonly singular: boolean
}

/**
 * Logistic regression with normal random effects by the Laplace approximation: first over the covariances alone,
 * with the coefficients found beside the random effects, then over both together, as lme4's `glmer` does.
 * The covariance of the coefficients comes from the second derivatives over both.
 * Throws `ModelProblem`: what `fitLogistic` throws, or a search that found no mode.
 */
export function fitLogisticMixed(design: Design, counts: Counts, factors: readonly GroupingFactor[]): GlmmFit {
  const f = factorise(design)
  // The columns get a mean square of 1, so that coefficients are of order 1.
  const root = Math.sqrt(design.x.rows)
  const basis: Matrix = scaled(thinQ(f), root)
  const back = scaled(inverseR(f), root)
  const columns = Array.from({ length: basis.cols }, (_, j) => column(basis, j))
  const plain = fitLogistic({ ...design, x: basis }, counts)
  const pattern = patternOf(factors)
  const none = new Float64Array(basis.rows)
  const k = parameterCount(factors)

  let start: { effects: readonly Float64Array[]; coefficients: Float64Array } = {
    effects: noEffects(factors),
    coefficients: plain.coefficients,
  }
  const laplace = (mode: Mode | null): number =>
    mode ? mode.penalised + mode.logDeterminant : Number.POSITIVE_INFINITY
  const first = searchCovariance(factors, {
    value: (theta) => {
      const mode = findMode(pattern, factors, counts, lambdasOf(factors, theta), none, columns, start)
      if (mode) start = mode
      return laplace(mode)
    },
  })
  const begin = findMode(pattern, factors, counts, lambdasOf(factors, first.theta), none, columns, start)
  if (!begin) throw noMode()
  let effects = begin.effects
  const nothing = new Float64Array(0)
  const joint = (parameters: Float64Array): number => {
    const lambdas = lambdasOf(factors, parameters.subarray(0, k))
    const offset = multiplyVector(basis, parameters.subarray(k))
    const mode = findMode(pattern, factors, counts, lambdas, offset, [], { effects, coefficients: nothing })
    if (mode) effects = mode.effects
    return laplace(mode)
  }
  const best = minimise({ value: joint }, Float64Array.from([...first.theta, ...begin.coefficients]))
  if (!Number.isFinite(best.value)) throw noMode()
  const theta = withPositiveDiagonals(factors, best.at.slice(0, k))
  const covariance = coefficientCovariance(joint, Float64Array.from([...theta, ...best.at.slice(k)]), k)
  return {
    coefficients: multiplyVector(back, best.at.slice(k)),
    covariance: multiply(back, multiply(covariance, transpose(back))),
    logLik: -best.value / 2 + logChoices(counts),
    converged: best.converged,
    random: randomEffects(factors, lambdasOf(factors, theta), 1),
    singular: first.singular,
  }
}

/** Twice the inverse of the second derivatives of a deviance, of the parameters from `k` on. */
function coefficientCovariance(deviance: (x: Float64Array) => number, at: Float64Array, k: number): Matrix {
  const h = hessian(deviance, at)
  // A covariance parameter at 0 along which nothing bends says nothing about the coefficients.
  const kept = Array.from(at, (_, j) => j).filter((j) => j >= k || h.values[j + j * h.rows]! > 1e-6)
  const part = zeros(kept.length, kept.length)
  kept.forEach((a, i) => {
    kept.forEach((b, j) => {
      part.values[i + j * kept.length] = h.values[a + b * h.rows]! / 2
    })
  })
  const inverse = invertPositive(part)
  if (!inverse) throw noMode()
  const from = kept.findIndex((j) => j >= k)
  const size = kept.length - from
  const result = zeros(size, size)
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) result.values[i + j * size] = inverse.values[from + i + (from + j) * inverse.rows]!
  return result
}

function scaled(m: Matrix, factor: number): Matrix {
  return { ...m, values: m.values.map((value) => value * factor) }
}

function noMode(): ModelProblem {
  return new ModelProblem(
    'not-converged',
    'The search for the random effects did not settle: the data say too little about them. Use fewer random terms, or look for levels without variation in the outcome.',
  )
}
