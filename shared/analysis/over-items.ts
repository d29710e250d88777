import type { Random } from '../random.ts'
import { resampledQuantile } from '../statistics/inference/resampling.ts'
import { tQuantile } from '../statistics/probability/quantiles.ts'
import { normalTwoSided } from '../statistics/probability/special.ts'
import type { Estimate, Unit } from './estimate.ts'

/**
 * Fewer items than this cannot represent items in general. Their interval is then over fresh answers to the same items.
 */
export const FEWEST_ITEMS = 5

type IntervalOptions = { readonly resamples: number; readonly level: number; readonly unit: Unit }

/** The mean over items, with an interval that resamples the items. */
export function overItems(differences: readonly number[], options: IntervalOptions & { random: Random }): Estimate {
  const { random, resamples, level, unit } = options
  const n = differences.length
  const drawn = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0
    for (let draw = 0; draw < n; draw += 1) sum += differences[random.integer(n)]!
    drawn[resample] = sum / n
  }
  drawn.sort()
  const df = n - 1
  // A resample of n has (n - 1) / n of the variance, and with few items the tails follow Student's t.
  const widening = Math.sqrt(n / df)
  const tail = normalTwoSided(tQuantile(1 - (1 - level) / 2, df) * widening) / 2
  return {
    value: mean(differences),
    se: deviation(drawn) * widening,
    df,
    low: resampledQuantile(drawn, tail),
    high: resampledQuantile(drawn, 1 - tail),
    level,
    interval: 'percentile bootstrap of items, expanded for few items',
    unit,
    n,
    of: 'items',
  }
}

/** The mean of the values of items. NaN where there are no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += values[at]!
  return sum / values.length
}

function deviation(values: Float64Array): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (values.length - 1))
}
