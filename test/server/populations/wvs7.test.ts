import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { populationImport } from '../../../server/cli/population-import.ts'
import { sha256 } from '../../../server/digest.ts'
import { loadStudy } from '../../../server/studies/load.ts'
import { problemLine } from '../../../server/studies/study-problem.ts'
import { reference } from '../../../shared/instrument/population.ts'
import { call } from '../cli/calls.ts'
import { STUDY_FILE, studyFolder } from '../studies/study-folder.ts'
import { addsUp, imported, newFolder, refused, sourceFile } from './importing.ts'

const HEAD = 'A_YEAR,B_COUNTRY_ALPHA,H_URBRURAL,W_WEIGHT,Q1,Q2,Q260,Q262,Q275R'

/** Five people in Egypt, two in Germany, and one that is of no country. */
const PEOPLE = [
  HEAD,
  '2018,EGY,1,2,1,2,1,29,1',
  '2018,EGY,1,1,1,10,2,30,2',
  '2018,EGY,2,0.5,2,-1,2,49,3',
  '2018,EGY,2,0.5,2,-2,1,50,-1',
  '2018,EGY,-5,1,-4,-5,-2,15,1',
  '2020,DEU,1,1,1,3,1,70,3',
  '2020,DEU,1,3,2,,2,20,3',
  '2020,818,1,1,1,1,1,40,1',
]
const text = (rows: readonly string[] = PEOPLE) => `${rows.join('\n')}\n`
const all = ['--min-n', '1']

const INSTRUMENT = path.join(studyFolder(), 'studies/library/trust.yaml')

