import { lacking, type Measure } from './measure.ts'

export const meansCloseness: Measure = {
  unit: 'squared distance of means, 0 to 1',
  interval: 'about the estimate',
  roads: ['models alone'],
  chance: 'means-closeness',
  axis: "Closeness to the people's means, where only these are known. Right of zero is closer.",
  read({ counts, from, n, mean, units }, { codes, range, reference }) {
    if (reference.kind !== 'mean') return Number.NaN
    const distance = (mean - reference.mean) ** 2
    if (units === null) return 1 - distance / range ** 2
    // Answers of one unit do not vary like independent answers, and the variance of their mean is not known from
    // counts.
    if (n < 2 || units.squares !== n) return Number.NaN
    let squares = 0
    for (let k = 0; k < codes.length; k += 1) squares += counts[from + k]! * (codes[k]! - mean) ** 2
    // The square of an observed difference is too large by the variance of the mean. This variance is estimated from
    // the n answers and subtracted.
    return 1 - (distance - squares / (n - 1) / n) / range ** 2
  },
  whyNot: lacking('mean'),
  card: {
    id: 'means-closeness',
    name: 'Closeness of means only, without small-n bias',
    formula: '1 - ((mean_P - mean_Q)^2 - s_P^2 / n_P) / (max - min)^2, s_P^2 the variance of the answers over n_P - 1',
    range: { low: undefined, high: undefined },
    match: 1,
    unit: 'squared distance of means, 0 to 1',
    level: 'interval',
    kind: 'similarity',
    citation: 'Definition; for references that publish means only',
    assumptions: [
      'Both means are on the same coding of one item.',
      'Answers are independent draws of one distribution, each a call of its own; the mean of Q is exact.',
    ],
    invalidUses: [
      'Averaging it with closeness of distributions: its expectation is never below that of the same answers.',
      'Taking 1 for equal answers: half at each end and all in the middle have the same mean.',
      'Cutting values above 1 off: their mean would be biased again.',
    ],
  },
}
