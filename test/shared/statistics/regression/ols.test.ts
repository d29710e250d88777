import { describe, expect, test } from 'vitest'
import { at } from '../../../../shared/statistics/algebra/matrix.ts'
import { coefficientRows } from '../../../../shared/statistics/regression/coefficients.ts'
import { asCategorical, columnOf } from '../../../../shared/statistics/regression/data-table.ts'
import { fitOls, type OlsFit, type StandardErrors } from '../../../../shared/statistics/regression/ols.ts'
import { dataset, designOf, nist, pairTable } from './regression-data.ts'

function standardErrors(fit: OlsFit): number[] {
  return Array.from(fit.coefficients, (_, j) => Math.sqrt(at(fit.covariance, j, j)))
}

/** Digits in which a figure agrees with the certified one. */
function digits(figure: number, certified: number): number {
  return figure === certified ? 16 : -Math.log10(Math.abs(figure - certified) / Math.abs(certified))
}

describe('least squares', () => {
  test('Norris has the digits that NIST certifies', () => {
    const { rows } = nist('Norris')
    const { design, y } = designOf(pairTable(rows, 'y', 'x'), 'y ~ x')
    const fit = fitOls(design, y)
    expect(digits(fit.coefficients[0]!, -0.262323073774029)).toBeGreaterThan(11)
    expect(digits(fit.coefficients[1]!, 1.00211681802045)).toBeGreaterThan(13)
    const [first, second] = standardErrors(fit)
    expect(digits(first!, 0.232818234301152)).toBeGreaterThan(11)
    expect(digits(second!, 0.429796848199937e-3)).toBeGreaterThan(11)
    expect(digits(fit.sigma, 0.884796396144373)).toBeGreaterThan(11)
    expect(digits(fit.rSquared, 0.999993745883712)).toBeGreaterThan(13)
  })

  // The harder files have 7 and 13 constant leading digits, so their data hold that many fewer of information.
  test.each([
    ['SmLs01', 13],
    ['SmLs02', 13],
    ['SmLs04', 8],
    ['SmLs05', 8],
    ['SmLs07', 2],
    ['SmLs08', 2],
  ])('the analysis of variance of %s has its certified F', (name, least) => {
    const { rows, text } = nist(name)
    const certified = Number(/Between Treatment.*\s(\S+)\s*$/m.exec(text)![1])
    const { design, y } = designOf(pairTable(rows, 'treatment', 'response'), 'response ~ factor(treatment)')
    const fit = fitOls(design, y)
    const groups = design.names.length - 1
    const f = fit.rSquared / groups / ((1 - fit.rSquared) / (y.length - groups - 1))
    expect(digits(f, certified)).toBeGreaterThan(least)
  })

  test('mpg ~ wt + hp of mtcars is as in R lm', () => {
    const { design, y } = designOf(dataset('mtcars'), 'mpg ~ wt + hp')
    const fit = fitOls(design, y)
    const rows = coefficientRows(design.names, fit.coefficients, fit.covariance, [fit.df, fit.df, fit.df])
    const expected = [
      ['(Intercept)', 37.22727011645, 1.598787538, 23.28469, 0],
      ['wt', -3.8778307424, 0.63273349438, -6.1287, 1.1196e-6],
      ['hp', -0.03177294698, 0.00902970968, -3.51871, 0.0014512],
    ] as const
    expected.forEach(([term, estimate, se, t, p], j) => {
      expect(rows[j]!.term).toBe(term)
      expect(digits(rows[j]!.estimate, estimate)).toBeGreaterThan(9)
      expect(digits(rows[j]!.se, se)).toBeGreaterThan(9)
      expect(digits(rows[j]!.statistic, t)).toBeGreaterThan(5)
      expect(rows[j]!.p).toBeCloseTo(p, 7)
    })
    expect(rows[1]!.p).toBeCloseTo(1.11965e-6, 10)
    expect(fit.sigma).toBeCloseTo(2.59341178, 8)
    expect(fit.rSquared).toBeCloseTo(0.826785452, 9)
  })

  test('HC2 is unbiased, and equals the unpooled error, where two arms are compared', () => {
    const table = dataset('ToothGrowth')
    const { design, y } = designOf(table, 'len ~ supp')
    const fit = fitOls(design, y, { kind: 'hc2' })
    const supp = asCategorical(columnOf(table, 'supp'))
    const variances = [0, 1].map((code) => {
      const own = [...y].filter((_, i) => supp.codes[i] === code)
      const mean = own.reduce((a, b) => a + b, 0) / own.length
      return own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1) / own.length
    })
    expect(standardErrors(fit)[0]).toBeCloseTo(Math.sqrt(variances[0]!), 12)
    expect(standardErrors(fit)[1]).toBeCloseTo(Math.sqrt(variances[0]! + variances[1]!), 12)
  })

  // Figures of sandwich for lm(mpg ~ wt * hp, mtcars): vcovHC, and vcovCL(cluster = ~carb, type = "HC1").
  const carb = asCategorical(columnOf(dataset('mtcars'), 'carb'))
  test.each<[StandardErrors, number[]]>([
    [{ kind: 'hc2' }, [4.56859302412847, 1.47577607576038, 0.02810027204128, 0.00842744259527]],
    [{ kind: 'hc3' }, [5.11339386282625, 1.65483232746208, 0.03217949721173, 0.00964255172061]],
    [
      { kind: 'cluster', codes: carb.codes, count: carb.levels.length },
      [3.22802883926755, 1.1597582472811, 0.0199386583652, 0.00631994522341],
    ],
  ])('robust errors are as in R sandwich: %o', (errors, expected) => {
    const { design, y } = designOf(dataset('mtcars'), 'mpg ~ wt * hp')
    const fit = fitOls(design, y, errors)
    standardErrors(fit).forEach((se, j) => {
      expect(digits(se, expected[j]!)).toBeGreaterThan(9)
    })
    expect(fit.df).toBe(errors.kind === 'cluster' ? 5 : 28)
  })

  test('an outcome times 1000 has estimates and errors times 1000', () => {
    const { design, y } = designOf(dataset('mtcars'), 'mpg ~ wt * hp')
    const plain = fitOls(design, y, { kind: 'hc3' })
    const scaled = fitOls(
      design,
      y.map((value) => value * 1000),
      { kind: 'hc3' },
    )
    plain.coefficients.forEach((value, j) => {
      expect(scaled.coefficients[j]! / value).toBeCloseTo(1000, 6)
    })
    standardErrors(plain).forEach((value, j) => {
      expect(standardErrors(scaled)[j]! / value).toBeCloseTo(1000, 6)
    })
  })

  test('a combination of other columns is named, and so is a row that alone decides a coefficient', () => {
    const table = dataset('mtcars')
    const { design, y } = designOf(table, 'mpg ~ wt + factor(am) + factor(am):factor(vs) + am')
    expect(() => fitOls(design, y)).toThrow(/"am" is a combination of "factor\(am\)1"/)
    const carbs = designOf(table, 'mpg ~ factor(carb)')
    expect(() => fitOls(carbs.design, carbs.y, { kind: 'hc2' })).toThrow(/alone decides.*factor\(carb\)[68]/)
    expect(fitOls(carbs.design, carbs.y).df).toBe(26)
  })
})
