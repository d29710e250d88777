import { InputProblem } from '../../../input-problem.ts'
import type { MeansMeasure } from './card.ts'

/**
 * 1 - |mean_P - mean_Q| / (max - min), for references of which no distribution is known.
 * Throws an InputProblem where a mean is off the scale.
 */
export function meansSimilarity(meanP: number, meanQ: number, scale: { min: number; max: number }): number {
  if (!(scale.max > scale.min))
    throw new InputProblem(`A scale's max must be above its min; they were ${scale.max} and ${scale.min}.`)
  // A mean may stick out by rounding.
  const slack = 1e-9 * (scale.max - scale.min)
  for (const mean of [meanP, meanQ])
    if (!(mean >= scale.min - slack && mean <= scale.max + slack))
      throw new InputProblem(`A mean of ${mean} is off the scale ${scale.min} to ${scale.max}; check the coding.`)
  return Math.max(0, 1 - Math.abs(meanP - meanQ) / (scale.max - scale.min))
}

export const meansMeasures: readonly MeansMeasure[] = [
  {
    needs: 'means',
    compare: meansSimilarity,
    card: {
      id: 'means-similarity',
      name: 'Similarity of means only',
      formula: '1 - |mean_P - mean_Q| / (max - min)',
      range: { low: 0, high: 1 },
      match: 1,
      unit: 'none',
      level: 'interval',
      kind: 'similarity',
      citation: 'Definition; for references that publish means only',
      assumptions: ['Both means are on the same coding of one item.'],
      invalidUses: [
        'Averaging it with similarities of distributions: it is never below the ordinal similarity of the same cell.',
        'Taking 1 for equal answers: half at each end and all in the middle have the same mean.',
      ],
    },
  },
]
