import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { isNoAnswer } from '../../../server/populations/no-answer.ts'
import { addsUp, imported, refused, sourceFile } from './importing.ts'

const TRADE = 'Is trade with other countries, on the whole, good? Say "yes" or "no".'
const NEIGHBOUR = "Do you trust your neighbour's dog?"

/** A cell of a CSV. */
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const dict = (entries: string) => `defaultdict(<class 'list'>, {${entries}})`

/** Made up for these tests, in the shape of the published file. */
const ROWS = [
  [
    TRADE,
    dict(
      "'Angola': [0.6, 0.2, 0.2], 'S. Korea': [0.5, 0.5, 0.0], 'Angola (Non-national sample)': [1, 0, 0], 'Atlantis': [1, 0, 0]",
    ),
    `['Yes', 'No', "DK/Refused"]`,
    'GAS',
  ],
  [
    NEIGHBOUR,
    dict(
      "'Great Britain': [40, 30, 30], 'Northern Ireland': [0.3, 0.3, 0.39], 'Japan': [0.4, 0.4, 0.1], 'Chile': [0.5, 0.5]",
    ),
    `["A lot", 'Don\\'t mind', 'Not at all']`,
    'WVS',
  ],
]
const text = (rows: string[][] = ROWS) =>
  `question,selections,options,source\n${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`

async function items(rows = ROWS): Promise<Record<string, string>> {
  const { text: read } = await imported(sourceFile(text(rows)), 'globalopinionqa')
  const book: Record<string, string>[] = parse(read('people-codebook.csv'), { columns: true })
  return Object.fromEntries(book.map((row) => [row.question!, row.item!]))
}

