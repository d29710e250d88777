import { lacking, type Measure } from './measure.ts'

export const points: Measure = {
  unit: 'scale points',
  interval: 'percentile',
  roads: ['sessions'],
  chance: 'points',
  axis: null,
  read: ({ mean }, { ordered }) => (ordered ? mean : Number.NaN),
  whyNot: lacking('order'),
  card: {
    id: 'points',
    name: 'Mean answer in scale points',
    formula: 'mean_P',
    range: { low: undefined, high: undefined },
    match: undefined,
    unit: 'scale points',
    level: 'interval',
    kind: 'description',
    citation: 'Definition',
    assumptions: ['The codes are positions: a step between neighbours is as long as their codes say.'],
    invalidUses: ['Averaging it over items: their scales differ. Use the share of the range, or location.'],
  },
}
