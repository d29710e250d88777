import { InputProblem } from '../../input-problem.ts'
import type { UnitStatistic } from '../inference/resampling.ts'
import { byUnit, categories, type RatingTable } from './ratings.ts'

/** What the values are: categories, an order, distances, or distances from a true zero. */
export const alphaLevels = ['nominal', 'ordinal', 'interval', 'ratio'] as const
export type AlphaLevel = (typeof alphaLevels)[number]

/** A statistic of the units of a rating table, ready for the bootstrap, and the number of units behind it. */
export type AgreementStatistic = UnitStatistic & {
  /** Units that count: for alpha, those rated by two or more. */
  readonly units: number
  readonly ratings: number
  readonly estimate: number
}

/**
 * Sum of delta^2 over unordered pairs of values, `counts[k]` of them at position `at[k]`, where delta is a distance on a
 * line: n sum x^2 - (sum x)^2, taken about the mean so that nothing cancels.
 */
function lineDisagreement(counts: ArrayLike<number>, at: ArrayLike<number>): number {
  let n = 0
  let total = 0
  for (let k = 0; k < counts.length; k += 1) {
    n += counts[k]!
    total += counts[k]! * at[k]!
  }
  let squares = 0
  for (let k = 0; k < counts.length; k += 1) squares += counts[k]! * (at[k]! - total / n) ** 2
  return n * squares
}

function nominalDisagreement(counts: ArrayLike<number>): number {
  let n = 0
  let squares = 0
  for (let k = 0; k < counts.length; k += 1) {
    n += counts[k]!
    squares += counts[k]! ** 2
  }
  return (n * n - squares) / 2
}

function ratioDisagreement(counts: ArrayLike<number>, values: ArrayLike<number>): number {
  let total = 0
  for (let c = 0; c < counts.length; c += 1) {
    if (counts[c] === 0) continue
    for (let k = c + 1; k < counts.length; k += 1)
      total += counts[c]! * counts[k]! * ((values[c]! - values[k]!) / (values[c]! + values[k]!)) ** 2
  }
  return total
}

/**
 * Positions on which ordinal disagreement is a distance. Krippendorff's ordinal delta between c and k is the number of
 * values from c to k, with the ends counted half. It is the difference of their mid-ranks.
 */
function midRanks(counts: ArrayLike<number>, into: Float64Array): Float64Array {
  let below = 0
  for (let k = 0; k < counts.length; k += 1) {
    into[k] = below + counts[k]! / 2
    below += counts[k]!
  }
  return into
}

/**
 * Krippendorff's alpha, 1 - D_observed / D_expected, for any number of raters, missing ratings and four levels.
 * Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability". Units with fewer than two ratings count for nothing.
 *
 * For the interval, give it to `bootstrap`: whole units are resampled and both disagreements computed anew (Zapf et al.
 * 2016). Hayes and Krippendorff 2007 resample the observed disagreements of pairs and hold the expected one fixed,
 * which leaves out that the expected one is an estimate too. Throws an InputProblem if no unit has two ratings, if all
 * values are the same, or for a value below 0 at the level `ratio`.
 */
export function krippendorffAlpha(table: RatingTable, level: AlphaLevel): AgreementStatistic {
  const rated = byUnit(table).filter((ratings) => ratings.length >= 2)
  if (rated.length === 0)
    throw new InputProblem('No unit was rated by two raters, so there is nothing to compare; let raters overlap.')
  const { values, place } = categories(rated.flatMap((ratings) => Array.from(ratings)))
  if (values.length < 2)
    throw new InputProblem('All ratings are the same value; without variation, agreement cannot be judged.')
  if (level === 'ratio' && values[0]! < 0)
    throw new InputProblem(`A ratio scale has no values below 0; there was ${values[0]}. Use --level interval.`)

  // Each unit as its distinct values and how often each was given.
  const places = rated.map((ratings) => {
    const seen = new Map<number, number>()
    for (const value of ratings) seen.set(place.get(value)!, (seen.get(place.get(value)!) ?? 0) + 1)
    return { at: Int32Array.from(seen.keys()), counts: Float64Array.from(seen.values()), size: ratings.length }
  })
  const marginals = new Float64Array(values.length)
  const ranks = new Float64Array(values.length)
  const own = new Float64Array(Math.max(...places.map(({ at }) => at.length)))

  const disagreement = (counts: ArrayLike<number>, positions: ArrayLike<number>): number =>
    level === 'nominal'
      ? nominalDisagreement(counts)
      : level === 'ratio'
        ? ratioDisagreement(counts, positions)
        : lineDisagreement(counts, positions)

  const of = (weights: Int32Array): number => {
    marginals.fill(0)
    let n = 0
    places.forEach(({ at, counts, size }, unit) => {
      const weight = weights[unit]!
      if (weight === 0) return
      for (let k = 0; k < at.length; k += 1) marginals[at[k]!]! += weight * counts[k]!
      n += weight * size
    })
    const positions = level === 'ordinal' ? midRanks(marginals, ranks) : values
    let observed = 0
    places.forEach(({ at, counts, size }, unit) => {
      const weight = weights[unit]!
      if (weight === 0 || at.length === 1) return
      for (let k = 0; k < at.length; k += 1) own[k] = positions[at[k]!]!
      observed += (weight * disagreement(counts, own.subarray(0, at.length))) / (size - 1)
    })
    return 1 - ((n - 1) * observed) / disagreement(marginals, positions)
  }
  const estimate = of(new Int32Array(places.length).fill(1))
  return { of, estimate, units: places.length, ratings: places.reduce((total, { size }) => total + size, 0) }
}
