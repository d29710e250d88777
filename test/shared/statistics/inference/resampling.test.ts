import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../shared/random.ts'
import { permutationTest, signFlipTest } from '../../../../shared/statistics/inference/permutation.ts'
import { bootstrap, statisticOfSums } from '../../../../shared/statistics/inference/resampling.ts'
import figures from '../data/tests_and_effects.json' with { type: 'json' }

/** The mean over units from rows of (count, sum). */
const meanOf = (rows: readonly (readonly [number, number])[]) =>
  statisticOfSums(Float64Array.from(rows.flat()), 2, (sums) => sums[1]! / sums[0]!)
const single = (values: readonly number[]) => meanOf(values.map((value) => [1, value]))

describe('the cluster bootstrap', () => {
  test('gives the percentile and BCa intervals of a mean', () => {
    const { values, percentile, bca } = figures.bootstrap
    const random = createRandom('skewed')
    const found = bootstrap({ units: values.length, statistic: single(values), random, resamples: 60_000 })
    // The tolerance is the noise of the ends at this many resamples.
    expect(Math.abs(found.percentile.low - percentile[0]!)).toBeLessThan(0.03)
    expect(Math.abs(found.percentile.high - percentile[1]!)).toBeLessThan(0.05)
    expect(Math.abs(found.bca!.low - bca[0]!)).toBeLessThan(0.03)
    expect(Math.abs(found.bca!.high - bca[1]!)).toBeLessThan(0.09)
  })

  test('has the error that enumerating all resamples gives', () => {
    const values = [1, 2, 4, 9]
    const found = bootstrap({ units: 4, statistic: single(values), random: createRandom('all'), resamples: 40_000 })
    const centre = 4
    const exact = Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / 4 / 4)
    expect(found.se / exact).toBeCloseTo(1, 1.7)
    expect(found.estimate).toBe(4)
  })

  test('draws whole units: copies of answers inside a unit add no certainty', () => {
    const random = createRandom('units')
    const values = Array.from({ length: 30 }, () => random.normal())
    const once = bootstrap({ units: 30, statistic: single(values), random: createRandom('a') })
    const tenfold = bootstrap({
      units: 30,
      statistic: meanOf(values.map((value) => [10, 10 * value])),
      random: createRandom('a'),
    })
    expect(tenfold.se).toBeCloseTo(once.se, 12)
  })

  test('covers a mean of clustered answers about as often as it says', () => {
    const random = createRandom('coverage')
    let covered = 0
    for (let trial = 0; trial < 300; trial += 1) {
      const rows = Array.from({ length: 40 }, (): [number, number] => {
        const level = random.normal()
        const size = 2 + random.integer(6)
        let total = 0
        for (let answer = 0; answer < size; answer += 1) total += level + random.normal()
        return [size, total]
      })
      const { percentile } = bootstrap({ units: 40, statistic: meanOf(rows), random, resamples: 400 })
      if (percentile.low <= 0 && percentile.high >= 0) covered += 1
    }
    expect(covered / 300).toBeGreaterThan(0.9)
    expect(covered / 300).toBeLessThan(0.98)
  })

  test('keeps the sizes of strata', () => {
    const rows = Float64Array.from([1, 0, 1, 0, 1, 0, 0, 1, 0, 1])
    const seen = new Set<string>()
    const statistic = statisticOfSums(rows, 2, (sums) => {
      seen.add(sums.join('/'))
      return sums[0]! - sums[1]!
    })
    const strata = Int32Array.of(0, 0, 0, 1, 1)
    const found = bootstrap({ units: 5, statistic, random: createRandom('s'), strata, resamples: 50 })
    expect([...seen].filter((sums) => sums === '3/2')).toHaveLength(1)
    expect(found.se).toBe(0)
    expect(found.bca).toBeNull()
  })

  test('draws items and then their repeats where units lie within larger ones', () => {
    // Items differ and repeats do not: nearly all error is between items, and adding repeats must not shrink it.
    const items = [0, 3, 6, 9]
    const repeats = 25
    const values = items.flatMap((item) => Array.from({ length: repeats }, () => item))
    const within = Int32Array.from(values, (_, index) => Math.floor(index / repeats))
    const found = bootstrap({ units: values.length, statistic: single(values), random: createRandom('w'), within })
    const between = Math.sqrt((20.25 + 2.25 + 2.25 + 20.25) / 4 / 4)
    expect(found.se / between).toBeCloseTo(1, 1)
    expect(found.bca).not.toBeNull()
    const sizes = new Set<number>()
    const drawn = new Set<string>()
    const watching = {
      of: (weights: Int32Array) => {
        sizes.add(weights.reduce((total, weight) => total + weight, 0))
        drawn.add(weights.slice(0, repeats).join(''))
        return 1
      },
    }
    bootstrap({ units: values.length, statistic: watching, random: createRandom('w'), within, resamples: 50 })
    // As many as there are (the jackknife leaves out one item of them), and repeats of an item are drawn anew each time.
    expect([...sizes].sort((a, b) => a - b)).toEqual([75, 100])
    expect(drawn.size).toBeGreaterThan(20)
  })

  test('counts resamples in which the statistic is not defined, and refuses data in which it never is', () => {
    const rare = statisticOfSums(Float64Array.from([1, 0, 0, 0, 0, 0]), 1, (sums) => (sums[0]! > 0 ? 1 : Number.NaN))
    const found = bootstrap({ units: 6, statistic: rare, random: createRandom('rare'), resamples: 1000 })
    expect(found.undefinedResamples / 1000).toBeCloseTo((5 / 6) ** 6, 1)
    expect(Number.isNaN(found.se)).toBe(false)
    const never = statisticOfSums(Float64Array.from([0, 0]), 1, (sums) => 1 / sums[0]! - 1 / sums[0]!)
    expect(() => bootstrap({ units: 2, statistic: never, random: createRandom(1) })).toThrow(
      /not defined on these data/,
    )
  })

  test('the same seed gives the same interval', () => {
    const run = () => bootstrap({ units: 4, statistic: single([1, 5, 2, 2]), random: createRandom(9), resamples: 100 })
    expect(run()).toEqual(run())
  })

  test('impossible calls are refused', () => {
    const statistic = single([1, 2])
    const random = createRandom(1)
    expect(() => bootstrap({ units: 1, statistic: single([1]), random })).toThrow(/two units/)
    expect(() => bootstrap({ units: 2, statistic, random, resamples: 5 })).toThrow(/20 resamples/)
    expect(() => bootstrap({ units: 2, statistic, random, strata: Int32Array.of(0) })).toThrow(/2 units and 1 strata/)
    expect(() => statisticOfSums(new Float64Array(3), 2, () => 0)).toThrow(/do not fit/)
  })
})

