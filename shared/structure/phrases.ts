import type { Locale } from '../instrument/localised.ts'
import { wordsOfAll } from '../languages/languages.ts'
import type { PhraseWords } from '../languages/phrase-words.ts'

const PHRASES = await wordsOfAll('phrases')

/** Languages that a prompt can be rendered in. */
export const PROMPT_LANGUAGES: readonly string[] = [...PHRASES.keys()]

/**
 * Phrases of a locale's language. Throws for a language without phrases; before that, the study linter refuses such a
 * study.
 */
export function phrasesIn(locale: Locale): PhraseWords {
  const found = PHRASES.get(locale.split('-')[0]!)
  if (found === undefined)
    throw new Error(
      `No rendering phrases in "${locale}"; there are: ${PROMPT_LANGUAGES.join(', ')}. Add the language to shared/languages.`,
    )
  return found
}
