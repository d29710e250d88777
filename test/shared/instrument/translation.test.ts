import { describe, expect, test } from 'vitest'
import { Instrument } from '../../../shared/instrument/instrument.ts'
import { Translation, withTranslation } from '../../../shared/instrument/translation.ts'

const ORIGINAL = { kind: 'original', by: 'A. Author', on: '2026-01-01' } as const
const MACHINE = { kind: 'machine-translation', by: 'a model', on: '2026-01-02' } as const
const PERSON = { kind: 'human-translation', by: 'B. Translator', on: '2026-01-03', localReview: 'approved' } as const

const common = { topic: 'trust', theory: 'local', author: 'A. Author', provenance: { en: ORIGINAL } }

const INSTRUMENT = Instrument.parse({
  id: 'trust',
  title: 'Trust',
  items: [
    {
      ...common,
      id: 'near',
      label: 'Near',
      answer: {
        kind: 'ordinal',
        options: [
          { code: 1, label: { en: 'Yes' } },
          { code: 2, label: { en: 'No' } },
        ],
      },
      forms: { question: [{ en: 'Near?' }, { en: 'Near, or not?' }], open: [{ en: 'Why near?' }] },
    },
    {
      ...common,
      id: 'scale',
      label: 'Scale',
      answer: { kind: 'range', min: 1, max: 5, low: { en: 'little' }, high: { en: 'much' } },
      forms: { statement: [{ en: 'I trust …' }] },
    },
    { ...common, id: 'why', label: 'Why', answer: { kind: 'text' }, forms: { question: [{ en: 'Why?' }] } },
  ],
})

type Words = Record<string, unknown>
const NEAR: Words = { options: { 1: 'Ja', 2: 'Nein' }, question: ['Nah?', 'Nah oder nicht?'], open: ['Warum nah?'] }
const SCALE: Words = { low: 'wenig', high: 'viel', statement: ['Ich vertraue …'] }
const WHY: Words = { question: ['Warum?'] }

function german(items: Record<string, Words>, head: object = {}): Translation {
  return Translation.parse({ instrument: 'trust', locale: 'de', provenance: MACHINE, items, ...head })
}

function merged(items: Record<string, Words>): Instrument {
  const result = withTranslation(INSTRUMENT, german(items))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.instrument
}