describe('figures of the World Values Survey', () => {
  test('are shares by weight, with the people who answered and the effective number of them', async () => {
    const { figures } = await imported(sourceFile(text()), 'wvs7', ...all)
    // Egypt, Q1: weights 2 and 1 against 0.5 and 0.5, so 3/4 and 1/4; (2+1+0.5+0.5)^2 / (4+1+0.25+0.25) = 2.909.
    expect(figures.filter((row) => row.startsWith('EGY,,'))).toEqual([
      'EGY,,Q1,1,0.75,4,2.9',
      'EGY,,Q1,2,0.25,4,2.9',
      // Weights 2 and 1: 3^2 / 5 = 1.8.
      'EGY,,Q2,2,0.666667,2,1.8',
      'EGY,,Q2,10,0.333333,2,1.8',
      'EGY,,Q260,1,0.625,4,2.9',
      'EGY,,Q260,2,0.375,4,2.9',
      'EGY,,Q262,15,0.2,5,3.8',
      'EGY,,Q262,29,0.4,5,3.8',
      'EGY,,Q262,30,0.2,5,3.8',
      'EGY,,Q262,49,0.1,5,3.8',
      'EGY,,Q262,50,0.1,5,3.8',
      'EGY,,Q275R,1,0.666667,4,3.2',
      'EGY,,Q275R,2,0.222222,4,3.2',
      'EGY,,Q275R,3,0.111111,4,3.2',
    ])
    expect(figures[0]).toBe('country,subgroup,item,code,share,n,effective')
  })

  test('are there for sex, age, education and settlement within a country', async () => {
    const { figures, account } = await imported(sourceFile(text()), 'wvs7', ...all)
    const of = (subgroup: string) => figures.filter((row) => row.startsWith(`EGY,${subgroup},Q1,`))
    expect(of('sex=male')).toEqual(['EGY,sex=male,Q1,1,0.8,2,1.5', 'EGY,sex=male,Q1,2,0.2,2,1.5'])
    expect(of('sex=female')).toEqual(['EGY,sex=female,Q1,1,0.666667,2,1.8', 'EGY,sex=female,Q1,2,0.333333,2,1.8'])
    expect(of('age=16-29')).toEqual(['EGY,age=16-29,Q1,1,1,1,1'])
    expect(of('age=30-49')).toEqual(['EGY,age=30-49,Q1,1,0.666667,2,1.8', 'EGY,age=30-49,Q1,2,0.333333,2,1.8'])
    expect(of('age=50+')).toEqual(['EGY,age=50+,Q1,2,1,1,1'])
    expect(of('education=lower')).toEqual(['EGY,education=lower,Q1,1,1,1,1'])
    expect(of('education=middle')).toEqual(['EGY,education=middle,Q1,1,1,1,1'])
    expect(of('education=higher')).toEqual(['EGY,education=higher,Q1,2,1,1,1'])
    expect(of('settlement=urban')).toEqual(['EGY,settlement=urban,Q1,1,1,2,1.8'])
    expect(of('settlement=rural')).toEqual(['EGY,settlement=rural,Q1,2,1,2,2'])
    expect(account.notes).toContain(
      'People in no group of a dimension: sex 1, age 1, education 1, settlement 1. They count in their country.',
    )
  })

  test('of a subgroup are left out and counted where few people stand behind them; those of a country stay', async () => {
    const { figures, account } = await imported(sourceFile(text()), 'wvs7', '--min-n', '2')
    expect(figures.filter((row) => /^EGY,(sex|age)[^,]*,Q1,/.test(row))).toEqual([
      'EGY,age=30-49,Q1,1,0.666667,2,1.8',
      'EGY,age=30-49,Q1,2,0.333333,2,1.8',
      'EGY,sex=female,Q1,1,0.666667,2,1.8',
      'EGY,sex=female,Q1,2,0.333333,2,1.8',
      'EGY,sex=male,Q1,1,0.8,2,1.5',
      'EGY,sex=male,Q1,2,0.2,2,1.5',
    ])
    expect(figures).toContain('DEU,,Q2,3,1,1,1')
    const all = await imported(sourceFile(text()), 'wvs7', '--min-n', '1')
    const cellsIn = (rows: string[]) => new Set(rows.map((row) => row.split(',').slice(0, 3).join(','))).size
    const left = cellsIn(all.figures) - cellsIn(figures)
    expect(account.notes).toContain(
      `${left} figures of subgroups were left out, since fewer than 2 people stand behind each.`,
    )
  })

  test('are unweighted, and said to be, where the file has no weights', async () => {
    const bare = PEOPLE.map((row) =>
      row
        .split(',')
        .filter((_, at) => at !== 3)
        .join(','),
    )
    const { figures, head } = await imported(sourceFile(text(bare)), 'wvs7', ...all)
    expect(figures).toContain('EGY,,Q1,1,0.5,4,')
    expect(head.weighted).toBe(false)
    expect(head.caution).toMatch(/^The figures are unweighted/)
  })

  test('take the scaled weight where the first is not there, and never the weight of countries', async () => {
    const scaled = await imported(sourceFile(text().replace('W_WEIGHT', 'S018')), 'wvs7', ...all)
    expect(scaled.figures).toContain('EGY,,Q1,1,0.75,4,2.9')
    const countries = await imported(sourceFile(text().replace('W_WEIGHT', 'PWGHT')), 'wvs7', ...all)
    expect(countries.figures).toContain('EGY,,Q1,1,0.5,4,')
  })

  test('are the same, byte by byte, from the same file', async () => {
    const file = sourceFile(text())
    const [one, two] = [await imported(file, 'wvs7'), await imported(file, 'wvs7')]
    for (const name of ['people.yaml', 'people.csv']) expect(one.text(name)).toBe(two.text(name))
  })

  test('say in their head who was asked, when, and from which file they come', async () => {
    const { head } = await imported(sourceFile(text(), 'WVS.csv'), 'wvs7')
    expect(head).toMatchObject({
      id: 'people',
      wave: 'Wave 7, 2018 to 2020 depending on the country',
      weighted: true,
      n: { DEU: 2, EGY: 5 },
      kind: 'distributions',
      data: 'people.csv',
    })
    expect(head.provenance).toContain(`Counted from WVS.csv (SHA-256 ${sha256(text())})`)
  })
})

