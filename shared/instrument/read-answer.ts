import {
  ANSWER_LINE,
  ARTICLE,
  CLAUSE_END,
  CLAUSE_ENDS,
  CUE_AFTER,
  CUE_BEFORE,
  NEEDS_CONTEXT,
  NO_SINGLE_NUMBER,
  NOT_APPLICABLE,
  NUMBER_WORD,
  NUMBER_WORDS,
  ONWARD,
  REFUSAL,
} from './answer-patterns.ts'
import type { Item } from './instrument.ts'
import type { Locale } from './localised.ts'
import type { Outcome } from './outcome.ts'
import { bare, lengthInWords, MASK, maskOf, plain } from './plain-text.ts'
import { denied, type LabelsFound, labelEqual, labelsIn, NEAR, type ScaleWords, scaleWords } from './scale-words.ts'

/**
 * Recorded with every answer that was read. It changes with any rule, so that rows read under other rules can be
 * recognised.
 */
export const PARSER_VERSION = 'read-answer 2'

const UNCLASSIFIABLE: Outcome = { kind: 'unclassifiable' }

/** The longest text, in words, in which a label without any other sign counts as the answer. */
const LONGEST_SENTENCE = 20

/**
 * What became of a question, read from the reply's text. What cannot be read is `unclassifiable` and never an option:
 * if a careful reader could doubt, no option is read. The first rule that applies counts:
 * 1. No text is `failed`. Text inside `<think>` tags, or before a lone `</think>`, is not part of an answer.
 * 2. The last line that begins "Answer:" (or "الإجابة:", "Respuesta:", "答案：" …) decides alone.
 * 3. A bare label. Or a number that stands alone, begins the first line, is said to be the answer ("I would say 4"), or
 *    is the whole last line. Two different numbers, a span, a fraction, a number that is denied or said about others,
 *    or a number with the label of another are unclassifiable.
 * 4. "It depends", "it does not apply", a refusal.
 * 5. In one short sentence, exactly one label that is not denied, left open, or said about others.
 * An item without options has nothing that could be classified. Digits of any script, number words and cues of all study
 * languages, and labels of all the item's languages are read. `locale` is the question's language, whose labels come first.
 */
export function readAnswer(text: string, item: Item, locale: Locale): Outcome {
  if (text.trim() === '') return { kind: 'failed' }
  const whole = plain(withoutThoughts(text))
  const scale = scaleWords(item.answer, locale)
  const { said, line } = lastAnswerLine(whole) ?? { said: whole, line: whole }
  const inside = labelsIn(said, scale)
  return readOption(said, inside, scale) ?? readInWords(said, inside, line, scale) ?? UNCLASSIFIABLE
}

function withoutThoughts(text: string): string {
  const open = text.replace(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/gi, '')
  // Some templates put the opening tag into the prompt. Then the reply has only the closing tag.
  return open.split(/<\/think(?:ing)?>/i).at(-1)!
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}

/** What is said behind the last "Answer:", or on the line below if nothing stands behind it; and that line. */
function lastAnswerLine(text: string): { said: string; line: string } | null {
  const lines = linesOf(text)
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const found = ANSWER_LINE.exec(lines[index]!)
    if (found === null) continue
    const rest = found[1]!.trim()
    if (bare(rest) !== '') return { said: rest, line: lines[index]! }
    const below = lines[index + 1]
    if (below !== undefined) return { said: below, line: below }
  }
  return null
}

/** A bare label, or a number that is clearly the answer; null if there is neither. */
function readOption(text: string, inside: LabelsFound, scale: ScaleWords): Outcome | null {
  if (scale.codes.length === 0) return null
  const label = labelEqual(bare(text), scale) ?? lastLabel(text, inside, scale)
  if (label !== null) return { kind: 'classified', code: label }
  const word = NUMBER_WORDS.get(bare(text))
  if (word !== undefined) return ofNumber(word, scale)
  const meant = numberBehindLabel(text, scale) ?? numberMeant(inside.masked, scale)
  if (meant === null) return null
  if (meant === 'unclear' || contradicts(meant, scale)) return UNCLASSIFIABLE
  return ofNumber(meant.value, scale)
}

