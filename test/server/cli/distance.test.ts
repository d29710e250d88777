import { describe, expect, test } from 'vitest'
import { distance } from '../../../server/cli/distance.ts'
import { call, fileOf } from './calls.ts'

const shares = fileOf('code,p,q\n1,0.1,0.4\n2,0.2,0.3\n3,0.3,0.2\n4,0.4,0.1\n')
const ask = async (file: string, ...more: string[]) => {
  const { code, out, err } = await call(distance, file, '--p', 'p', '--q', 'q', '--code', 'code', '--json', ...more)
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out).not.toMatch(/NaN|Infinity/)
  return JSON.parse(out)
}

describe('parallax distance', () => {
  test('gives every measure of two columns of shares', async () => {
    const { measures } = await ask(shares)
    expect(measures.nominal_similarity.value).toBeCloseTo(1 - 0.3918681606471551, 12)
    expect(measures.ordinal_similarity.value).toBeCloseTo(1 - 1 / 3, 12)
    expect(measures.total_variation.value).toBeCloseTo(0.4, 12)
    expect(measures.hellinger.value).toBeCloseTo(0.3318162917087773, 12)
    expect(measures.kullback_leibler.value * Math.LN2).toBeCloseTo(0.4564348191467835, 12)
    expect(measures.mean_shift.value).toBeCloseTo(1, 12)
    expect(measures.means_similarity.value).toBeCloseTo(2 / 3, 12)
    expect(measures.spread_ratio.value).toBeCloseTo(1, 12)
    expect(measures.ordinal_similarity.citation).toMatch(/Santurkar/)
  })

  test('sets a perfect sampler above a constant median, as distributions', async () => {
    const file = fileOf('code,p,q,m\n1,1,1,0\n2,1,1,0\n3,1,1,1\n4,1,1,0\n5,1,1,0\n')
    expect((await ask(file)).measures.ordinal_similarity.value).toBe(1)
    const constant = await ask(file, '--p', 'm')
    expect(constant.measures.ordinal_similarity.value).toBeCloseTo(0.7, 12)
  })

  test('says null, floors and ceilings where n is known, and what is missing where it is not', async () => {
    const bare = await ask(shares)
    expect(bare.measures.ordinal_similarity).toMatchObject({ null: null, ceilings: { other_half: null } })
    expect(bare.notes.join(' ')).toMatch(/give --n\..*give --n-q\./)
    const known = await ask(shares, '--n', '25', '--n-q', '900')
    const { null: chance, floors, ceilings } = known.measures.ordinal_similarity
    expect(chance.mean).toBeLessThan(ceilings.other_half.mean)
    expect(chance.low).toBeLessThan(chance.mean)
    expect(floors.majority).toBeCloseTo(1 - 1 / 3, 12)
    expect(floors.uniform).toBeCloseTo(1 - 0.5 / 3, 12)
    expect(known.notes).toEqual([])
    expect(known).toEqual(await ask(shares, '--n', '25', '--n-q', '900'))
  })

  test('takes whole numbers as counts with their n, and names the nearest other population', async () => {
    const file = fileOf('code,p,q,near,far\n1,3,40,39,0\n2,5,30,30,0\n3,2,30,31,100\n')
    const found = await ask(file, '--other', 'near', '--other', 'far')
    expect(found.p).toEqual({ column: 'p', read_as: 'counts', n: 10 })
    expect(found.q).toEqual({ column: 'q', read_as: 'counts', n: 100 })
    expect(found.measures.ordinal_similarity.ceilings.nearest_other.name).toBe('near')
    expect(found.measures.total_variation.ceilings.nearest_other).toEqual({ name: 'near', value: expect.closeTo(0.01) })
    expect(found.measures.closeness.value).toBeGreaterThan(0.9)
  })

  test('gives distances their null too, and the one without bias has it at 0', async () => {
    const { measures } = await ask(shares, '--n', '6', '--n-q', '5', '--draws', '4000')
    expect(measures.total_variation.null.mean).toBeGreaterThan(0.15)
    expect(Math.abs(1 - measures.closeness.null.mean)).toBeLessThan(0.005)
    expect(measures.mean_shift.null).toBeNull()
  })

  test('gives nominal measures only where codes have no order', async () => {
    const { measures } = await ask(fileOf('code,p,q\ntea,0.5,0.2\ncoffee,0.5,0.8\n'))
    expect(measures.total_variation.value).toBeCloseTo(0.3, 12)
    expect(measures.ordinal_similarity).toMatchObject({ value: null, reason: 'the options have no order' })
    expect(measures.means_similarity.value).toBeNull()
  })

  test('says that a measure is not defined, instead of infinity', async () => {
    const { measures } = await ask(fileOf('code,p,q\n1,0.5,1\n2,0.5,0\n'))
    expect(measures.kullback_leibler).toMatchObject({ value: null, reason: expect.stringMatching(/not defined/) })
    expect(measures.spread_ratio.value).toBeNull()
  })

  test('writes a table for people', async () => {
    const { out } = await call(distance, shares, '--p', 'p', '--q', 'q', '--code', 'code', '--n', '10')
    expect(out).toMatch(/P p \(shares, n 10\) against Q q \(shares, n unknown\)/)
    expect(out).toMatch(/Similarity of distributions, ordered options +0\.6667 +0\.\d{4} \[/)
    expect(out).toMatch(/give --n-q/)
  })
})

describe('parallax distance answers what it cannot work with by code 2', () => {
  test.each([
    [
      'percentages with decimals',
      'code,p,q\n1,40.5,0.5\n2,59.5,0.5\n',
      [],
      /Column "p": Shares must sum to 1; these sum to 100/,
    ],
    ['an n that contradicts counts', 'code,p,q\n1,4,0.5\n2,6,0.5\n', ['--n', '11'], /sum to 10, and --n says 11/],
    ['an empty cell', 'code,p,q\n1,,0.5\n2,1,0.5\n', [], /Line 2, column "p" is empty or says .* Write 0/],
    ['a missing cell', 'code,p,q\n1,NaN,0.5\n2,1,0.5\n', [], /Line 2, column "p" .* missing \(NA, NaN, null\)/],
    [
      'codes off any scale',
      'code,p,q\n-1e308,4,5\n1e308,6,5\n',
      [],
      /Option code -1e\+308 .* is no position on a scale/,
    ],
    ['figures beyond counts', 'code,p,q\n1,1e308,5\n2,1e308,5\n', [], /Column "p" has 1e\+308, which is neither/],
    ['an option twice', 'code,p,q\n1,0.5,0.5\n1,0.5,0.5\n', [], /Option "1" is there twice/],
    ['a negative count', 'code,p,q\n1,-1,0.5\n2,4,0.5\n', [], /Column "p": .*must be 0 or more/],
    ['no rows', 'code,p,q\n', [], /no rows/],
    [
      'an impossible n',
      'code,p,q\n1,0.5,0.5\n2,0.5,0.5\n',
      ['--n', '2.5'],
      /--n must be a whole number above 0; it was "2.5"/,
    ],
  ])('%s', async (_, text, more, message) => {
    const { code, out, err } = await call(distance, fileOf(text), '--p', 'p', '--q', 'q', '--code', 'code', ...more)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
  })
})
