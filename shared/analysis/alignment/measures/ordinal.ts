import type { DistributionMeasure, MeasureCard } from './card.ts'
import { type Distribution, rangeOf, requireSameOptions } from './distribution.ts'

/** Sums term(F_P, F_Q) over the cut points between neighbouring options, each times the gap in scale points. */
function overCuts(p: Distribution, q: Distribution, term: (fp: number, fq: number) => number): number {
  requireSameOptions(p, q)
  let fp = 0
  let fq = 0
  let sum = 0
  for (let k = 0; k + 1 < p.codes.length; k += 1) {
    fp += p.shares[k]!
    fq += q.shares[k]!
    sum += term(fp, fq) * (p.codes[k + 1]! - p.codes[k]!)
  }
  return sum
}

/** The Wasserstein-1 (earth mover's) distance on the options' positions, in scale points. */
export function wasserstein(p: Distribution, q: Distribution): number {
  return overCuts(p, q, (fp, fq) => Math.abs(fp - fq))
}

/** 1 - W1 / (max - min), 0 to 1. Santurkar et al. 2023. */
export function ordinalSimilarity(p: Distribution, q: Distribution): number {
  return Math.max(0, 1 - wasserstein(p, q) / rangeOf(p))
}

/** The sampling variance that a cumulated share keeps, estimated without bias; none for a whole population. */
function variance(f: number, d: Distribution): number {
  return d.n === undefined ? 0 : (f * (1 - f)) / (d.n - 1)
}

/**
 * The squared Cramer distance, sum over cut points of (F_P - F_Q)^2, on a scale whose range is 1, less the part that
 * sampling alone would give. Twice of it is the energy distance (Szekely and Rizzo 2013). Its expectation is the
 * distance of the two populations at any n, so it can be below 0 by chance, and must not be cut off there: the
 * bias would be back. A distribution without n is taken as a whole population and not corrected.
 * Null where an n is below 2, since one answer says nothing of spread.
 */
export function unbiasedSquaredCramer(p: Distribution, q: Distribution): number | null {
  requireSameOptions(p, q)
  if ((p.n ?? 2) < 2 || (q.n ?? 2) < 2) return null
  return overCuts(p, q, (fp, fq) => (fp - fq) ** 2 - variance(fp, p) - variance(fq, q)) / rangeOf(p)
}

/** mean_P - mean_Q in scale points: positive where P lies at higher codes. */
export function locationShift(p: Distribution, q: Distribution): number {
  requireSameOptions(p, q)
  return p.mean - q.mean
}

/** mean_P - mean_Q in standard deviations of Q. Null where Q has no spread. */
export function standardisedShift(p: Distribution, q: Distribution): number | null {
  return q.sd > 0 ? locationShift(p, q) / q.sd : null
}

/** sd_P / sd_Q: below 1 where P is flatter in variety than Q. Null where Q has no spread. */
export function spreadRatio(p: Distribution, q: Distribution): number | null {
  requireSameOptions(p, q)
  return q.sd > 0 ? p.sd / q.sd : null
}

const common = {
  level: 'interval',
  assumptions: [
    'P and Q are over the same options of one item, ends included.',
    'The codes are positions: a step between neighbours is as long as their codes say.',
  ],
} satisfies Partial<MeasureCard>

export const ordinalMeasures: readonly DistributionMeasure[] = [
  {
    needs: 'distributions',
    compare: ordinalSimilarity,
    card: {
      ...common,
      id: 'ordinal-similarity',
      name: 'Similarity of distributions, ordered options',
      formula: '1 - W1(P, Q) / (max - min), W1 = sum over cut points of |F_P - F_Q|',
      range: { low: 0, high: 1 },
      match: 1,
      unit: 'none',
      kind: 'similarity',
      citation: 'Santurkar et al. 2023, arXiv 2303.17548',
      invalidUses: [
        'Averaging it over single answers: against a uniform five-point Q a perfect sampler gets 0.60, a constant 0.70.',
        'Reading it without the same-n null: a plug-in distance is biased upward where n is small.',
        'Reading it without the signed shift and the spread ratio: two models can be equally close and opposite.',
        'Options without an order.',
      ],
    },
  },
  {
    needs: 'distributions',
    compare: unbiasedSquaredCramer,
    card: {
      ...common,
      id: 'unbiased-squared-cramer',
      name: 'Squared Cramer distance without small-n bias (half the energy distance)',
      formula:
        'sum over cut points of (F_P - F_Q)^2 - F_P (1 - F_P) / (n_P - 1) - F_Q (1 - F_Q) / (n_Q - 1), over max - min',
      range: { low: undefined, high: 1 },
      match: 0,
      unit: 'none',
      kind: 'distance',
      citation: 'Szekely and Rizzo 2013, J. Stat. Plan. Inference 143(8); Cramer 1928',
      invalidUses: [
        'Setting values below 0 to 0: their mean would be biased again.',
        'Giving the number of calls as n where identical prompts were answered without chance.',
        'One answer: at least two are needed on each sampled side.',
      ],
    },
  },
  {
    needs: 'distributions',
    compare: locationShift,
    card: {
      ...common,
      id: 'location-shift',
      name: 'Signed shift of the mean',
      formula: 'mean_P - mean_Q',
      range: { low: undefined, high: undefined },
      match: 0,
      unit: 'scale points',
      kind: 'description',
      citation: 'Definition',
      invalidUses: [
        'Adding it up over items whose codes point different ways.',
        'As closeness: 0 does not say P equals Q.',
      ],
    },
  },
  {
    needs: 'distributions',
    compare: standardisedShift,
    card: {
      ...common,
      id: 'standardised-shift',
      name: 'Signed shift of the mean in standard deviations of the reference',
      formula: '(mean_P - mean_Q) / sd_Q; not defined where Q has no spread',
      range: { low: undefined, high: undefined },
      match: 0,
      unit: 'sd of Q',
      kind: 'description',
      citation: 'Glass 1976, Educational Researcher 5(10)',
      invalidUses: ['Comparing countries of very different spread without the shift in scale points beside it.'],
    },
  },
  {
    needs: 'distributions',
    compare: spreadRatio,
    card: {
      ...common,
      id: 'spread-ratio',
      name: 'Spread ratio',
      formula: 'sd_P / sd_Q; not defined where Q has no spread',
      range: { low: 0, high: undefined },
      match: 1,
      unit: 'none',
      kind: 'description',
      citation: 'Definition',
      invalidUses: [
        'As closeness: equal spread can stand at opposite ends of the scale.',
        'n of one answer, whose sd is 0.',
      ],
    },
  },
]