describe('what does not fit', () => {
  test('is counted by reason with its first lines, and all adds up', async () => {
    const rows = [
      ...PEOPLE,
      '2018,EGY,1,0,1,1,1,29,1',
      '2018,EGY,1,heavy,1,1,1,29,1',
      '2018,EGY,1,-1,1,1,1,29,1',
      '2018,EGY,1,1,1',
      '2018,EGY,1,1,-4,-4,-4,-4,-4',
      '2018,EGY,1,1,often,1.5,-9,20,1',
    ]
    const { account } = await imported(sourceFile(text(rows)), 'wvs7')
    expect(account.rows.read).toBe(14)
    expect(account.rows.used).toBe(8)
    expect(account.rows.misfits).toEqual([
      { reason: 'the weight (W_WEIGHT) is missing or no positive number', count: 2, lines: [11, 12] },
      { reason: 'the country is not a code of three capital letters', count: 1, lines: [9] },
      { reason: 'the weight (W_WEIGHT) is 0', count: 1, lines: [10] },
      { reason: 'the row has more or fewer cells than the header', count: 1, lines: [13] },
      { reason: 'no item was answered', count: 1, lines: [14] },
    ])
    expect(account.answers.misfits).toEqual([
      { reason: 'the answer is not a whole number', count: 2, lines: [15] },
      { reason: 'the code is negative and stands for no kind of missing answer', count: 1, lines: [15] },
    ])
    expect(account.answers.missing).toEqual([
      { kind: 'not asked in this survey (-4)', count: 6 },
      { kind: 'do not know (-1)', count: 2 },
      { kind: 'no answer (-2)', count: 2 },
      { kind: 'missing for another reason (-5)', count: 1 },
      { kind: 'empty cell', count: 1 },
    ])
    expect(addsUp(account)).toBe(true)
  })

  test('keeps the lines of the first five only', async () => {
    const rows = [...PEOPLE, ...Array.from({ length: 9 }, () => '2018,Egypt,1,1,1,1,1,1,1')]
    const { account, err } = await imported(sourceFile(text(rows)), 'wvs7')
    expect(account.rows.misfits[0]).toMatchObject({ count: 10, lines: [9, 10, 11, 12, 13] })
    expect(err).toContain(
      '  10 rows: the country is not a code of three capital letters (lines 9, 10, 11, 12, 13, …)\n',
    )
  })

  test('is told for a code that the instrument lacks, and other items are not read', async () => {
    const { figures, account } = await imported(
      sourceFile(text([...PEOPLE, '2018,EGY,1,1,3,1,1,29,1'])),
      'wvs7',
      '--instrument',
      INSTRUMENT,
    )
    expect(figures).toEqual([
      'country,subgroup,item,code,share,n,effective',
      'DEU,,Q1,1,0.25,2,1.6',
      'DEU,,Q1,2,0.75,2,1.6',
      'EGY,,Q1,1,0.75,4,2.9',
      'EGY,,Q1,2,0.25,4,2.9',
    ])
    expect(account.answers.misfits).toEqual([
      { reason: 'the instrument has no such code for the item', count: 1, lines: [10] },
    ])
    expect(addsUp(account)).toBe(true)
  })

  test('names items of the instrument that the file lacks', async () => {
    const root = studyFolder({ file: 'studies/library/trust.yaml', from: 'reference: Q1', to: 'reference: Q99' })
    const other = path.join(root, 'studies/library/trust.yaml')
    const { account } = await imported(sourceFile(text()), 'wvs7', '--instrument', INSTRUMENT, '--instrument', other)
    expect(account.notes).toContain('The instruments refer to Q99; the file has no such column.')
  })

  test('is an item with more answers than any scale has: it is dropped, also what came before', async () => {
    const many = Array.from({ length: 102 }, (_, at) => `2018,EGY,1,1,1,${at},1,29,1`)
    const { figures, account } = await imported(sourceFile(text([HEAD, ...many])), 'wvs7')
    expect(figures.some((row) => row.includes(',Q1,'))).toBe(true)
    expect(figures.some((row) => row.includes(',Q2,'))).toBe(false)
    expect(account.answers.misfits).toEqual([
      { reason: 'the item has more than 100 different answers', count: 102, lines: [102, 103] },
    ])
    expect(account.notes).toContain('Left out, with more than 100 different answers: Q2.')
    expect(addsUp(account)).toBe(true)
  })

  test('lists codes of places that ISO does not assign, and keeps them', async () => {
    const { figures, account } = await imported(sourceFile(text().replaceAll('DEU', 'NIR')), 'wvs7')
    expect(figures).toContain('NIR,,Q1,1,0.25,2,1.6')
    expect(account.notes.some((note) => note.startsWith('Not in ISO 3166-1') && note.includes(': NIR.'))).toBe(true)
  })
})

