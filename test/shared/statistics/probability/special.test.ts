import { describe, expect, test } from 'vitest'
import { fQuantile, normalQuantile, tQuantile } from '../../../../shared/statistics/probability/quantiles.ts'
import {
  chiSquareCdf,
  chiSquareUpper,
  fCdf,
  fUpper,
  incompleteBeta,
  incompleteGamma,
  incompleteGammaUpper,
  logGamma,
  normalCdf,
  normalTwoSided,
  normalUpper,
  tCdf,
  tTwoSided,
  tUpper,
} from '../../../../shared/statistics/probability/special.ts'
import figures from '../data/special_functions.json' with { type: 'json' }

/** Closeness by relative error, so that a tail of 1e-60 is held to its digits and not to its size. */
function expectClose(actual: number, expected: number, relative = 5e-12): void {
  const scale = Math.max(Math.abs(expected), Number.MIN_VALUE)
  expect(Math.abs(actual - expected) / scale, `${actual} against ${expected}`).toBeLessThanOrEqual(relative)
}

describe('special functions agree with 40-digit arithmetic', () => {
  test.each(figures.logGamma)('ln Gamma(%d)', (x, expected) => {
    expect(Math.abs(logGamma(x!) - expected!)).toBeLessThanOrEqual(1e-14 * Math.max(10, Math.abs(expected!)))
  })

  test.each(figures.incompleteBeta)('I at x = %d, a = %d, b = %d', (x, a, b, expected) => {
    expectClose(incompleteBeta(x!, a!, b!), expected!)
  })

  test.each(figures.incompleteGamma)('P and Q at a = %d, x = %d', (a, x, lower, upper) => {
    expectClose(incompleteGamma(a!, x!), lower!)
    expectClose(incompleteGammaUpper(a!, x!), upper!)
  })

  test.each(figures.normalCdf)('the normal at %d', (z, cdf, twoSided) => {
    expectClose(normalCdf(z!), cdf!)
    expectClose(normalUpper(-z!), cdf!)
    expectClose(normalTwoSided(z!), twoSided!)
  })

  test.each(figures.normalQuantile)('the normal quantile of %d', (p, z) => {
    expect(Math.abs(normalQuantile(p!) - z!)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(z!)))
  })

  test.each(figures.tTwoSided)('both tails of t at %d with %d degrees of freedom', (t, df, expected) => {
    expectClose(tTwoSided(t!, df!), expected!)
    expectClose(tUpper(Math.abs(t!), df!), expected! / 2)
    expectClose(tCdf(-Math.abs(t!), df!), expected! / 2)
  })

  test.each(figures.fUpper)('the upper tail of F at %d with %d and %d degrees of freedom', (f, df1, df2, expected) => {
    expectClose(fUpper(f!, df1!, df2!), expected!)
    expect(fCdf(f!, df1!, df2!) + fUpper(f!, df1!, df2!)).toBeCloseTo(1, 13)
  })

  test.each(figures.chiSquareUpper)('the upper tail of chi-squared at %d with %d', (x, df, expected) => {
    expectClose(chiSquareUpper(x!, df!), expected!)
    expect(chiSquareCdf(x!, df!) + expected!).toBeCloseTo(1, 12)
  })

  test.each(figures.tQuantile)('the t quantile of %d with %d degrees of freedom', (p, df, t) => {
    expectClose(tQuantile(p!, df!), t!)
  })

  test.each(figures.fQuantile)('the F quantile of %d with %d and %d', (p, df1, df2, f) => {
    expectClose(fQuantile(p!, df1!, df2!), f!, 1e-10)
  })
})

test('a t with one degree of freedom is a Cauchy, and infinite degrees of freedom are the normal', () => {
  expectClose(tCdf(1, 1), 0.75)
  expectClose(tTwoSided(1e8, 1), 2 / (Math.PI * 1e8))
  expectClose(tTwoSided(2.2, Number.POSITIVE_INFINITY), normalTwoSided(2.2))
  expect(tQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975))
})

test('ends of the range are exact and impossible arguments are refused aloud', () => {
  expect(incompleteBeta(0, 2, 3)).toBe(0)
  expect(incompleteBeta(1, 2, 3)).toBe(1)
  expect(tTwoSided(0, 5)).toBe(1)
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(() => logGamma(0)).toThrow(/x > 0/)
  expect(() => tTwoSided(1, 0)).toThrow(/above 0/)
  expect(() => incompleteBeta(1.2, 1, 1)).toThrow(/0 <= x <= 1/)
  expect(() => normalQuantile(1.1)).toThrow(/from 0 to 1/)
})
