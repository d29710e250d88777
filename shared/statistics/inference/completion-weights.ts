import { InputProblem } from '../../input-problem.ts'
import { multiplyVector } from '../algebra/matrix.ts'
import { tQuantile } from '../probability/quantiles.ts'
import { tTwoSided } from '../probability/special.ts'
import { type Coefficient, coefficientRows } from '../regression/coefficients.ts'
import { type Column, categoricalColumn, tableOf } from '../regression/data-table.ts'
import { buildDesign } from '../regression/design.ts'
import type { Variable } from '../regression/formula.ts'
import { type Clusters, fitLogistic, logistic } from '../regression/glm.ts'
import { listed } from '../regression/model-problem.ts'
import { effectiveN, quantile, sum } from './descriptive.ts'
import type { TTest } from './tests.ts'

export type CompletionInput = {
  /** One value for each session; NaN if it was not completed. */
  readonly outcome: Float64Array
  /** 1 for the level, 0 for the baseline. */
  readonly arm: Int32Array
  /**
   * What was known about every session before a person could leave it: place, locale, answers before. Without missing
   * values.
   */
  readonly predictors: readonly Column[]
  /**
   * Sessions that belong together, such as those of one participant. If it is absent, every session is a cluster of its
   * own.
   */
  readonly clusters?: Clusters
  /** Weights beyond these quantiles of the weights are set to these quantiles. */
  readonly truncate?: { readonly low: number; readonly high: number }
  readonly level?: number
}

export type ArmWeights = {
  readonly assigned: number
  readonly completed: number
  /** Weighted mean of the outcome. */
  readonly mean: number
  /** Kish's effective number of sessions. */
  readonly effective: number
}

export type CompletionWeights = {
  /** One for each session; 0 if it was not completed. */
  readonly weights: Float64Array
  /** Level minus baseline, with completed sessions weighted. In the unit of the outcome. */
  readonly weighted: TTest
  /** The same with equal weights for all completed sessions. */
  readonly unweighted: TTest
  readonly level: ArmWeights
  readonly baseline: ArmWeights
  /** Weights before they were cut, where they were cut, and how many were. */
  readonly range: { readonly least: number; readonly greatest: number }
  readonly truncated: { readonly low: number; readonly high: number; readonly sessions: number }
  /** The regression of completion, in log odds; null if every session was completed. */
  readonly model: readonly Coefficient[] | null
  /** Predictors that have the same value in all sessions, so that they explain nothing. */
  readonly leftOut: readonly string[]
  readonly assumption: string
}

const ASSUMPTION =
  'Among sessions of the same arm that are alike in what the regression holds, leaving has nothing to do with the outcome. Weights are taken as known, which makes errors too large rather than too small.'

/**
 * Inverse-probability-of-completion weights (Robins, Hernan and Brumback 2000; Seaman and White 2013). A logistic
 * regression of completion on arm and predictors gives each session its probability of being completed. The weight of a
 * completed session is P(completed | arm) / P(completed | arm, predictors). This is a stabilised weight with a mean
 * near 1; it is cut off at stated quantiles (Cole and Hernan 2008). The errors of the difference of weighted means are
 * clustered by session or as given: CR1, times G / (G - 1) (n - 1) / (n - 2), with G - 1 degrees of freedom. Throws an
 * InputProblem (a ModelProblem from the regression, such as separation) that names the remedy.
 */
export function completionWeights(input: CompletionInput): CompletionWeights {
  const { outcome, arm, truncate = { low: 0.01, high: 0.99 }, level = 0.95 } = input
  requireInput(input, truncate, level)
  const completed = outcome.map((value) => (Number.isNaN(value) ? 0 : 1))
  const assigned = [0, 1].map((one) => arm.filter((value) => value === one).length)
  const stayed = [0, 1].map((one) => arm.filter((value, row) => value === one && completed[row] === 1).length)
  if (Math.min(...stayed) < 2)
    throw new InputProblem(
      `A weighted difference needs two completed sessions or more in each arm; there were ${stayed[1]} and ${stayed[0]}.`,
    )
  const varying = input.predictors.filter(varies)
  const all = stayed[0]! + stayed[1]! === outcome.length
  const fitted = all ? null : completionModel(completed, arm, varying, input.clusters ?? null, level)
  const raw = completed.map((stays, row) =>
    stays === 0 || fitted === null ? stays : stayed[arm[row]!]! / assigned[arm[row]!]! / fitted.chances[row]!,
  )
  const used = raw.filter((_, row) => completed[row] === 1)
  const [low, high] = [quantile(used, truncate.low), quantile(used, truncate.high)]
  const weights = raw.map((weight, row) => (completed[row] === 0 ? 0 : Math.min(high, Math.max(low, weight))))
  const clusters = input.clusters?.codes ?? Int32Array.from(arm, (_, row) => row)
  const armOf = (one: number): ArmWeights => {
    const own = (_: number, row: number): boolean => arm[row] === one && completed[row] === 1
    return {
      assigned: assigned[one]!,
      completed: stayed[one]!,
      mean: meanOf(outcome, weights, arm, one),
      effective: effectiveN(weights.filter(own)),
    }
  }
  return {
    weights,
    weighted: difference(outcome, weights, arm, clusters, level),
    unweighted: difference(outcome, completed, arm, clusters, level),
    level: armOf(1),
    baseline: armOf(0),
    range: { least: Math.min(...used), greatest: Math.max(...used) },
    truncated: { low, high, sessions: used.filter((weight) => weight < low || weight > high).length },
    model: fitted?.rows ?? null,
    leftOut: input.predictors.filter((one) => !varying.includes(one)).map(({ name }) => name),
    assumption: ASSUMPTION,
  }
}

