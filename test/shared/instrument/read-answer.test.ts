import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Item } from '../../../shared/instrument/instrument.ts'
import { Outcome, outcomeKinds } from '../../../shared/instrument/outcome.ts'
import { readAnswer } from '../../../shared/instrument/read-answer.ts'

type Labels = readonly (readonly [code: number, en: string, ar: string])[]

const options = (labels: Labels) => labels.map(([code, en, ar]) => ({ code, label: { en, ar } }))

function itemWith(id: string, answer: object): Item {
  const forms = { question: [{ en: 'Question?', ar: 'سؤال؟' }] }
  return Item.parse({ id, label: id, topic: 't', theory: 'none', author: 'test', provenance: {}, forms, answer })
}

const items: Record<string, Item> = {
  agree: itemWith('agree', {
    kind: 'ordinal',
    options: options([
      [1, 'Strongly disagree', 'لا أوافق بشدة'],
      [2, 'Disagree', 'لا أوافق'],
      [3, 'Neither agree nor disagree', 'محايد'],
      [4, 'Agree', 'أوافق'],
      [5, 'Strongly agree', 'أوافق بشدة'],
    ]),
  }),
  scale: itemWith('scale', {
    kind: 'range',
    min: 1,
    max: 10,
    low: { en: 'never acceptable', ar: 'غير مقبول أبدًا' },
    high: { en: 'always acceptable', ar: 'مقبول دائمًا' },
  }),
  age: itemWith('age', {
    kind: 'ordinal',
    options: options([
      [1, '18 to 24', 'من 18 إلى 24'],
      [2, '25 to 34', 'من 25 إلى 34'],
      [3, '35 or older', '35 فأكثر'],
    ]),
  }),
  pick: itemWith('pick', {
    kind: 'ordinal',
    options: options([
      [1, 'Yes, I would pick it', 'نعم، أختار ذلك'],
      [2, 'No, I would leave it out', 'لا، لا أختار ذلك'],
    ]),
  }),
  tree: itemWith('tree', {
    kind: 'nominal',
    options: options([
      [1, 'Fig', 'تين'],
      [2, 'Olive', 'زيتون'],
    ]),
  }),
  'next-door': itemWith('next-door', {
    kind: 'ordinal',
    options: options([
      [1, 'I would rather not live next door to them', 'أفضّل ألا يكون ذلك بجوار مسكني'],
      [2, 'I would have nothing against it', 'لا مانع عندي'],
    ]),
  }),
  petition: itemWith('petition', {
    kind: 'ordinal',
    options: options([
      [1, 'I have done it before', 'سبق لي ذلك'],
      [2, 'I have not done it, but I could imagine it', 'لم يسبق لي ذلك، وقد أفعله'],
      [3, 'I have not done it and never will', 'لم يسبق لي ذلك، ولن أفعله أبدًا'],
    ]),
  }),
  open: itemWith('open', { kind: 'text' }),
}

const Row = z.strictObject({
  item: z.string(),
  locale: z.enum(['en', 'ar']),
  text: z.string(),
  outcome: z.enum(outcomeKinds),
  code: z.int().optional(),
})

const corpus = readFileSync(new URL('answers.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => Row.parse(JSON.parse(line)))

describe('reading answers', () => {
  it.each(corpus)('reads $text ($item, $locale) as $outcome', ({ item, locale, text, outcome, code }) => {
    const expected = Outcome.parse(code === undefined ? { kind: outcome } : { kind: outcome, code })
    expect(readAnswer(text, items[item]!, locale)).toEqual(expected)
  })

  it('has a corpus in which each outcome and each language comes up', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(120)
    for (const locale of ['en', 'ar'] as const)
      expect(new Set(corpus.filter((row) => row.locale === locale).map((row) => row.outcome)).size).toBe(
        outcomeKinds.length,
      )
  })

  it('reads every option from its number, its label, and both together, in each language', () => {
    for (const item of Object.values(items)) {
      if (item.answer.kind !== 'ordinal' && item.answer.kind !== 'nominal') continue
      for (const { code, label } of item.answer.options)
        for (const locale of ['en', 'ar'] as const)
          for (const text of [`${code}`, label[locale]!, `${code} = ${label[locale]}`, `Answer: ${code}`])
            expect([text, readAnswer(text, item, locale)]).toEqual([text, { kind: 'classified', code }])
    }
  })

  it('gives no option for a text without numbers and labels, whatever it says', () => {
    for (const item of Object.values(items))
      for (const text of ['Perhaps.', 'So many views.', 'من يدري؟', '…', 'null', 'undefined', 'A', '[object Object]'])
        expect(readAnswer(text, item, 'en').kind).not.toBe('classified')
  })
})
