import type { AnswerWords } from '../languages/answer-words.ts'
import { wordsOfAll } from '../languages/languages.ts'
import { folded, MASK, UNSPACED } from './plain-text.ts'

const ANSWER_WORDS = await wordsOfAll('answers')

/** Languages in which answers can be read. */
export const ANSWER_LANGUAGES: readonly string[] = [...ANSWER_WORDS.keys()]

const languages = [...ANSWER_WORDS.values()]

/** Matches if no letter or digit of a script with spaces stands before, or behind. */
export const WORD_START = `(?<!(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])`
export const WORD_END = `(?!(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])`

type Words = (language: AnswerWords) => readonly string[]

/** The words of all languages. If a language has spaces, only whole words match. */
function words(of: Words): string {
  return `(?:${WORD_START}(?:${sources(of, true)})${WORD_END}|${sources(of, false)})`
}

/** Phrases of all languages. If a language has spaces, they begin with a word and may end inside one. */
function phrases(of: Words): RegExp {
  return new RegExp(`${WORD_START}(?:${sources(of, true)})|${sources(of, false)}`, 'u')
}

/** A pattern that never matches, for lists that are empty. */
const NEVER = '(?!)'

function sources(of: Words, spaced: boolean): string {
  const found = languages.flatMap((one) => (one.spaced === spaced ? of(one).map(fold) : []))
  return found.length === 0 ? NEVER : found.join('|')
}

/** A source with its letters folded. Classes such as \p{L} stay as they are. */
function fold(source: string): string {
  return source.replace(/(\\p\{[^}]*\}|\\.)|[^\\]+/gu, (part, kept?: string) => kept ?? folded(part))
}

/** A number in words, from 0 to 10. */
export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  languages.flatMap(({ numbers }) =>
    numbers.split(' ').flatMap((same, value) => same.split('|').map((word) => [fold(word), value] as const)),
  ),
)

/** Characters that form larger numerals of Han. */
const HAN_NUMERALS = '〇零一二三四五六七八九十两百千万半'

const han = new RegExp(`^[${UNSPACED}]$`)
const numberWords = [...NUMBER_WORDS.keys()]
const numerals = `[${numberWords.filter((word) => han.test(word)).join('')}]`
const spelt = numberWords.filter((word) => !han.test(word)).join('|')

/**
 * A number word. A number word of Han must not be part of a larger numeral, nor of 十分 ("enough") or 一点 ("a little").
 */
export const NUMBER_WORD = new RegExp(
  `${WORD_START}(?:${spelt})${WORD_END}|(?<![${HAN_NUMERALS}])${numerals}(?![${HAN_NUMERALS}])(?<!十(?=分)|一(?=[点點番分号些]))`,
  'gu',
)

/** Matches the beginning of a line that gives the answer. The answer is in the group. */
export const ANSWER_LINE = new RegExp(
  `^[-> ({•]*${words((one) => one.answer)}(?: ?${words((one) => one.is)}(?: ?[:=-])?| ?[:=-]) ?(.*)$`,
  'u',
)

const unit = words((one) => one.unit)

/** Stands right before, and right behind, the number that is meant. */
export const CUE_BEFORE = new RegExp(`${words((one) => one.before)} ?[:=]? ?[([]?$`, 'u')
export const CUE_AFTER = new RegExp(`^[)\\]]? ?${unit}?,? ?${words((one) => one.after)}`, 'u')

/** What may stand behind a number that is the whole answer. */
export const CLAUSE_END = `(?: ?${unit}){0,2} ?(?:$|[()[\\]{}|.:=,;!。、।…${MASK}]|- |${words((one) => one.because)})`

/** Continues the text behind a number that is meant. */
export const ONWARD = new RegExp(`^[)\\]]? ${words((one) => one.onward)}|^${words((one) => one.onward)}`, 'u')

/** May stand before a number at the beginning of a line. */
export const ARTICLE = words((one) => one.article)

/** Matches a text that begins with the end of its clause. */
export const CLAUSE_ENDS = new RegExp(`^${CLAUSE_END}`, 'u')

const or = words((one) => one.or)
const to = words((one) => one.scale.to)
const between = words((one) => one.outOf.between)
const behind = words((one) => one.outOf.behind)

/** Makes a number a part of something else: "4 out of 10", "50 %", "3 or 4", "between 2 and 3". */
export const NO_SINGLE_NUMBER = new RegExp(
  `\\d ?(?:%|percent|\\/ ?\\d|${between} ?\\d|${behind})|\\d ?${unit}? ?(?:[-~]|${or}|${to}) ?\\d|${words((one) => one.near)} ?\\d`,
  'u',
)

/** Names a scale from `low` to `high` and is no answer: "on a scale from 1 to 5", "out of 5", "/5". */
export function scaleMentions(low: number, high: number): RegExp {
  const ends = [low, high].map((end) => `(?<!\\d)${end}(?!\\d)(?: ?\\([${MASK}]\\))?`)
  const before = words((one) => one.scale.before)
  const after = words((one) => one.scale.after)
  return new RegExp(
    `(?:${before} ?){0,3}${ends[0]} ?${unit}? ?(?:[-~]|${to}) ?${ends[1]} ?${unit}?(?: ?${after}){0,2}` +
      `|(?<=\\d) ?${unit}? ?(?:\\/|${between}) ?${high}(?!\\d)|(?<!\\d)${high} ?${behind}`,
    'gu',
  )
}

const clause = `[^.,;!?。、।…\\n]{0,60}`

/** Matches a text whose end denies the words behind it, leaves them open, or says that others hold that view. */
export const DENIED_BEFORE = new RegExp(
  `${WORD_START}(?:${sources((one) => one.not.before, true)})(?: [\\p{L}\\p{M}']+){0,3}:? ?$` +
    `|(?:${sources((one) => one.not.before, false)})[^\\s\\p{P}]{0,4}$|${words((one) => one.others)}${clause}$`,
  'u',
)

/** Matches a text whose beginning denies the words before it. */
export const DENIED_BEHIND = new RegExp(`^(?:${words((one) => one.not.behind)})`, 'u')

/** A label that consists only of loose words. */
export const LOOSE = new RegExp(`^(?:${words((one) => one.loose)} ?)+$`, 'u')

export const SUBJECT = new RegExp(`^${words((one) => one.subject)} ?`, 'u')

export const REFUSAL = phrases((one) => one.refusal)
export const NOT_APPLICABLE = phrases((one) => one.notApplicable)
export const NEEDS_CONTEXT = phrases((one) => one.needsContext)