function problems(items: Record<string, Words>, head: object = {}, instrument = INSTRUMENT) {
  const result = withTranslation(instrument, german(items, head))
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('a translation that fits', () => {
  test('puts its words beside the original, option by option and wording by wording', () => {
    const [near, scale, why] = merged({ near: NEAR, scale: SCALE, why: WHY }).items
    expect(near!.answer).toEqual({
      kind: 'ordinal',
      options: [
        { code: 1, label: { en: 'Yes', de: 'Ja' } },
        { code: 2, label: { en: 'No', de: 'Nein' } },
      ],
    })
    expect(near!.forms).toEqual({
      question: [
        { en: 'Near?', de: 'Nah?' },
        { en: 'Near, or not?', de: 'Nah oder nicht?' },
      ],
      open: [{ en: 'Why near?', de: 'Warum nah?' }],
    })
    expect(scale!.answer).toMatchObject({ low: { en: 'little', de: 'wenig' }, high: { en: 'much', de: 'viel' } })
    expect(scale!.forms.statement).toEqual([{ en: 'I trust …', de: 'Ich vertraue …' }])
    expect(why!.forms.question).toEqual([{ en: 'Why?', de: 'Warum?' }])
  })

  test('says of each item where the words come from: its own provenance, or that of the file', () => {
    const [near, scale] = merged({ near: { ...NEAR, provenance: PERSON }, scale: SCALE }).items
    expect(near!.provenance.de).toMatchObject(PERSON)
    expect(scale!.provenance.de).toMatchObject({ ...MACHINE, localReview: 'none' })
    expect(scale!.provenance.en).toMatchObject(ORIGINAL)
  })

  test('is still an instrument, and leaves the one that it was given as it was', () => {
    const before = structuredClone(INSTRUMENT)
    const after = merged({ near: NEAR, scale: SCALE, why: WHY })
    expect(Instrument.parse(after)).toEqual(after)
    expect(INSTRUMENT).toEqual(before)
  })

  test('may leave out whole items, which then have nothing in its language', () => {
    const [near, , why] = merged({ near: NEAR }).items
    expect(near!.provenance.de).toBeDefined()
    expect(why).toEqual(INSTRUMENT.items[2])
  })
})

describe('a translation that does not fit is refused:', () => {
  const without = (words: Words, key: string) =>
    Object.fromEntries(Object.entries(words).filter(([one]) => one !== key))

  test.each<[string, Record<string, Words>, string]>([
    ['an item too many', { far: WHY }, 'items.far: "trust" has no item "far"; correct the id or remove it.'],
    [
      'no options',
      { near: without(NEAR, 'options') },
      'items.near: the options of "near" have no text for code 1, 2; translate them.',
    ],
    [
      'a code too few',
      { near: { ...NEAR, options: { 2: 'Nein' } } },
      'items.near.options: the options of "near" have no text for code 1; translate them.',
    ],
    [
      'a code too many',
      { near: { ...NEAR, options: { 1: 'Ja', 2: 'Nein', 3: 'Vielleicht' } } },
      'items.near.options.3: "near" has no option 3; it has 1, 2.',
    ],
    [
      'options of an answer in words',
      { why: { ...WHY, options: { 1: 'Darum' } } },
      'items.why.options.1: "why" has no option 1; it takes no options, so remove them.',
    ],
    [
      'an end of a scale too few',
      { scale: without(SCALE, 'high') },
      'items.scale: the high end of "scale" has no text; translate it as "high".',
    ],
    [
      'an end where there is no scale',
      { near: { ...NEAR, low: 'wenig' } },
      'items.near.low: "near" is no scale with two ends; remove "low".',
    ],
    ['a form too few', { near: without(NEAR, 'open') }, 'items.near: form "open" of "near" has no text; translate it.'],
    [
      'a form too many',
      { why: { ...WHY, scenario: ['Es war einmal.'] } },
      'items.why.scenario: "why" has no form "scenario"; remove it.',
    ],
    [
      'a wording too few',
      { near: { ...NEAR, question: ['Nah?'] } },
      'items.near.question: form "question" of "near" has 1 wording here and 2 in the instrument; translate each, in the same order.',
    ],
    [
      'a wording too many',
      { near: { ...NEAR, question: ['Nah?', 'Nah oder nicht?', 'Wie nah?'] } },
      'items.near.question.2: form "question" of "near" has 3 wordings here and 2 in the instrument; remove what is too many.',
    ],
  ])('%s', (_, items, problem) => {
    expect(problems(items)).toEqual([problem])
  })

  test('of another instrument, with nothing more said', () => {
    expect(problems({ far: WHY }, { instrument: 'values' })).toEqual([
      'instrument: is "values"; this file stands beside "trust".',
    ])
  })

  test('everything at once', () => {
    expect(problems({ near: without(NEAR, 'options'), scale: without(SCALE, 'low'), far: WHY })).toHaveLength(3)
  })

  test.each<[string, (item: Instrument['items'][number]) => void]>([
    ['an option', ({ answer }) => 'options' in answer && Object.assign(answer.options[1]!.label, { de: 'Nein' })],
    ['a wording', ({ forms }) => Object.assign(forms.open![0]!, { de: 'Warum nah?' })],
    ['its provenance', ({ provenance }) => Object.assign(provenance, { de: MACHINE })],
  ])('an item that has %s in its language already', (_, write) => {
    const instrument = structuredClone(INSTRUMENT)
    write(instrument.items[0]!)
    expect(problems({ near: NEAR, why: WHY }, {}, instrument)).toEqual([
      'items.near: item "near" has words in "de" in the instrument already; keep one of the two.',
    ])
  })
})
