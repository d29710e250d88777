import { describe, expect, test } from 'vitest'
import { agreement } from '../../../server/cli/agreement.ts'
import figures from '../../shared/statistics/data/kappa_and_icc.json' with { type: 'json' }
import krippendorff from '../../shared/statistics/data/krippendorff_2011.json' with { type: 'json' }
import { call, fileOf } from './calls.ts'

const long = (rows: readonly (readonly (number | string | null)[])[]) =>
  fileOf(
    `text,who,code\n${rows.flatMap((row, unit) => row.map((value, rater) => `t${unit},r${rater},${value ?? 'NA'}`)).join('\n')}\n`,
  )
const published = long(
  krippendorff.coders_by_units[0]!.map((_, unit) => krippendorff.coders_by_units.map((row) => row[unit]!)),
)
const ask = (file: string, level: string, ...more: string[]) =>
  call(agreement, file, '--unit', 'text', '--rater', 'who', '--value', 'code', '--level', level, ...more)

describe('parallax agreement', () => {
  test.each(['nominal', 'ordinal', 'interval', 'ratio'] as const)(
    'gives the published alpha at the %s level',
    async (level) => {
      const { code, out } = await ask(published, level, '--json')
      const found = JSON.parse(out)
      expect(code).toBe(0)
      expect(found.alpha.estimate).toBeCloseTo(krippendorff.computed[level], 12)
      expect(found.alpha.low).toBeLessThan(found.alpha.estimate)
      expect(found.alpha.high).toBeGreaterThan(found.alpha.estimate)
      expect(found).toMatchObject({ units: 12, raters: 4, ratings: 41, rows_without_rating: 7 })
    },
  )

  test('takes words as categories and gives the kappas of two raters', async () => {
    const rows = [
      ...Array.from({ length: 20 }, () => ['yes', 'yes']),
      ...Array.from({ length: 5 }, () => ['yes', 'no']),
      ...Array.from({ length: 10 }, () => ['no', 'yes']),
      ...Array.from({ length: 15 }, () => ['no', 'no']),
    ]
    const found = JSON.parse((await ask(long(rows), 'nominal', '--json')).out)
    expect(found.cohen_kappa.estimate).toBeCloseTo(0.4, 12)
    expect(found.cohen_kappa.low).toBeLessThan(0.4)
    expect(found.fleiss_kappa.estimate).toBeLessThan(0.4)
    expect(found.cohen_kappa_linear.not_applicable).toMatch(/without order/)
    expect(found.icc.not_applicable).toMatch(/categories without order/)
  })

  test('gives intraclass correlations of a full table and says why not of another', async () => {
    const full = JSON.parse((await ask(long(figures.shroutFleiss1979), 'interval', '--json')).out)
    expect(full.icc.icc2.estimate).toBeCloseTo(0.289763779528, 11)
    expect(full.icc.icc3k.low).toBeCloseTo(0.676, 2.7)
    expect(full.cohen_kappa.not_applicable).toMatch(/for categories/)
    const missing = JSON.parse((await ask(published, 'interval', '--json')).out)
    expect(missing.icc.not_applicable).toMatch(/did not rate unit/)
  })

  test('writes lines for people, with level, seed and resamples, and the same ones for the same seed', async () => {
    const first = await ask(published, 'ordinal', '--seed', 'a', '--resamples', '200')
    expect(first.out).toMatch(/41 ratings of 12 units by 4 raters, ordinal; 7 rows without a rating/)
    expect(first.out).toMatch(/Krippendorff's alpha +0\.8154 {2}\[/)
    expect(first.out).toMatch(/Cohen's kappa +not applicable: .*two raters; there are 4/)
    expect((await ask(published, 'ordinal', '--seed', 'a', '--resamples', '200')).out).toBe(first.out)
    expect((await ask(published, 'ordinal', '--seed', 'b', '--resamples', '200')).out).not.toBe(first.out)
  })

  test('gives an estimate without an interval where no resample can be had, and never NaN', async () => {
    const { code, out } = await ask(long([[1, 2]]), 'nominal', '--json')
    expect(code).toBe(0)
    expect(out).not.toMatch(/NaN|Infinity/)
    expect(JSON.parse(out).alpha).toMatchObject({ low: null, high: null, note: expect.stringMatching(/two units/) })
  })
})

describe('parallax agreement answers what it cannot work with by code 2, saying where and what to do', () => {
  test.each([
    ['no file', [], /No file was named/],
    [
      'a file that is not there',
      ['nowhere.csv', '--unit', 'u', '--rater', 'r', '--value', 'v', '--level', 'nominal'],
      /no such file/,
    ],
    ['a missing option', [published, '--unit', 'text'], /--rater is missing: the column that says who rated/],
    ['an option that it does not know', [published, '--untt', 'text'], /--untt/],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await call(agreement, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
  })

  test.each([
    ['an unknown level', published, 'cardinal', /No level "cardinal". Levels: nominal, ordinal/],
    [
      'a word where a number is needed',
      fileOf('text,who,code\na,x,1\na,y,two\n'),
      'ordinal',
      /Line 3, column "code": "two" is not a number/,
    ],
    ['a missing column', fileOf('text,code\na,1\n'), 'ordinal', /no column "who". Its columns: text, code/],
    ['a unit rated twice', fileOf('text,who,code\na,x,1\na,x,2\n'), 'ordinal', /Rater "x" rated unit "a" twice/],
    ['ratings that do not vary', fileOf('text,who,code\na,x,1\na,y,1\n'), 'nominal', /same value/],
    ['a torn row', fileOf('text,who,code\na,x\n'), 'nominal', /line 2 has 2 cells where the header has 3/],
    ['a rating without a rater', fileOf('text,who,code\na,,1\n'), 'nominal', /Line 2 has a rating and no who/],
    ['an empty file', fileOf(''), 'nominal', /is empty/],
    ['an open quote', fileOf('text,who,code\n"a,x,1\n'), 'nominal', /not a CSV file/],
  ])('%s', async (_, file, level, message) => {
    const { code, err } = await ask(file, level)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('--help is no problem', async () => {
    expect(await call(agreement, '--help')).toEqual({ code: 0, out: agreement.help, err: '' })
  })
})