/** The number of "Agree (4)". */
function numberBehindLabel(text: string, scale: ScaleWords): Meant | null {
  const [, label, number] = BEHIND_LABEL.exec(text.split('\n', 1)[0]!) ?? []
  const code = label === undefined ? null : labelEqual(bare(label), scale)
  return code === null ? null : { value: Number(number), behind: maskOf(code) }
}

/** The label that is the whole last line, if no other label and no line with a number stands before it. */
function lastLabel(text: string, { codes, doubtful, masked }: LabelsFound, scale: ScaleWords): number | null {
  if (codes.size !== 1 || doubtful || /\d/.test(masked)) return null
  return labelEqual(bare(linesOf(text).at(-1) ?? ''), scale)
}

function ofNumber(value: number, { codes }: ScaleWords): Outcome {
  return codes.includes(value) ? { kind: 'classified', code: value } : { kind: 'out-of-range' }
}

/** A number, and the text behind it on its line with masks for labels. */
type Meant = { value: number; behind: string }

/** "1, strongly agree" where 1 means to disagree strongly: nobody can know which of the two is meant. */
function contradicts({ value, behind }: Meant, { codes, endsOnly }: ScaleWords): boolean {
  if (!ANY_MASK.test(behind) || behind.includes(maskOf(value))) return false
  // "3, close to never" mentions an end and correctly names another number; "10, never" does not.
  return !endsOnly || value === Math.min(...codes) || value === Math.max(...codes)
}

const ANY_MASK = new RegExp(`[${MASK}]`)

const LEADING = new RegExp(`^(?:[-[({¡¿•·→✅✔☑👉 ]|> )*?(?:${ARTICLE} )?(-?\\d+(?:[.,]\\d+)?)(?=${CLAUSE_END})`, 'u')
const BEHIND_LABEL = /^(.{1,300}?)[.,]? ?[-(:=[] ?(\d+) ?[)\]]?[.!。]?$/
const LISTED = new RegExp(`^[-•([ ]*(\\d+) ?(?:$|[)\\].:=、${MASK}])`)
const ALONE = /^[-[(> ]*?(\d+) ?[)\]]?[.!。]?$/
const NUMBER = /(?<![\d.,])-?\d+(?:[.,]\d+)?/g

/**
 * The one number that is meant. `unclear` if there are numbers but nobody can know which one is meant, or whether any
 * is.
 */
function numberMeant(masked: string, scale: ScaleWords): Meant | 'unclear' | null {
  // Labels are masked, since some hold numbers of their own ("18 to 24").
  const lines = linesOf(masked).map((line) => withDigits(withoutScale(line, scale)))
  return leading(lines) ?? cued(lines) ?? last(lines)
}

/** The number at the beginning of the first line: "4, because …". */
function leading([first = '', ...rest]: readonly string[]): Meant | 'unclear' | null {
  const found = LEADING.exec(first)
  if (found === null) return null
  const [led, number] = [found[0], found[1]!]
  const listed = rest.flatMap((line) => LISTED.exec(line)?.[1] ?? [])
  const others = [...(first.match(NUMBER) ?? []), ...listed].some((other) => other !== number)
  return others ? 'unclear' : meantBy(number, first.slice(led.length))
}

/** The number that is said to be the answer: "I would say 4". */
function cued(lines: readonly string[]): Meant | 'unclear' | null {
  const found = new Map<string, Meant | 'unclear'>()
  for (const line of lines) {
    const single = !NO_SINGLE_NUMBER.test(line)
    for (const { 0: number, index: at } of line.matchAll(NUMBER)) {
      const before = line.slice(Math.max(0, at - NEAR), at)
      const behind = line.slice(at + number.length, at + number.length + NEAR)
      const goesOn = CLAUSE_ENDS.test(behind) || ONWARD.test(behind)
      if (!(CUE_BEFORE.test(before) && goesOn) && !CUE_AFTER.test(behind)) continue
      if (denied(before, behind)) continue
      const sentence = behind.split(/[!?。।…]|\.(?!\d)/u)[0]!
      const others = (sentence.match(NUMBER) ?? []).some((other) => other !== number)
      found.set(number, single && !others ? meantBy(number, behind) : 'unclear')
    }
  }
  if (found.size === 0) return null
  return found.size > 1 ? 'unclear' : [...found.values()][0]!
}