describe('permutation at the unit of assignment', () => {
  const values = [1, 2, 3, 10, 11, 12]
  const difference = (arms: Int32Array) => {
    let gap = 0
    arms.forEach((arm, unit) => {
      gap += (arm === 1 ? values[unit]! : -values[unit]!) / 3
    })
    return gap
  }
  const arms = Int32Array.of(0, 0, 0, 1, 1, 1)

  test('gives the exact p of all arrangements, as (b + 1) / (m + 1)', () => {
    const found = permutationTest({ arms, statistic: difference, random: createRandom('p'), rearrangements: 9999 })
    // Two of the twenty splits are as extreme.
    expect(Math.abs(found.p - 0.1)).toBeLessThan(0.012)
    expect(found.p).toBe((found.asExtreme + 1) / 10_000)
    expect(found.statistic).toBeCloseTo(9, 12)
    const oneSided = permutationTest({
      arms,
      statistic: difference,
      random: createRandom('p'),
      rearrangements: 9999,
      alternative: 'greater',
    })
    expect(Math.abs(oneSided.p - 0.05)).toBeLessThan(0.009)
    expect([...arms]).toEqual([0, 0, 0, 1, 1, 1])
  })

  test('p is never 0 and comes from no table: it follows the data at one n', () => {
    const at = (shift: number) => {
      // Both halves hold the same values, so that only the shift sets them apart.
      const noise = Array.from({ length: 40 }, (_, unit) => Math.sin(unit % 20) + (unit < 20 ? 0 : shift))
      return permutationTest({
        arms: Int32Array.from(noise, (_, unit) => (unit < 20 ? 0 : 1)),
        statistic: (drawn) => drawn.reduce((total, arm, unit) => total + (arm === 1 ? 1 : -1) * noise[unit]!, 0),
        random: createRandom('follow'),
        rearrangements: 999,
      }).p
    }
    const found = [0, 0.1, 0.2, 0.4, 5].map(at)
    expect(new Set(found).size).toBe(5)
    expect(found).toEqual([...found].sort((a, b) => b - a))
    expect(found[4]).toBe(1 / 1000)
  })

  test('exchanges within blocks only', () => {
    const blocks = Int32Array.of(0, 1, 2, 0, 1, 2)
    // Within blocks there are eight arrangements, two of them as extreme.
    const found = permutationTest({
      arms,
      statistic: difference,
      random: createRandom('b'),
      blocks,
      rearrangements: 9999,
    })
    expect(Math.abs(found.p - 0.25)).toBeLessThan(0.02)
    const fixed = Int32Array.of(0, 0, 0, 1, 1, 1)
    expect(
      permutationTest({ arms, statistic: difference, random: createRandom('b'), blocks: fixed, rearrangements: 99 }).p,
    ).toBe(1)
  })

  test('rejects about five times in a hundred where nothing differs', () => {
    const random = createRandom('size')
    let rejected = 0
    for (let trial = 0; trial < 400; trial += 1) {
      const noise = Array.from({ length: 24 }, () => random.normal() ** 3)
      const { p } = permutationTest({
        arms: Int32Array.from(noise, (_, unit) => unit % 2),
        statistic: (drawn) => drawn.reduce((total, arm, unit) => total + (arm === 1 ? 1 : -1) * noise[unit]!, 0),
        random,
        rearrangements: 199,
      })
      if (p <= 0.05) rejected += 1
    }
    expect(rejected / 400).toBeGreaterThan(0.02)
    expect(rejected / 400).toBeLessThan(0.08)
  })
})

describe('sign flips within items', () => {
  test('give the exact p of all signs', () => {
    // All four differ the same way: 2 of 16 sign patterns are as extreme.
    const found = signFlipTest({ differences: [1, 2, 3, 4], random: createRandom('f'), rearrangements: 9999 })
    expect(Math.abs(found.p - 2 / 16)).toBeLessThan(0.014)
    expect(found.statistic).toBeCloseTo(2.5, 12)
  })

  test('count ties although sums in another order differ in their last digits', () => {
    // No signs bring the sum closer to 0 than 0.01, so each of the 16 patterns is as extreme, some by their last digits only.
    expect(signFlipTest({ differences: [0.1, 0.2, -0.3, 0.01], random: createRandom('t') }).p).toBe(1)
    expect(signFlipTest({ differences: [0, 0], random: createRandom('z'), rearrangements: 99 }).p).toBe(1)
  })
})
