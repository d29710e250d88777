import type { Random } from '../../../random.ts'
import { eachResample, resampledQuantile } from '../../../statistics/inference/resampling.ts'
import { tQuantile } from '../../../statistics/probability/quantiles.ts'
import { normalTwoSided } from '../../../statistics/probability/special.ts'
import { MEASURES, type MeasureId } from '../../alignment/measures/list.ts'
import { type Interval, whyNoInterval } from '../../alignment/measures/measure.ts'
import { hasInterval, readerOf } from '../../alignment/reader.ts'
import type { Columns } from '../../answers/session-answers.ts'
import type { Estimate, IntervalMethod } from '../../estimate.ts'
import { type Scope, type ShiftVector, shiftMeasures, shiftReader } from './shift-measures.ts'
import { type ShiftTable, sumRows } from './shift-table.ts'
import type { Sides } from './sides.ts'

const M = shiftMeasures.length
/** An arm with fewer sessions than this is too small to be resampled by itself. */
const SMALLEST_ARM = 5

/**
 * Location is linear in the answers, so its percentile interval is honest. Closeness is computed from pairs of answers
 * of different sessions and has no bias; its interval lies about the estimate itself. A plug-in value has neither
 * advantage: its bias depends on n and on how near P is to Q. In simulations no correction of this bias gave an
 * interval that covers.
 */
const methodOf: Readonly<Record<Exclude<Interval, 'none'>, IntervalMethod>> = {
  percentile: 'percentile bootstrap of sessions, expanded for small arms',
  'about the estimate': 'bootstrap error about the unbiased estimate',
}

/** Estimates by scope and measure, `estimates[scope][measure]`, and the values at each level. */
export type Resampled = {
  readonly vector: ShiftVector
  readonly estimates: readonly (readonly Estimate[])[]
}

/**
 * Shifts with intervals that resample whole sessions within arms, with all their items and repeats. Where an arm has
 * fewer than five sessions, the sides are resampled as wholes, which can only make intervals wider. A resample of n
 * within an arm has (n - 1) / n of its variance. Intervals are widened for that and use Student's t (Hesterberg 2015,
 * the expanded percentile interval).
 */
export function resampledShifts(options: {
  readonly table: ShiftTable
  readonly scopes: readonly Scope[]
  readonly sides: Sides
  readonly columns: Columns
  readonly random: Random
  readonly resamples: number
  readonly level: number
  readonly smallest: number
}): Resampled {
  const { table, scopes, sides, columns, random, resamples, level, smallest } = options
  const { side } = sides
  const sums = new Float64Array(2 * table.cells.length * table.width)
  sumRows(table, side, null, sums)
  const vector = shiftReader(table, scopes, readerOf(shiftMeasures)).read(sums)
  const size = scopes.length * M
  const answering = sessionsBehind(table, scopes)
  const least = Math.min(...[0, 1].map((one) => side.filter((value) => value === one).length))
  const few = least < smallest
  const replicates = Array.from({ length: size }, (_, at) =>
    few || !hasInterval(shiftMeasures[at % M]!) ? null : new Float64Array(resamples),
  )
  const { strata, count } = strataOf(sides, columns)
  const reader = shiftReader(table, scopes, readerOf(shiftMeasures, hasInterval))
  if (!few)
    eachResample({ units: side.length, strata, random, resamples }, (weights, resample) => {
      sumRows(table, side, weights, sums)
      const { level: a, baseline: b } = reader.read(sums)
      replicates.forEach((values, at) => {
        if (values !== null) values[resample] = a[at]! - b[at]!
      })
    })
  const df = Math.max(1, side.length - count)
  const widening = Math.sqrt(side.length / df)
  const t = tQuantile(1 - (1 - level) / 2, df)
  const margin = { df, widening, level, t, tail: normalTwoSided(t * widening) / 2 }
  const estimates = scopes.map((_, scope) =>
    shiftMeasures.map((measure, k): Estimate => {
      const at = scope * M + k
      const missing = (why: string): Estimate => ({
        value: null,
        unit: MEASURES[measure].unit,
        n: answering[scope]!,
        of: 'sessions',
        why,
      })
      const value = vector.level[at]! - vector.baseline[at]!
      if (Number.isNaN(value)) return missing(MEASURES[measure].whyNot(table.cells))
      const { interval } = MEASURES[measure]
      if (interval === 'none') return missing(whyNoInterval(MEASURES[measure]))
      if (few) return missing(`fewer than ${smallest} sessions at one of the levels`)
      const defined = replicates[at]!.filter((one) => !Number.isNaN(one)).sort()
      if (defined.length < resamples * 0.9)
        return missing('too few sessions in each place: most resamples leave a level without answers')
      // A reader would take an interval of zero width at zero as certainty that nothing moves.
      if (value === 0 && defined[0] === 0 && defined[defined.length - 1] === 0)
        return missing('answers do not vary between sessions, so nothing says how sure the difference is')
      return estimateOf(value, defined, measure, interval, margin, answering[scope]!)
    }),
  )
  return { vector, estimates }
}

function estimateOf(
  value: number,
  sorted: Float64Array,
  measure: MeasureId,
  interval: Exclude<Interval, 'none'>,
  { df, widening, level, t, tail }: { df: number; widening: number; level: number; t: number; tail: number },
  n: number,
): Estimate {
  const centre = sorted.reduce((sum, one) => sum + one, 0) / sorted.length
  const spread = Math.sqrt(sorted.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (sorted.length - 1))
  const se = spread * widening
  const { unit } = MEASURES[measure]
  const common = { value, se, df, level, interval: methodOf[interval], unit, n, of: 'sessions' as const }
  if (interval === 'about the estimate') return { ...common, low: value - t * se, high: value + t * se }
  return { ...common, low: resampledQuantile(sorted, tail), high: resampledQuantile(sorted, 1 - tail) }
}

/** The number of sessions with an answer within each scope. */
function sessionsBehind(table: ShiftTable, scopes: readonly Scope[]): number[] {
  return scopes.map(({ items }) => {
    const wanted = new Set(items)
    const found = new Set<number>()
    table.rowUnit.forEach((unit, row) => {
      if (wanted.has(table.cells[table.rowCell[row]!]!.item)) found.add(unit)
    })
    return found.size
  })
}

function strataOf({ units, side }: Sides, { conditionOf }: Columns): { strata: Int32Array; count: number } {
  const known = new Map<number, number>()
  const sizes: number[] = []
  const strata = units.map((row, unit) => {
    const key = conditionOf[row]! * 2 + side[unit]!
    let stratum = known.get(key)
    if (stratum === undefined) {
      stratum = sizes.push(0) - 1
      known.set(key, stratum)
    }
    sizes[stratum]! += 1
    return stratum
  })
  return Math.min(...sizes) < SMALLEST_ARM ? { strata: side, count: 2 } : { strata, count: sizes.length }
}