describe('the same file in another dress', () => {
  test.each([
    ['semicolons', text().replaceAll(',', ';')],
    ['semicolons and decimal commas', text().replaceAll(',', ';').replaceAll('0.5', '0,5')],
    ['tabs', text().replaceAll(',', '\t')],
    ['a byte order mark', `\uFEFF${text()}`],
    ['a byte order mark before quotes', `\uFEFF${text().replace(/[^,\n]+/g, '"$&"')}`],
    ['line ends of Windows', text().replaceAll('\n', '\r\n')],
    ['quotes', text().replace(/[^,\n]+/g, '"$&"')],
    [
      'labels in its header',
      text().replace('Q1,', '"Q1: Important, in life: Family",').replace('W_WEIGHT', 'W_WEIGHT: Weight'),
    ],
  ])('gives the same figures with %s', async (_, dressed) => {
    const [other, plain] = [await imported(sourceFile(dressed), 'wvs7'), await imported(sourceFile(text()), 'wvs7')]
    expect(other.figures).toEqual(plain.figures)
    expect({ ...other.head, provenance: '' }).toEqual({ ...plain.head, provenance: '' })
  })

  test('with columns turned round is not taken for the plain one', async () => {
    const { account, figures } = await imported(sourceFile(text().replace('Q2,', 'Q2P,')), 'wvs7')
    expect(figures.some((row) => row.includes(',Q2'))).toBe(true)
    expect(figures.some((row) => /,Q2P?,/.test(row))).toBe(false)
    expect(account.notes.some((note) => note.includes('turned round') && note.includes('Q2P'))).toBe(true)
  })
})

