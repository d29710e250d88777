import { describe, expect, test } from 'vitest'
import { type Table, tableFromCells } from '../../../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../../../shared/statistics/regression/fit-model.ts'
import type { ModelOptions } from '../../../../shared/statistics/regression/fitted-model.ts'
import { dataset } from './regression-data.ts'

function read(text: string): Table {
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','))
  return tableFromCells(header!, rows)
}

function refusal(table: Table, formula: string, options: Omit<ModelOptions, 'formula'> = {}): string {
  const result = fitModel(table, { formula, ...options })
  return result.kind === 'refused' ? `${result.code}: ${result.message}` : 'fitted'
}

function warnings(table: Table, formula: string, options: Omit<ModelOptions, 'formula'> = {}): readonly string[] {
  const result = fitModel(table, { formula, ...options })
  return result.kind === 'fitted' ? result.fit.warnings : [result.message]
}

const people = read(`
  person,arm,place,pre,post,same,yes,mood,twice
  p1,a,x,1,2,5,0,low,2
  p1,b,y,2,3,5,1,mid,4
  p2,a,x,3,5,5,0,low,6
  p2,b,y,2,2,5,1,high,4
  p3,a,x,5,4,5,0,mid,10
  p3,b,y,4,6,5,1,mid,8
  p4,a,x,3,4,5,0,high,6
  p4,b,y,1,1,5,1,low,2
`)

describe('a model that cannot be fitted is refused with what, where and the remedy', () => {
  test.each<[string, string, Omit<ModelOptions, 'formula'>, RegExp]>([
    ['a column that is not there', 'post ~ prre', {}, /unknown-column: No column "prre". Columns: .*pre, post/],
    ['an outcome of text', 'mood ~ pre', {}, /not-numeric: The outcome needs numbers.*"mood" has "low" in row 1/],
    ['an outcome that is constant', 'same ~ pre', {}, /constant-outcome: The outcome "same" is 5 in all 8 rows/],
    [
      'columns that are combinations of others',
      'post ~ pre + twice',
      {},
      /singular-design.*"twice" is a combination of "pre"/,
    ],
    [
      'factors that cannot be told apart',
      'post ~ arm + place',
      {},
      /singular-design.*"placey" is a combination of "armb"/,
    ],
    ['a column that never varies', 'post ~ same', {}, /singular-design.*"same" has the same value in every row/],
    ['a random slope that never varies', 'post ~ 1 + (same | arm)', {}, /singular-design.*"same" has the same/],
    ['an outcome that is a term', 'post ~ post + (1 | arm)', {}, /formula: .*the outcome "post" also stands behind/],
    ['an outcome that a term gives', 'twice ~ pre + (1 | arm)', {}, /constant-outcome: The fixed effects predict/],
    ['cells without rows', 'post ~ arm * place', {}, /singular-design.*placey, armb:placey.*merge levels/],
    ['more coefficients than rows', 'post ~ person * arm', {}, /too-few-rows: 8 rows/],
    ['a level for each row', 'post ~ 1 + (1 | person:arm)', {}, /too-few-rows.*8 levels.*8 rows/],
    ['too many random coefficients', 'post ~ pre + (pre | person)', {}, /too-few-rows.*4 levels with 2/],
    ['a baseline that is not a level', 'post ~ arm', { baselines: { arm: 'c' } }, /option.*no level "c".*Levels: a, b/],
    ['a baseline of a column not in use', 'post ~ arm', { baselines: { place: 'x' } }, /option.*not in the formula/],
    [
      'robust errors with random terms',
      'post ~ 1 + (1 | person)',
      { errors: { kind: 'hc2' } },
      /option.*without random/,
    ],
    ['REML without random terms', 'post ~ pre', { method: 'reml' }, /option.*has none/],
    ['REML for yes and no', 'yes ~ pre + (1 | person)', { family: 'binomial', method: 'reml' }, /option: REML/],
    ['HC2 for yes and no', 'yes ~ pre', { family: 'binomial', errors: { kind: 'hc2' } }, /option: HC2/],
    ['numbers for yes and no', 'post ~ pre', { family: 'binomial' }, /outcome-values.*is 2 in row 1/],
    ['three levels for yes and no', 'mood ~ pre', { family: 'binomial' }, /outcome-values.*has 3: low, mid, high/],
    ['perfect prediction', 'yes ~ arm', { family: 'binomial' }, /separation.*"armb"/],
    ['text levels without an order', 'mood ~ pre', { family: 'ordinal' }, /option.*--order "low,mid,high"/],
    ['an order that leaves a level out', 'mood ~ pre', { family: 'ordinal', order: ['low', 'mid'] }, /leaves out high/],
    [
      'slopes in an ordinal model',
      'post ~ pre + (pre | person)',
      { family: 'ordinal' },
      /too-few-rows|one random intercept/,
    ],
    ['clusters of one', 'post ~ pre', { errors: { kind: 'cluster', column: 'same' } }, /too-few-groups.*have 1/],
    ['a mistake in the formula', 'post ~ pre +', {}, /formula: .*at the end/],
    ['no coefficient', 'post ~ 0', {}, /formula: .*no coefficient/],
  ])('%s', (_, formula, options, message) => {
    expect(refusal(people, formula, options)).toMatch(message)
  })

  test('a word in a column of numbers is named, whether it is the outcome or a term', () => {
    const table = read('y,x\n1,1\n2,2\n3,three\n4,4\n5,5')
    expect(refusal(table, 'y ~ x')).toMatch(/not-numeric: Column "x" holds numbers, except "three" in row 3/)
    expect(refusal(table, 'x ~ y')).toMatch(/not-numeric: The outcome needs numbers.*"three" in row 3/)
  })

  test('a table without usable rows is refused', () => {
    expect(refusal(read('y,x\n1,\n,2'), 'y ~ x')).toMatch(/no-rows: None of the 2 rows.*y 1, x 1/)
    expect(refusal(read('y,x'), 'y ~ x')).toMatch(/no-rows: The table has no rows/)
  })

  test('HC2 errors with a level of one row are refused, and classical ones warn', () => {
    const table = read('y,g\n1,a\n2,a\n3,b\n4,b\n7,c')
    expect(refusal(table, 'y ~ g', { errors: { kind: 'hc2' } })).toMatch(/leverage.*\(gc\)/)
    expect(warnings(table, 'y ~ g')).toEqual([expect.stringMatching(/"g" has one row each for c/)])
  })
})

