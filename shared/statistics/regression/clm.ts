import {
  column,
  dot,
  invertPositive,
  type Matrix,
  multiply,
  multiplyVector,
  sandwich,
  transpose,
  zeros,
} from '../algebra/matrix.ts'
import { fillRow, type Ordered, rowTerms } from './clm-rows.ts'
import { type Design, factorise } from './design.ts'
import type { Clusters, LikelihoodFit } from './glm.ts'
import { ModelProblem } from './model-problem.ts'
import { meat, requireClusters } from './ols.ts'

/** Coefficients of a cumulative-link model: thresholds first, named `1|2`, then the columns of the design but the intercept. */
export interface OrdinalFit extends LikelihoodFit {
  readonly names: readonly string[]
}

const MOST_STEPS = 100

/**
 * Cumulative-link (proportional odds) regression: logit P(y <= k) = threshold_k - x b, by Newton's method on
 * centred and scaled columns. The thresholds take the place of the intercept. With clusters, the covariance is the
 * sandwich of scores summed within clusters, times G/(G-1). Source: McCullagh 1980; Agresti 2010.
 * Throws `ModelProblem`: a singular design, an outcome of one level, or separation.
 */
export function fitOrdinal(design: Design, outcome: Ordered, clusters: Clusters | null = null): OrdinalFit {
  const scaled = scaledColumns(design, outcome)
  let parameters = startingThresholds(outcome, scaled.columns.length)
  let state = derivatives(parameters, scaled.columns, outcome, null)
  let converged = false
  for (let step = 0; step < MOST_STEPS && !converged; step++) {
    const inverse = invertPositive(state.information)
    if (!inverse) throw separated(scaled.names, parameters, outcome)
    const move = multiplyVector(inverse, state.score)
    let length = 1
    let next = parameters
    for (; length > 1e-8; length /= 2) {
      next = parameters.map((value, j) => value + length * move[j]!)
      if (!rising(next, outcome.levels.length - 1)) continue
      const there = derivatives(next, scaled.columns, outcome, null)
      if (there.logLik < state.logLik - 1e-9 * Math.abs(state.logLik)) continue
      state = there
      break
    }
    converged = dot(state.score, move) < 1e-12 && length > 1e-8 && dot(move, move) < 1e-12
    parameters = next
    if (parameters.some((value) => Math.abs(value) > 40)) throw separated(scaled.names, parameters, outcome)
  }
  const inverse = invertPositive(state.information)
  if (!inverse) throw separated(scaled.names, parameters, outcome)
  let covariance = inverse
  if (clusters) {
    requireClusters(clusters.count)
    const rows = zeros(outcome.codes.length, parameters.length)
    derivatives(parameters, scaled.columns, outcome, rows)
    const middle = sandwich(inverse, meat(rows, clusters))
    covariance = { ...middle, values: middle.values.map((v) => (v * clusters.count) / (clusters.count - 1)) }
  }
  return {
    names: scaled.names,
    coefficients: multiplyVector(scaled.back, parameters),
    covariance: multiply(scaled.back, multiply(covariance, transpose(scaled.back))),
    logLik: state.logLik,
    converged,
  }
}

/** Columns of a design without its intercept, centred and in units of their spread, and the way back. */
export interface ScaledColumns {
  readonly columns: readonly Float64Array[]
  /** Names of the thresholds and then of the columns. */
  readonly names: readonly string[]
  /** Takes thresholds and coefficients of the scaled columns to those of the design. */
  readonly back: Matrix
}

