import { describe, expect, test } from 'vitest'
import { oneWayAnova, twoWayAnova } from '../../../../shared/statistics/variance/anova.ts'
import figures from '../data/anova.json' with { type: 'json' }
import samples from '../data/samples.json' with { type: 'json' }

describe('one-way analyses have their certified figures', () => {
  test.each([
    ['AtmWtAg', 9],
    ['SiRstv', 12],
    ['SmLs01', 12],
    // Seven and thirteen leading digits are common: their decimals are already rounded in a double.
    ['SmLs04', 8],
    ['SmLs07', 2],
  ] as const)('%s', (name, digits) => {
    const set = figures.nist[name]
    const { between, residual } = oneWayAnova(set.groups)
    expect([between.df, residual.df]).toEqual(set.df)
    for (const [found, certified] of [
      [between.sumOfSquares, set.between],
      [residual.sumOfSquares, set.within],
      [between.f, set.f],
    ] as const)
      expect(Math.abs(found / certified - 1)).toBeLessThan(10 ** -digits)
  })
})

describe('two-way analyses', () => {
  const { length, supplement, dose } = samples.toothGrowth
  const codes = supplement.map((name) => Number(name === 'VC'))

  test('of a balanced design agree with R 4.2.2', () => {
    const found = twoWayAnova(length, codes, dose)
    expect(found.a.sumOfSquares).toBeCloseTo(205.35, 9)
    expect(found.a.f).toBeCloseTo(15.57198, 5)
    expect(found.a.p).toBeCloseTo(0.00023118, 8)
    expect(found.b.sumOfSquares).toBeCloseTo(2426.434333, 6)
    expect(found.b.f).toBeCloseTo(91.99996, 5)
    expect(found.interaction!.sumOfSquares).toBeCloseTo(108.319, 9)
    expect(found.interaction!.p).toBeCloseTo(0.02186027, 8)
    expect(found.residual.sumOfSquares).toBeCloseTo(712.106, 9)
    expect([found.a.df, found.b.df, found.interaction!.df, found.residual.df]).toEqual([1, 2, 2, 54])
    expect(found.a.partialEtaSquared).toBeCloseTo(205.35 / (205.35 + 712.106), 9)
  })

  test('of an unbalanced design are of type II, whichever factor is named first', () => {
    const kept = length.map((_, row) => row).filter((row) => !figures.typeTwo.dropped.includes(row))
    const pick = <T>(values: T[]) => kept.map((row) => values[row]!)
    const found = twoWayAnova(pick(length), pick(codes), pick(dose))
    const turned = twoWayAnova(pick(length), pick(dose), pick(codes))
    expect(found.a.sumOfSquares).toBeCloseTo(figures.typeTwo.supplement, 9)
    expect(found.b.sumOfSquares).toBeCloseTo(figures.typeTwo.dose, 9)
    expect(found.interaction!.sumOfSquares).toBeCloseTo(figures.typeTwo.interaction, 9)
    expect(found.residual.sumOfSquares).toBeCloseTo(figures.typeTwo.residual, 9)
    expect(found.residual.df).toBe(figures.typeTwo.residualDf)
    expect(turned.b.sumOfSquares).toBeCloseTo(figures.typeTwo.supplement, 9)
  })

  test('count degrees of freedom by rank where a cell is empty', () => {
    const found = twoWayAnova([1, 2, 3, 5, 4, 6, 8, 7], [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1, 2, 2])
    expect([found.a.df, found.b.df, found.residual.df]).toEqual([1, 2, 4])
    expect(found.interaction).toBeNull()
  })

  test('that cannot be made are refused', () => {
    expect(() => twoWayAnova([1, 2, 3, 4], [0, 0, 1, 1], [0, 0, 1, 1])).toThrow(/cannot be separated/)
    expect(() => twoWayAnova([1, 2, 3, 4], [0, 0, 1, 1], [0, 1, 0, 1])).toThrow(/no error is left/)
    expect(() => twoWayAnova([1, 2], [0, 0], [0, 1])).toThrow(/two levels/)
    expect(() =>
      oneWayAnova([
        [1, 1],
        [2, 2],
      ]),
    ).toThrow(/no spread/)
    expect(() => oneWayAnova([[1, 2]])).toThrow(/two groups/)
  })
})
