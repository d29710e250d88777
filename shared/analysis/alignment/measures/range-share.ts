import { lacking, type Measure } from './measure.ts'

export const rangeShare: Measure = {
  unit: 'share of the range',
  interval: 'percentile',
  roads: ['models alone'],
  chance: 'points',
  axis: "Mean answer as a share of the scale's range, level less baseline.",
  read: ({ mean }, { ordered, codes, range }) => (ordered ? (mean - codes[0]!) / range : Number.NaN),
  whyNot: lacking('order'),
  card: {
    id: 'range-share',
    name: 'Mean answer as a share of the range',
    formula: '(mean_P - min) / (max - min)',
    range: { low: 0, high: 1 },
    match: undefined,
    unit: 'share of the range',
    level: 'interval',
    kind: 'description',
    citation: 'Definition',
    assumptions: ['The codes are positions: a step between neighbours is as long as their codes say.'],
    invalidUses: ['Adding it up over items whose codes point different ways.'],
  },
}
