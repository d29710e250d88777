import { lacking, type Measure } from './measure.ts'
import { COMPLETE, overOptions, SAME_OPTIONS, SINGLE_ANSWERS, SMALL_N } from './over-options.ts'

/** Half the sum of |p - q|: the share of answers that would have to move. 0 to 1. */
export const totalVariation: Measure = {
  unit: 'share',
  interval: 'none',
  roads: ['distance'],
  chance: 'total-variation',
  axis: null,
  read: (side, standard) => overOptions(side, standard, (p, q) => Math.abs(p - q)) / 2,
  whyNot: lacking('distribution'),
  card: {
    id: 'total-variation',
    name: 'Total variation distance',
    formula: '1/2 sum |p - q|',
    range: { low: 0, high: 1 },
    match: 0,
    unit: 'share of answers that would have to move',
    level: 'nominal',
    kind: 'distance',
    citation: 'Levin and Peres 2017, Markov Chains and Mixing Times, ch. 4',
    assumptions: [SAME_OPTIONS, COMPLETE],
    invalidUses: [SINGLE_ANSWERS, SMALL_N],
  },
}
