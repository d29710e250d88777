import { lacking, type Measure } from './measure.ts'

export const location: Measure = {
  unit: 'sd of Q',
  interval: 'percentile',
  roads: ['cells', 'sessions', 'models alone', 'distance'],
  chance: 'location',
  axis: 'Mean answer in sd of the reference, level less baseline. Right of zero is toward higher codes.',
  read: ({ mean }, { ordered, reference }) =>
    ordered && reference.kind === 'distribution' && reference.sd > 0
      ? (mean - reference.mean) / reference.sd
      : Number.NaN,
  whyNot: lacking('distribution and order'),
  card: {
    id: 'location',
    name: 'Signed shift of the mean in standard deviations of the reference',
    formula: '(mean_P - mean_Q) / sd_Q; not defined where Q has no spread',
    range: { low: undefined, high: undefined },
    match: 0,
    unit: 'sd of Q',
    level: 'interval',
    kind: 'description',
    citation: 'Glass 1976, Educational Researcher 5(10)',
    assumptions: [
      'P and Q are over the same options of one item, ends included.',
      'The codes are positions: a step between neighbours is as long as their codes say.',
    ],
    invalidUses: [
      'Comparing countries of very different spread without the shift in scale points beside it.',
      'As closeness: 0 does not say P equals Q.',
    ],
  },
}
