import type { Random } from '../../random.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import type { Tally } from '../answers/tally.ts'
import { boundedSimilarity } from './measures/bounds.ts'
import { squaredDistance } from './measures/closeness.ts'
import type { Distribution } from './measures/distribution.ts'
import { location } from './measures/location.ts'
import { meanShift } from './measures/mean-shift.ts'
import { meansSimilarity } from './measures/means-similarity.ts'
import { between, type Measure } from './measures/measure.ts'
import { nominalSimilarity } from './measures/nominal-similarity.ts'
import { floors, nearestOther, otherHalf, sameSizeNull, type Yardstick } from './measures/nulls.ts'
import { ordinalSimilarity } from './measures/ordinal-similarity.ts'
import { spreadRatio } from './measures/spread-ratio.ts'
import type { References } from './reference.ts'
import type { Side } from './side.ts'
import { type Standard, standardFrom, standardOf } from './standard.ts'

/** The reference that a cell is compared with: a published population, or the people of this study before the talk. */
export type Against = { readonly kind: 'survey'; readonly population: string } | { readonly kind: 'in-study' }

/** The result of comparing the answers of a cell with a reference. `why` has the reason of each null. */
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
  /** Reasons of nulls, by field. The reason under `*` holds for all fields that are null. */
  readonly why: Readonly<Record<string, string>>
}

/** A comparison without any number, for one reason. */
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

/** What scores are judged by: nulls by reference and n, ceilings by reference. Each is drawn only once. */
export type KeptYardsticks = {
  sameSize(key: string, q: Distribution, n: number, similarity: Similarity): Yardstick
  half(key: string, q: Distribution, similarity: Similarity): Yardstick | undefined
}
type Similarity = (p: Distribution, q: Distribution) => number

/** The kept yardsticks of an analysis. Each has its own random stream, so that a new cell changes no other cell. */
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

/** The similarities of two distributions that nulls, floors and ceilings use. */
const similarityOf = {
  ordinal: between(ordinalSimilarity, { ordered: true }),
  nominal: between(nominalSimilarity, { ordered: false }),
}

/**
 * Answers to an item that are to be compared with a reference: how many questions had each outcome, and the same
 * answers as a side.
 */
export type Answered = {
  readonly coded: CodedItem
  readonly tally: Tally
  readonly sideAgainst: (standard: Standard) => Side
  /** Which answers belong together: those of one session, or each answer alone. */
  readonly unit: 'session' | 'answer'
}

/** Compares answers with what is known of people in a place. */
export function againstReference(
  { references, yardsticks }: { readonly references: References; readonly yardsticks: KeptYardsticks },
  answered: Answered,
  place: string | null,
): Comparison & { readonly against: Against | null } {
  const { coded } = answered
  const found = references.of(place, coded)
  if (found.kind === 'none') return { ...noComparison(found.why), against: null }
  const { population } = found
  const against = { kind: 'survey', population } as const
  if (found.kind === 'mean')
    return coded.ordered
      ? { ...compareWithMean(answered, standardOf(references, place, coded), found.mean), against }
      : { ...noComparison('the options have no order, so a mean says nothing of them'), against: null }
  const others = references.others(population, place!, coded)
  const reference = { q: found.distribution, key: `${population} ${place} ${coded.ref}`, others }
  return { ...compareWithDistribution(answered, reference, yardsticks), against }
}

/** Compares answers with what the people of the study said before the talk. The people's answers are taken as exact. */
export function againstPeople(
  yardsticks: KeptYardsticks,
  answered: Answered,
  place: string,
  people: Distribution,
): Comparison & { readonly against: Against | null } {
  const reference = { q: people, key: `in-study ${place} ${answered.coded.ref}`, others: new Map() }
  return { ...compareWithDistribution(answered, reference, yardsticks), against: { kind: 'in-study' } }
}

type Reference = {
  readonly q: Distribution
  /** The name of the reference under which its yardsticks are kept. */
  readonly key: string
  readonly others: ReadonlyMap<string, Distribution>
}

/** Compares a side with a distribution, with nulls, floors, ceilings and bounds. */
function compareWithDistribution(
  { coded, tally, sideAgainst, unit }: Answered,
  { q, key, others }: Reference,
  yardsticks: KeptYardsticks,
): Comparison {
  const standard = standardFrom({ ...q, n: undefined }, coded)
  const side = sideAgainst(standard)
  const measure = standard.ordered ? 'ordinal' : 'nominal'
  const similarity = similarityOf[measure]
  const why: Record<string, string> = {}
  const missing = (field: keyof Comparison, reason: string): null => {
    why[field] = reason
    return null
  }
  const bounded = boundedSimilarity(tally, q, measure)
  const half = yardsticks.half(key, q, similarity)
  const nearest = nearestOther(q, others, similarity)
  const ground = floors(q, similarity)
  const common = {
    measure: `${measure}-similarity` as const,
    referenceShares: Array.from(q.shares),
    referenceMean: standard.ordered ? q.mean : missing('referenceMean', UNORDERED),
    worst: bounded.worst,
    best: bounded.best,
    floorUniform: ground.uniform,
    floorMajority: ground.majority,
    ceilingHalf: half?.mean ?? missing('ceilingHalf', 'the number of people behind the reference is unknown'),
    ceilingNearest: nearest?.similarity ?? missing('ceilingNearest', 'the reference has no other place'),
    nearestPlace: nearest?.name ?? missing('nearestPlace', 'the reference has no other place'),
  }
  if (side.n === 0) return { ...noComparison(NO_OPTION), ...common, why: { ...why, '*': NO_OPTION } }
  const chance = yardsticks.sameSize(key, q, tally.of.classified, similarity)
  const read = ({ read: of }: Pick<Measure, 'read'>, field: keyof Comparison, reason: string): number | null => {
    const value = of(side, standard)
    return Number.isNaN(value) ? missing(field, reason) : value
  }
  const noSpread = standard.ordered ? 'the reference has no spread' : UNORDERED
  return {
    ...common,
    similarity: bounded.classified,
    nullMean: chance.mean,
    nullLow: chance.low,
    nullHigh: chance.high,
    shift: read(meanShift, 'shift', UNORDERED),
    shiftSd: read(location, 'shiftSd', noSpread),
    spreadRatio: read(spreadRatio, 'spreadRatio', noSpread),
    squaredDistance: read({ read: squaredDistance }, 'squaredDistance', `one ${unit} alone has no pair of answers`),
    why,
  }
}

const UNORDERED = 'the options have no order'
const NO_OPTION = 'no answer names an option'

/** Compares a side with a mean. This similarity is of another kind, so no average may mix it with the others. */
function compareWithMean({ sideAgainst }: Answered, standard: Standard, mean: number): Comparison {
  const side = sideAgainst(standard)
  const why = 'the reference has a mean only'
  if (side.n === 0) return { ...noComparison(why), referenceMean: mean, why: { '*': NO_OPTION } }
  return {
    ...noComparison(why),
    measure: 'means-similarity',
    referenceMean: mean,
    similarity: meansSimilarity.read(side, standard),
    shift: meanShift.read(side, standard),
  }
}