/** The number that is the whole last line, if no other line begins with one. */
function last(lines: readonly string[]): Meant | 'unclear' | null {
  const alone = ALONE.exec(lines.at(-1) ?? '')
  if (alone === null) return null
  return lines.slice(0, -1).some((line) => LISTED.test(line)) ? 'unclear' : meantBy(alone[1]!, '')
}

function meantBy(number: string, behind: string): Meant | 'unclear' {
  const value = Number(number.replace(',', '.'))
  return Number.isInteger(value) ? { value, behind } : 'unclear'
}

/**
 * Removes words that describe the scale and are no answer: "on a scale from 1 to 5", "out of 5", "1 = never, 5 =
 * always".
 */
function withoutScale(text: string, { mentions }: ScaleWords): string {
  const pairs = text.match(PAIR) ?? []
  const without = (pairs.length > 1 ? text.replace(PAIR, ' ') : text).replace(mentions, ' ').replace(/ +/g, ' ').trim()
  // If a text has no other numbers than the scale's, it is a span, and it is left so that it can be read as one.
  return /\d/.test(without) || NUMBER_WORD_ONCE.test(without) ? without : text
}

// It matches from the beginning of the number. If it were tried from each digit, the time would grow with the square of
// a long number.
const PAIR = new RegExp(`(?<!\\d)\\d+ ?[=:)] ?[${MASK}][,;]?`, 'g')
const NUMBER_WORD_ONCE = new RegExp(NUMBER_WORD.source, 'u')

/**
 * A line with its number word as digits, if that word alone is said to be the answer, or stands at the beginning of the
 * line.
 */
function withDigits(line: string): string {
  const hits = [...line.matchAll(NUMBER_WORD)]
  const clear = hits.filter(({ 0: word, index: at }) => {
    const before = line.slice(Math.max(0, at - NEAR), at)
    const behind = line.slice(at + word.length, at + word.length + NEAR)
    if (!/^[-[(> ]*$/.test(before) && !CUE_BEFORE.test(before)) return CUE_AFTER.test(behind)
    return CLAUSE_ENDS.test(behind) || CUE_AFTER.test(behind)
  })
  const [only] = clear
  if (clear.length !== 1 || hits.some(({ 0: word }) => NUMBER_WORDS.get(word) !== NUMBER_WORDS.get(only![0])))
    return line
  const value = NUMBER_WORDS.get(only![0])
  return `${line.slice(0, only!.index)}${value}${line.slice(only!.index + only![0].length)}`
}

/** What is said in words: why there is no answer (the whole line counts), or a label in a short sentence. */
function readInWords(text: string, inside: LabelsFound, line: string, scale: ScaleWords): Outcome | null {
  const masked = [inside.masked, ...(line === text ? [] : [labelsIn(line, scale).masked])]
  const says = (phrases: RegExp) => masked.some((one) => phrases.test(one))
  if (says(NEEDS_CONTEXT)) return { kind: 'needs-context' }
  if (says(NOT_APPLICABLE)) return { kind: 'not-applicable' }
  if (says(REFUSAL)) return { kind: 'refused' }
  // The words at the ends of a long scale are also used to speak about everything between them.
  if (scale.endsOnly || inside.codes.size !== 1 || inside.doubtful) return null
  if (/\d/.test(inside.masked) || lengthInWords(text) > LONGEST_SENTENCE) return null
  return { kind: 'classified', code: [...inside.codes][0]! }
}
