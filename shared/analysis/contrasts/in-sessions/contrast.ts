import { InputProblem } from '../../../input-problem.ts'
import type { Random } from '../../../random.ts'
import { hedgesG } from '../../../statistics/inference/effects.ts'
import { permutationTest } from '../../../statistics/inference/permutation.ts'
import type { Study } from '../../../study/study.ts'
import type { MeasureId } from '../../alignment/measures/list.ts'
import { readerOf } from '../../alignment/reader.ts'
import type { References } from '../../alignment/reference.ts'
import type { Columns, Series } from '../../answers/session-answers.ts'
import type { Estimate } from '../../estimate.ts'
import { namedComparison, type Wanted } from '../compared-levels.ts'
import type { Compared, LevelComparison, RawFinding } from '../finding.ts'
import { equivalenceIn } from '../smallest-effect.ts'
import { type Exchange, exchangeOf, exchangeText } from './exchange.ts'
import { resampledShifts } from './resampled.ts'
import { scopesOf, shiftMeasures, shiftReader } from './shift-measures.ts'
import { type ShiftTable, shiftTable, sumRows } from './shift-table.ts'
import { type Sides, sidesOf } from './sides.ts'

const M = shiftMeasures.length

export type ContrastOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly references: References
  readonly series: number
  readonly comparison: Wanted<number>
  readonly random: Random
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  readonly smallest: number
}

/** A comparison of two levels of one factor between sessions. */
export type Contrast = LevelComparison & {
  readonly series: Series
  /** Conditions on each side. */
  readonly levelConditions: readonly string[]
  readonly baselineConditions: readonly string[]
  /** How sessions and conditions were weighted. */
  readonly weights: string
  readonly sessions: { readonly level: number; readonly baseline: number; readonly withoutReference: number }
  /** Hedges's g between the sides, from the means of sessions. */
  readonly effect: Estimate
}

/** What a contrast found, before its p-values are adjusted for the other tests. */
export type ContrastFound = Compared<Contrast> & {
  /** The groups of sessions in which levels were exchanged for the p-values. */
  readonly exchange: Exchange
}

/**
 * Compares two levels of a factor on the answers of one series. Undefined where a level has no session, or where there
 * is no classified answer.
 */
