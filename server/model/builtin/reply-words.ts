import { wordsOfAll } from '../../../shared/languages/languages.ts'
import type { ResponderWords } from '../../../shared/languages/responder-words.ts'

const REPLY_WORDS = await wordsOfAll('responder')

/** Languages that the responder can answer in. */
export const REPLY_LANGUAGES: readonly string[] = [...REPLY_WORDS.keys()]

/** The words of a language; English stands in for a language that has none, as a model's might. */
export function replyWordsIn(language: string): ResponderWords {
  return REPLY_WORDS.get(language) ?? REPLY_WORDS.get('en')!
}
