import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../shared/random.ts'
import { alphaLevels, krippendorffAlpha } from '../../../../shared/statistics/agreement/agreement.ts'
import { intraclassCorrelations } from '../../../../shared/statistics/agreement/icc.ts'
import { cohenKappa, fleissKappa } from '../../../../shared/statistics/agreement/kappa.ts'
import { type RatingTable, ratingTable } from '../../../../shared/statistics/agreement/ratings.ts'
import { bootstrap } from '../../../../shared/statistics/inference/resampling.ts'
import figures from '../data/kappa_and_icc.json' with { type: 'json' }
import krippendorff from '../data/krippendorff_2011.json' with { type: 'json' }

/** A table from one row a unit; null is missing. */
const table = (rows: readonly (readonly (number | null)[])[]): RatingTable =>
  ratingTable(
    rows.flatMap((row, unit) =>
      row.flatMap((value, rater) => (value === null ? [] : [{ unit: `u${unit}`, rater: `r${rater}`, value }])),
    ),
  )
const transpose = <T>(rows: readonly (readonly T[])[]) => rows[0]!.map((_, column) => rows.map((row) => row[column]!))
const published = table(transpose(krippendorff.coders_by_units))

describe("Krippendorff's alpha", () => {
  test.each(alphaLevels)('at the %s level has the published value', (level) => {
    const found = krippendorffAlpha(published, level)
    expect(found.estimate).toBeCloseTo(krippendorff.computed[level], 13)
    expect(found.estimate).toBeCloseTo(krippendorff.published[level], 3)
    // Unit 12 has one rating and pairs with nothing.
    expect([found.units, found.ratings]).toEqual([11, 40])
  })

  test('does not depend on the names of categories at the nominal level', () => {
    const renamed = krippendorff.coders_by_units.map((row) => row.map((v) => (v === null ? null : (v * 7) % 11)))
    expect(krippendorffAlpha(table(transpose(renamed)), 'nominal').estimate).toBeCloseTo(
      krippendorff.computed.nominal,
      12,
    )
  })

  test('does not depend on the spacing of values at the ordinal level, nor on origin and unit at the interval level', () => {
    const stretched = krippendorff.coders_by_units.map((row) => row.map((v) => (v === null ? null : v ** 3)))
    const moved = krippendorff.coders_by_units.map((row) => row.map((v) => (v === null ? null : 1e6 + 5 * v)))
    expect(krippendorffAlpha(table(transpose(stretched)), 'ordinal').estimate).toBeCloseTo(
      krippendorff.computed.ordinal,
      12,
    )
    expect(krippendorffAlpha(table(transpose(moved)), 'interval').estimate).toBeCloseTo(
      krippendorff.computed.interval,
      9,
    )
  })

  test('is 1 for raters who always agree, and about 0 for raters who throw dice', () => {
    const random = createRandom('dice')
    const dice = Array.from({ length: 2000 }, () => [random.integer(4), random.integer(4)])
    const same = Array.from({ length: 20 }, (_, unit) => [unit % 3, unit % 3, unit % 3])
    for (const level of alphaLevels) {
      expect(krippendorffAlpha(table(same), level).estimate).toBe(1)
      expect(Math.abs(krippendorffAlpha(table(dice), level).estimate)).toBeLessThan(0.06)
    }
  })

  test('has an interval from resampled units: a unit drawn twice counts like two units', () => {
    const rows = transpose(krippendorff.coders_by_units).slice(0, 11)
    for (const level of alphaLevels) {
      const weights = Int32Array.of(2, 3, 1, 0, 1, 2, 0, 1, 1, 0, 1)
      const repeated = rows.flatMap((row, unit) => Array.from({ length: weights[unit]! }, () => row))
      expect(krippendorffAlpha(published, level).of(weights)).toBeCloseTo(
        krippendorffAlpha(table(repeated), level).estimate,
        12,
      )
    }
    const statistic = krippendorffAlpha(published, 'ordinal')
    const { percentile } = bootstrap({ units: statistic.units, statistic, random: createRandom('alpha') })
    expect(percentile.low).toBeLessThan(statistic.estimate)
    expect(percentile.high).toBeGreaterThan(statistic.estimate)
    expect(percentile.high).toBeLessThanOrEqual(1)
  })

  test('refuses what has no agreement to measure', () => {
    expect(() =>
      krippendorffAlpha(
        table([
          [1, null],
          [null, 2],
        ]),
        'nominal',
      ),
    ).toThrow(/No unit was rated by two/)
    expect(() =>
      krippendorffAlpha(
        table([
          [1, 1],
          [1, 1],
        ]),
        'nominal',
      ),
    ).toThrow(/same value/)
    expect(() =>
      krippendorffAlpha(
        table([
          [-1, 1],
          [1, 1],
        ]),
        'ratio',
      ),
    ).toThrow(/below 0/)
    expect(() => ratingTable([])).toThrow(/no ratings/)
    const twice = { unit: 'a', rater: 'b', value: 1 }
    expect(() => ratingTable([twice, twice])).toThrow(/Rater "b" rated unit "a" twice/)
    expect(() => ratingTable([{ ...twice, value: Number.NaN }])).toThrow(/NaN/)
  })
})

