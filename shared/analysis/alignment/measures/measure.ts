import type { Unit } from '../../estimate.ts'
import { type Side, sideOf } from '../side.ts'
import { type Standard, standardFrom } from '../standard.ts'
import { type Distribution, requireSameOptions } from './distribution.ts'

/**
 * What a reader must know about a measure before believing its number. The report, the docs and the screen print it.
 */
export type MeasureCard = {
  readonly id: string
  readonly name: string
  readonly formula: string
  /** The least and the greatest value; undefined where there is no limit. */
  readonly range: { readonly low: number | undefined; readonly high: number | undefined }
  /** The value of a perfect match; undefined where the measure depends on P alone. */
  readonly match: number | undefined
  readonly unit: string
  /** What the options must have: no order, an order, or distances. */
  readonly level: 'nominal' | 'ordinal' | 'interval'
  /** Similarities grow with closeness, distances shrink with it. A description is neither good nor bad. */
  readonly kind: 'similarity' | 'distance' | 'description'
  readonly citation: string
  readonly assumptions: readonly string[]
  readonly invalidUses: readonly string[]
}

/** Where a measure is shown: single cells, shifts of sessions, shifts of models asked alone, the `distance` verb. */
export type Road = 'cells' | 'sessions' | 'models alone' | 'distance'

/**
 * How a shift in sessions gets its interval: from percentiles of resamples, where the measure is linear in the answers;
 * about the estimate itself, where the estimate has no bias but its resamples have one; or not at all. For models
 * alone, the method is the same for every measure that has an interval: see `pairedShifts`.
 */
export type Interval = 'percentile' | 'about the estimate' | 'none'

/** A measure of the answers P of one side, mostly against a reference Q. */
export type Measure = {
  readonly card: MeasureCard
  /** The unit of its shift between two levels. */
  readonly unit: Unit
  readonly interval: Interval
  readonly roads: readonly Road[]
  /**
   * The label of its random stream in shifts. It stays the same when the id is renamed, so that no interval changes.
   */
  readonly chance: string
  /** The text on the axis where the report draws its shifts; null for measures that are shown in tables only. */
  readonly axis: string | null
  /**
   * The only function that computes the measure. It gives NaN where the measure is not defined; no NaN leaves the
   * analysis.
   */
  readonly read: (side: Side, standard: Standard) => number
  /** The reason, in words, why the measure is not defined for any of these items. */
  readonly whyNot: (standards: readonly Standard[]) => string
}

/** Why a shift of a plug-in measure has no interval. */
export function whyNoInterval({ card }: Pick<Measure, 'card'>): string {
  const what = card.kind === 'description' ? 'value' : card.kind
  const instead = card.kind === 'similarity' ? '; read closeness' : ''
  return `a plug-in ${what} is biased where n is small, so it has no honest interval${instead}`
}

/**
 * The reasons for a measure that needs a reference distribution or a mean, an order, or both a distribution and an
 * order.
 */
export function lacking(needs: 'distribution' | 'mean' | 'order' | 'distribution and order') {
  return (standards: readonly Standard[]): string => {
    const has = (kind: 'distribution' | 'mean') => standards.some(({ reference }) => reference.kind === kind)
    if (needs === 'mean' && !has('mean')) return 'no item is read against a mean only'
    if (needs.startsWith('distribution') && !has('distribution')) return 'no item has a reference distribution'
    if (needs.endsWith('order') && !standards.some(({ ordered }) => ordered)) return 'no item has options with an order'
    if (needs === 'distribution and order') {
      const both = standards.filter(({ ordered, reference }) => ordered && reference.kind === 'distribution')
      if (both.length === 0) return 'no item with an order has a reference distribution'
      if (both.every(({ reference }) => reference.kind === 'distribution' && reference.sd === 0))
        return 'no reference has a spread'
    }
    return 'no item has answers enough at both levels'
  }
}

/**
 * A measure as a function of two distributions, each a sample where its n is known, or else exact. NaN where the
 * measure is not defined. A measure for references with only a known mean is computed against the mean of Q. The
 * standards made from the last Q are kept for the next call.
 */
export function between(
  { read }: Pick<Measure, 'read'>,
  { ordered }: { readonly ordered: boolean },
): (p: Distribution, q: Distribution) => number {
  let last: { q: Distribution; whole: Standard; mean: Standard } | undefined
  return (p, q) => {
    requireSameOptions(p, q)
    if (last?.q !== q) {
      const whole = standardFrom(q, { codes: q.codes, ordered })
      last = { q, whole, mean: { ...whole, reference: { kind: 'mean', mean: q.mean } } }
    }
    const side = sideOf(p, last.whole)
    const value = read(side, last.whole)
    return Number.isNaN(value) ? read(side, last.mean) : value
  }
}
