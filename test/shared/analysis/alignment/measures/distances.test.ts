import { describe, expect, test } from 'vitest'
import type { Distribution } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import { fromCounts, fromShares } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import { MEASURES } from '../../../../../shared/analysis/alignment/measures/list.ts'
import { emptySide, fillAnswers } from '../../../../../shared/analysis/alignment/side.ts'
import { standardFrom } from '../../../../../shared/analysis/alignment/standard.ts'
import { createRandom } from '../../../../../shared/random.ts'
import divergences from '../../../statistics/data/divergences.json' with { type: 'json' }
import {
  hellinger,
  jensenShannonDivergence,
  kullbackLeibler,
  meanShift,
  meansSimilarity,
  nominalSimilarity,
  ordinalSimilarity,
  spreadRatio,
  standardisedShift,
  totalVariation,
  unbiasedSquaredCramer,
  wasserstein,
} from '../two-distributions.ts'

const scale = (size: number) => Array.from({ length: size }, (_, index) => index + 1)
const shares = (...values: number[]) => fromShares(scale(values.length), values)

describe('distances agree with reference figures', () => {
  test.each(divergences)('$p against $q', (row) => {
    const p = shares(...row.p)
    const q = shares(...row.q)
    expect(jensenShannonDivergence(p, q)).toBeCloseTo(row.JSD_bits, 14)
    expect(1 - nominalSimilarity(p, q)).toBeCloseTo(row.JS_distance_base2, 14)
    expect(jensenShannonDivergence(p, q) * Math.LN2).toBeCloseTo(row.JSD_nats, 14)
    expect(totalVariation(p, q)).toBeCloseTo(row.TV, 14)
    expect(hellinger(p, q)).toBeCloseTo(row.Hellinger, 14)
    expect(wasserstein(p, q)).toBeCloseTo(row.W1_ordinal_steps, 14)
    expect(1 - ordinalSimilarity(p, q)).toBeCloseTo(row.W1_norm_by_k_minus_1, 14)
    const nats = row.KL_pq_nats === 'inf' ? Number.POSITIVE_INFINITY : Number(row.KL_pq_nats)
    expect(kullbackLeibler(p, q) * Math.LN2).toBeCloseTo(nats, 14)
  })
})

test('a perfect sampler scores below a constant median on single answers, and above it as a distribution', () => {
  const q = shares(0.2, 0.2, 0.2, 0.2, 0.2)
  const single = (answer: number) => 1 - q.codes.reduce((sum, code) => sum + 0.2 * Math.abs(code - answer), 0) / 4
  const sampler = q.codes.reduce((sum, code) => sum + 0.2 * single(code), 0)
  expect(sampler).toBeCloseTo(0.6, 12)
  expect(single(3)).toBeCloseTo(0.7, 12)
  expect(ordinalSimilarity(q, q)).toBe(1)
  expect(ordinalSimilarity(shares(0, 0, 1, 0, 0), q)).toBeCloseTo(0.7, 12)
})

test('a divergence is not divided by the number of options: options that nobody chose change nothing', () => {
  const short = [shares(0.7, 0.3), shares(0.2, 0.8)] as const
  const long = [shares(0.7, 0.3, 0, 0, 0, 0), shares(0.2, 0.8, 0, 0, 0, 0)] as const
  expect(nominalSimilarity(...long)).toBeCloseTo(nominalSimilarity(...short), 14)
  expect(nominalSimilarity(shares(1, 0, 0, 0), shares(0, 0, 0, 1))).toBe(0)
})

test('the base is 2: with natural logarithms the least similarity would be 0.167', () => {
  expect(nominalSimilarity(shares(1, 0), shares(0, 1))).toBe(0)
  expect(1 - Math.sqrt(Math.LN2)).toBeCloseTo(0.167, 3)
})

test('nearly equal distributions are nearly at 1, with no rounding error blown up by the square root', () => {
  const q = shares(0.1, 0.2, 0.3, 0.4)
  expect(nominalSimilarity(q, q)).toBe(1)
  // To second order, JSD is sum (p - q)^2 / (8 m ln 2).
  const shifted = fromShares(q.codes, [0.1 + 1e-9, 0.2 - 1e-9, 0.3, 0.4])
  const expected = Math.sqrt((1e-18 / 0.1 + 1e-18 / 0.2) / (8 * Math.LN2))
  expect((1 - nominalSimilarity(shifted, q)) / expected).toBeCloseTo(1, 5)
})

test('the order of options does not matter to nominal measures and the gaps of codes do to ordinal ones', () => {
  const p = fromShares([1, 2, 3], [0.5, 0.3, 0.2])
  const q = fromShares([1, 2, 3], [0.2, 0.2, 0.6])
  const relabelled = [fromShares([1, 2, 3], [0.2, 0.5, 0.3]), fromShares([1, 2, 3], [0.6, 0.2, 0.2])] as const
  expect(nominalSimilarity(...relabelled)).toBeCloseTo(nominalSimilarity(p, q), 14)
  const wide = (values: number[]) => fromShares([1, 2, 10], values)
  expect(wasserstein(wide([0.5, 0.3, 0.2]), wide([0.2, 0.2, 0.6]))).toBeCloseTo(0.3 * 1 + 0.4 * 8, 12)
})

test('options listed in reverse give the same distribution and the same signed shift', () => {
  const q = fromShares([1, 2, 3, 4], [0.25, 0.25, 0.25, 0.25])
  const forward = fromCounts([1, 2, 3, 4], [0, 1, 2, 7])
  const backward = fromCounts([4, 3, 2, 1], [7, 2, 1, 0])
  expect(backward).toEqual(forward)
  expect(meanShift(backward, q)).toBeCloseTo(1.1, 12)
})

