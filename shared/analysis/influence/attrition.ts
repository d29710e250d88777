import { InputProblem } from '../../input-problem.ts'
import {
  type CompletionWeights,
  completedDifference,
  completionWeights,
} from '../../statistics/inference/completion-weights.ts'
import { mean, sd } from '../../statistics/inference/descriptive.ts'
import { type LeeBounds, leeBounds } from '../../statistics/inference/lee.ts'
import type { TTest } from '../../statistics/inference/tests.ts'
import { type Column, categoricalColumn, numericColumn } from '../../statistics/regression/data-table.ts'
import { ModelProblem } from '../../statistics/regression/model-problem.ts'
import { factorOf } from '../../study/levels.ts'
import type { Study } from '../../study/study.ts'
import { type Columns, seriesOf } from '../answers/session-answers.ts'
import type { Estimate, IntervalMethod, Unit } from '../estimate.ts'
import { armsOf } from './arms.ts'
import { pairsByItem } from './changes.ts'
import { closenessOf } from './toward-people.ts'

/** One of the two results that lost sessions could bias. */
export type AttritionOutcome = 'model toward people' | 'people toward the position'

/**
 * An arm compared with the control by assignment: the difference among those who stayed, its bounds over who might have
 * been lost (Lee 2009), and the difference weighted by the inverse probability of staying.
 */
export type AttritionRow = {
  readonly outcome: AttritionOutcome
  readonly condition: string | null
  readonly pooled: 'treated' | null
  readonly treated: { readonly assigned: number; readonly observed: number }
  readonly control: { readonly assigned: number; readonly observed: number }
  readonly unweighted: Estimate
  readonly bounds:
    | (Pick<LeeBounds, 'interval' | 'trimmed' | 'assumption'> & { readonly lower: number; readonly upper: number })
    | { readonly lower: null; readonly why: string }
  readonly weighted: Estimate
  /** What the weights are based on; null where there are none. */
  readonly weights: Pick<CompletionWeights, 'range' | 'truncated' | 'leftOut' | 'assumption'> | null
}

type Options = {
  readonly study: Study
  readonly columns: Columns
  /** The conditions of withdrawn sessions. These sessions were lost too, although nothing else of them is used. */
  readonly withdrawn: readonly (string | null)[]
  readonly level: number
  readonly smallest: number
}

/**
 * Rows for each arm and outcome that the study has. All assigned sessions count. Those without an outcome count as
 * lost.
 */
export function attritionRows(options: Options): AttritionRow[] {
  const { study, columns } = options
  const outcomes: { name: AttritionOutcome; unit: Unit; values: Float64Array }[] = [
    { name: 'model toward people', unit: 'similarity, 0 to 1', values: closenessChanges(columns) },
    {
      name: 'people toward the position',
      unit: "sd of people's answers before",
      values: movesTowardPosition(study, columns),
    },
  ]
  const control = columns.conditions.indexOf(study.control)
  const before = answersBefore(columns)
  return outcomes.flatMap(({ name, unit, values }) => {
    if (values.every(Number.isNaN)) return []
    return armsOf(study).flatMap(({ condition, pooled, has }): AttritionRow[] => {
      if (pooled === 'control') return []
      const rows = Array.from(columns.conditionOf, (_, row) => row).filter((row) => {
        const place = columns.conditionOf[row]!
        return place >= 0 && (has(place) || place === control)
      })
      const arm = Int32Array.from(rows, (row) => (columns.conditionOf[row] === control ? 0 : 1))
      const outcome = Float64Array.from(rows, (row) => values[row]!)
      if (arm.every((one) => one === 1) || arm.every((one) => one === 0)) return []
      const predictors = predictorsOf(columns, rows, arm, before)
      const gone = options.withdrawn.flatMap((id) => {
        const place = id === null ? -1 : columns.conditions.indexOf(id)
        return place === control ? [0] : place >= 0 && has(place) ? [1] : []
      })
      return [
        {
          outcome: name,
          condition,
          pooled: pooled === 'treated' ? pooled : null,
          ...against(options, unit, { outcome, arm, predictors, gone }),
        },
      ]
    })
  })
}

function against(
  { level, smallest }: Options,
  unit: Unit,
  input: { outcome: Float64Array; arm: Int32Array; predictors: readonly Column[]; gone: readonly number[] },
): Omit<AttritionRow, 'outcome' | 'condition' | 'pooled'> {
  const { outcome, arm, gone } = input
  const side = (one: number) => ({
    assigned: arm.filter((value) => value === one).length + gone.filter((value) => value === one).length,
    observed: outcome.filter((value, row) => arm[row] === one && !Number.isNaN(value)).length,
  })
  const [treated, control] = [side(1), side(0)]
  const n = treated.observed + control.observed
  const missing = (why: string): Estimate => ({ value: null, unit, n, of: 'sessions', why })
  const few = Math.min(treated.observed, control.observed) < smallest
  if (few) {
    const why = `fewer than ${smallest} sessions with this outcome in one of the arms`
    return {
      treated,
      control,
      unweighted: missing(why),
      bounds: { lower: null, why },
      weighted: missing(why),
      weights: null,
    }
  }
  const estimated = (test: TTest, interval: IntervalMethod): Estimate => {
    const { estimate: value, se, df } = test
    return { value, se, df, ...test.interval, interval, unit, n, of: 'sessions' }
  }
  const bounds = attempt(() => {
    const { lower, upper, interval, trimmed, assumption } = leeBounds({
      outcome: Float64Array.from([...outcome, ...gone.map(() => Number.NaN)]),
      arm: Int32Array.from([...arm, ...gone]),
      level,
    })
    return { lower: lower.estimate, upper: upper.estimate, interval, trimmed, assumption }
  })
  // Where a regression cannot be fitted (for example because a place kept everybody), the plain difference is still
  // reported.
  const plain = attempt(() => completedDifference({ outcome, arm, level }))
  const weights = attempt(() => completionWeights({ ...input, level }))
  return {
    treated,
    control,
    bounds: 'why' in bounds ? { lower: null, why: bounds.why } : bounds,
    unweighted: 'why' in plain ? missing(plain.why) : estimated(plain, 'clustered by session (CR1)'),
    ...('why' in weights
      ? { weighted: missing(weights.why), weights: null }
      : {
          weighted: estimated(weights.weighted, 'clustered by session (CR1)'),
          weights: {
            range: weights.range,
            truncated: weights.truncated,
            leftOut: weights.leftOut,
            assumption: weights.assumption,
          },
        }),
  }
}

