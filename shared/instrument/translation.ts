import * as z from 'zod'
import { Form, Id, type Instrument, type Item, TextProvenance } from './instrument.ts'
import type { WordSlot } from './kinds/kind.ts'
import { kindOf } from './kinds/kinds.ts'
import { Locale, type Localised } from './localised.ts'

const Words = z.string().trim().min(1, 'is empty; write the text')
const Wordings = z.array(Words).min(1)

/** One item in one language: the labels of its answers, and the wordings of each of its forms in the original's order. */
const ItemTranslation = z.strictObject({
  options: z
    .record(z.string().regex(/^\d+$/, 'is not a code; use the codes of the instrument'), Words)
    .optional()
    .describe('The words of the options, by code'),
  low: Words.optional().describe('The words at the low end of a range'),
  high: Words.optional().describe('The words at the high end of a range'),
  statement: Wordings.optional().describe('As many wordings as the item has in this form, in the same order'),
  question: Wordings.optional().describe('The same for this form'),
  scenario: Wordings.optional().describe('The same for this form'),
  open: Wordings.optional().describe('The same for this form'),
  provenance: TextProvenance.optional().describe(
    'Where these words come from, if it is not as the file says, for example when a person has read this item',
  ),
})
type ItemTranslation = z.infer<typeof ItemTranslation>

/** An instrument's texts in one language, in a file of their own beside it. */
export const Translation = z.strictObject({
  instrument: Id.describe('The id of the instrument'),
  locale: Locale.describe('The language, as the file is named'),
  provenance: TextProvenance.describe('Where the words come from, for every item that says nothing else'),
  items: z
    .record(Id, ItemTranslation)
    .describe('Items by id, each of them whole; an item that is left out has no text in this language'),
})
export type Translation = z.infer<typeof Translation>

/** Why a translation does not fit its instrument. `path` leads to the place in the translation. */
export type TranslationProblem = { path: (string | number)[]; message: string }

export type Translated = { ok: true; instrument: Instrument } | { ok: false; problems: TranslationProblem[] }

/**
 * The instrument with the texts and the provenance of a translation added, or everything that does not fit: another
 * instrument; an item, code, form or wording too many or too few; a text that the instrument has in this language
 * already.
 */
export function withTranslation(instrument: Instrument, translation: Translation): Translated {
  const { locale } = translation
  if (translation.instrument !== instrument.id)
    return refused(['instrument'], `is "${translation.instrument}"; this file stands beside "${instrument.id}".`)
  const ids = new Set(instrument.items.map((item) => item.id))
  const problems: TranslationProblem[] = Object.keys(translation.items)
    .filter((id) => !ids.has(id))
    .map((id) => ({
      path: ['items', id],
      message: `"${instrument.id}" has no item "${id}"; correct the id or remove it.`,
    }))
  const items = instrument.items.map((item) => {
    const words = translation.items[item.id]
    if (words === undefined) return item
    const found = misfits(item, words, locale)
    problems.push(...found)
    return found.length > 0 ? item : merged(item, words, locale, words.provenance ?? translation.provenance)
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, instrument: { ...instrument, items } }
}

function refused(path: TranslationProblem['path'], message: string): Translated {
  return { ok: false, problems: [{ path, message }] }
}

function misfits(item: Item, words: ItemTranslation, locale: Locale): TranslationProblem[] {
  const path = ['items', item.id]
  if (textsOf(item).some((text) => text[locale] !== undefined) || item.provenance[locale] !== undefined)
    return [
      { path, message: `item "${item.id}" has words in "${locale}" in the instrument already; keep one of the two.` },
    ]
  return [...answerMisfits(item, words), ...Form.options.flatMap((form) => formMisfits(item, form, words[form]))].map(
    (problem) => ({ ...problem, path: [...path, ...problem.path] }),
  )
}

function answerMisfits({ id, answer }: Item, words: ItemTranslation): TranslationProblem[] {
  const problems: TranslationProblem[] = []
  const slots = kindOf(answer)
    .texts(answer)
    .map(({ slot }) => slot)
  const known = slots.flatMap((slot) => (slot.kind === 'option' ? [`${slot.code}`] : []))
  const written = Object.keys(words.options ?? {})
  const missing = known.filter((code) => !written.includes(code))
  if (missing.length > 0)
    problems.push({
      path: words.options === undefined ? [] : ['options'],
      message: `the options of "${id}" have no text for code ${missing.join(', ')}; translate them.`,
    })
  for (const code of written.filter((one) => !known.includes(one)))
    problems.push({
      path: ['options', code],
      message: `"${id}" has no option ${code}; ${known.length === 0 ? 'it takes no options, so remove them.' : `it has ${known.join(', ')}.`}`,
    })
  for (const end of ['low', 'high'] as const) {
    const wanted = slots.some((slot) => slot.kind === 'end' && slot.end === end)
    if (wanted && words[end] === undefined)
      problems.push({ path: [], message: `the ${end} end of "${id}" has no text; translate it as "${end}".` })
    if (!wanted && words[end] !== undefined)
      problems.push({ path: [end], message: `"${id}" is no scale with two ends; remove "${end}".` })
  }
  return problems
}

function formMisfits({ id, forms }: Item, form: Form, wordings: string[] | undefined): TranslationProblem[] {
  const wanted = forms[form]?.length ?? 0
  const found = wordings?.length ?? 0
  if (wanted === found) return []
  if (wanted === 0) return [{ path: [form], message: `"${id}" has no form "${form}"; remove it.` }]
  if (found === 0) return [{ path: [], message: `form "${form}" of "${id}" has no text; translate it.` }]
  const counted = `form "${form}" of "${id}" has ${found === 1 ? '1 wording' : `${found} wordings`} here and ${wanted} in the instrument`
  return [
    found < wanted
      ? { path: [form], message: `${counted}; translate each, in the same order.` }
      : { path: [form, wanted], message: `${counted}; remove what is too many.` },
  ]
}

function textsOf({ answer, forms }: Item): Localised[] {
  const answers = kindOf(answer).texts(answer)
  return [...Object.values(forms).flat(), ...answers.map(({ text }) => text)]
}

/** `words` fit the item: no text of it is missing. */
function merged(item: Item, words: ItemTranslation, locale: Locale, provenance: TextProvenance): Item {
  const with_ = (text: Localised, added: string | undefined) =>
    added === undefined ? text : { ...text, [locale]: added }
  const forms = Object.fromEntries(
    Object.entries(item.forms).map(([form, texts]) => [
      form,
      texts.map((text, nth) => with_(text, words[form as Form]?.[nth])),
    ]),
  )
  return {
    ...item,
    answer: kindOf(item.answer).withTexts(item.answer, (text, slot) => with_(text, wordsFor(slot, words))),
    forms,
    provenance: { ...item.provenance, [locale]: provenance },
  }
}

function wordsFor(slot: WordSlot, words: ItemTranslation): string | undefined {
  return slot.kind === 'option' ? words.options?.[slot.code] : words[slot.end]
}
