import type { CodedItem } from '../answers/session-answers.ts'
import { meansSimilarity } from './measures/means.ts'
import { divergenceTerm } from './measures/nominal.ts'
import { type Features, featuresOf, ownSquare, pairSquaredDistance, targetsOf } from './pair-distance.ts'
import type { References } from './reference.ts'

/** What a run reads of pooled answers. */
export const RUN_MEASURES = [
  'location',
  'points',
  'closeness',
  'similarity',
  'means-closeness',
  'means-similarity',
] as const
/**
 * `location`: the mean in sd of the reference, from its mean. `points`: the mean as a share of the scale's range.
 * `closeness`: 1 less the squared distance to a reference distribution from pairs of answers, unbiased for draws of one
 * distribution; for a fixed mix of ways of asking it is too high by their spread over n - 1. `similarity`: the plug-in one, biased at
 * small n. `means-closeness`: 1 less the unbiased squared distance of means over the squared range, for references that
 * have a mean only; `means-similarity` its plug-in. The last two never enter a mean with the others.
 */
export type RunMeasure = (typeof RUN_MEASURES)[number]
export const MEASURES = RUN_MEASURES.length

/** An item in a place, as answers are read against it. */
export type Standard = {
  readonly codes: readonly number[]
  readonly ordered: boolean
  readonly range: number
  readonly features: Features
  readonly reference:
    | {
        readonly kind: 'distribution'
        readonly targets: Float64Array
        /** `ownSquare` of one answer of each option. */
        readonly own: Float64Array
        readonly shares: Float64Array
        readonly mean: number
        readonly sd: number
      }
    | { readonly kind: 'mean'; readonly mean: number }
    | { readonly kind: 'none' }
}

/** The standard of an item in a place. */
export function standardOf(references: References, place: string, coded: CodedItem): Standard {
  const features = featuresOf(coded)
  const { codes, ordered } = coded
  const common = { codes, ordered, features, range: codes[codes.length - 1]! - codes[0]! }
  const found = references.of(place, coded)
  if (found.kind === 'mean') return { ...common, reference: ordered ? found : { kind: 'none' } }
  if (found.kind === 'none') return { ...common, reference: { kind: 'none' } }
  const { shares, mean, sd } = found.distribution
  const targets = targetsOf(found.distribution, features)
  const alone = new Float64Array(codes.length)
  const own = Float64Array.from(codes, (_, k) => {
    alone.fill(0)
    alone[k] = 1
    return ownSquare(alone, 0, 1, targets, features)
  })
  return { ...common, reference: { kind: 'distribution', targets, own, shares, mean, sd } }
}

/** Reads counts into `into`, one number a measure; NaN inside this folder where one is not defined. */
export function readSide(counts: ArrayLike<number>, from: number, standard: Standard, into: Float64Array): void {
  readUnbiased(counts, from, standard, into)
  const { codes, reference, features } = standard
  if (reference.kind === 'none') return
  let [n, sum] = [0, 0]
  for (let k = 0; k < codes.length; k += 1) {
    n += counts[from + k]!
    sum += counts[from + k]! * codes[k]!
  }
  if (n === 0) return
  if (reference.kind === 'mean') {
    into[5] = meansSimilarity(sum / n, reference.mean, { min: codes[0]!, max: codes[codes.length - 1]! })
    return
  }
  let [distance, feature] = [0, 0]
  for (let k = 0; k < features.width; k += 1) {
    feature = features.cumulated ? feature + counts[from + k]! / n : counts[from + k]! / n
    distance += features.cumulated
      ? features.gaps[k]! * Math.abs(feature - reference.targets[k]!)
      : divergenceTerm(feature, reference.shares[k]!)
  }
  into[3] = 1 - (features.cumulated ? distance : Math.sqrt(Math.min(1, Math.max(0, distance))))
}

/** The measures that get an interval, and so are read again for every redraw: all but the plug-in similarities. */
export function readUnbiased(counts: ArrayLike<number>, from: number, standard: Standard, into: Float64Array): void {
  const { codes, ordered, reference, features, range } = standard
  into.fill(Number.NaN)
  let [n, sum, squares] = [0, 0, 0]
  for (let k = 0; k < codes.length; k += 1) {
    const [count, code] = [counts[from + k]!, codes[k]!]
    n += count
    sum += count * code
    squares += count * code * code
  }
  if (n === 0) return
  const mean = sum / n
  if (ordered) into[1] = (mean - codes[0]!) / range
  if (reference.kind === 'none') return
  if (reference.kind === 'mean') {
    // The square of an observed difference is too large by the mean's own variance, which n answers let us take off.
    const variance = (squares - n * mean * mean) / (n - 1)
    if (n > 1) into[4] = 1 - ((mean - reference.mean) ** 2 - variance / n) / range ** 2
    return
  }
  if (ordered && reference.sd > 0) into[0] = (mean - reference.mean) / reference.sd
  let own = 0
  for (let k = 0; k < codes.length; k += 1) own += counts[from + k]! * reference.own[k]!
  into[2] = 1 - pairSquaredDistance(counts, from, n, reference.targets, features, own, n)
}
