import type { CodedItem } from '../answers/coded-item.ts'
import type { Distribution } from './measures/distribution.ts'

/**
 * The terms that a distance between distributions sums over. Where options have an order, these are the cumulated
 * counts at each cut point; otherwise they are the counts of each option. `gaps` are the weights of the terms. They
 * make distances lie from 0 to 1.
 */
export type Features = {
  readonly width: number
  readonly gaps: Float64Array
  readonly cumulated: boolean
}

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
 * The sum over features of gap * (feature(counts) - n * target)^2 for the counts of one unit. A squared distance would
 * contain this amount if the unit were compared with itself.
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
