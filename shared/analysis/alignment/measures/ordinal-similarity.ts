import type { Side } from '../side.ts'
import type { Standard } from '../standard.ts'
import { lacking, type Measure } from './measure.ts'

/**
 * The Wasserstein-1 (earth mover's) distance on the options' positions, as a share of the range. NaN where the options have
 * no order or Q is no distribution.
 */
export function wasserstein({ counts, from, n }: Side, { features, reference }: Standard): number {
  if (reference.kind !== 'distribution' || !features.cumulated) return Number.NaN
  let [below, distance] = [0, 0]
  for (let k = 0; k < features.width; k += 1) {
    below += counts[from + k]! / n
    distance += features.gaps[k]! * Math.abs(below - reference.targets[k]!)
  }
  return distance
}

export const ordinalSimilarity: Measure = {
  unit: 'similarity, 0 to 1',
  interval: 'none',
  roads: ['cells', 'distance'],
  chance: 'ordinal-similarity',
  axis: null,
  read: (side, standard) => Math.max(0, 1 - wasserstein(side, standard)),
  whyNot: lacking('distribution and order'),
  card: {
    id: 'ordinal-similarity',
    name: 'Similarity of distributions, ordered options',
    formula: '1 - W1(P, Q) / (max - min), W1 = sum over cut points of |F_P - F_Q|',
    range: { low: 0, high: 1 },
    match: 1,
    unit: 'none',
    level: 'interval',
    kind: 'similarity',
    citation: 'Santurkar et al. 2023, arXiv 2303.17548',
    assumptions: [
      'P and Q are over the same options of one item, ends included.',
      'The codes are positions: a step between neighbours is as long as their codes say.',
    ],
    invalidUses: [
      'Averaging it over single answers: against a uniform five-point Q a perfect sampler gets 0.60, a constant 0.70.',
      'Reading it without the same-n null: a plug-in distance is biased upward where n is small.',
      'Reading it without the signed shift and the spread ratio: two models can be equally close and opposite.',
      'Options without an order.',
    ],
  },
}
