import { wordsOfAll } from '../../../shared/languages/languages.ts'
import type { ResponderWords } from '../../../shared/languages/responder-words.ts'

const REPLY_WORDS = await wordsOfAll('responder')

/** Languages that the responder can answer in. */
export const REPLY_LANGUAGES: readonly string[] = [...REPLY_WORDS.keys()]

/** The words of a language. A language without words gets English, as a real model might answer. */
export function replyWordsIn(language: string): ResponderWords {
  return REPLY_WORDS.get(language) ?? REPLY_WORDS.get('en')!
}