describe('GlobalOpinionQA', () => {
  test('gives shares of the answers by country, no answers kept out and the rest scaled to 1', async () => {
    const { figures } = await imported(sourceFile(text()), 'globalopinionqa')
    const { [TRADE]: trade, [NEIGHBOUR]: neighbour } = await items()
    expect(figures).toEqual([
      'country,subgroup,item,code,share,n,effective',
      `AGO,,${trade},1,0.75,,`,
      `AGO,,${trade},2,0.25,,`,
      `GBR,,${neighbour},1,0.4,,`,
      `GBR,,${neighbour},2,0.3,,`,
      `GBR,,${neighbour},3,0.3,,`,
      `KOR,,${trade},1,0.5,,`,
      `KOR,,${trade},2,0.5,,`,
      `NIR,,${neighbour},1,0.30303,,`,
      `NIR,,${neighbour},2,0.30303,,`,
      `NIR,,${neighbour},3,0.393939,,`,
    ])
  })

  test('counts what it cannot use by reason, and all adds up', async () => {
    const { account } = await imported(sourceFile(text()), 'globalopinionqa')
    expect(account.answers).toMatchObject({ unit: 'distributions', read: 8, used: 4 })
    expect(account.answers.misfits).toEqual([
      { reason: 'the sample is not of the whole country', count: 1, lines: [2] },
      { reason: 'the name stands for no country that is known here', count: 1, lines: [2] },
      { reason: 'the shares do not sum to 1 (within 0.03), nor to 100 %', count: 1, lines: [3] },
      { reason: 'there are more or fewer shares than options', count: 1, lines: [3] },
    ])
    expect(addsUp(account)).toBe(true)
    expect(account.notes).toContain('Names that stand for no country known here: Atlantis.')
  })

  test('tells how much the options hold that are no answer, and by which rule they were kept out', async () => {
    const { account } = await imported(sourceFile(text()), 'globalopinionqa')
    const told = account.notes.find((note) => note.startsWith('An option is kept out'))!
    const { [TRADE]: trade } = await items()
    expect(told).toContain(
      `Of 2 distributions with such an option it holds 10.0 % on average and 20.0 % at most (${trade} in AGO).`,
    )
  })

  test('writes a codebook with the question, the options, and which of them count', async () => {
    const { text: read } = await imported(sourceFile(text()), 'globalopinionqa')
    const book: Record<string, string>[] = parse(read('people-codebook.csv'), { columns: true })
    expect(book.filter((row) => row.question === TRADE).map(({ item: _, ...row }) => row)).toEqual([
      { source: 'GAS', countries: '2', question: TRADE, code: '1', option: 'Yes', counts_as: 'answer' },
      { source: 'GAS', countries: '2', question: TRADE, code: '2', option: 'No', counts_as: 'answer' },
      {
        source: 'GAS',
        countries: '2',
        question: TRADE,
        code: '3',
        option: 'DK/Refused',
        counts_as: 'no answer, kept out',
      },
    ])
    expect(book.find((row) => row.question === NEIGHBOUR && row.code === '2')!.option).toBe("Don't mind")
  })

  test('names a question the same wherever it stands, and another one otherwise', async () => {
    const one = await items()
    const other = await items([
      [NEIGHBOUR, "{'Japan': [0.5, 0.5]}", "['A lot', 'Little']", 'WVS'],
      ...ROWS.toReversed().slice(1),
    ])
    expect(other[TRADE]).toBe(one[TRADE])
    expect(other[NEIGHBOUR]).not.toBe(one[NEIGHBOUR])
    expect(one[TRADE]).toMatch(/^goqa-[0-9a-f]{12}$/)
  })

  test('adds the countries of a question that comes again, and never counts one twice', async () => {
    const again = [
      TRADE,
      "{'Angola': [0.1, 0.9, 0], 'India (Current national sample)': [0.1, 0.9, 0], 'India (Old national sample)': [1, 0, 0]}",
      ROWS[0]![2]!,
      'GAS',
    ]
    const { figures, account } = await imported(sourceFile(text([...ROWS, again])), 'globalopinionqa')
    const { [TRADE]: trade } = await items()
    expect(figures).toContain(`AGO,,${trade},1,0.75,,`)
    expect(figures).toContain(`IND,,${trade},1,0.1,,`)
    expect(account.answers.misfits).toContainEqual({
      reason: 'the country has shares for this question already',
      count: 1,
      lines: [4],
    })
    expect(account.answers.misfits).toContainEqual({
      reason: 'the sample is an older one of its country',
      count: 1,
      lines: [4],
    })
  })

  test('reads JSON lines to the same figures, with lists of JSON or of Python', async () => {
    const lines = [
      JSON.stringify({
        question: TRADE,
        selections: { Angola: [0.6, 0.2, 0.2], 'S. Korea': [0.5, 0.5, 0] },
        options: ['Yes', 'No', 'DK/Refused'],
        source: 'GAS',
      }),
      JSON.stringify({ question: NEIGHBOUR, selections: ROWS[1]![1], options: ROWS[1]![2], source: 'WVS' }),
      '{"question": "broken',
      '{"question": "No options?", "selections": {}}',
    ]
    const { figures, account } = await imported(sourceFile(`${lines.join('\n')}\n`, 'goqa.jsonl'), 'globalopinionqa')
    expect(figures).toEqual((await imported(sourceFile(text()), 'globalopinionqa')).figures)
    expect(account.rows.misfits).toEqual([
      { reason: 'the line is not JSON', count: 1, lines: [3] },
      { reason: 'the line lacks question, selections, options or source', count: 1, lines: [4] },
    ])
  })

  test.each([
    ['no question', ['', "{'Japan': [1, 0]}", "['a', 'b']", 'WVS'], 'there is no question'],
    ['options that are no list', ['Q?', "{'Japan': [1, 0]}", 'a; b', 'WVS'], 'the options are no list of texts'],
    [
      'selections that are code',
      ['Q?', '__import__("os").system("true")', "['a', 'b']", 'WVS'],
      'the selections are no dictionary',
    ],
    [
      'selections that are words',
      ['Q?', "{'Japan': ['x', 'y']}", "['a', 'b']", 'WVS'],
      'the selections are no dictionary of lists of numbers',
    ],
    [
      'one answer and no more',
      ['Q?', "{'Japan': [0.5, 0.5]}", "['a', 'Refused']", 'WVS'],
      'fewer than two options are answers',
    ],
    [
      'negative shares',
      ['Q?', "{'Japan': [1.5, -0.5]}", "['a', 'b']", 'WVS'],
      'no distribution of the question can be used',
    ],
    [
      'nobody who answered',
      ['Q?', "{'Japan': [0, 0, 1]}", "['a', 'b', 'DK']", 'WVS'],
      'no distribution of the question can be used',
    ],
    ['a cell too few', ['Q?', "{'Japan': [1, 0]}", "['a', 'b']"], 'the row has more or fewer cells than the header'],
  ])('counts a row with %s', async (_, row, reason) => {
    const { account } = await imported(sourceFile(text([...ROWS, row])), 'globalopinionqa')
    expect(account.rows).toEqual({ read: 3, used: 2, misfits: [{ reason, count: 1, lines: [4] }] })
  })

  test('of another format is refused with the columns that are wanted and found', async () => {
    expect(await refused(sourceFile('question,answer\na,b\n'), 'globalopinionqa')).toMatch(
      /Expected the columns question, selections, options, source; found: question, answer\./,
    )
    const nothing = text([['Q?', "{'Atlantis': [1, 0]}", "['a', 'b']", 'WVS']])
    expect(await refused(sourceFile(nothing), 'globalopinionqa')).toContain('Atlantis')
  })
})

describe('an option', () => {
  test.each([
    'DK/Refused',
    "Don't know/Refused",
    'Don’t know',
    "Don't know/ Unsure",
    'No answer/refused',
    'No answer',
    'DK (VOL)',
    'Don´t know',
    'Other missing; Multiple answers Mail (EVS)',
    'Missing; Not applicable for other reasons',
    'Missing; Not asked in survey',
    'Missing; Unknown',
    'Refused',
    "Don't know or refused",
  ])('"%s" is no answer', (option) => expect(isNoAnswer(option)).toBe(true))
  test.each([
    'No',
    'None of these',
    'Neither',
    'Other',
    "Don't know him",
    'Refused entry',
    'Not important',
    'Both/Neither',
    "Bad, or don't know",
    'No opinion on that/Bad',
    '',
  ])('"%s" is an answer', (option) => expect(isNoAnswer(option)).toBe(false))
})
