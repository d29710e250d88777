import { lacking, type Measure } from './measure.ts'
import { nominalSimilarity } from './nominal-similarity.ts'
import { ordinalSimilarity } from './ordinal-similarity.ts'
import { SINGLE_ANSWERS, SMALL_N } from './over-options.ts'

/** The similarity that fits an item: the ordinal one where its options have an order, the nominal one otherwise. */
export const similarity: Measure = {
  unit: 'similarity, 0 to 1',
  interval: 'none',
  roads: ['sessions', 'models alone'],
  chance: 'similarity',
  axis: null,
  read: (side, standard) => (standard.ordered ? ordinalSimilarity : nominalSimilarity).read(side, standard),
  whyNot: lacking('distribution'),
  card: {
    id: 'similarity',
    name: 'Similarity of distributions, by the kind of options',
    formula: `Ordered options: ${ordinalSimilarity.card.formula}. Others: ${nominalSimilarity.card.formula}`,
    range: { low: 0, high: 1 },
    match: 1,
    unit: 'none',
    level: 'nominal',
    kind: 'similarity',
    citation: 'Santurkar et al. 2023, arXiv 2303.17548; Durmus et al. 2023, arXiv 2306.16388',
    assumptions: [
      'P and Q are over the same options of one item, ends included.',
      'Where options have an order, the codes are positions: a step between neighbours is as long as their codes say.',
    ],
    invalidUses: [SINGLE_ANSWERS, SMALL_N],
  },
}
