import { ar } from './reply-words/ar.ts'
import { de } from './reply-words/de.ts'
import { en } from './reply-words/en.ts'
import { es } from './reply-words/es.ts'
import { hi } from './reply-words/hi.ts'
import { ja } from './reply-words/ja.ts'
import { tr } from './reply-words/tr.ts'
import { zh } from './reply-words/zh.ts'

/** How the responder words its answer to an item in one language. */
export type ReplyWords = {
  /** Sentences before an answer, or an answer in words alone; none holds a number or leans to a side. */
  reasons: readonly string[]
  closes: readonly string[]
  /** The last line, with this language's own word for "Answer". */
  last(answer: string): string
  refusals: readonly string[]
  /** Sentences without an option in them. */
  evasions: readonly string[]
  /** "It does not apply", and "it depends". */
  notApplicable: readonly string[]
  needsContext: readonly string[]
  /** What stands between sentences. */
  between: string
  /** The digit 0 of a script that numbers come in at times, so that readers of answers meet both; null for none. */
  zero: number | null
}

/** By language; a new one is a file and its name here. */
const REPLY_WORDS: Readonly<Record<string, ReplyWords>> = { ar, de, en, es, hi, ja, tr, zh }

/** Languages that the responder can answer in. */
export const REPLY_LANGUAGES: readonly string[] = Object.keys(REPLY_WORDS)

/** The words of a language; English stands in for a language that has none, as a model's might. */
export function replyWordsIn(language: string): ReplyWords {
  return REPLY_WORDS[language] ?? en
}
