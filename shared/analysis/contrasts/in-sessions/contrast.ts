import { InputProblem } from '../../../input-problem.ts'
import type { Random } from '../../../random.ts'
import { hedgesG } from '../../../statistics/inference/effects.ts'
import type { Equivalence } from '../../../statistics/inference/equivalence.ts'
import { permutationTest } from '../../../statistics/inference/permutation.ts'
import type { Study } from '../../../study/study.ts'
import type { MeasureId } from '../../alignment/measures/list.ts'
import { readerOf } from '../../alignment/reader.ts'
import type { References } from '../../alignment/reference.ts'
import type { Columns, Series } from '../../answers/session-answers.ts'
import type { Estimate, Test, Unit } from '../../estimate.ts'
import { againstSmallest } from '../smallest-effect.ts'
import { type Exchange, exchangeOf } from './exchange.ts'
import { resampledShifts } from './resampled.ts'
import { type Scope, scopesOf, shiftMeasures, shiftReader } from './shift-measures.ts'
import { type ShiftTable, shiftTable, sumRows } from './shift-table.ts'
import { type Comparison, type Sides, sidesOf } from './sides.ts'

const M = shiftMeasures.length

export type ContrastOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly references: References
  readonly series: number
  readonly comparison: Comparison & {
    readonly id: string
    readonly title: string
    readonly smallestEffect?: number | undefined
  }
  readonly planned: boolean
  readonly random: Random
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  readonly smallest: number
}

/** A shift over all items, over the items of a topic, or of one item. */
export type ShiftRow = {
  readonly contrast: string
  readonly measure: MeasureId
  readonly scope: 'all items' | 'topic' | 'item'
  readonly name: string
  readonly items: number
  /** The measure's value at each level on the same items; null for differences that need none. */
  readonly atLevel: number | null
  readonly atBaseline: number | null
  readonly estimate: Estimate
  readonly test: Test | null
}

/** A comparison of two levels of one factor. Its rows are `ShiftRow`s. */
export type Contrast = {
  /** Unique in the report. */
  readonly id: string
  readonly planned: boolean
  readonly title: string
  readonly factor: string
  readonly factorLabel: string
  readonly level: string
  readonly levelLabel: string
  readonly baseline: string
  readonly baselineLabel: string
  readonly series: Series
  /** Conditions on each side. */
  readonly levelConditions: readonly string[]
  readonly baselineConditions: readonly string[]
  /** How sessions and conditions were weighted, and whether other factors differ between the sides. */
  readonly weights: string
  readonly confounded: readonly string[]
  readonly sessions: { readonly level: number; readonly baseline: number; readonly withoutReference: number }
  /** Hedges's g of session means between the sides. */
  readonly effect: Estimate
  /** Two one-sided tests of the location shift, where the contrast names a smallest effect. */
  readonly equivalence:
    | (Equivalence & { readonly unit: Unit; readonly itemsEquivalent: number; readonly items: number })
    | null
}

/** What a contrast found, before p-values are adjusted for the others. */
export type ContrastFound = {
  readonly report: Contrast
  readonly rows: readonly Omit<ShiftRow, 'test'>[]
  /** p by permutation of which session met which level, for the measures that can be tested. */
  readonly p: Partial<Record<MeasureId, number>>
  /** Among which sessions levels were exchanged for `p`. */
  readonly exchange: Exchange
}

/** Compares two levels of a factor on the answers of one series. Undefined where no session met both levels' arms. */
export function contrastOf(options: ContrastOptions): ContrastFound | undefined {
  const { study, columns, references, series, comparison, planned } = options
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
  const rows = scopes.flatMap((scope, index) =>
    shiftMeasures.flatMap((measure, k): Omit<ShiftRow, 'test'>[] => {
      // Scale points of different items cannot be averaged, and most scopes have no means-only reference.
      if (measure === 'points' && scope.kind !== 'item') return []
      const estimate = estimates[index]![k]!
      if (
        estimate.value === null &&
        (measure === 'means-similarity' || vector.items[index * M + k] === 0) &&
        scope.kind !== 'all items'
      )
        return []
      if (estimate.value === null && measure === 'means-similarity') return []
      return [
        {
          contrast: comparison.id,
          measure,
          scope: scope.kind,
          name: scope.name,
          items: vector.items[index * M + k]!,
          atLevel: finite(vector.level[index * M + k]!),
          atBaseline: finite(vector.baseline[index * M + k]!),
          estimate,
        },
      ]
    }),
  )
  const factor = study.factors[comparison.factor]!
  const overall = estimates[0]!
  const exchange = exchangeOf(study, columns, sides, comparison)
  return {
    rows,
    p: permuted(options, table, sides, exchange, overall),
    exchange,
    report: {
      id: comparison.id,
      planned,
      title: comparison.title,
      factor: comparison.factor,
      factorLabel: factor.label,
      level: comparison.level,
      levelLabel: factor.levels[comparison.level]!.label,
      baseline: comparison.baseline,
      baselineLabel: factor.levels[comparison.baseline]!.label,
      series: columns.series[series]!,
      levelConditions: sides.levelConditions,
      baselineConditions: sides.baselineConditions,
      weights: sides.weights,
      confounded: sides.confounded,
      sessions: { level: sessionsAt[0]!, baseline: sessionsAt[1]!, withoutReference: table.withoutReference },
      effect: effectOf(table, sides, options.level),
      equivalence: equivalenceOf(comparison.smallestEffect, scopes, estimates),
    },
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** Permutes which session met which level, among the sessions that may be exchanged. Only what has an interval is tested. */
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

/** Hedges's g of session means: each session's mean answer in sd of Q, items centred over both sides in each place. */
function effectOf(table: ShiftTable, { side }: Sides, level: number): Estimate {
  const scores = sessionScores(table)
  const groups = [0, 1].map((one) => scores.filter(({ unit }) => side[unit] === one).map(({ score }) => score))
  const n = groups[0]!.length + groups[1]!.length
  const missing = (why: string): Estimate => ({ value: null, unit: 'sd of sessions', n, of: 'sessions', why })
  if (Math.min(...groups.map((group) => group.length)) < 2)
    return missing('fewer than two sessions with a reference at one of the levels')
  try {
    const { estimate, df, interval } = hedgesG(groups[0]!, groups[1]!, level)
    const se = (interval.high - interval.low) / 3.92
    return {
      value: estimate,
      se,
      df,
      ...interval,
      interval: 't interval over sessions',
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

/** Silence is not equivalence, and neither is a mean of opposite moves: items are tested one by one beside it. */
function equivalenceOf(
  smallestEffect: number | undefined,
  scopes: readonly Scope[],
  estimates: readonly (readonly Estimate[])[],
): Contrast['equivalence'] {
  const tested = (scope: number) =>
    againstSmallest(estimates[scope]![shiftMeasures.indexOf('location')], smallestEffect)
  const whole = tested(0)
  if (whole === null) return null
  const byItem = scopes.flatMap(({ kind }, scope) => (kind === 'item' ? (tested(scope) ?? []) : []))
  const itemsEquivalent = byItem.filter(({ p, alpha }) => p < alpha).length
  return { ...whole, unit: 'sd of Q', itemsEquivalent, items: byItem.length }
}
