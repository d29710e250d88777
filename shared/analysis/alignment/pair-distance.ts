import type { CodedItem } from '../answers/session-answers.ts'
import type { Distribution } from './measures/distribution.ts'

/**
 * What a distance between distributions is summed over: the cumulated counts at each cut point where options have an
 * order, the counts of each option where they have none. `gaps` weigh the terms so that distances lie from 0 to 1.
 */
export type Features = {
  readonly width: number
  readonly gaps: Float64Array
  readonly cumulated: boolean
}

/** The features of an item. */
export function featuresOf({ codes, ordered }: Pick<CodedItem, 'codes' | 'ordered'>): Features {
  if (!ordered) return { width: codes.length, gaps: new Float64Array(codes.length).fill(0.5), cumulated: false }
  const range = codes[codes.length - 1]! - codes[0]!
  const gaps = Float64Array.from({ length: codes.length - 1 }, (_, cut) => (codes[cut + 1]! - codes[cut]!) / range)
  return { width: gaps.length, gaps, cumulated: true }
}

/** The features of a distribution: its cumulated shares, or its shares. */
export function targetsOf(q: Distribution, features: Features): Float64Array {
  const targets = new Float64Array(features.width)
  let below = 0
  for (let k = 0; k < features.width; k += 1) {
    below = features.cumulated ? below + q.shares[k]! : q.shares[k]!
    targets[k] = below
  }
  return targets
}

/**
 * Sum over features of gap * (feature(counts) - n * target)^2 for one session's counts: what this session would
 * add to a squared distance by being compared with itself.
 */
export function ownSquare(
  counts: ArrayLike<number>,
  from: number,
  n: number,
  targets: Float64Array,
  features: Features,
): number {
  let feature = 0
  let sum = 0
  for (let k = 0; k < features.width; k += 1) {
    feature = features.cumulated ? feature + counts[from + k]! : counts[from + k]!
    sum += features.gaps[k]! * (feature - n * targets[k]!) ** 2
  }
  return sum
}

/**
 * The squared distance of P to Q from pairs of answers of different sessions: Cramer's where options have an order (half the
 * energy distance; Szekely and Rizzo 2013), half the squared Euclidean one where they have none; 0 to 1. Answers of one
 * session are no independent draws, so pairs within a session are left out, and the expectation is the distance of the
 * underlying distributions at any number of sessions and repeats. It can be below 0 by chance and must not be cut off.
 * `own` is the sum of `ownSquare` over sessions, `squares` the sum of squared answers a session. NaN for one session.
 */
export function pairSquaredDistance(
  counts: ArrayLike<number>,
  from: number,
  n: number,
  targets: Float64Array,
  features: Features,
  own: number,
  squares: number,
): number {
  const pairs = n * n - squares
  // Whole numbers, so no rounding: a single session leaves exactly 0.
  return pairs > 0 ? (ownSquare(counts, from, n, targets, features) - own) / pairs : Number.NaN
}