test('equal closeness on opposite sides is told apart by the signed shift', () => {
  const q = shares(0.1, 0.2, 0.4, 0.2, 0.1)
  const up = shares(0, 0.1, 0.3, 0.3, 0.3)
  const down = shares(0.3, 0.3, 0.3, 0.1, 0)
  expect(ordinalSimilarity(up, q)).toBeCloseTo(ordinalSimilarity(down, q), 12)
  expect(meanShift(up, q)).toBeCloseTo(0.8, 12)
  expect(meanShift(down, q)).toBeCloseTo(-0.8, 12)
  expect(standardisedShift(up, q)).toBeCloseTo(0.8 / Math.sqrt(1.2), 12)
})

test('the spread ratio shows flattening and is not defined against a reference without spread', () => {
  const q = shares(0.5, 0, 0.5)
  expect(spreadRatio(shares(0.125, 0.75, 0.125), q)).toBeCloseTo(0.5, 12)
  expect(spreadRatio(q, shares(0, 1, 0))).toBeNaN()
  expect(standardisedShift(q, shares(0, 1, 0))).toBeNaN()
})

test('means only: the same mean scores 1 however the answers are spread', () => {
  const item = { codes: scale(5), ordered: true }
  expect(meansSimilarity(shares(0, 0, 1, 0, 0), shares(0.5, 0, 0, 0, 0.5))).toBe(1)
  expect(meansSimilarity(shares(0.5, 0.5, 0, 0, 0), shares(0, 0, 0, 1, 0))).toBeCloseTo(0.375, 12)
  const off = { ...standardFrom(shares(0, 0, 1, 0, 0), item), reference: { kind: 'mean', mean: 6 } } as const
  expect(() => MEASURES['means-similarity'].read(fillAnswers(emptySide(), [1, 0, 0, 0, 0], 0, off), off)).toThrow(
    /off the scale/,
  )
  const p = shares(0.5, 0, 0.5)
  const q = shares(0, 1, 0)
  expect(meansSimilarity(p, q)).toBeGreaterThan(ordinalSimilarity(p, q))
})

describe('the unbiased squared distance', () => {
  const p = shares(0.1, 0.2, 0.3, 0.4)
  const q = shares(0.4, 0.3, 0.2, 0.1)
  const sample = (from: Distribution, n: number, random: ReturnType<typeof createRandom>) => {
    const counts = from.codes.map(() => 0)
    for (let answer = 0; answer < n; answer += 1) counts[random.choice(from.shares)]! += 1
    return fromCounts(from.codes, counts)
  }
  const average = (a: Distribution, n: number, b: Distribution, m: number, seed: string) => {
    const random = createRandom(seed)
    const draws = 20_000
    let sum = 0
    let squares = 0
    for (let draw = 0; draw < draws; draw += 1) {
      const value = unbiasedSquaredCramer(sample(a, n, random), sample(b, m, random))!
      sum += value
      squares += value * value
    }
    const mean = sum / draws
    return { mean, error: Math.sqrt((squares / draws - mean * mean) / draws) }
  }

  test('is the squared distance of cumulated shares for whole populations', () => {
    expect(unbiasedSquaredCramer(p, q)).toBeCloseTo((0.3 ** 2 + 0.4 ** 2 + 0.3 ** 2) / 3, 14)
  })

  test.each([
    [3, 5],
    [2, 40],
  ])('has no bias where nothing differs, with %d and %d answers', (n, m) => {
    const { mean, error } = average(p, n, p, m, 'null')
    expect(Math.abs(mean)).toBeLessThan(4 * error)
  })

  test('has no bias where the populations differ', () => {
    const { mean, error } = average(p, 4, q, 6, 'apart')
    expect(Math.abs(mean - unbiasedSquaredCramer(p, q)!)).toBeLessThan(4 * error)
  })

  test('is not defined on one answer, also where shares times n do not sum to a whole number', () => {
    expect(unbiasedSquaredCramer(fromShares([1, 2, 3], [0.7, 0.2, 0.1], 1), shares(0.3, 0.3, 0.4))).toBeNaN()
  })

  test('can be below 0 and asks for two answers', () => {
    expect(unbiasedSquaredCramer(fromCounts([1, 2], [2, 2]), fromCounts([1, 2], [2, 2]))).toBeLessThan(0)
    expect(unbiasedSquaredCramer(fromCounts([1, 2], [1, 0]), shares(0.5, 0.5))).toBeNaN()
  })
})

describe('distributions that cannot be are refused', () => {
  test.each([
    ['no answers at all', () => fromCounts([1, 2], [0, 0]), /leave this cell out/],
    ['negative counts', () => fromCounts([1, 2], [3, -1]), /0 or more/],
    ['counts with fractions', () => fromCounts([1, 2], [0.5, 1]), /whole numbers/],
    ['shares in percent', () => fromShares([1, 2], [40, 60]), /sum to 100/],
    ['one option', () => fromShares([1], [1]), /two options/],
    ['an option listed twice', () => fromShares([1, 1], [0.5, 0.5]), /twice/],
    ['options that differ', () => totalVariation(shares(0.5, 0.5), shares(0.5, 0.3, 0.2)), /same options/],
    ['not a number', () => fromShares([1, 2], [Number.NaN, 1]), /must be 0 or more/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})
