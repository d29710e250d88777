import { NEGATION, plain } from './answer-words.ts'
import { type AnswerFormat, codesOf } from './instrument.ts'
import type { Locale } from './localised.ts'

/**
 * The words of an item's scale for reading answers: codes, and plain labels with their codes by language, the question's
 * language first. On a scale with labelled ends only, labels are of the ends.
 */
export type ScaleWords = { codes: number[]; labels: ReadonlyMap<string, number>[]; endsOnly: boolean }

export function scaleWords(answer: AnswerFormat, locale: Locale): ScaleWords {
  const options = labelled(answer)
  const locales = [...new Set([locale, locale.split('-')[0]!, ...options.flatMap((one) => Object.keys(one.label))])]
  const labels = locales
    .map((one) => new Map(options.flatMap(({ code, label }) => (label[one] ? [[bare(plain(label[one])), code]] : []))))
    .filter((map) => map.size > 0)
  return { codes: codesOf(answer), labels, endsOnly: answer.kind === 'range' }
}

function labelled(answer: AnswerFormat): { code: number; label: Record<string, string> }[] {
  if (answer.kind === 'ordinal' || answer.kind === 'nominal') return answer.options
  if (answer.kind !== 'range') return []
  return [
    { code: answer.min, label: answer.low },
    { code: answer.max, label: answer.high },
  ]
}

/** A text without the signs and spaces around it. */
export function bare(text: string): string {
  return text.replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, '').replace(/\s+/g, ' ')
}

/** The option whose label a bare text is, or whose label begins with it up to a comma ("Yes" of "Yes, I would"). */
export function labelEqual(text: string, { labels }: ScaleWords): number | null {
  for (const language of labels) {
    const equal = language.get(text)
    if (equal !== undefined) return equal
    const opened = [...language].filter(([label]) => text !== '' && label.startsWith(text))
    const [only] = opened
    if (opened.length === 1 && bare(only![0].split(/[,،]/)[0]!) === text) return only![1]
  }
  return null
}

/** Labels found inside a text, and the text with a bar in the place of each. A longer label hides those within it. */
export type LabelsFound = { codes: Set<number>; negated: boolean; masked: string }

export function labelsIn(text: string, { labels }: ScaleWords): LabelsFound {
  const codes = new Set<number>()
  let negated = false
  let masked = text
  const all = labels.flatMap((language) => [...language]).sort(([a], [b]) => b.length - a.length)
  for (const [label, code] of all) {
    const words = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+')
    const whole = new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, 'gu')
    for (const hit of masked.matchAll(whole)) {
      codes.add(code)
      negated ||= NEGATION.test(masked.slice(0, hit.index))
    }
    masked = masked.replace(whole, '|')
  }
  return { codes, negated, masked }
}