describe('a model that is fitted says what to keep in mind', () => {
  test('rows with missing values are left out and counted by column', () => {
    const table = read('y,x,z\n1,1,\n2,3,\n,4,\n2,,1\n5,5,\n6,7,2\n4,NA,2')
    const result = fitModel(table, { formula: 'y ~ x' })
    expect(result).toMatchObject({ kind: 'fitted', fit: { n: 4, omitted: 3 } })
    expect(warnings(table, 'y ~ x')).toEqual([expect.stringMatching(/3 of 7 rows left out.*y 1, x 2/)])
  })

  test('few levels of a grouping factor are named', () => {
    expect(warnings(dataset('lme4_cake'), 'angle ~ temp + (1 | recipe)')).toEqual([
      expect.stringMatching(/"recipe" has only 3 levels/),
    ])
  })

  test('every number of a fit is finite', () => {
    for (const formula of ['post ~ pre * arm', 'post ~ arm + (1 | person)', 'twice ~ pre']) {
      const result = fitModel(people, { formula })
      const text = JSON.stringify(result, (_, value) => {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
        return value
      })
      expect(text).toContain('"kind":"fitted"')
    }
    expect(warnings(people, 'twice ~ pre')).toEqual([expect.stringMatching(/without error/)])
  })

  test('post ~ pre + m * arm with HC2 errors reports the effect of the position in each arm', () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const arm = i % 2 === 0 ? 'placebo' : 'talk'
      const m = i % 4 < 2 ? -1 : 1
      const pre = (i * 7) % 5
      const noise = ((i * 13) % 11) / 10 - 0.5
      return [String(pre + (arm === 'talk' ? 0.8 * m : 0) + noise), String(pre), String(m), arm]
    })
    const table = tableFromCells(['post', 'pre', 'm', 'arm'], rows)
    const result = fitModel(table, { formula: 'post ~ pre + m * arm', errors: { kind: 'hc2' } })
    if (result.kind === 'refused') throw new Error(result.message)
    expect(result.fit.terms.map((term) => term.term)).toEqual(['(Intercept)', 'pre', 'm', 'armtalk', 'm:armtalk'])
    const shift = result.fit.terms[4]!
    expect(shift.estimate).toBeGreaterThan(0.5)
    expect(shift.df).toBe(35)
    expect(shift.low).toBeLessThan(0.8)
    expect(shift.high).toBeGreaterThan(0.8)
  })
})
