import { describe, expect, test } from 'vitest'
import {
  effectiveN,
  mean,
  quantile,
  ranks,
  sd,
  sum,
  variance,
  weightedMean,
} from '../../../../shared/statistics/inference/descriptive.ts'
import figures from '../data/tests_and_effects.json' with { type: 'json' }

/** NIST StRD univariate sets NumAcc1 to 4: certified means, and standard deviations that are exact by design. */
const alternating = (first: number, low: number, high: number, pairs: number) => [
  first,
  ...Array.from({ length: pairs }, () => [low, high]).flat(),
]
const certified = [
  ['NumAcc1', [10000001, 10000003, 10000002], 10000002, 1, 15],
  ['NumAcc2', alternating(1.2, 1.1, 1.3, 500), 1.2, 0.1, 14],
  // The decimals of the last two sets cannot be held in a double, so fewer digits of the sd can be had by anybody.
  ['NumAcc3', alternating(1000000.2, 1000000.1, 1000000.3, 500), 1000000.2, 0.1, 9],
  ['NumAcc4', alternating(10000000.2, 10000000.1, 10000000.3, 500), 10000000.2, 0.1, 8],
] as const

test.each(certified)('mean and sd of %s have their certified digits', (_, values, centre, spread, digits) => {
  expect(Math.abs(mean(values) / centre - 1)).toBeLessThan(1e-15)
  expect(Math.abs(sd(values) / spread - 1)).toBeLessThan(10 ** -digits * 5)
})

test('sums carry their rounding errors along', () => {
  expect(sum([1, 1e100, 1, -1e100])).toBe(2)
  expect(mean([1e16, 1, -1e16])).toBeCloseTo(1 / 3, 15)
})

describe('quantiles', () => {
  test('without weights are those of type 7', () => {
    figures.quantiles.p.forEach((p, index) => {
      expect(quantile(figures.quantiles.values, p)).toBeCloseTo(figures.quantiles.type7[index]!, 12)
    })
  })

  test('do not change when all weights are multiplied, or when weightless values are added', () => {
    const values = [3, 1, 4, 1, 5, 9]
    const weights = [1, 2, 1, 0.5, 3, 1]
    for (const p of [0, 0.1, 0.5, 0.77, 1]) {
      const found = quantile(values, p, weights)
      expect(
        quantile(
          values,
          p,
          weights.map((w) => w * 40),
        ),
      ).toBeCloseTo(found, 12)
      expect(quantile([...values, 100], p, [...weights, 0])).toBeCloseTo(found, 12)
    }
    expect(quantile(values, 0)).toBe(1)
    expect(quantile(values, 1)).toBe(9)
  })

  test('follow the weights', () => {
    expect(quantile([0, 10], 0.5, [1, 1])).toBeCloseTo(5, 12)
    expect(quantile([0, 10], 0.5, [1, 9])).toBeGreaterThan(9)
  })
})

test('weights make means and effective sizes', () => {
  expect(weightedMean([1, 5], [3, 1])).toBeCloseTo(2, 12)
  expect(effectiveN([2, 2, 2])).toBeCloseTo(3, 12)
  expect(effectiveN([1, 0, 0])).toBeCloseTo(1, 12)
})

test('ties share their mean rank and are counted', () => {
  const found = ranks([5, 1, 5, 5, 2])
  expect([...found.ranks]).toEqual([4, 1, 4, 4, 2])
  expect(found.ties).toBe(24)
})

test('what cannot be described is refused with its place', () => {
  expect(() => mean([])).toThrow(/there were 0/)
  expect(() => variance([1])).toThrow(/2 values or more; there were 1/)
  expect(() => mean([1, Number.NaN])).toThrow(/NaN at place 2/)
  expect(() => quantile([1], 1.5)).toThrow(/from 0 to 1/)
  expect(() => quantile([1, 2], 0.5, [0, 0])).toThrow(/All weights are 0/)
  expect(() => weightedMean([1, 2], [1])).toThrow(/2 values and 1 weights/)
  expect(() => weightedMean([1, 2], [1, -1])).toThrow(/weight 2 was -1/)
})