function attempt<T>(compute: () => T): T | { why: string } {
  try {
    return compute()
  } catch (problem) {
    if (problem instanceof InputProblem || problem instanceof ModelProblem) return { why: problem.message }
    throw problem
  }
}

/** For each session, how much closer the model came to the person over the talk; NaN where this is not known. */
function closenessChanges(columns: Columns): Float64Array {
  const values = new Float64Array(columns.sessions.length).fill(Number.NaN)
  const person = seriesOf(columns, { source: 'participant', moment: 'before', target: 'own' })
  const target = columns.series.find(({ source, moment }) => source === 'model' && moment === 'end')?.target
  if (person === undefined || target === undefined) return values
  const [start, end] = (['start', 'end'] as const).map((moment) =>
    seriesOf(columns, { source: 'model', moment, target }),
  )
  if (start === undefined || end === undefined) return values
  for (const one of closenessOf(columns, start, end, person)) values[one.session] = one.end - one.start
  return values
}

/**
 * For each session, how far the person moved toward the side that the position argues for, on the items that it is
 * about, in sd of answers before. NaN where nothing was answered after the talk, or where no position was drawn.
 */
function movesTowardPosition(study: Study, columns: Columns): Float64Array {
  const values = new Float64Array(columns.sessions.length).fill(Number.NaN)
  const position = factorOf(study, 'position')
  if (position === undefined) return values
  const { about } = position.factor
  const moves = columns.sessions.map((): number[] => [])
  for (const [ref, pairs] of pairsByItem(columns)) {
    if (about !== undefined && !about.includes(ref)) continue
    const spread = sd(pairs.map(({ before }) => before))
    if (!(spread > 0)) continue
    for (const { session, before, after } of pairs) {
      const m = columns.sessions[session]!.position
      if (m !== null && m !== 0) moves[session]!.push(((after - before) * Math.sign(m)) / spread)
    }
  }
  moves.forEach((own, session) => {
    if (own.length > 0) values[session] = mean(own)
  })
  return values
}

/** For each session, the mean answer before the talk as a share of the scale; NaN where nothing was answered. */
function answersBefore(columns: Columns): Float64Array {
  const sums = columns.sessions.map(() => ({ sum: 0, n: 0 }))
  const series = seriesOf(columns, { source: 'participant', moment: 'before', target: 'own' })
  for (const block of columns.blocks) {
    const { codes, ordered } = columns.items[block.item]!
    if (block.series !== series || !ordered) continue
    const range = codes[codes.length - 1]! - codes[0]!
    block.sessions.forEach((session, row) => {
      codes.forEach((code, k) => {
        const count = block.counts[row * codes.length + k]!
        sums[session]!.sum += (count * (code - codes[0]!)) / range
        sums[session]!.n += count
      })
    })
  }
  return Float64Array.from(sums, ({ sum, n }) => (n === 0 ? Number.NaN : sum / n))
}

/**
 * What is known of a session before anyone could leave it. A regression needs every value, so an unknown answer is a
 * separate level. One arm may discourage people whom the other does not. The mean answer before the talk therefore has
 * its own coefficient in each arm. Without that, in simulations of such attrition, intervals of the weighted difference
 * contained the true value 80 times in 100.
 */
function predictorsOf(columns: Columns, rows: readonly number[], arm: Int32Array, before: Float64Array): Column[] {
  const known = rows.filter((row) => !Number.isNaN(before[row]!))
  const middle = known.length === 0 ? 0 : mean(known.map((row) => before[row]!))
  const answer = rows.map((row) => (Number.isNaN(before[row]!) ? middle : before[row]!))
  const variesIn = (one: number) => new Set(answer.filter((_, index) => arm[index] === one)).size > 1
  const unanswered = rows.map((row) => (Number.isNaN(before[row]!) ? 'no' : 'yes'))
  return [
    categoricalColumn(
      'place',
      rows.map((row) => columns.sessions[row]!.place ?? 'none'),
    ),
    categoricalColumn(
      'locale',
      rows.map((row) => columns.sessions[row]!.locale),
    ),
    categoricalColumn('answered before', unanswered),
    numericColumn('mean answer before', answer),
    ...(variesIn(0) && variesIn(1)
      ? [
          numericColumn(
            'mean answer before, in the treated arm',
            answer.map((value, index) => (value - middle) * arm[index]!),
          ),
        ]
      : []),
  ]
}