describe('a file that cannot be worked with', () => {
  test.each([
    ['is a zip', Buffer.from('PK\u0003\u0004rest'), /zip file or a spreadsheet; unpack it/],
    ['is empty', '', /is empty; download it again/],
    ['is UTF-16 without a mark', Buffer.from('B_COUNTRY_ALPHA,Q1\n', 'utf16le'), /save it as CSV in UTF-8/],
    ['is UTF-16', Buffer.from('\uFEFFB_COUNTRY_ALPHA,Q1\n', 'utf16le'), /save it as CSV in UTF-8/],
    [
      'has other columns',
      'country,answer\nEGY,1\n',
      /has no column B_COUNTRY_ALPHA\..*Expected: B_COUNTRY_ALPHA.*Found: country, answer\./s,
    ],
    ['has no items', 'B_COUNTRY_ALPHA,W_WEIGHT\nEGY,1\n', /no column of an item that was asked for/],
    ['has only items turned round', 'B_COUNTRY_ALPHA,Q1P\nEGY,1\n', /without "inverted" in its name/],
    ['has a quote that is never closed', `${text()}2018,"EGY,1,1\n`, /is not CSV: .*Check the quotes/],
    [
      'has no row that fits',
      `${HEAD}\n2018,Egypt,1,1,1,1,1,1,1\n`,
      /can be used; 1 rows were read\.\n {2}1 rows: the country .*\(line 2\)/,
    ],
    [
      'has answers in words',
      `${HEAD}\n2018,EGY,1,1,Very,Rather,Male,Old,High\n`,
      /5 answers: the answer is not a whole number/,
    ],
  ])('since it %s, is named with a remedy', async (_, bytes, message) => {
    expect(await refused(sourceFile(bytes), 'wvs7')).toMatch(message)
  })

  test('is not there, or a folder', async () => {
    expect(await refused('/nowhere/wvs.csv', 'wvs7')).toContain('there is no such file')
    expect(await refused(path.dirname(sourceFile('')), 'wvs7')).toContain('it is a folder')
  })

  test('is not read when the call is wrong', async () => {
    const file = sourceFile(text(), 'Some File.csv')
    for (const [args, message] of [
      [[], 'No file was named'],
      [[file], '--format is missing'],
      [[file, '--format', 'wvs8', '--out', newFolder()], 'Did you mean "wvs7"?'],
      [[file, '--format', 'wvs7'], '--out is missing'],
      [[file, '--format', 'wvs7', '--out', newFolder(), '--id', 'My People'], '"My People" is not an id'],
      [[file, '--format', 'wvs7', '--out', newFolder(), '--min-n', '0'], '--min-n must be'],
      [[file, '--format', 'long', '--out', newFolder(), '--min-n', '5'], '--min-n is for wvs7'],
      [[file, '--format', 'wvs7', '--out', newFolder(), '--instrument', '/nowhere.yaml'], 'no instrument file'],
      [[file, '--format', 'wvs7', '--out', newFolder(), '--instrument', file], 'Some File.csv:1:'],
    ] as const) {
      const { code, err } = await call(populationImport, ...args)
      expect([code, err]).toEqual([2, expect.stringContaining(message)])
    }
  })

  test('does not overwrite a population that is there; the name comes from the file', async () => {
    const [file, out] = [sourceFile(text(), 'WVS_Wave 7 (csv).csv'), newFolder()]
    const first = await call(populationImport, file, '--format', 'wvs7', '--out', out)
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('wvs-wave-7-csv.yaml')])
    const again = await call(populationImport, file, '--format', 'wvs7', '--out', out)
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('is there already')])
  })
})

describe('an imported population', () => {
  test('is one that a study can name: its figures and subgroups are there, with n', async () => {
    const root = studyFolder({ file: STUDY_FILE, from: '../library/people.yaml', to: '../library/survey/wvs.yaml' })
    const out = path.join(root, 'studies/library/survey')
    mkdirSync(out)
    const args = ['--format', 'wvs7', '--out', out, '--id', 'wvs', '--min-n', '1', '--instrument', INSTRUMENT]
    expect((await call(populationImport, sourceFile(text()), ...args)).code).toBe(0)
    const loaded = loadStudy(STUDY_FILE, root)
    if (!loaded.ok) throw new Error(loaded.problems.map(problemLine).join('\n'))
    const population = loaded.study.populations[0]!
    expect(Object.keys(population.figures)).toEqual(['DEU', 'EGY'])
    expect(reference(population, 'EGY', 'Q1')).toEqual({
      mean: 1.25,
      shares: { 1: 0.75, 2: 0.25 },
      n: 4,
      effective: 2.9,
    })
    expect(reference(population, 'EGY', 'Q1', 'sex=male')).toEqual({
      mean: expect.closeTo(1.2, 9),
      shares: { 1: 0.8, 2: 0.2 },
      n: 2,
      effective: 1.5,
    })
    expect(reference(population, 'DEU', 'Q1', 'sex=other')).toBeUndefined()
    expect(Object.keys(population.subgroups!.EGY!)).toHaveLength(10)
  })
})
