import { InputProblem } from '../../../input-problem.ts'
import { lacking, type Measure } from './measure.ts'

/**
 * 1 - |mean_P - mean_Q| / (max - min), for references of which only the mean is known. Throws an InputProblem where a
 * mean is off the scale.
 */
export const meansSimilarity: Measure = {
  unit: 'similarity, 0 to 1',
  interval: 'none',
  roads: ['cells', 'sessions', 'models alone', 'distance'],
  chance: 'means-similarity',
  axis: null,
  read({ n, mean }, { codes, ordered, range, reference }) {
    if (reference.kind !== 'mean' || !ordered || n === 0) return Number.NaN
    // Rounding may put a mean slightly outside the scale.
    const slack = 1e-9 * range
    for (const one of [mean, reference.mean])
      if (!(one >= codes[0]! - slack && one <= codes[0]! + range + slack))
        throw new InputProblem(
          `A mean of ${one} is off the scale ${codes[0]} to ${codes[0]! + range}; check the coding.`,
        )
    return Math.max(0, 1 - Math.abs(mean - reference.mean) / range)
  },
  whyNot: lacking('mean'),
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
}
