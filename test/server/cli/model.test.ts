import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { model } from '../../../server/cli/model.ts'
import { call, fileOf } from './calls.ts'

const data = new URL('../../shared/statistics/data/regression/', import.meta.url)
const answers = fileOf(readFileSync(new URL('answers.csv', data), 'utf8'))
const sleep = fileOf(readFileSync(new URL('lme4_sleepstudy.csv', data), 'utf8'))

describe('parallax model', () => {
  test('prints a mixed model as JSON with terms, random effects and the criterion', async () => {
    const { code, out, err } = await call(model, sleep, '--formula', 'Reaction ~ Days + (Days | Subject)', '--json')
    const found = JSON.parse(out)
    expect([code, err]).toEqual([0, ''])
    expect(found).toMatchObject({ n: 180, groups: { Subject: 18 }, method: 'reml', converged: true, warnings: [] })
    expect(Object.keys(found.terms[0])).toEqual(['term', 'estimate', 'se', 'df', 'statistic', 'p', 'low', 'high'])
    expect(found.terms[1].estimate).toBeCloseTo(10.4672859596, 8)
    expect(found.random[1]).toMatchObject({ group: 'Subject', name: 'Days' })
    expect(found.random[1].correlation['(Intercept)']).toBeCloseTo(0.06555, 4)
    expect(found.criterion).toBeCloseTo(1743.62827196, 6)
    expect(found.residual.variance).toBeCloseTo(654.941, 2)
  })

  test.each([
    ['y ~ y', 'the outcome "y" also stands behind the "~"'],
    ['y ~ x + (1 | y)', 'the outcome "y" also stands behind the "~"'],
    [`y ~ ${'('.repeat(20_000)}x${')'.repeat(20_000)}`, 'more than 100 brackets in one another (place 105)'],
    [`y ~ ${'factor('.repeat(20_000)}x${')'.repeat(20_000)}`, 'more than 100 brackets in one another'],
    ['y ~ x', 'Check for columns with extreme values'],
    ['y ~ x + (1 | g)', 'Check for columns with extreme values'],
  ])('refuses in a sentence what cannot be fitted (%#)', async (formula, said) => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i % 2 ? '-' : ''}1e308,${i % 5},${i % 3}`)
    const { code, err } = await call(model, fileOf(`y,x,g\n${rows.join('\n')}\n`), '--formula', formula)
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })

  test('a column may be called as something that every object has', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${(i * 7) % 11},${'ab'[i % 2]}`)
    const { code, err } = await call(
      model,
      fileOf(`y,constructor\n${rows.join('\n')}\n`),
      '--formula',
      'y ~ constructor',
    )
    expect([code, err]).toEqual([0, ''])
  })

  test('takes baselines, clusters, the family and the level from the call', async () => {
    const { code, out, err } = await call(
      model,
      ...[answers, '--formula', 'yes ~ cond + x', '--family', 'binomial', '--baseline', 'cond=framed'],
      ...['--se', 'cluster:person', '--level', '0.9'],
    )
    expect(code).toBe(0)
    expect(out).toMatch(/condplain +-0\.6565/)
    expect(out).toMatch(/600 rows, 30 person/)
    expect(err).toMatch(/^Warning: Cluster-robust errors from 30 clusters/)
  })

  test('fits maximum likelihood and between-within degrees of freedom when asked', async () => {
    const { out } = await call(
      model,
      ...[sleep, '--formula', 'Reaction ~ Days + (1 | Subject)', '--method', 'ml', '--df', 'between-within', '--json'],
    )
    const found = JSON.parse(out)
    expect(found.logLik).toBeCloseTo(-897.039321503, 7)
    expect(found.terms[0].df).toBe(17)
  })

  test('reads a text outcome in the order given', async () => {
    const file = fileOf(
      `mood,x\n${Array.from({ length: 40 }, (_, i) => `${['low', 'mid', 'high'][(i * i + i) % 3]},${i % 7}`).join('\n')}\n`,
    )
    const { code, out } = await call(
      model,
      file,
      '--formula',
      'mood ~ x',
      '--family',
      'ordinal',
      '--order',
      'low,mid,high',
    )
    expect(code).toBe(0)
    expect(out).toMatch(/low\|high/)
  })

  test.each([
    ['no formula', [sleep], /--formula is missing/],
    ['no file', ['--formula', 'y ~ x'], /No file was named/],
    ['a column that is not there', [sleep, '--formula', 'Reaction ~ Day'], /no column "Day"\. Its columns: Reaction/],
    ['a family that is not known', [sleep, '--formula', 'Reaction ~ 1', '--family', 'poisson'], /Known: gaussian/],
    ['errors that are not known', [sleep, '--formula', 'Reaction ~ 1', '--se', 'hc9'], /Known: classical, hc2, hc3/],
    [
      'clusters without a column',
      [sleep, '--formula', 'Reaction ~ 1', '--se', 'cluster'],
      /name the column of clusters/,
    ],
    ['a baseline without a level', [sleep, '--formula', 'Reaction ~ Days', '--baseline', 'Days'], /COLUMN=LEVEL/],
    ['an option that is not known', [sleep, '--formula', 'Reaction ~ 1', '--famly', 'x'], /famly/],
    ['a formula that cannot be read', [sleep, '--formula', 'Reaction ~ (1 | Subject'], /expected "\)"/],
    ['a model that cannot be fitted', [sleep, '--formula', 'Reaction ~ Days + factor(Days)'], /singular/],
  ])('%s is exit code 2 and a sentence, and nothing on the output', async (_, args, message) => {
    const { code, out, err } = await call(model, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
  })

  test('explains itself', async () => {
    const { code, out } = await call(model, '--help')
    expect(code).toBe(0)
    expect(out).toMatch(/--baseline COL=LEVEL/)
  })
})
