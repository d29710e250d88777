import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../shared/random.ts'
import { cohenD, cohenDz, hedgesFactor, hedgesG } from '../../../../shared/statistics/inference/effects.ts'
import {
  equivalence,
  pairedEquivalence,
  welchEquivalence,
} from '../../../../shared/statistics/inference/equivalence.ts'
import { benjaminiHochberg, hochberg, holm } from '../../../../shared/statistics/inference/multiplicity.ts'
import { kruskalWallis, mannWhitney, paired, welch } from '../../../../shared/statistics/inference/tests.ts'
import { nonCentralT } from '../../../../shared/statistics/probability/noncentral.ts'
import samples from '../data/samples.json' with { type: 'json' }
import figures from '../data/tests_and_effects.json' with { type: 'json' }

const { sleep, toothGrowth } = samples
const lengths = (keep: (row: number) => boolean) => toothGrowth.length.filter((_, row) => keep(row))

describe('tests agree with R 4.2.2', () => {
  test('Welch', () => {
    const found = welch(sleep.one, sleep.two)
    expect(found.t).toBeCloseTo(-1.860813467, 9)
    expect(found.df).toBeCloseTo(17.77647352, 8)
    expect(found.p).toBeCloseTo(0.0793941402, 10)
    expect(found.interval.low).toBeCloseTo(-3.365483230712, 11)
    expect(found.interval.high).toBeCloseTo(0.205483230712, 11)
    expect(found.estimate).toBeCloseTo(0.75 - 2.33, 12)
  })

  test('paired t', () => {
    const found = paired(sleep.one, sleep.two)
    expect(found.t).toBeCloseTo(-4.062127683, 9)
    expect(found.df).toBe(9)
    expect(found.p).toBeCloseTo(0.0028328902, 10)
    expect(found.interval.low).toBeCloseTo(-2.459885763277, 11)
    expect(found.interval.high).toBeCloseTo(-0.700114236723, 11)
  })

  test('Mann-Whitney with continuity and ties', () => {
    const found = mannWhitney(
      lengths((row) => toothGrowth.supplement[row] === 'OJ'),
      lengths((row) => toothGrowth.supplement[row] === 'VC'),
    )
    expect(found.w).toBe(575.5)
    expect(found.p).toBeCloseTo(0.0644906721, 10)
    expect(found.superiority).toBeCloseTo(575.5 / 900, 12)
  })

  test('Kruskal-Wallis', () => {
    const found = kruskalWallis([0.5, 1, 2].map((dose) => lengths((row) => toothGrowth.dose[row] === dose)))
    expect(found.h).toBeCloseTo(40.66893527, 8)
    expect(found.df).toBe(2)
    expect(found.p / 1.47520683e-9).toBeCloseTo(1, 8)
  })

  test('Holm, Hochberg, and Benjamini and Hochberg, in the order given', () => {
    const p = [0.01, 0.02, 0.03, 0.04, 0.05, 0.001]
    const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12))
    expect(holm(p)).toEqual(close([0.05, 0.08, 0.09, 0.09, 0.09, 0.006]))
    expect(hochberg(p)).toEqual(close([0.05, 0.05, 0.05, 0.05, 0.05, 0.006]))
    expect(benjaminiHochberg(p)).toEqual(close([0.03, 0.04, 0.045, 0.048, 0.05, 0.006]))
    expect(holm([])).toEqual([])
    expect(holm([0.9, 0.8])).toEqual([1, 1])
    expect(() => holm([0.1, Number.NaN])).toThrow(/number 2 was NaN/)
  })
})

test('Mann-Whitney does not depend on the direction, and has no effect of continuity at an even split', () => {
  const { a, b } = figures.tost
  expect(mannWhitney(a, b).p).toBeCloseTo(figures.mannWhitney.p, 12)
  expect(mannWhitney(b, a).p).toBeCloseTo(figures.mannWhitney.p, 12)
  expect(mannWhitney(a, b).w).toBe(figures.mannWhitney.w)
  expect(mannWhitney([1, 4], [2, 3])).toMatchObject({ z: 0, p: 1 })
})

