import { describe, expect, test } from 'vitest'
import { Answer } from '../../../shared/instrument/answer.ts'
import type { Simulated } from '../../../shared/instrument/kinds/kind.ts'
import {
  AnswerFormat,
  codesOf,
  isListed,
  isOrdered,
  isUnordered,
  type Kind,
  kindOf,
  labelsOf,
  scaleOf,
} from '../../../shared/instrument/kinds/kinds.ts'
import { misfit } from '../../../shared/instrument/misfit.ts'
import { phrasesIn } from '../../../shared/structure/phrases.ts'

const options = [
  { code: 1, label: { en: 'No', de: 'Nein' } },
  { code: 2, label: { en: 'Yes', de: 'Ja' } },
]

/** One format of each kind, so that the compiler asks for that of a new one. */
const FORMATS: { readonly [K in Kind]: Extract<AnswerFormat, { kind: K }> } = {
  ordinal: { kind: 'ordinal', options },
  nominal: { kind: 'nominal', options },
  range: { kind: 'range', min: 0, max: 3, low: { en: 'never' }, high: { en: 'always' } },
  text: { kind: 'text', maxLength: 5 },
  population: { kind: 'population' },
}
const all = Object.values(FORMATS).map((format) => [format.kind, format] as const)

const person: Simulated = { optional: false, places: ['EGY'], remark: () => 'Well', code: () => 2 }
const item = (answer: AnswerFormat, optional = false) => ({ answer, optional }) as Parameters<typeof misfit>[0]

describe('the table of item kinds', () => {
  test('places keep their order in the export, with own words beside them, and none is told from a blank', () => {
    const { cell } = kindOf(FORMATS.population).column
    const said = (places: string[], words: string) => cell({ kind: 'places', places, words })
    expect([said(['MAR', 'EGY'], ''), said(['EGY'], 'Nubia'), said([], 'Nubia'), said([], '')]).toEqual([
      'MAR EGY',
      'EGY "Nubia"',
      '"Nubia"',
      'none',
    ])
  })

  test.each(all)('%s: a format passes its own part of the schema and comes back as it was', (_, format) => {
    expect(AnswerFormat.parse(format)).toEqual(format)
    expect(kindOf(format).kind).toBe(format.kind)
  })

  test.each(all)('%s: what a simulated person answers fits the item and is an answer', (_, format) => {
    const answer = kindOf(format).simulated(format, person)
    expect(Answer.parse(answer)).toEqual(answer)
    expect(answer.kind).toBe(kindOf(format).takes)
    expect(misfit(item(format), answer)).toBeNull()
  })

  test.each(all)('%s: its words are found where it says that they stand, and are the ones that change', (_, format) => {
    const kind = kindOf(format)
    for (const { path, text } of kind.texts(format)) {
      const found = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], format)
      expect(found).toBe(text)
    }
    const changed = kind.withTexts(format, (text) => ({ ...text, sw: 'neno' }))
    expect(kind.texts(changed).map(({ text }) => text)).toEqual(
      kind.texts(format).map(({ text }) => ({ ...text, sw: 'neno' })),
    )
  })

  test.each(all)(
    '%s: answers are codes with a column of whole numbers, or a sentence says what they are',
    (_, format) => {
      const found = scaleOf(format)
      const { column } = kindOf(format)
      if (found.ok) {
        expect(found.scale.codes.length).toBeGreaterThan(1)
        expect(column.type).toBe('integer')
        expect(column.cell({ kind: 'code', code: 2 })).toBe(2)
      } else {
        expect(found.why).toMatch(/^[a-z]/)
        expect(codesOf(format)).toEqual([])
        expect(isOrdered(format) || isUnordered(format) || isListed(format)).toBe(false)
      }
    },
  )

  test.each(all)('%s: options are listed to a model as they are to a coder, or to neither', (_, format) => {
    const kind = kindOf(format)
    const lines = kind.optionLines(format, phrasesIn('en'), 'en')
    expect(lines.length).toBe(kind.coderLines(format, 'en').length)
    expect(lines.length > 0).toBe(scaleOf(format).ok)
  })

  test('an order, words for every code, and words for the ends alone', () => {
    const told = (format: AnswerFormat) => [isOrdered(format), isUnordered(format), isListed(format)]
    expect(told(FORMATS.ordinal)).toEqual([true, false, true])
    expect(told(FORMATS.nominal)).toEqual([false, true, true])
    expect(told(FORMATS.range)).toEqual([true, false, false])
    expect(labelsOf(FORMATS.range).map(({ code }) => code)).toEqual([0, 3])
  })

  test('an answer that does not fit is refused with what would', () => {
    expect(misfit(item(FORMATS.ordinal), { kind: 'code', code: 3 })).toBe('There is no option 3; the options are 1, 2.')
    expect(misfit(item(FORMATS.range), { kind: 'code', code: 4 })).toBe(
      'There is no option 4; the options are 0, 1, 2, 3.',
    )
    expect(misfit(item(FORMATS.text), { kind: 'text', text: 'longer' })).toBe('The answer is longer than 5 characters.')
    expect(misfit(item(FORMATS.text), { kind: 'text', text: ' ' })).toBe('This question needs an answer.')
    expect(misfit(item(FORMATS.text, true), { kind: 'text', text: ' ' })).toBeNull()
    expect(misfit(item(FORMATS.population), { kind: 'code', code: 1 })).toBe(
      'This question takes an answer of the kind "places".',
    )
    expect(misfit(item(FORMATS.nominal), { kind: 'skipped' })).toBe('This question needs an answer.')
    expect(misfit(item(FORMATS.nominal, true), { kind: 'skipped' })).toBeNull()
  })
})