describe('kappas', () => {
  const cross = (counts: readonly (readonly [number, number, number])[]) =>
    table(counts.flatMap(([first, second, times]) => Array.from({ length: times }, () => [first, second])))

  test("Cohen's kappa of a two by two table", () => {
    const found = cohenKappa(
      cross([
        [1, 1, 20],
        [1, 0, 5],
        [0, 1, 10],
        [0, 0, 15],
      ]),
    )
    expect(found.estimate).toBeCloseTo(0.4, 12)
    expect([found.units, found.ratings]).toEqual([50, 100])
  })

  test.each(['none', 'linear', 'quadratic'] as const)('with weights %s', (weights) => {
    const { first, second } = figures.weighted
    const found = cohenKappa(table(first.map((value, unit) => [value, second[unit]!])), weights)
    expect(found.estimate).toBeCloseTo(figures.weighted[weights], 12)
  })

  test("Fleiss's kappa has the value that he published", () => {
    const counts = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ]
    const rows = counts.map((row) => row.flatMap((count, code) => Array.from({ length: count }, () => code)))
    expect(fleissKappa(table(rows)).estimate).toBeCloseTo(0.20993070442195522, 12)
  })

  test('a unit drawn twice counts like two units', () => {
    const rows = [
      [1, 1],
      [1, 2],
      [2, 2],
      [3, 1],
      [3, 3],
    ]
    const weights = Int32Array.of(2, 1, 0, 1, 3)
    const repeated = table(rows.flatMap((row, unit) => Array.from({ length: weights[unit]! }, () => row)))
    expect(cohenKappa(table(rows), 'linear').of(weights)).toBeCloseTo(cohenKappa(repeated, 'linear').estimate, 12)
    expect(fleissKappa(table(rows)).of(weights)).toBeCloseTo(fleissKappa(repeated).estimate, 12)
  })

  test('say which other measure to use where they do not apply', () => {
    expect(() => cohenKappa(table([[1, 2, 3]]))).toThrow(/two raters; there are 3.*Fleiss/)
    expect(() =>
      fleissKappa(
        table([
          [1, 2, 3],
          [1, 2, null],
        ]),
      ),
    ).toThrow(/"u0" has 3 and "u1" 2. Use alpha/)
    expect(() =>
      cohenKappa(
        table([
          [1, null],
          [null, 1],
        ]),
      ),
    ).toThrow(/no unit in common/)
  })
})

describe('intraclass correlations', () => {
  const found = intraclassCorrelations(table(figures.shroutFleiss1979))

  test.each([
    ['icc1', 0.165741768405, -0.133, 0.723],
    ['icc2', 0.289763779528, 0.019, 0.761],
    ['icc3', 0.714840714841, 0.342, 0.946],
    ['icc1k', 0.442797133679, -0.884, 0.912],
    ['icc2k', 0.620050547599, 0.071, 0.927],
    ['icc3k', 0.909315542377, 0.676, 0.986],
  ] as const)('%s of the six targets and four judges of Shrout and Fleiss', (name, estimate, low, high) => {
    expect(found[name].estimate).toBeCloseTo(estimate, 11)
    expect(found[name].interval!.low).toBeCloseTo(low, 2.7)
    expect(found[name].interval!.high).toBeCloseTo(high, 2.7)
  })

  test('rest on the published mean squares', () => {
    expect(found.meanSquares.between).toBeCloseTo(11.2416666667, 9)
    expect(found.meanSquares.within).toBeCloseTo(6.26388888889, 9)
    expect(found.meanSquares.raters).toBeCloseTo(32.4861111111, 9)
    expect(found.meanSquares.error).toBeCloseTo(1.01944444444, 9)
  })

  test('a rater who is always one higher lowers absolute agreement and not consistency', () => {
    const shifted = intraclassCorrelations(
      table([
        [1, 2],
        [3, 4],
        [5, 6],
        [2, 3],
      ]),
    )
    expect(shifted.icc3).toEqual({ estimate: 1, interval: null })
    expect(shifted.icc2.estimate).toBeLessThan(0.95)
  })

  test('need every rating', () => {
    expect(() =>
      intraclassCorrelations(
        table([
          [1, 2],
          [3, null],
        ]),
      ),
    ).toThrow(/"r1" did not rate unit "u1"/)
    expect(() => intraclassCorrelations(table([[1, 2]]))).toThrow(/two units and two raters/)
    expect(() =>
      intraclassCorrelations(
        table([
          [1, 1],
          [1, 1],
        ]),
      ),
    ).toThrow(/same value/)
    expect(() =>
      intraclassCorrelations(
        table([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).toThrow(/same mean rating/)
  })
})
