import { describe, expect, test } from 'vitest'
import { equivalence } from '../../../server/cli/equivalence.ts'
import figures from '../../shared/statistics/data/tests_and_effects.json' with { type: 'json' }
import { call, fileOf } from './calls.ts'

const { a, b, c, sesoi, welch, paired } = figures.tost
const rows = (group: string, values: number[]) => values.map((value, at) => `${group},${value},p${at}`)
const independent = fileOf(`arm,score,person\n${[...rows('x', a), ...rows('y', b)].join('\n')}\n`)
const pairs = fileOf(
  `arm,score,person\n${[...rows('x', a), ...rows('y', c).reverse(), 'y,9,alone', 'x,,gap'].join('\n')}\n`,
)
const ask = (file: string, ...more: string[]) => call(equivalence, file, '--value', 'score', '--group', 'arm', ...more)

describe('parallax equivalence', () => {
  test('gives two one-sided Welch tests, with the effect size and its interval', async () => {
    const { code, out } = await ask(independent, '--sesoi', String(sesoi), '--json')
    const found = JSON.parse(out)
    expect(code).toBe(0)
    expect(found.p_lower).toBeCloseTo(welch[0]!, 12)
    expect(found.p_upper).toBeCloseTo(welch[1]!, 12)
    expect(found.groups.map(({ name, n }: { name: string; n: number }) => [name, n])).toEqual([
      ['x', 7],
      ['y', 9],
    ])
    expect(found.effect_size.estimate).toBeCloseTo(figures.effects.d * figures.effects.factor, 12)
    expect(found.equivalent).toBe(false)
  })

  test('matches pairs by name and not by place, and counts who has no partner', async () => {
    const { out } = await ask(pairs, '--sesoi', String(sesoi), '--pair', 'person', '--json')
    const found = JSON.parse(out)
    expect(found.p_lower).toBeCloseTo(paired[0]!, 12)
    expect(found.p_upper).toBeCloseTo(paired[1]!, 12)
    expect(found).toMatchObject({ equivalent: true, rows_left_out: 1, without_partner: 1, design: 'paired' })
  })

  test('never says equivalent because a difference is not significant', async () => {
    const { out } = await ask(fileOf('arm,score\nx,1\nx,9\nx,4\ny,2\ny,8\ny,5\n'), '--sesoi', '1')
    expect(out).toMatch(/inconclusive: neither a difference nor equivalence is shown/)
    expect(out).not.toMatch(/NaN/)
  })
})

describe('parallax equivalence answers what it cannot work with by code 2', () => {
  test.each([
    ['no smallest effect', 'arm,score\nx,1\ny,2\n', [], /--sesoi is missing/],
    ['a smallest effect of 0', 'arm,score\nx,1\ny,2\n', ['--sesoi', '0'], /--sesoi must be a number above 0/],
    ['three groups', 'arm,score\nx,1\ny,2\nz,3\n', ['--sesoi', '1'], /must hold two groups; it has 3: x, y, z/],
    ['groups of one', 'arm,score\nx,1\ny,2\n', ['--sesoi', '1'], /first group needs 2 values or more; there were 1/],
    ['no spread', 'arm,score\nx,1\nx,1\ny,2\ny,2\n', ['--sesoi', '1'], /no standard error/],
    [
      'a pair twice',
      'arm,score,id\nx,1,a\nx,2,a\ny,2,a\n',
      ['--sesoi', '1', '--pair', 'id'],
      /Line 3: group "x" has "a" twice/,
    ],
    ['words', 'arm,score\nx,one\ny,2\n', ['--sesoi', '1'], /Line 2, column "score": "one" is not a number/],
  ])('%s', async (_, text, more, message) => {
    const { code, out, err } = await ask(fileOf(text), ...more)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
  })
})
