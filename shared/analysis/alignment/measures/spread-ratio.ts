import { lacking, type Measure } from './measure.ts'

/** sd_P / sd_Q. It is below 1 where the answers of P vary less than those of Q. */
export const spreadRatio: Measure = {
  unit: 'share',
  interval: 'none',
  roads: ['cells', 'distance'],
  chance: 'spread-ratio',
  axis: null,
  read({ counts, from, n, mean }, { codes, ordered, reference }) {
    if (!ordered || reference.kind !== 'distribution' || !(reference.sd > 0)) return Number.NaN
    let squares = 0
    for (let k = 0; k < codes.length; k += 1) squares += (counts[from + k]! / n) * (codes[k]! - mean) ** 2
    return Math.sqrt(squares) / reference.sd
  },
  whyNot: lacking('distribution and order'),
  card: {
    id: 'spread-ratio',
    name: 'Spread ratio',
    formula: 'sd_P / sd_Q; not defined where Q has no spread',
    range: { low: 0, high: undefined },
    match: 1,
    unit: 'none',
    level: 'interval',
    kind: 'description',
    citation: 'Definition',
    assumptions: [
      'P and Q are over the same options of one item, ends included.',
      'The codes are positions: a step between neighbours is as long as their codes say.',
    ],
    invalidUses: [
      'As closeness: equal spread can stand at opposite ends of the scale.',
      'n of one answer, whose sd is 0.',
    ],
  },
}
