import {
  ANSWER_LINE,
  CUE,
  NEEDS_CONTEXT,
  NO_SINGLE_NUMBER,
  NOT_APPLICABLE,
  NUMBER_WORDS,
  plain,
  REFUSAL,
} from './answer-words.ts'
import type { Item } from './instrument.ts'
import type { Locale } from './localised.ts'
import type { Outcome } from './outcome.ts'
import { bare, labelEqual, labelsIn, type ScaleWords, scaleWords } from './scale-words.ts'

/** Stands on every answer read; it changes with any rule, so that rows read under other rules are told apart. */
export const PARSER_VERSION = 'read-answer 1'

const UNCLASSIFIABLE: Outcome = { kind: 'unclassifiable' }

/** The longest text, in words, in which a label alone counts as the answer. */
const LONGEST_SENTENCE = 20

/**
 * What became of a question, read from the reply's text. What cannot be read is `unclassifiable` and never an option:
 * where a careful reader could doubt, no option is read. The first rule that applies counts:
 * 1. No text is `failed`. Text inside `<think>` tags is no part of an answer.
 * 2. The last line that begins "Answer:" (or "الإجابة:") decides alone.
 * 3. A bare label, or a number that stands alone, leads the first line, or is said to be the answer ("I would say 4").
 *    Two different numbers, a span, a fraction, or a number with the label of another are unclassifiable.
 * 4. "It depends", "it does not apply", a refusal.
 * 5. In one short sentence, exactly one label, not negated.
 * An item without options has nothing that could be classified. Digits of any script and labels of all the item's
 * languages are read; `locale` is the question's language, whose labels come first.
 */
export function readAnswer(text: string, item: Item, locale: Locale): Outcome {
  if (text.trim() === '') return { kind: 'failed' }
  const whole = plain(text.replace(/<think>[\s\S]*?(?:<\/think>|$)/gi, ''))
  const said = lastAnswerLine(whole) ?? whole
  const scale = scaleWords(item.answer, locale)
  return readOption(said, scale) ?? readInWords(said, scale) ?? UNCLASSIFIABLE
}

/** What stands behind the last "Answer:", or on the line below where nothing stands behind it. */
function lastAnswerLine(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const found = ANSWER_LINE.exec(lines[index]!)
    if (found === null) continue
    const rest = (found[1] ?? found[2] ?? '').replace(/["}]+$/, '').trim()
    if (rest !== '') return rest
    if (index + 1 < lines.length) return lines[index + 1]!
  }
  return null
}

/** A bare label, or a number that is clearly the answer; null where there is neither. */
function readOption(text: string, scale: ScaleWords): Outcome | null {
  if (scale.codes.length === 0) return null
  const label = labelEqual(bare(text), scale)
  if (label !== null) return { kind: 'classified', code: label }
  const word = NUMBER_WORDS.get(bare(text))
  if (word !== undefined) return ofNumber(word, scale)
  const meant = numberMeant(text, scale)
  if (meant === null) return null
  if (meant === 'unclear' || contradicts(meant, scale)) return UNCLASSIFIABLE
  return ofNumber(meant.value, scale)
}

function ofNumber(value: number, { codes }: ScaleWords): Outcome {
  return codes.includes(value) ? { kind: 'classified', code: value } : { kind: 'out-of-range' }
}

/** "1, strongly agree" where 1 is to disagree strongly: which of the two is meant cannot be known. */
function contradicts({ value, beside }: Meant, { codes, endsOnly }: ScaleWords): boolean {
  if (beside.size === 0 || beside.has(value)) return false
  // "3, close to never" speaks of an end and names another number in good order; "10, never" does not.
  return !endsOnly || value === Math.min(...codes) || value === Math.max(...codes)
}

/** A number and the labels behind it on its line. */
type Meant = { value: number; beside: ReadonlySet<number> }

const LEADING =
  /^[[({\- ]*?(-?\d+(?:[.,]\d+)?) ?(?:$|[()[\]|.:=,;}!]|- |(?:because|since|as|for|is my (?:answer|choice))\b|لان|فان)/
const NUMBER = /(?<![\d.,])-?\d+(?:[.,]\d+)?/g

/** The one number meant; `unclear` where numbers are there and which one, or whether any, cannot be known. */
function numberMeant(text: string, scale: ScaleWords): Meant | 'unclear' | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  // Labels go first, since some hold numbers of their own ("18 to 24").
  const masked = lines.map((line) => withoutScale(labelsIn(line, scale).masked, scale))
  const leading = LEADING.exec(masked[0] ?? '')
  if (leading !== null) {
    const numbers = new Set(masked[0]!.match(NUMBER) ?? [])
    const listed = masked.slice(1).flatMap((line) => /^[-([ ]*(\d+) ?(?:$|[)\].:=|])/.exec(line)?.[1] ?? [])
    if (numbers.size > 1 || listed.some((other) => other !== leading[1])) return 'unclear'
    return meantBy(leading[1]!, lines[0]!, scale)
  }
  const cued = new Map<string, string>()
  for (const [index, line] of masked.entries())
    for (const { 0: number, index: at } of line.matchAll(NUMBER))
      if (CUE.test(line.slice(0, at))) cued.set(number, NO_SINGLE_NUMBER.test(line) ? '' : lines[index]!)
  if (cued.size === 0) return null
  const [[number, line]] = [...cued] as [[string, string]]
  return cued.size > 1 || line === '' ? 'unclear' : meantBy(number, line, scale)
}

function meantBy(number: string, line: string, scale: ScaleWords): Meant | 'unclear' {
  const value = Number(number.replace(',', '.'))
  if (!Number.isInteger(value)) return 'unclear'
  return { value, beside: labelsIn(line.slice(line.indexOf(number) + number.length), scale).codes }
}

/** Takes out what tells the scale and no answer: "on a scale from 1 to 5", "out of 5", "/5". */
function withoutScale(text: string, { codes }: ScaleWords): string {
  const [low, high] = [Math.min(...codes), Math.max(...codes)]
  const ends = new RegExp(
    `(?:on )?(?:an? |the )?(?:scale )?(?:of |from |between )?(?<!\\d)${low} ?(?:to|and|-|through) ?${high}(?!\\d)(?: scale)?` +
      `|(?:علي )?(?:مقياس )?(?:من |بين )${low} (?:الي|و) ?${high}(?!\\d)`,
    'g',
  )
  const most = new RegExp(`(?<=\\d) ?(?:/|out of|of|من(?: اصل)?) ?${high}(?!\\d)`, 'g')
  const without = text.replace(ends, ' ').replace(most, '').trim()
  // A text with no number but the scale's is a span, and is left to be read as one.
  return /\d/.test(without) ? without : text
}

/** What is said in words: why there is no answer, or a label in a short sentence. */
function readInWords(text: string, scale: ScaleWords): Outcome | null {
  const { codes, negated, masked } = labelsIn(text, scale)
  if (NEEDS_CONTEXT.test(masked)) return { kind: 'needs-context' }
  if (NOT_APPLICABLE.test(masked)) return { kind: 'not-applicable' }
  if (REFUSAL.test(masked)) return { kind: 'refused' }
  // The words at the ends of a long scale also serve to speak of all that lies between.
  if (scale.endsOnly || codes.size !== 1 || negated) return null
  if (/\d/.test(masked) || text.split(/\s+/).length > LONGEST_SENTENCE) return null
  return { kind: 'classified', code: [...codes][0]! }
}
