import type { Random } from '../../../random.ts'
import { type Distribution, requireSameOptions } from './distribution.ts'
import { MEASURES, type MeasureId, measuresOf } from './list.ts'
import { between, type Measure, type MeasureCard } from './measure.ts'
import { floors, nearestOther, otherHalf, sameSizeNull, type Yardstick } from './nulls.ts'

/**
 * What a score is compared with. A value is null where it cannot be computed: an n is unknown, or the measure is not
 * defined there.
 */
export type Yardsticks = {
  readonly null: Yardstick | null
  readonly floors: { readonly uniform: number | null; readonly majority: number | null }
  readonly ceilings: {
    readonly otherHalf: Yardstick | null
    readonly nearestOther: { readonly name: string; readonly value: number | null } | null
  }
}

/** One measure of P against Q. It is undefined with a reason, or a description, or a closeness with its yardsticks. */
export type Score =
  | { readonly kind: 'undefined'; readonly card: MeasureCard; readonly reason: string }
  | { readonly kind: 'description'; readonly card: MeasureCard; readonly value: number }
  | { readonly kind: 'closeness'; readonly card: MeasureCard; readonly value: number; readonly yardsticks: Yardsticks }

export type ScoringOptions = {
  /** Whether the options have an order. Without an order, only nominal measures are defined. */
  readonly ordered: boolean
  readonly random: Random
  /** Other populations by name, for the ceiling of the nearest other population. */
  readonly others?: ReadonlyMap<string, Distribution>
  readonly draws?: number
}

/**
 * Names of random streams that are older than the ids of their measures. They stay the same so that no null changes.
 */
const STREAMS: Partial<Record<MeasureId, string>> = { closeness: 'unbiased-squared-cramer' }

/**
 * Compares P with the reference Q by every measure of two distributions. Each measure has its own random stream, so a
 * new measure changes no other.
 * Throws an InputProblem where P and Q have different options.
 */
export function scores(p: Distribution, q: Distribution, options: ScoringOptions): Score[] {
  requireSameOptions(p, q)
  return measuresOf('distance').map((id) =>
    score(MEASURES[id], p, q, { ...options, random: options.random.split(STREAMS[id] ?? id) }),
  )
}

function score(measure: Measure, p: Distribution, q: Distribution, options: ScoringOptions): Score {
  const { card } = measure
  if (!options.ordered && card.level !== 'nominal')
    return { kind: 'undefined', card, reason: 'the options have no order' }
  const compare = between(measure, options)
  const value = compare(p, q)
  if (!Number.isFinite(value))
    return { kind: 'undefined', card, reason: `not defined on these distributions: ${card.formula}` }
  // A measure that describes a difference has no ceiling or floor. It is read by its sign and size.
  if (card.kind === 'description') return { kind: 'description', card, value }
  return { kind: 'closeness', card, value, yardsticks: yardsticks(card, compare, p.n, q, options) }
}

function yardsticks(
  card: MeasureCard,
  compare: (a: Distribution, b: Distribution) => number,
  n: number | undefined,
  q: Distribution,
  { random, others = new Map(), draws }: ScoringOptions,
): Yardsticks {
  const sign = card.kind === 'similarity' ? 1 : -1
  const low = floors(q, compare)
  const nearest = nearestOther(q, others, (a, b) => {
    const value = compare(a, b)
    return Number.isFinite(value) ? sign * value : Number.NEGATIVE_INFINITY
  })
  // In the null, the samples are drawn from Q. Q is then the whole population, and not a sample that would need a
  // correction.
  const whole = { ...q, n: undefined }
  return {
    null: n === undefined ? null : defined(sameSizeNull(whole, Math.round(n), compare, random.split('null'), draws)),
    floors: { uniform: orNull(low.uniform), majority: orNull(low.majority) },
    ceilings: {
      otherHalf: defined(otherHalf(q, compare, random.split('half'), draws)),
      nearestOther: nearest === undefined ? null : { name: nearest.name, value: orNull(sign * nearest.similarity) },
    },
  }
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Returns the yardstick, or null where the measure was not defined on one of its draws. */
function defined(yardstick: Yardstick | undefined): Yardstick | null {
  return yardstick !== undefined && Number.isFinite(yardstick.mean) ? yardstick : null
}
