import { lacking, type Measure } from './measure.ts'
import { COMPLETE, overOptions, SAME_OPTIONS, SINGLE_ANSWERS, SMALL_N } from './over-options.ts'

/** sqrt(1/2 sum (sqrt p - sqrt q)^2), 0 to 1. */
export const hellinger: Measure = {
  unit: 'share',
  interval: 'none',
  roads: ['distance'],
  chance: 'hellinger',
  axis: null,
  read: (side, standard) =>
    Math.min(1, Math.sqrt(overOptions(side, standard, (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2) / 2)),
  whyNot: lacking('distribution'),
  card: {
    id: 'hellinger',
    name: 'Hellinger distance',
    formula: 'sqrt(1/2 sum (sqrt p - sqrt q)^2)',
    range: { low: 0, high: 1 },
    match: 0,
    unit: 'none',
    level: 'nominal',
    kind: 'distance',
    citation: 'Hellinger 1909, J. reine angew. Math. 136',
    assumptions: [SAME_OPTIONS, COMPLETE],
    invalidUses: [SINGLE_ANSWERS, SMALL_N],
  },
}
