import { describe, expect, test } from 'vitest'
import { parseFormula } from '../../../../shared/statistics/regression/formula.ts'
import { termName } from '../../../../shared/statistics/regression/terms.ts'

function fixed(text: string): string {
  return parseFormula(text).fixed.map(termName).join(' + ')
}

function random(text: string): string[] {
  return parseFormula(text).random.map(({ terms, group }) => `${terms.map(termName).join('+')} | ${group.join(':')}`)
}

describe('formulas', () => {
  test.each([
    ['y ~ 1', '1'],
    ['y ~ x', '1 + x'],
    ['y ~ x - 1', 'x'],
    ['y ~ 0 + x', 'x'],
    ['y ~ a * b', '1 + a + b + a:b'],
    ['y ~ a:b + a', '1 + a + a:b'],
    ['y ~ a * b * c', '1 + a + b + c + a:b + a:c + b:c + a:b:c'],
    ['y ~ a * b * c - a:b:c', '1 + a + b + c + a:b + a:c + b:c'],
    ['y ~ (a + b + c)^2', '1 + a + b + c + a:b + a:c + b:c'],
    ['y ~ a / b', '1 + a + a:b'],
    ['y ~ a * (b + c)', '1 + a + b + c + a:b + a:c'],
    ['y ~ a + a + b:a + a:b', '1 + a + a:b'],
    ['y ~ factor(dose) * supp', '1 + factor(dose) + supp + factor(dose):supp'],
    ['`my score` ~ `pre score` + año', '1 + pre score + año'],
  ])('%s has the terms of R', (text, terms) => {
    expect(fixed(text)).toBe(terms)
  })

  test.each([
    ['y ~ x + (1 | g)', ['1 | g']],
    ['y ~ x + (x | g)', ['1+x | g']],
    ['y ~ x + (0 + x | g)', ['x | g']],
    ['y ~ x + (x || g)', ['1 | g', 'x | g']],
    ['y ~ x + (1 | a/b)', ['1 | a', '1 | a:b']],
    ['y ~ x + (1 | a:b) + (a * x | c)', ['1 | a:b', '1+a+x+a:x | c']],
  ])('%s has the random terms of lme4', (text, terms) => {
    expect(random(text)).toEqual(terms)
  })

  test('counts are written as successes and trials', () => {
    const formula = parseFormula('incidence / size ~ period')
    expect([formula.response.column, formula.trials?.column]).toEqual(['incidence', 'size'])
  })

  test.each([
    ['y x', /expected "~" after the outcome at "x" \(place 3\)/],
    ['y ~', /expected the name of a column at the end/],
    ['y ~ x +', /expected the name of a column at the end/],
    ['y ~ x + (1 | )', /expected the name of a column at "\)"/],
    ['y ~ x + (1 | 1)', /a grouping factor is a column/],
    ['y ~ x * (1 | g)', /a random term stands by itself/],
    ['y ~ x - (1 | g)', /cannot be subtracted/],
    ['y ~ x + (0 | g)', /no coefficient/],
    ['y ~ x $ z', /cannot read "\$" \(place 7\)/],
    ['y ~ log(x)', /no function "log"/],
    ['y ~ x) + z', /expected the end at "\)"/],
  ])('%s is refused with the place of the mistake', (text, message) => {
    expect(() => parseFormula(text)).toThrow(message)
  })
})