describe('equivalence', () => {
  const { a, b, c, sesoi } = figures.tost

  test('is two one-sided t tests', () => {
    const independent = welchEquivalence(a, b, sesoi)
    expect(independent.pLower).toBeCloseTo(figures.tost.welch[0]!, 12)
    expect(independent.pUpper).toBeCloseTo(figures.tost.welch[1]!, 12)
    expect(independent.p).toBe(Math.max(independent.pLower, independent.pUpper))
    const pairs = pairedEquivalence(a, c, sesoi)
    expect(pairs.pLower).toBeCloseTo(figures.tost.paired[0]!, 12)
    expect(pairs.pUpper).toBeCloseTo(figures.tost.paired[1]!, 12)
    expect(pairs.verdict).toBe('equivalent')
  })

  test('says four different things, and never takes silence for equivalence', () => {
    const bounds = { low: -1, high: 1 }
    expect(equivalence({ estimate: 0, se: 0.2, df: 50 }, bounds).verdict).toBe('equivalent')
    expect(equivalence({ estimate: 0.5, se: 0.1, df: 50 }, bounds).verdict).toBe('different-but-negligible')
    expect(equivalence({ estimate: 2, se: 0.5, df: 50 }, bounds).verdict).toBe('different')
    expect(equivalence({ estimate: 0.1, se: 2, df: 50 }, bounds).verdict).toBe('inconclusive')
  })

  test('holds exactly where the 90 % interval lies inside the bounds', () => {
    for (let step = 0; step < 60; step += 1) {
      const found = equivalence({ estimate: -1.5 + step * 0.05, se: 0.4, df: 12 }, { low: -1, high: 1 })
      const inside = found.interval.low > -1 && found.interval.high < 1
      expect(found.p < 0.05).toBe(inside)
    }
  })

  test('refuses bounds and spreads that cannot be', () => {
    expect(() => welchEquivalence(a, b, 0)).toThrow(/smallest effect of interest must be above 0/)
    expect(() => welchEquivalence([1, 1], [1, 1], 1)).toThrow(/no standard error/)
    expect(() => equivalence({ estimate: 0, se: 1, df: 5 }, { low: 1, high: -1 })).toThrow(/below the upper/)
  })
})

describe('effect sizes', () => {
  const { a, b, c } = figures.tost

  test.each(figures.nonCentralT)('the non-central t at %d, df %d, delta %d', (t, df, delta, expected) => {
    expect(nonCentralT(t!, df!, delta!)).toBeCloseTo(expected!, 8)
  })

  test("Cohen's d and Hedges's g have exact intervals", () => {
    const d = cohenD(a, b)
    expect(d.estimate).toBeCloseTo(figures.effects.d, 12)
    expect(d.interval.low).toBeCloseTo(figures.effects.interval[0]!, 7)
    expect(d.interval.high).toBeCloseTo(figures.effects.interval[1]!, 7)
    expect(hedgesFactor(14)).toBeCloseTo(figures.effects.factor, 12)
    expect(hedgesG(a, b).estimate).toBeCloseTo(figures.effects.d * figures.effects.factor, 12)
    const dz = cohenDz(a, c)
    expect(dz.estimate).toBeCloseTo(figures.effects.dz, 12)
    expect(dz.interval.low).toBeCloseTo(figures.effects.dzInterval[0]!, 7)
    expect(dz.interval.high).toBeCloseTo(figures.effects.dzInterval[1]!, 7)
  })

  test('an effect is not weighted by the sizes of the groups', () => {
    // Both groups keep sd 1 and means 1 apart; only how many are in the second changes.
    const standard = (size: number, centre: number) => {
      const half = Math.sqrt((size - 1) / size)
      return Array.from({ length: size }, (_, index) => centre + (index % 2 === 0 ? half : -half))
    }
    for (const size of [4, 40, 400]) expect(cohenD(standard(6, 2), standard(size, 1)).estimate).toBeCloseTo(1, 12)
    expect(cohenD(b, a).estimate).toBeCloseTo(-figures.effects.d, 12)
  })

  test("the standard error of Hedges's g is what g strays by over samples, whatever the level of the interval", () => {
    const random = createRandom('error of g')
    const draw = (size: number, centre: number) => Array.from({ length: size }, () => centre + random.normal())
    const found = Array.from({ length: 4000 }, () => hedgesG(draw(12, 0.6), draw(9, 0), 0.8))
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
    const centre = mean(found.map(({ estimate }) => estimate))
    const strayed = Math.sqrt(mean(found.map(({ estimate }) => (estimate - centre) ** 2)))
    expect(Math.abs(centre - 0.6)).toBeLessThan(0.03)
    expect(mean(found.map(({ se }) => se)) / strayed).toBeGreaterThan(0.95)
    expect(mean(found.map(({ se }) => se)) / strayed).toBeLessThan(1.05)
  })

  test('a huge effect still has its interval', () => {
    const d = cohenD([100, 101, 102, 100], [1, 2, 1, 2])
    expect(d.interval.low).toBeGreaterThan(30)
    expect(d.interval.low).toBeLessThan(d.estimate)
    expect(d.interval.high).toBeGreaterThan(d.estimate)
  })
})

test('groups without spread are refused, not given an infinite t', () => {
  expect(() => welch([1, 1, 1], [2, 2, 2])).toThrow(/no spread to test against/)
  expect(() => paired([1, 2, 3], [2, 3, 4])).toThrow(/no spread/)
  expect(() => paired([1, 2], [1])).toThrow(/2 and 1/)
  expect(() => mannWhitney([1, 1], [1])).toThrow(/All values are tied/)
  expect(() => kruskalWallis([[1, 1], [1]])).toThrow(/All values are tied/)
  expect(() => kruskalWallis([[1, 2]])).toThrow(/two groups/)
  expect(() => cohenD([1, 1], [2, 2])).toThrow(/scale points/)
})
