import type { DistributionMeasure, MeasureCard } from './card.ts'
import { type Distribution, requireSameOptions } from './distribution.ts'

const SINGLE_ANSWERS =
  'Averaging it over single answers: it belongs to distributions, and single answers reward the majority option.'
const SMALL_N = 'Reading it without the same-n null: a plug-in distance is biased upward where n is small.'

function sumOver(p: Distribution, q: Distribution, term: (p: number, q: number) => number): number {
  requireSameOptions(p, q)
  let sum = 0
  for (let k = 0; k < p.shares.length; k += 1) sum += term(p.shares[k]!, q.shares[k]!)
  return sum
}

/**
 * What one option adds to the Jensen-Shannon divergence, in bits, given its share in P and in Q.
 * With m = (p + q) / 2 and u = (p - q) / (p + q) it is m [u ln((1 + u) / (1 - u)) + ln(1 - u^2)] / (2 ln 2), a form
 * without cancellation: the square root would turn a rounding error of 1e-16 into a distance of 1e-8.
 */
export function divergenceTerm(p: number, q: number): number {
  const sum = p + q
  if (sum === 0) return 0
  if (p === 0 || q === 0) return sum / 2
  const u = (p - q) / sum
  return ((sum / 2) * (u * (Math.log1p(u) - Math.log1p(-u)) + Math.log1p(-u * u))) / (2 * Math.LN2)
}

/** The Jensen-Shannon divergence of P and Q in bits, 0 to 1: never divided by the number of options. Lin 1991. */
export function jensenShannonDivergence(p: Distribution, q: Distribution): number {
  return Math.min(1, Math.max(0, sumOver(p, q, divergenceTerm)))
}

/** 1 - sqrt(JSD), JSD in bits: 1 where P equals Q and 0 where they share no option. Durmus et al. 2023. */
export function nominalSimilarity(p: Distribution, q: Distribution): number {
  return 1 - Math.sqrt(jensenShannonDivergence(p, q))
}

/** Half the sum of |p - q|: the share of answers that would have to move. 0 to 1. */
export function totalVariation(p: Distribution, q: Distribution): number {
  return sumOver(p, q, (a, b) => Math.abs(a - b)) / 2
}

/** sqrt(1/2 sum (sqrt p - sqrt q)^2), 0 to 1. */
export function hellinger(p: Distribution, q: Distribution): number {
  return Math.min(1, Math.sqrt(sumOver(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2))
}

/** Kullback-Leibler divergence of P from Q in bits; infinite where P uses an option that Q never does. */
export function kullbackLeibler(p: Distribution, q: Distribution): number {
  return Math.max(
    0,
    sumOver(p, q, (a, b) => (a === 0 ? 0 : b === 0 ? Number.POSITIVE_INFINITY : a * Math.log2(a / b))),
  )
}

const common = {
  level: 'nominal',
  assumptions: ['P and Q are over the same options of one item.', 'The options are known and complete.'],
} satisfies Partial<MeasureCard>

export const nominalMeasures: readonly DistributionMeasure[] = [
  {
    needs: 'distributions',
    compare: nominalSimilarity,
    card: {
      ...common,
      id: 'nominal-similarity',
      name: 'Similarity of distributions, options without order',
      formula: '1 - sqrt(JSD(P, Q)), JSD with base-2 logarithms, M = (P + Q) / 2',
      range: { low: 0, high: 1 },
      match: 1,
      unit: 'none',
      kind: 'similarity',
      citation: 'Durmus et al. 2023, arXiv 2306.16388; Lin 1991, IEEE Trans. Inf. Theory 37(1)',
      invalidUses: [
        SINGLE_ANSWERS,
        SMALL_N,
        'Ordered options: it counts a miss by one step like a miss by four. Use the ordinal similarity.',
        'Comparing with scores made from natural logarithms, whose least value is 0.167 and not 0.',
      ],
    },
  },
  {
    needs: 'distributions',
    compare: totalVariation,
    card: {
      ...common,
      id: 'total-variation',
      name: 'Total variation distance',
      formula: '1/2 sum |p - q|',
      range: { low: 0, high: 1 },
      match: 0,
      unit: 'share of answers that would have to move',
      kind: 'distance',
      citation: 'Levin and Peres 2017, Markov Chains and Mixing Times, ch. 4',
      invalidUses: [SINGLE_ANSWERS, SMALL_N],
    },
  },
  {
    needs: 'distributions',
    compare: hellinger,
    card: {
      ...common,
      id: 'hellinger',
      name: 'Hellinger distance',
      formula: 'sqrt(1/2 sum (sqrt p - sqrt q)^2)',
      range: { low: 0, high: 1 },
      match: 0,
      unit: 'none',
      kind: 'distance',
      citation: 'Hellinger 1909, J. reine angew. Math. 136',
      invalidUses: [SINGLE_ANSWERS, SMALL_N],
    },
  },
  {
    needs: 'distributions',
    compare: (p, q) => {
      const value = kullbackLeibler(p, q)
      return Number.isFinite(value) ? value : null
    },
    card: {
      ...common,
      id: 'kullback-leibler',
      name: 'Kullback-Leibler divergence of P from Q',
      formula: 'sum p log2(p / q); not defined where P uses an option that Q never does',
      range: { low: 0, high: undefined },
      match: 0,
      unit: 'bits',
      kind: 'distance',
      citation: 'Kullback and Leibler 1951, Ann. Math. Stat. 22(1)',
      invalidUses: [SINGLE_ANSWERS, SMALL_N, 'Averages over items: one option that Q lacks makes it infinite.'],
    },
  },
]
