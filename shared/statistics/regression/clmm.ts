import { symmetricEigen } from '../algebra/eigen.ts'
import { hessian } from '../algebra/hessian.ts'
import { at, invertPositive, multiply, multiplyVector, transpose, zeros } from '../algebra/matrix.ts'
import { minimise } from '../algebra/minimise.ts'
import { fitOrdinal, type OrdinalFit, rising, scaledColumns } from './clm.ts'
import { fillRow, type Ordered, rowTerms } from './clm-rows.ts'
import type { Design } from './design.ts'
import type { GroupingFactor } from './lmm-groups.ts'
import { type RandomEffect, randomEffects } from './lmm-random.ts'
import { ModelProblem } from './model-problem.ts'

/** A fitted cumulative-link model with one random intercept. */
export interface ClmmFit extends OrdinalFit {
  readonly random: readonly RandomEffect[]
  readonly singular: boolean
}

/** Points of the adaptive quadrature over each level's intercept. */
const POINTS = 11

/**
 * Cumulative-link regression with one normal random intercept, by adaptive Gauss-Hermite quadrature with 11 points,
 * like `clmm(nAGQ = 11)` of R's ordinal. The covariance comes from second derivatives of the log likelihood.
 * Source: Pinheiro and Bates 1995; Christensen 2018. Throws `ModelProblem` as `fitOrdinal` does.
 */
export function fitOrdinalMixed(design: Design, outcome: Ordered, factor: GroupingFactor): ClmmFit {
  const plain = fitOrdinal(design, outcome)
  const scaled = scaledColumns(design, outcome)
  const cuts = outcome.levels.length - 1
  const rows = rowsByLevel(factor)
  const points = hermite(POINTS)
  const modes = new Float64Array(factor.count)
  const deviance = (parameters: Float64Array): number => {
    if (!rising(parameters, cuts)) return Number.POSITIVE_INFINITY
    const eta = new Float64Array(outcome.codes.length)
    scaled.columns.forEach((values, j) => {
      for (let i = 0; i < eta.length; i++) eta[i]! += values[i]! * parameters[cuts + j]!
    })
    const sigma = parameters[parameters.length - 1]!
    let sum = 0
    for (let level = 0; level < factor.count; level++) {
      sum -= 2 * integrate(level, rows[level]!, eta, parameters, cuts, sigma, outcome, modes, points)
    }
    return sum
  }
  const start = new Float64Array(plain.coefficients.length + 1)
  start.set(toScaled(plain.coefficients, scaled.back))
  start[start.length - 1] = 1
  const best = minimise({ value: deviance }, start)
  const flat = Float64Array.from(best.at)
  flat[flat.length - 1] = 0
  const singular = deviance(flat) <= best.value + 1e-7
  const found = singular ? flat : best.at
  const h = hessian(deviance, found)
  const inverse = invertPositive({ ...h, values: h.values.map((value) => value / 2) })
  if (!inverse || !Number.isFinite(best.value)) {
    throw new ModelProblem(
      'not-converged',
      `The model with an intercept for each level of "${factor.name}" did not settle on these rows. Leave the random term out, or merge levels of the outcome that few rows have.`,
    )
  }
  const size = scaled.names.length
  const covariance = zeros(size, size)
  for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) covariance.values[i + j * size] = at(inverse, i, j)
  const sigma = Math.abs(found[size]!)
  return {
    names: scaled.names,
    coefficients: multiplyVector(scaled.back, found.slice(0, size)),
    covariance: multiply(scaled.back, multiply(covariance, transpose(scaled.back))),
    logLik: -best.value / 2,
    converged: best.converged,
    random: randomEffects([factor], [Float64Array.of(sigma)], 1),
    singular,
  }
}

interface Points {
  readonly nodes: Float64Array
  readonly logWeights: Float64Array
}

/** log of the integral of one level's likelihood over its intercept; `modes` keeps where the integrand peaks. */
function integrate(
  level: number,
  rows: readonly number[],
  eta: Float64Array,
  thresholds: Float64Array,
  cuts: number,
  sigma: number,
  outcome: Ordered,
  modes: Float64Array,
  points: Points,
): number {
  const terms = rowTerms()
  let slope = 0
  let bend = 0
  const logAt = (u: number): number => {
    let log = -0.5 * u * u
    slope = -u
    bend = 1
    for (const i of rows) {
      const code = outcome.codes[i]!
      const own = eta[i]! + sigma * u
      const upper = code < cuts ? thresholds[code]! - own : Number.POSITIVE_INFINITY
      const lower = code > 0 ? thresholds[code - 1]! - own : Number.NEGATIVE_INFINITY
      fillRow(terms, lower, upper)
      log += terms.log
      slope -= sigma * (terms.upper + terms.lower)
      bend -= sigma * sigma * (terms.upperUpper + 2 * terms.upperLower + terms.lowerLower)
    }
    return log
  }
  let u = modes[level]!
  let peak = logAt(u)
  for (let step = 0; step < 60; step++) {
    const move = slope / bend
    if (Math.abs(move) < 1e-10) break
    let length = 1
    let there = logAt(u + move)
    while (there < peak - 1e-12 && length > 1e-4) {
      length /= 2
      there = logAt(u + length * move)
    }
    u += length * move
    peak = there
  }
  modes[level] = u
  logAt(u)
  const width = Math.sqrt(2 / bend)
  let sum = 0
  for (let q = 0; q < points.nodes.length; q++) {
    const x = points.nodes[q]!
    sum += Math.exp(points.logWeights[q]! + x * x + logAt(u + width * x) - peak)
  }
  return peak + Math.log(sum) + Math.log(width) - 0.5 * Math.log(2 * Math.PI)
}

/** Gauss-Hermite points for the weight exp(-x^2), by the eigenvalues of its recurrence (Golub and Welsch 1969). */
function hermite(count: number): Points {
  const recurrence = zeros(count, count)
  for (let i = 1; i < count; i++) {
    recurrence.values[i + (i - 1) * count] = Math.sqrt(i / 2)
    recurrence.values[i - 1 + i * count] = Math.sqrt(i / 2)
  }
  const { values, vectors } = symmetricEigen(recurrence)
  const logWeights = Float64Array.from(values, (_, j) => Math.log(at(vectors, 0, j) ** 2 * Math.sqrt(Math.PI)))
  return { nodes: values, logWeights }
}

function rowsByLevel(factor: GroupingFactor): number[][] {
  const result: number[][] = Array.from({ length: factor.count }, () => [])
  factor.codes.forEach((code, i) => {
    result[code]!.push(i)
  })
  return result
}

/** Undoes `back`: its lower right block is diagonal, and its thresholds move by the columns' means. */
function toScaled(coefficients: Float64Array, back: { rows: number; values: Float64Array }): Float64Array {
  const result = Float64Array.from(coefficients)
  for (let j = back.rows - 1; j >= 0; j--) {
    result[j] = result[j]! / back.values[j + j * back.rows]!
    for (let i = 0; i < j; i++) result[i]! -= back.values[i + j * back.rows]! * result[j]!
  }
  return result
}
