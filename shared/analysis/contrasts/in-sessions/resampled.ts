import type { Random } from '../../../random.ts'
import { eachResample, resampledQuantile } from '../../../statistics/inference/resampling.ts'
import { tQuantile } from '../../../statistics/probability/quantiles.ts'
import { normalTwoSided } from '../../../statistics/probability/special.ts'
import type { Columns } from '../../answers/session-answers.ts'
import type { Estimate, IntervalMethod, Unit } from '../../estimate.ts'
import { type Scope, type ShiftMeasure, type ShiftVector, shiftMeasures, shiftReader } from './shift-measures.ts'
import { type ShiftTable, sumRows } from './shift-table.ts'
import type { Sides } from './sides.ts'

const M = shiftMeasures.length
/** Arms of fewer sessions than this are too small to be resampled by themselves. */
const SMALLEST_ARM = 5

const unitOfMeasure: Readonly<Record<ShiftMeasure, Unit>> = {
  location: 'sd of Q',
  points: 'scale points',
  closeness: 'squared distance, 0 to 1',
  similarity: 'similarity, 0 to 1',
  'means-similarity': 'similarity, 0 to 1',
}

/**
 * Location is linear in the answers, so its percentile interval is honest. Closeness is made of pairs of answers of different
 * sessions and has no bias; its interval stands about the estimate itself. A plug-in similarity has none of this: its bias
 * depends on n and on how near P is to Q, and in simulations no correction of it gave an interval that covers, so it is
 * shown at both levels and gets no interval.
 */
const methodOf: Partial<Record<ShiftMeasure, IntervalMethod>> = {
  location: 'percentile bootstrap of sessions, expanded for small arms',
  points: 'percentile bootstrap of sessions, expanded for small arms',
  closeness: 'bootstrap error about the unbiased estimate',
}
const PLUG_IN = 'a plug-in similarity is biased where n is small, so it has no honest interval; read closeness'

/** Estimates by scope and measure, `estimates[scope][measure]`, and what they say at each level. */
export type Resampled = {
  readonly vector: ShiftVector
  readonly estimates: readonly (readonly Estimate[])[]
}

/**
 * Shifts with intervals that resample whole sessions within arms, with all their items and repeats. Where an arm has fewer
 * than five sessions, the sides are resampled as wholes, which can only widen. A resample of n within an arm has (n - 1) / n
 * of its variance; intervals are widened for that and use Student's t (Hesterberg 2015, the expanded percentile interval).
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
  const reader = shiftReader(table, scopes)
  sumRows(table, side, null, sums)
  const seen = reader.read(sums)
  const vector: ShiftVector = {
    level: seen.level.slice(),
    baseline: seen.baseline.slice(),
    items: seen.items.slice(),
  }
  const size = scopes.length * M
  const answering = sessionsBehind(table, scopes)
  const least = Math.min(...[0, 1].map((one) => side.filter((value) => value === one).length))
  const few = least < smallest
  const replicates = Array.from({ length: size }, (_, at) =>
    few || methodOf[shiftMeasures[at % M]!] === undefined ? null : new Float64Array(resamples),
  )
  const { strata, count } = strataOf(sides, columns)
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
        unit: unitOfMeasure[measure],
        n: answering[scope]!,
        of: 'sessions',
        why,
      })
      const value = vector.level[at]! - vector.baseline[at]!
      if (Number.isNaN(value)) return missing(whyUndefined(measure, options))
      const method = methodOf[measure]
      if (method === undefined) return missing(PLUG_IN)
      if (few) return missing(`fewer than ${smallest} sessions at one of the levels`)
      const defined = replicates[at]!.filter((one) => !Number.isNaN(one)).sort()
      if (defined.length < resamples * 0.9)
        return missing('too few sessions in each place: most resamples leave a level without answers')
      return estimateOf(value, defined, measure, method, margin, answering[scope]!)
    }),
  )
  return { vector, estimates }
}

function estimateOf(
  value: number,
  sorted: Float64Array,
  measure: ShiftMeasure,
  interval: IntervalMethod,
  { df, widening, level, t, tail }: { df: number; widening: number; level: number; t: number; tail: number },
  n: number,
): Estimate {
  const centre = sorted.reduce((sum, one) => sum + one, 0) / sorted.length
  const spread = Math.sqrt(sorted.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (sorted.length - 1))
  const se = spread * widening
  const common = { value, se, df, level, interval, unit: unitOfMeasure[measure], n, of: 'sessions' as const }
  if (measure === 'closeness') return { ...common, low: value - t * se, high: value + t * se }
  return { ...common, low: resampledQuantile(sorted, tail), high: resampledQuantile(sorted, 1 - tail) }
}

function whyUndefined(measure: ShiftMeasure, { table }: { table: ShiftTable }): string {
  const kinds = new Set(table.cells.map(({ reference }) => reference.kind))
  if (measure === 'means-similarity' && !kinds.has('mean')) return 'no place is read against means only'
  if (measure !== 'means-similarity' && measure !== 'points' && !kinds.has('distribution'))
    return 'no place has a reference distribution of these items'
  if (measure === 'location' || measure === 'points')
    return 'no place has answers at both levels to an item with ordered options'
  return 'no place has answers at both levels'
}

/** Sessions with an answer within each scope. */
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
