import type { Random } from '../../random.ts'
import type { CodedItem } from '../answers/session-answers.ts'
import type { Tally } from '../answers/tally.ts'
import { boundedSimilarity } from './measures/bounds.ts'
import { classifiedDistribution, type Distribution, rangeOf } from './measures/distribution.ts'
import { meansSimilarity } from './measures/means.ts'
import { nominalSimilarity } from './measures/nominal.ts'
import { floors, nearestOther, otherHalf, sameSizeNull, type Yardstick } from './measures/nulls.ts'
import { locationShift, ordinalSimilarity, spreadRatio, standardisedShift } from './measures/ordinal.ts'

/** The reference that a cell is read against: a published population, or the people of this study before the talk. */
export type Against = { readonly kind: 'survey'; readonly population: string } | { readonly kind: 'in-study' }

/** What comes from setting the answers of a cell beside a reference. A null has its reason in `why`. */
export type Comparison = {
  readonly measure: 'ordinal-similarity' | 'nominal-similarity' | 'means-similarity' | null
  readonly referenceShares: readonly number[] | null
  readonly referenceMean: number | null
  readonly similarity: number | null
  readonly worst: number | null
  readonly best: number | null
  readonly nullMean: number | null
  readonly nullLow: number | null
  readonly nullHigh: number | null
  readonly floorUniform: number | null
  readonly floorMajority: number | null
  readonly ceilingHalf: number | null
  readonly ceilingNearest: number | null
  readonly nearestPlace: string | null
  readonly shift: number | null
  readonly shiftSd: number | null
  readonly spreadRatio: number | null
  readonly squaredDistance: number | null
  /** Reasons of nulls, by field; `*` holds for all that are null. */
  readonly why: Readonly<Record<string, string>>
}

/** No comparison, for one reason. */
export function noComparison(why: string): Comparison {
  return {
    measure: null,
    referenceShares: null,
    referenceMean: null,
    similarity: null,
    worst: null,
    best: null,
    nullMean: null,
    nullLow: null,
    nullHigh: null,
    floorUniform: null,
    floorMajority: null,
    ceilingHalf: null,
    ceilingNearest: null,
    nearestPlace: null,
    shift: null,
    shiftSd: null,
    spreadRatio: null,
    squaredDistance: null,
    why: { '*': why },
  }
}

/** What scores are read against, drawn once for each reference and n. */
export type KeptYardsticks = {
  sameSize(key: string, q: Distribution, n: number, similarity: Similarity): Yardstick
  half(key: string, q: Distribution, similarity: Similarity): Yardstick | undefined
}
type Similarity = (p: Distribution, q: Distribution) => number

/** KeptYardsticks of an analysis. Each has a stream of chance of its own, so that a new cell moves no other. */
export function keptYardsticks(random: Random, draws: number): KeptYardsticks {
  const known = new Map<string, Yardstick | undefined>()
  const kept = (key: string, draw: (own: Random) => Yardstick | undefined): Yardstick | undefined => {
    if (!known.has(key)) known.set(key, draw(random.split(key)))
    return known.get(key)
  }
  return {
    sameSize: (key, q, n, similarity) =>
      kept(`null ${key} ${n}`, (own) => sameSizeNull(q, n, similarity, own, draws)) as Yardstick,
    half: (key, q, similarity) => kept(`half ${key}`, (own) => otherHalf(q, similarity, own, draws)),
  }
}

/**
 * Sets a tally beside a distribution, with nulls, floors, ceilings and bounds. `squaredDistance` comes from pairs of
 * sessions, which a tally no longer knows.
 */
export function compareWithDistribution(
  tally: Tally,
  squaredDistance: number | null,
  q: Distribution,
  coded: CodedItem,
  key: string,
  others: ReadonlyMap<string, Distribution>,
  yardsticks: KeptYardsticks,
): Comparison {
  const measure = coded.ordered ? 'ordinal' : 'nominal'
  const similarity = coded.ordered ? ordinalSimilarity : nominalSimilarity
  const why: Record<string, string> = {}
  const missing = (field: keyof Comparison, reason: string): null => {
    why[field] = reason
    return null
  }
  const p = classifiedDistribution(tally)
  const bounded = boundedSimilarity(tally, q, measure)
  const half = yardsticks.half(key, q, similarity)
  const nearest = nearestOther(q, others, similarity)
  const ground = floors(q, similarity)
  const common = {
    measure: `${measure}-similarity` as const,
    referenceShares: Array.from(q.shares),
    referenceMean: coded.ordered ? q.mean : missing('referenceMean', 'the options have no order'),
    worst: bounded.worst,
    best: bounded.best,
    floorUniform: ground.uniform,
    floorMajority: ground.majority,
    ceilingHalf: half?.mean ?? missing('ceilingHalf', 'the number of people behind the reference is unknown'),
    ceilingNearest: nearest?.similarity ?? missing('ceilingNearest', 'the reference has no other place'),
    nearestPlace: nearest?.name ?? null,
  }
  if (p === undefined)
    return {
      ...noComparison('no answer names an option'),
      ...common,
      why: { ...why, '*': 'no answer names an option' },
    }
  const chance = yardsticks.sameSize(key, q, tally.of.classified, similarity)
  const unordered = (field: keyof Comparison): null => missing(field, 'the options have no order')
  const spread = (field: keyof Comparison): null => missing(field, 'the reference has no spread')
  return {
    ...common,
    similarity: bounded.classified,
    nullMean: chance.mean,
    nullLow: chance.low,
    nullHigh: chance.high,
    shift: coded.ordered ? locationShift(p, q) : unordered('shift'),
    shiftSd: coded.ordered ? (standardisedShift(p, q) ?? spread('shiftSd')) : unordered('shiftSd'),
    spreadRatio: coded.ordered ? (spreadRatio(p, q) ?? spread('spreadRatio')) : unordered('spreadRatio'),
    squaredDistance: squaredDistance ?? missing('squaredDistance', 'one session alone has no pair of answers'),
    why,
  }
}

/** Sets a tally beside a mean. Its similarity is of another kind, and no average may hold both. */
export function compareWithMean(tally: Tally, mean: number, coded: CodedItem): Comparison {
  const p = classifiedDistribution(tally)
  const why = 'the reference has a mean only'
  if (p === undefined) return { ...noComparison(why), referenceMean: mean, why: { '*': 'no answer names an option' } }
  const scale = { min: coded.codes[0]!, max: coded.codes[0]! + rangeOf(p) }
  return {
    ...noComparison(why),
    measure: 'means-similarity',
    referenceMean: mean,
    similarity: meansSimilarity(p.mean, mean, scale),
    shift: p.mean - mean,
  }
}