export function contrastOf(options: ContrastOptions): ContrastFound | undefined {
  const { study, columns, references, series, comparison } = options
  const sides = sidesOf(study, columns, comparison)
  const table = shiftTable(columns, references, series, sides.units)
  const sessionsAt = [0, 1].map((one) => sides.side.filter((value) => value === one).length)
  if (table.rowUnit.length === 0 || sessionsAt.includes(0)) return undefined
  const scopes = scopesOf(table)
  const { vector, estimates } = resampledShifts({
    ...options,
    table,
    scopes,
    sides,
    random: options.random.split('bootstrap'),
  })
  const exchange = exchangeOf(study, columns, sides, comparison)
  const p = permuted(options, table, sides, exchange, estimates[0]!)
  const findings = scopes.flatMap((scope, index) =>
    shiftMeasures.flatMap((measure, k): RawFinding[] => {
      const estimate = estimates[index]![k]!
      const items = vector.items[index * M + k]!
      // Scale points of different items cannot be averaged. Most scopes also have no reference with only a mean.
      if (measure === 'points' && scope.kind !== 'item') return []
      if (estimate.value === null && measure === 'means-similarity') return []
      if (estimate.value === null && items === 0 && scope.kind !== 'all items') return []
      return [
        {
          measure,
          scope: scope.kind,
          name: scope.name,
          items,
          atLevel: finite(vector.level[index * M + k]!),
          atBaseline: finite(vector.baseline[index * M + k]!),
          estimate,
          p: scope.kind === 'all items' ? (p[measure] ?? null) : null,
        },
      ]
    }),
  )
  return {
    design: 'sessions',
    findings,
    method: exchangeText(exchange),
    exchange,
    comparison: {
      ...namedComparison(study, comparison),
      series: columns.series[series]!,
      levelConditions: sides.levelConditions,
      baselineConditions: sides.baselineConditions,
      weights: sides.weights,
      confounded: sides.confounded,
      sessions: { level: sessionsAt[0]!, baseline: sessionsAt[1]!, withoutReference: table.withoutReference },
      effect: effectOf(table, sides, options.level),
      equivalence: equivalenceIn(findings, comparison.smallestEffect),
    },
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/**
 * Permutes which session met which level, among the sessions that may be exchanged. Only measures with an interval are
 * tested.
 */
function permuted(
  { random, rearrangements }: ContrastOptions,
  table: ShiftTable,
  { side }: Sides,
  { blocks }: Exchange,
  overall: readonly Estimate[],
): Partial<Record<MeasureId, number>> {
  const sums = new Float64Array(2 * table.cells.length * table.width)
  const all = [{ kind: 'all items', name: 'all items', items: table.items.map((_, index) => index) }] as const
  const found: Partial<Record<MeasureId, number>> = {}
  for (const measure of ['location', 'closeness'] as const) {
    const k = shiftMeasures.indexOf(measure)
    if (overall[k]!.value === null) continue
    const reader = shiftReader(
      table,
      all,
      readerOf(shiftMeasures, (id) => id === measure),
    )
    const statistic = (arms: Int32Array): number => {
      sumRows(table, arms, null, sums)
      const { level, baseline } = reader.read(sums)
      return level[k]! - baseline[k]!
    }
    found[measure] = permutationTest({
      arms: side,
      blocks,
      statistic,
      rearrangements,
      random: random.split(`permutation ${measure}`),
    }).p
  }
  return found
}

/**
 * Hedges's g of session means. A session's mean answer is in sd of Q, with items centred over both sides in each place.
 */
function effectOf(table: ShiftTable, { side }: Sides, level: number): Estimate {
  const scores = sessionScores(table)
  const groups = [0, 1].map((one) => scores.filter(({ unit }) => side[unit] === one).map(({ score }) => score))
  const n = groups[0]!.length + groups[1]!.length
  const missing = (why: string): Estimate => ({ value: null, unit: 'sd of sessions', n, of: 'sessions', why })
  if (Math.min(...groups.map((group) => group.length)) < 2)
    return missing('fewer than two sessions with a reference at one of the levels')
  try {
    const { estimate, se, df, interval } = hedgesG(groups[0]!, groups[1]!, level)
    return {
      value: estimate,
      se,
      df,
      ...interval,
      interval: 'non-central t interval over sessions',
      unit: 'sd of sessions',
      n,
      of: 'sessions',
    }
  } catch (problem) {
    if (problem instanceof InputProblem) return missing(problem.message)
    throw problem
  }
}

function sessionScores(table: ShiftTable): { unit: number; score: number }[] {
  const { cells, width, rows, rowCell, rowUnit, units } = table
  const mean = (from: number, codes: readonly number[]): number => {
    let [n, sum] = [0, 0]
    codes.forEach((code, k) => {
      n += rows[from + k]!
      sum += rows[from + k]! * code
    })
    return sum / n
  }
  const scored = (cell: number): boolean => {
    const { ordered, reference } = cells[cell]!
    return ordered && reference.kind === 'distribution' && reference.sd > 0
  }
  const centres = cells.map(() => ({ sum: 0, n: 0 }))
  rowCell.forEach((cell, row) => {
    if (!scored(cell)) return
    centres[cell]!.sum += mean(row * width, cells[cell]!.codes)
    centres[cell]!.n += 1
  })
  const totals = Array.from(units, () => ({ sum: 0, n: 0 }))
  rowCell.forEach((cell, row) => {
    const { reference, codes } = cells[cell]!
    if (!scored(cell) || reference.kind !== 'distribution') return
    const own = totals[rowUnit[row]!]!
    own.sum += (mean(row * width, codes) - centres[cell]!.sum / centres[cell]!.n) / reference.sd
    own.n += 1
  })
  return totals.flatMap(({ sum, n }, unit) => (n === 0 ? [] : [{ unit, score: sum / n }]))
}
