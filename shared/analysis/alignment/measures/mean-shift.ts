import { lacking, type Measure } from './measure.ts'

/** mean_P - mean_Q in scale points: positive where P lies at higher codes. */
export const meanShift: Measure = {
  unit: 'scale points',
  interval: 'percentile',
  roads: ['cells', 'distance'],
  chance: 'mean-shift',
  axis: null,
  read: ({ mean }, { ordered, reference }) =>
    ordered && reference.kind !== 'none' ? mean - reference.mean : Number.NaN,
  whyNot: lacking('order'),
  card: {
    id: 'mean-shift',
    name: 'Signed shift of the mean',
    formula: 'mean_P - mean_Q',
    range: { low: undefined, high: undefined },
    match: 0,
    unit: 'scale points',
    level: 'interval',
    kind: 'description',
    citation: 'Definition',
    assumptions: [
      'P and Q are over the same options of one item, ends included.',
      'The codes are positions: a step between neighbours is as long as their codes say.',
    ],
    invalidUses: [
      'Adding it up over items whose codes point different ways.',
      'As closeness: 0 does not say P equals Q.',
    ],
  },
}
