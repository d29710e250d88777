import type { Locale } from '../instrument/localised.ts'
import { ar } from './phrases/ar.ts'
import { de } from './phrases/de.ts'
import { en } from './phrases/en.ts'
import { es } from './phrases/es.ts'
import { hi } from './phrases/hi.ts'
import { ja } from './phrases/ja.ts'
import { tr } from './phrases/tr.ts'
import { zh } from './phrases/zh.ts'
import type { ReplyFormat } from './question.ts'

/** The few words that rendering adds of its own: how an item's options are listed and how the answer is asked for. */
export type Phrases = {
  optionLine(code: number, label: string): string
  rangeLine(min: number, max: number, low: string, high: string): string
  /** Asks for the answer. */
  answer: Readonly<Record<ReplyFormat, string>>
  /** Asks for reasons first, and the answer on a last line that begins with this language's "Answer: ". */
  reasonThenAnswer: Readonly<Record<ReplyFormat, string>>
  /** A line before the question that asks for the norm around the answerer; `place` is null where none is known. */
  norm(place: string | null): string
  /** A line before the question that asks what this assistant should say. */
  assistant(place: string | null): string
  /** Heads the demonstrations; `place` is null where they are of no place. */
  demonstrationsHead(place: string | null): string
  demonstrationLine(question: string, answer: string): string
}

const PHRASES: Readonly<Record<string, Phrases>> = { en, ar, de, es, hi, ja, tr, zh }

/** Languages that a prompt can be rendered in. */
export const PROMPT_LANGUAGES: readonly string[] = Object.keys(PHRASES)

/** Phrases of a locale's language. Throws for a language without phrases; the study linter refuses such a study first. */
export function phrasesIn(locale: Locale): Phrases {
  const found = PHRASES[locale.split('-')[0]!]
  if (found === undefined)
    throw new Error(
      `No rendering phrases in "${locale}"; there are: ${PROMPT_LANGUAGES.join(', ')}. Add it to shared/structure/phrases.`,
    )
  return found
}