/** Prepares the columns of an ordinal model. Throws `ModelProblem`. */
export function scaledColumns(design: Design, outcome: Ordered): ScaledColumns {
  if (outcome.levels.length < 2) {
    throw new ModelProblem(
      'constant-outcome',
      `The outcome has a single level, "${outcome.levels[0]}", in the rows used. Check the outcome and which rows were kept.`,
    )
  }
  factorise(design)
  const kept = design.names.map((_, j) => j).filter((j) => design.names[j] !== '(Intercept)')
  const cuts = outcome.levels.length - 1
  const back = zeros(cuts + kept.length, cuts + kept.length)
  for (let k = 0; k < cuts; k++) back.values[k + k * back.rows] = 1
  const columns = kept.map((j, place) => {
    const source = column(design.x, j)
    const mean = source.reduce((sum, value) => sum + value, 0) / source.length
    const centred = source.map((value) => value - mean)
    const spread = Math.sqrt(dot(centred, centred) / centred.length)
    back.values[cuts + place + (cuts + place) * back.rows] = 1 / spread
    for (let k = 0; k < cuts; k++) back.values[k + (cuts + place) * back.rows] = mean / spread
    return centred.map((value) => value / spread)
  })
  const thresholds = outcome.levels.slice(1).map((level, k) => `${outcome.levels[k]}|${level}`)
  return { columns, names: [...thresholds, ...kept.map((j) => design.names[j]!)], back }
}

/** Thresholds at the logits of the cumulative shares, and coefficients of 0. */
export function startingThresholds(outcome: Ordered, columns: number): Float64Array {
  const counts = new Float64Array(outcome.levels.length)
  for (const code of outcome.codes) counts[code]! += 1
  const result = new Float64Array(counts.length - 1 + columns)
  let below = 0
  for (let k = 0; k < counts.length - 1; k++) {
    below += counts[k]!
    result[k] = Math.log(below / (outcome.codes.length - below))
  }
  return result
}

/** Whether thresholds rise. */
export function rising(parameters: Float64Array, cuts: number): boolean {
  for (let k = 1; k < cuts; k++) if (!(parameters[k]! > parameters[k - 1]!)) return false
  return true
}

/** Log likelihood, score and observed information; also each row's score, if `rows` is given to hold them. */
function derivatives(
  parameters: Float64Array,
  columns: readonly Float64Array[],
  outcome: Ordered,
  rows: Matrix | null,
): { logLik: number; score: Float64Array; information: Matrix } {
  const cuts = outcome.levels.length - 1
  const size = parameters.length
  const score = new Float64Array(size)
  const information = zeros(size, size)
  const info = information.values
  const terms = rowTerms()
  let logLik = 0
  const up = new Float64Array(size)
  const low = new Float64Array(size)
  for (let i = 0; i < outcome.codes.length; i++) {
    const code = outcome.codes[i]!
    let eta = 0
    for (let j = 0; j < columns.length; j++) eta += columns[j]![i]! * parameters[cuts + j]!
    const upper = code < cuts ? parameters[code]! - eta : Number.POSITIVE_INFINITY
    const lower = code > 0 ? parameters[code - 1]! - eta : Number.NEGATIVE_INFINITY
    fillRow(terms, lower, upper)
    logLik += terms.log
    up.fill(0, 0, cuts)
    low.fill(0, 0, cuts)
    if (code < cuts) up[code] = 1
    if (code > 0) low[code - 1] = 1
    for (let j = 0; j < columns.length; j++) {
      up[cuts + j] = -columns[j]![i]!
      low[cuts + j] = -columns[j]![i]!
    }
    for (let a = 0; a < size; a++) {
      const own = terms.upper * up[a]! + terms.lower * low[a]!
      score[a]! += own
      if (rows) rows.values[i + a * rows.rows] = own
      const left = terms.upperUpper * up[a]! + terms.upperLower * low[a]!
      const right = terms.upperLower * up[a]! + terms.lowerLower * low[a]!
      if (left === 0 && right === 0) continue
      for (let b = 0; b < size; b++) info[a + b * size]! -= left * up[b]! + right * low[b]!
    }
  }
  return { logLik, score, information }
}

function separated(names: readonly string[], parameters: Float64Array, outcome: Ordered): ModelProblem {
  const cuts = outcome.levels.length - 1
  let largest = cuts
  for (let j = cuts; j < parameters.length; j++)
    if (Math.abs(parameters[j]!) > Math.abs(parameters[largest]!)) largest = j
  return new ModelProblem(
    'separation',
    `The outcome is predicted without error by "${names[largest] ?? 'the thresholds'}", so no finite estimate exists (separation). Merge levels, leave the term out, or collect rows where the outcome differs.`,
  )
}
