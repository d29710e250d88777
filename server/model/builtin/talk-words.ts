import { wordsOfAll } from '../../../shared/languages/languages.ts'
import type { TalkWords } from '../../../shared/languages/talk-words.ts'

const TALK_WORDS = await wordsOfAll('talk')

/** The language of a talk: the one named, without its region, or English if it has no words for talks. */
export function talkLanguage(language: string): string {
  return TALK_WORDS.has(language) ? language : 'en'
}

/** The words of a language that `talkLanguage` gave. */
export function talkWordsIn(language: string): TalkWords {
  return TALK_WORDS.get(language)!
}

/** The language of a text by its script: the one in whose letters most of it is written, or English. Null without letters. */
export function languageOfText(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return null
  const found = [...TALK_WORDS].find(([, { script }]) => (text.match(script)?.length ?? 0) * 2 > letters)
  return found?.[0] ?? 'en'
}
