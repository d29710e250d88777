import { InputProblem } from '../../input-problem.ts'
import { mean } from '../inference/descriptive.ts'
import type { Interval } from '../inference/tests.ts'
import { fQuantile } from '../probability/quantiles.ts'
import type { RatingTable } from './ratings.ts'

/** An intraclass correlation. The interval is null if no error is left from which it could be computed. */
export type Icc = { readonly estimate: number; readonly interval: Interval | null }

/**
 * The six of Shrout and Fleiss 1979. 1: each unit has raters of its own; 2: raters are drawn from many and their levels
 * count as error (absolute agreement); 3: these raters only, levels aside (consistency). `k`: of the mean of the k raters.
 */
export type Iccs = Readonly<Record<'icc1' | 'icc2' | 'icc3' | 'icc1k' | 'icc2k' | 'icc3k', Icc>> & {
  readonly units: number
  readonly raters: number
  readonly meanSquares: {
    readonly between: number
    readonly within: number
    readonly raters: number
    readonly error: number
  }
}

/** Mean squares of units, within units, of raters, and of what is left, for a full table. */
function meanSquaresOf({ units, raters, values }: RatingTable): Iccs['meanSquares'] {
  const n = units.length
  const k = raters.length
  const grand = mean(values)
  const unitMeans = units.map((_, unit) => mean(values.subarray(unit * k, (unit + 1) * k)) - grand)
  const raterMeans = raters.map((_, rater) => mean(units.map((_, unit) => values[unit * k + rater]!)) - grand)
  let within = 0
  let error = 0
  unitMeans.forEach((unitMean, unit) => {
    raterMeans.forEach((raterMean, rater) => {
      const value = values[unit * k + rater]! - grand
      within += (value - unitMean) ** 2
      error += (value - unitMean - raterMean) ** 2
    })
  })
  const squares = (gaps: number[]): number => gaps.reduce((total, gap) => total + gap ** 2, 0)
  return {
    between: (k * squares(unitMeans)) / (n - 1),
    within: within / (n * (k - 1)),
    raters: (n * squares(raterMeans)) / (k - 1),
    error: error / ((n - 1) * (k - 1)),
  }
}

/**
 * Intraclass correlations with their intervals (Shrout and Fleiss 1979; for 2, McGraw and Wong 1996).
 * Throws an InputProblem where a rating is missing, or there are fewer than two units or raters, or no variation.
 */
export function intraclassCorrelations(table: RatingTable, level = 0.95): Iccs {
  const n = table.units.length
  const k = table.raters.length
  if (n < 2 || k < 2)
    throw new InputProblem(`An intraclass correlation needs two units and two raters; there are ${n} and ${k}.`)
  const missing = table.values.findIndex(Number.isNaN)
  if (missing >= 0)
    throw new InputProblem(
      `Rater "${table.raters[missing % k]}" did not rate unit "${table.units[Math.floor(missing / k)]}". An intraclass ` +
        'correlation needs every rating; use alpha, which does not.',
    )
  const squares = meanSquaresOf(table)
  const { between, within, raters, error } = squares
  if (!(between + within > 0))
    throw new InputProblem('All ratings are the same value; without variation, agreement cannot be judged.')
  if (!(between > 0))
    throw new InputProblem('All units have the same mean rating, so there is nothing between them to agree on.')
  const p = 1 - (1 - level) / 2

  /** Forms 1 and 3 rest on one ratio of mean squares, between units and noise. */
  const ratioForm = (noise: number, df: number): [Icc, Icc] => {
    const single = (between - noise) / (between + (k - 1) * noise)
    const average = (between - noise) / between
    if (!(noise > 0))
      return [
        { estimate: single, interval: null },
        { estimate: average, interval: null },
      ]
    const low = between / noise / fQuantile(p, n - 1, df)
    const high = (between / noise) * fQuantile(p, df, n - 1)
    const toSingle = (f: number): number => (f - 1) / (f + k - 1)
    return [
      { estimate: single, interval: { low: toSingle(low), high: toSingle(high), level } },
      { estimate: average, interval: { low: 1 - 1 / low, high: 1 - 1 / high, level } },
    ]
  }

  const [icc1, icc1k] = ratioForm(within, n * (k - 1))
  const [icc3, icc3k] = ratioForm(error, (n - 1) * (k - 1))
  const estimate2 = (between - error) / (between + (k - 1) * error + (k * (raters - error)) / n)
  const estimate2k = (between - error) / (between + (raters - error) / n)
  const interval = absoluteInterval(squares, estimate2, n, k, level)
  const average = (x: number): number => (x * k) / (1 + x * (k - 1))
  return {
    icc1,
    icc2: { estimate: estimate2, interval },
    icc3,
    icc1k,
    icc2k: {
      estimate: estimate2k,
      interval: interval && { low: average(interval.low), high: average(interval.high), level },
    },
    icc3k,
    units: n,
    raters: k,
    meanSquares: squares,
  }
}

/** Form 2, whose denominator mixes mean squares: Satterthwaite's degrees of freedom v. */
function absoluteInterval(
  { between, raters, error }: Iccs['meanSquares'],
  rho: number,
  n: number,
  k: number,
  level: number,
): Interval | null {
  if (!(error > 0)) return null
  const ratio = raters / error
  const rest = n * (1 + (k - 1) * rho) - k * rho
  const v = ((k - 1) * (n - 1) * (k * rho * ratio + rest) ** 2) / ((n - 1) * (k * rho * ratio) ** 2 + rest ** 2)
  if (!(v > 0)) return null
  const p = 1 - (1 - level) / 2
  const upper = fQuantile(p, n - 1, v)
  const lower = fQuantile(p, v, n - 1)
  const mixed = k * raters + (k * n - k - n) * error
  return {
    low: (n * (between - upper * error)) / (upper * mixed + n * between),
    high: (n * (lower * between - error)) / (mixed + n * lower * between),
    level,
  }
}