/**
 * The unweighted difference of `completionWeights`: level minus baseline among completed sessions, each a cluster of
 * its own. It needs no regression, so it exists even if that one fails. Throws an InputProblem for too few sessions or
 * equal outcomes.
 */
export function completedDifference({
  outcome,
  arm,
  level = 0.95,
}: Pick<CompletionInput, 'outcome' | 'arm' | 'level'>): TTest {
  const completed = outcome.map((value) => (Number.isNaN(value) ? 0 : 1))
  const alone = Int32Array.from(arm, (_, row) => row)
  return difference(outcome, completed, arm, alone, level)
}

function requireInput(
  { outcome, arm, predictors, clusters }: CompletionInput,
  { low, high }: { low: number; high: number },
  level: number,
): void {
  if (!(level > 0 && level < 1)) throw new InputProblem(`A level lies between 0 and 1, like 0.95; it was ${level}.`)
  if (!(low >= 0 && low < high && high <= 1))
    throw new InputProblem(`Weights are cut at quantiles like 0.01 and 0.99; they were ${low} and ${high}.`)
  const rows = outcome.length
  if (arm.length !== rows || (clusters !== undefined && clusters.codes.length !== rows))
    throw new InputProblem(`There are ${rows} outcomes; give each session an arm, and a cluster where there are any.`)
  const other = arm.find((value) => value !== 0 && value !== 1)
  if (other !== undefined)
    throw new InputProblem(`Two arms are compared, 1 and 0; a session has ${other}. Leave other arms out.`)
  const incomplete = predictors.filter(({ missing }) => missing > 0)
  if (incomplete.length > 0)
    throw new InputProblem(
      `Sessions without a value of ${listed(incomplete.map(({ name, missing }) => `"${name}" (${missing})`))} have no chance of completion. Leave the column out, or give missing values a level of their own.`,
    )
}

function varies(source: Column): boolean {
  if (source.kind === 'categorical') return source.levels.length > 1
  return source.values.some((value) => value !== source.values[0])
}

function completionModel(
  completed: Float64Array,
  arm: Int32Array,
  predictors: readonly Column[],
  clusters: Clusters | null,
  level: number,
): { chances: Float64Array; rows: readonly Coefficient[] } {
  const armColumn = categoricalColumn(
    'arm',
    Array.from(arm, (value) => (value === 1 ? ' level' : ' baseline')),
  )
  const table = tableOf([armColumn, ...predictors])
  const names = ['arm', ...predictors.map(({ name }) => name)]
  const variables = new Map(names.map((key): [string, Variable] => [key, { key, column: key, asFactor: false }]))
  const design = buildDesign(table, [[], ...names.map((name) => [name])], variables, { arm: ' baseline' })
  const trials = new Float64Array(completed.length).fill(1)
  const { coefficients, covariance, converged } = fitLogistic(design, { successes: completed, trials }, clusters)
  if (!converged)
    throw new InputProblem(
      'The regression of completion found no best fit. Leave a predictor out, or merge its levels.',
    )
  const df = design.names.map(() => null)
  return {
    chances: multiplyVector(design.x, coefficients).map(logistic),
    rows: coefficientRows(design.names, coefficients, covariance, df, level),
  }
}

function meanOf(outcome: Float64Array, weights: Float64Array, arm: Int32Array, one: number): number {
  const own = (row: number): boolean => arm[row] === one && weights[row]! > 0
  const total = sum(weights.filter((_, row) => own(row)))
  return sum(outcome.map((value, row) => (own(row) ? (weights[row]! / total) * value : 0)))
}

/** Difference of weighted means with scores summed within clusters (CR1). */
function difference(
  outcome: Float64Array,
  weights: Float64Array,
  arm: Int32Array,
  clusters: Int32Array,
  level: number,
): TTest {
  const means = [0, 1].map((one) => meanOf(outcome, weights, arm, one))
  const totals = [0, 1].map((one) => sum(weights.filter((_, row) => arm[row] === one)))
  const scores = new Map<number, number>()
  let n = 0
  weights.forEach((weight, row) => {
    if (weight === 0) return
    n += 1
    const one = arm[row]!
    const score = ((one === 1 ? 1 : -1) * weight * (outcome[row]! - means[one]!)) / totals[one]!
    scores.set(clusters[row]!, (scores.get(clusters[row]!) ?? 0) + score)
  })
  const groups = scores.size
  if (groups < 3)
    throw new InputProblem(`Clustered errors need three clusters or more; the completed sessions are of ${groups}.`)
  const squares = sum([...scores.values()].map((score) => score ** 2))
  const se = Math.sqrt(squares * (groups / (groups - 1)) * ((n - 1) / (n - 2)))
  if (!(se > 0))
    throw new InputProblem('All outcomes of an arm are the same, so the difference has no error; describe it instead.')
  const estimate = means[1]! - means[0]!
  const [df, t] = [groups - 1, estimate / se]
  const reach = tQuantile(1 - (1 - level) / 2, df) * se
  return {
    estimate,
    se,
    t,
    df,
    p: tTwoSided(t, df),
    interval: { low: estimate - reach, high: estimate + reach, level },
  }
}
