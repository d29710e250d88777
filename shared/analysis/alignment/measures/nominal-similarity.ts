import type { Side } from '../side.ts'
import type { Standard } from '../standard.ts'
import { lacking, type Measure } from './measure.ts'
import { COMPLETE, overOptions, SAME_OPTIONS, SINGLE_ANSWERS, SMALL_N } from './over-options.ts'

/**
 * What one option adds to the Jensen-Shannon divergence, in bits, given its share in P and in Q. With m = (p + q) / 2
 * and u = (p - q) / (p + q) it is m [u ln((1 + u) / (1 - u)) + ln(1 - u^2)] / (2 ln 2). This form has no cancellation,
 * which matters because the square root would turn a rounding error of 1e-16 into a distance of 1e-8.
 */
export function divergenceTerm(p: number, q: number): number {
  const sum = p + q
  if (sum === 0) return 0
  if (p === 0 || q === 0) return sum / 2
  const u = (p - q) / sum
  return ((sum / 2) * (u * (Math.log1p(u) - Math.log1p(-u)) + Math.log1p(-u * u))) / (2 * Math.LN2)
}

/** The Jensen-Shannon divergence of P and Q in bits, 0 to 1. It is never divided by the number of options. Lin 1991. */
export function jensenShannonDivergence(side: Side, standard: Standard): number {
  return Math.min(1, Math.max(0, overOptions(side, standard, divergenceTerm)))
}

/** 1 - sqrt(JSD), JSD in bits: 1 where P equals Q and 0 where they share no option. */
export const nominalSimilarity: Measure = {
  unit: 'similarity, 0 to 1',
  interval: 'none',
  roads: ['cells', 'distance'],
  chance: 'nominal-similarity',
  axis: null,
  read: (side, standard) => 1 - Math.sqrt(jensenShannonDivergence(side, standard)),
  whyNot: lacking('distribution'),
  card: {
    id: 'nominal-similarity',
    name: 'Similarity of distributions, options without order',
    formula: '1 - sqrt(JSD(P, Q)), JSD with base-2 logarithms, M = (P + Q) / 2',
    range: { low: 0, high: 1 },
    match: 1,
    unit: 'none',
    level: 'nominal',
    kind: 'similarity',
    citation: 'Durmus et al. 2023, arXiv 2306.16388; Lin 1991, IEEE Trans. Inf. Theory 37(1)',
    assumptions: [SAME_OPTIONS, COMPLETE],
    invalidUses: [
      SINGLE_ANSWERS,
      SMALL_N,
      'Ordered options: it counts a miss by one step like a miss by four. Use the ordinal similarity.',
      'Comparing with scores made from natural logarithms, whose least value is 0.167 and not 0.',
    ],
  },
}
