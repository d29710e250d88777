import { lacking, type Measure } from './measure.ts'
import { COMPLETE, overOptions, SAME_OPTIONS, SINGLE_ANSWERS, SMALL_N } from './over-options.ts'

/** In bits. It is infinite where P uses an option that Q never uses. */
export const kullbackLeibler: Measure = {
  unit: 'share',
  interval: 'none',
  roads: ['distance'],
  chance: 'kullback-leibler',
  axis: null,
  read: (side, standard) =>
    Math.max(
      0,
      overOptions(side, standard, (p, q) => (p === 0 ? 0 : q === 0 ? Number.POSITIVE_INFINITY : p * Math.log2(p / q))),
    ),
  whyNot: lacking('distribution'),
  card: {
    id: 'kullback-leibler',
    name: 'Kullback-Leibler divergence of P from Q',
    formula: 'sum p log2(p / q); not defined where P uses an option that Q never does',
    range: { low: 0, high: undefined },
    match: 0,
    unit: 'bits',
    level: 'nominal',
    kind: 'distance',
    citation: 'Kullback and Leibler 1951, Ann. Math. Stat. 22(1)',
    assumptions: [SAME_OPTIONS, COMPLETE],
    invalidUses: [SINGLE_ANSWERS, SMALL_N, 'Averages over items: one option that Q lacks makes it infinite.'],
  },
}
