import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { studyFolder } from '../studies/study-folder.ts'
import { addsUp, imported, refused, sourceFile } from './importing.ts'

const SHARES = `population,item,code,share,n
EGY,Q10,1,0.25,80
EGY,Q10,2,0.75,80
EGY,Q2,1,1,
EGY/sex=female,Q10,2,1,40
DEU,Q10,1,0.5,9
DEU,Q10,2,0.495,9
`
const INSTRUMENT = path.join(studyFolder(), 'studies/library/trust.yaml')

describe('a long table', () => {
  test('of shares becomes figures in the order of countries, subgroups and items', async () => {
    const { figures, head, account } = await imported(sourceFile(SHARES), 'long')
    expect(figures).toEqual([
      'country,subgroup,item,code,share,n,effective',
      'DEU,,Q10,1,0.5,9,',
      'DEU,,Q10,2,0.495,9,',
      'EGY,,Q2,1,1,,',
      'EGY,,Q10,1,0.25,80,',
      'EGY,,Q10,2,0.75,80,',
      'EGY,sex=female,Q10,2,1,40,',
    ])
    expect(head).toMatchObject({ kind: 'distributions', n: 'unknown' })
    expect(account).toMatchObject({ n: { least: 9, most: 80 }, items: 2, subgroups: ['sex=female'] })
  })

  test('of means, with columns in any order, becomes means', async () => {
    const { figures, head } = await imported(
      sourceFile('n;mean;item;population\n80;1.75;Q1;EGY\n;2;Q1;DEU/age=50+\n'),
      'long',
    )
    expect(figures).toEqual(['country,subgroup,item,mean,n,effective', 'DEU,age=50+,Q1,2,,', 'EGY,,Q1,1.75,80,'])
    expect(head.kind).toBe('means')
  })

  test('has no mean that is off any scale', async () => {
    const { account } = await imported(sourceFile('population,item,mean\nEGY,Q1,2\nDEU,Q1,1e308\n'), 'long')
    expect(JSON.stringify(account)).toContain('the mean is off any scale')
  })

  test('says that its head must be filled in', async () => {
    const { head, account } = await imported(sourceFile(SHARES), 'long')
    expect(head.source).toMatch(/^<.*>$/)
    expect(account.notes).toContainEqual(expect.stringContaining('Replace the texts in angle brackets'))
  })

  test.each([
    ['Egypt,Q1,1,1,', 'the population does not begin with a code of three capital letters'],
    ['EGY/female,Q1,1,1,', 'the subgroup is not written like "EGY/sex=female"'],
    ['EGY/sex=female/age=50+,Q1,1,1,', 'the subgroup is not written like "EGY/sex=female"'],
    ['EGY,,1,1,', 'the item is empty'],
    ['EGY,Q1,one,1,', 'the code is not a whole number'],
    ['EGY,Q1,-1,1,', 'the code is negative: a missing answer is no part of a distribution'],
    ['EGY,Q1,1e308,1,', 'the code is not a whole number'],
    ['EGY,Q1,1,100,', 'the share is not a number from 0 to 1'],
    ['EGY,Q1,1,,', 'the share is not a number from 0 to 1'],
    ['EGY,Q1,1,1,few', 'n is not a whole number above 0'],
    ['EGY,Q1,1,1', 'the row has more or fewer cells than the header'],
    ['EGY,Q10,1,0.25,80', 'the same population, item and code stand further up already'],
  ])('counts the row %s', async (row, reason) => {
    const { account } = await imported(sourceFile(`${SHARES}${row}\n`), 'long')
    expect(account.rows).toEqual({ read: 7, used: 6, misfits: [{ reason, count: 1, lines: [8] }] })
  })

  test('leaves out an item whose shares do not sum to 1, and counts its rows', async () => {
    const { account, figures } = await imported(sourceFile(`${SHARES}FRA,Q1,1,0.5,\nFRA,Q1,2,0.4,\n`), 'long')
    expect(figures.some((row) => row.startsWith('FRA'))).toBe(false)
    const reason = 'the shares of the item do not sum to 1 (within 0.01)'
    expect(account.rows).toEqual({ read: 8, used: 6, misfits: [{ reason, count: 2, lines: [8] }] })
    expect(account.answers).toMatchObject({ read: 5, used: 4, misfits: [{ reason, count: 1, lines: [8] }] })
    expect(addsUp(account)).toBe(true)
  })

  test('keeps a figure without its n where the rows tell several', async () => {
    const { figures, account } = await imported(
      sourceFile(SHARES.replace('DEU,Q10,2,0.495,9', 'DEU,Q10,2,0.495,8')),
      'long',
    )
    expect(figures).toContain('DEU,,Q10,1,0.5,,')
    expect(account.notes).toContainEqual(expect.stringMatching(/^1 figures lack n/))
  })

  test('keeps to the items and codes of an instrument', async () => {
    const source = sourceFile('population,item,code,share\nEGY,Q1,1,1\nDEU,Q1,3,1\nEGY,Q2,1,1\n')
    const { account, figures } = await imported(source, 'long', '--instrument', INSTRUMENT)
    expect(figures.slice(1)).toEqual(['EGY,,Q1,1,1,,'])
    expect(account.rows.misfits.map(({ reason }) => reason)).toEqual([
      'the instrument has no such code for the item',
      'the item is not in the given instruments',
    ])
    const means = sourceFile('population,item,mean\nEGY,Q1,1.5\nDEU,Q1,2.5\n')
    const misfits = (await imported(means, 'long', '--instrument', INSTRUMENT)).account.rows.misfits
    expect(misfits).toEqual([{ reason: 'the mean lies outside the codes of the item', count: 1, lines: [3] }])
  })

  test.each([
    ['country,item,mean\nEGY,Q1,1\n', 'found: country,item,mean.'],
    ['population,item,code,share,mean\nEGY,Q1,1,1,1\n', 'found: population,item,code,share,mean.'],
    ['population,item,item,mean\nEGY,Q1,Q1,1\n', 'found: population,item,item,mean.'],
    ['population,item,mean\nEGY,Q1,high\n', '1 rows: the mean is not a number (line 2)'],
    ['population,item,mean\n', '0 rows were read'],
  ])('that is none is refused: %j', async (text, message) => {
    expect(await refused(sourceFile(text), 'long')).toContain(message)
  })
})
