import {
  CLAUSE_ENDS,
  CUE_AFTER,
  CUE_BEFORE,
  DENIED_BEFORE,
  DENIED_BEHIND,
  LOOSE,
  SUBJECT,
  scaleMentions,
  WORD_END,
  WORD_START,
} from './answer-patterns.ts'
import { type AnswerFormat, codesOf, isListed, labelsOf } from './kinds/kinds.ts'
import type { Locale } from './localised.ts'
import { bare, maskOf, plain, UNSPACED } from './plain-text.ts'

/**
 * The words of an item's scale, for reading answers: codes; plain labels with their codes by language (the question's
 * language first); how labels are found inside a text, the longest first; and words that only describe the scale. On a
 * scale where only the ends have labels, all labels are those of the ends.
 */
export type ScaleWords = {
  codes: number[]
  labels: ReadonlyMap<string, number>[]
  found: readonly FoundLabel[]
  mentions: RegExp
  endsOnly: boolean
}

type FoundLabel = { code: number; whole: RegExp; loose: boolean }

/** Made once for each answer format and locale, since a batch reads thousands of replies to one item. */
export function scaleWords(answer: AnswerFormat, locale: Locale): ScaleWords {
  const known = KNOWN.get(answer) ?? new Map<Locale, ScaleWords>()
  KNOWN.set(answer, known)
  const found = known.get(locale) ?? newScaleWords(answer, locale)
  known.set(locale, found)
  return found
}

const KNOWN = new WeakMap<AnswerFormat, Map<Locale, ScaleWords>>()

function newScaleWords(answer: AnswerFormat, locale: Locale): ScaleWords {
  const options = labelsOf(answer)
  const locales = [...new Set([locale, locale.split('-')[0]!, ...options.flatMap((one) => Object.keys(one.label))])]
  const labels = locales
    .map((one) => new Map(options.flatMap(({ code, label }) => (label[one] ? [[bare(plain(label[one])), code]] : []))))
    .filter((map) => map.size > 0)
  const codes = codesOf(answer)
  const mentions = scaleMentions(Math.min(...codes), Math.max(...codes))
  return { codes, labels, found: foundLabels(labels), mentions, endsOnly: !isListed(answer) }
}

function foundLabels([own, ...others]: readonly ReadonlyMap<string, number>[]): FoundLabel[] {
  // A short label of one language is a word of another ("no" is also Spanish), so inside a sentence it is no sign of an
  // answer.
  const long = others.flatMap((language) => [...language].filter(([label]) => label.length >= shortest(label)))
  return [...(own ?? []), ...long]
    .sort(([a], [b]) => b.length - a.length)
    .map(([label, code]) => ({ code, whole: wholeLabel(label), loose: LOOSE.test(label) }))
}

function shortest(label: string): number {
  return UNSPACED_FIRST.test(label) ? 3 : 5
}

const UNSPACED_FIRST = new RegExp(`^[${UNSPACED}]`)

function wholeLabel(label: string): RegExp {
  const words = label.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s+')
  // A single character of Han is a part of too many words to be looked for between others.
  const single = UNSPACED_FIRST.test(label) && label.length === 1
  const [start, end] = single ? ['(?<![\\p{L}\\p{M}\\p{N}])', '(?![\\p{L}\\p{M}\\p{N}])'] : [WORD_START, WORD_END]
  return new RegExp(`${start}${words}${end}`, 'gu')
}

/**
 * The option whose label is the bare text. Also the option whose label begins with the text up to a comma ("Yes" of
 * "Yes, I would"), or differs only in who speaks ("Fully agree" of "I fully agree").
 */
export function labelEqual(text: string, { labels }: ScaleWords): number | null {
  for (const language of labels) {
    const equal = language.get(text)
    if (equal !== undefined) return equal
    const opened = [...language].filter(([label]) => text !== '' && label.startsWith(text))
    const [only] = opened
    if (opened.length === 1 && bare(only![0].split(/[,،、]/)[0]!) === text) return only![1]
    const same = [...language].filter(([label]) => withoutSubject(label) === withoutSubject(text))
    if (same.length === 1) return same[0]![1]
  }
  return null
}

function withoutSubject(text: string): string {
  return text.replace(SUBJECT, '')
}

/**
 * Labels found inside a text, and the text with a mask in the place of each label. A longer label hides shorter ones
 * inside it. `doubtful` if one of them is denied, left open, said about others, or is a word that may belong to another
 * word.
 */
export type LabelsFound = { codes: Set<number>; doubtful: boolean; masked: string }

export function labelsIn(text: string, { found }: ScaleWords): LabelsFound {
  const codes = new Set<number>()
  let doubtful = false
  let masked = text
  for (const { code, whole, loose } of found) {
    const seen = masked
    masked = seen.replace(whole, (label, at: number) => {
      const behind = seen.slice(at + label.length, at + label.length + NEAR)
      doubtful ||= denied(seen.slice(Math.max(0, at - NEAR), at), behind)
      if (loose && !standsApart(label, seen.slice(Math.max(0, at - NEAR), at), behind)) {
        doubtful = true
        return label
      }
      codes.add(code)
      return maskOf(code)
    })
  }
  return { codes, doubtful, masked }
}

/** How many characters around a label or a number are looked at. */
export const NEAR = 80

/** Whether what stands between two stretches of text is denied, left open, or said about others. */
export function denied(before: string, behind: string): boolean {
  return DENIED_BEFORE.test(before) || DENIED_BEHIND.test(behind)
}

/** Whether a label of loose words ends its clause and, in a script without spaces, also begins it. */
function standsApart(label: string, before: string, behind: string): boolean {
  const begins = !UNSPACED_FIRST.test(label) || /(?:^|[^\p{L}\p{M}\p{N}])$/u.test(before) || CUE_BEFORE.test(before)
  return (
    begins && (/^\s*(?:$|[^\s\p{L}\p{M}\p{N}'])/u.test(behind) || CLAUSE_ENDS.test(behind) || CUE_AFTER.test(behind))
  )
}
