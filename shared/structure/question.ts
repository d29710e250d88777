import * as z from 'zod'
import type { AnswerFormat, Form, Item } from '../instrument/instrument.ts'
import { answerLabel, kindOf } from '../instrument/kinds/kinds.ts'
import { type Locale, localise } from '../instrument/localised.ts'
import type { PhraseWords } from '../languages/phrase-words.ts'
import type { ReplyFormat } from '../languages/reply-format.ts'
import { phrasesIn } from './phrases.ts'
import type { Strategy } from './structure.ts'

/** Whose answer a survey or a probe asks for. Every table keeps these apart. */
export const Target = z.enum(['own', 'norm', 'assistant'])
export type Target = z.infer<typeof Target>

/**
 * An item as a model is asked it: which form, which of its wordings, the options' order, what reply is asked for, and
 * whose answer. `place` is the name of the place whose norm is asked, or of the place that the assistant's partner is
 * from; null for none.
 */
export type Question = {
  item: Item
  form: Form
  wording: number
  reversed: boolean
  format: ReplyFormat
  target: Target
  place: string | null
}

/** A question for the answerer's own answer, by its number, with the options in their order. */
export function plainQuestion(item: Item, form: Form, wording: number): Question {
  return { item, form, wording, reversed: false, format: 'number', target: 'own', place: null }
}

/**
 * Words of a question in a locale. Throws if the item lacks the form or the wording (the linter makes sure that it does
 * not).
 */
export function wordsOf(question: Question, locale: Locale): string {
  const wording = question.item.forms[question.form]?.[question.wording]
  if (wording === undefined)
    throw new Error(`Item "${question.item.id}" has no wording ${question.wording} of the form "${question.form}".`)
  return localise(wording, locale)
}

/**
 * The last message of a probe: the question, its options, and how to answer. Reversing changes the order of the list
 * but never the meaning of a number, so an answer is read the same way in both orders.
 */
export function renderQuestion(question: Question, strategy: Strategy, locale: Locale): string {
  const phrases = phrasesIn(locale)
  const { answer } = question.item
  const options = kindOf(answer).optionLines(answer, phrases, locale)
  if (question.reversed) options.reverse()
  const how = (strategy.kind === 'reasoning-first' ? phrases.reasonThenAnswer : phrases.answer)[question.format]
  const asked = [...leadOf(question, phrases), wordsOf(question, locale)]
  return (options.length === 0 || question.form === 'open' ? asked : [...asked, ...options, how]).join('\n')
}

function leadOf({ target, place }: Question, phrases: PhraseWords): string[] {
  return target === 'own' ? [] : [phrases[target](place)]
}

/** An option's words, or the bare number on a scale where only the ends have labels. */
export function answerWords(answer: AnswerFormat, code: number, locale: Locale): string {
  const label = answerLabel(answer, code)
  return label === undefined ? String(code) : localise(label, locale)
}
