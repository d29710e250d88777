import { ownSquare } from '../features.ts'
import type { Side } from '../side.ts'
import type { Standard } from '../standard.ts'
import { lacking, type Measure } from './measure.ts'

/**
 * The squared distance of P to Q: Cramer's where options have an order (half the energy distance; Szekely and Rizzo
 * 2013), half the squared Euclidean one where they have none; 0 to 1. For a sampled P it is computed from pairs of
 * answers of different units, because answers of one unit are not independent draws. What the sampling of Q adds is
 * subtracted. The expectation of the result is therefore the distance of the underlying distributions at any number of
 * units and answers. It can be below 0 by chance and must not be cut off there. NaN where a sampled side has only one
 * unit, or where Q is no distribution.
 */
export function squaredDistance(side: Side, { features, reference }: Standard): number {
  if (reference.kind !== 'distribution') return Number.NaN
  const { counts, from, n, units } = side
  const whole = ownSquare(counts, from, n, reference.targets, features)
  if (units === null) return whole / n ** 2 - reference.spread
  // These are numbers of answers, so there is no rounding: a single unit leaves exactly 0.
  const pairs = n * n - units.squares
  return pairs > 0 ? (whole - units.own) / pairs - reference.spread : Number.NaN
}

export const closeness: Measure = {
  unit: 'squared distance, 0 to 1',
  interval: 'about the estimate',
  roads: ['cells', 'sessions', 'models alone', 'distance'],
  chance: 'closeness',
  axis: "Closeness to the people's distributions, level less baseline. Right of zero is closer.",
  // A smaller distance is a greater closeness, so a positive shift is always a shift toward the reference.
  read: (side, standard) => 1 - squaredDistance(side, standard),
  whyNot: lacking('distribution'),
  card: {
    id: 'closeness',
    name: 'Closeness of distributions without small-n bias',
    formula:
      "1 - D. Ordered options: D = sum over cut points of (F_P - F_Q)^2 times the cut's share of the range; others: D = 1/2 sum (p - q)^2. Squares of P come from pairs of answers of different units only: the unit is the session where people talk, and the answer where a model is asked alone. Q is exact, unless its n is given: then F_Q (1 - F_Q) / (n_Q - 1), or the same of each share, is taken off",
    range: { low: undefined, high: undefined },
    match: 1,
    unit: 'squared distance, 0 to 1',
    level: 'nominal',
    kind: 'similarity',
    citation: 'Szekely and Rizzo 2013, J. Stat. Plan. Inference 143(8); Cramer 1928',
    assumptions: [
      'P and Q are over the same options of one item, ends included.',
      'Units are independent draws of one distribution. Fixed mixes of wordings, orders or formats that move the answers make it too high, by their spread over n - 1.',
      'Where options have an order, the codes are positions: a step between neighbours is as long as their codes say.',
    ],
    invalidUses: [
      'Cutting values above 1 off: their mean would be biased again.',
      'Giving the number of calls as n where identical prompts were answered without chance.',
      'One unit: at least two are needed on each sampled side.',
    ],
  },
}
