import { IntlMessageFormat } from 'intl-messageformat'
import { words as english } from '../../shared/languages/en/interface.ts'
import type { InterfaceWords, MessageKey } from '../../shared/languages/interface-words.ts'
import { LANGUAGES } from '../../shared/languages/languages.ts'

/**
 * Languages of the interface that are loaded. English comes with the page; it is used for a language that has no words
 * or whose words could not be loaded. Every other language is loaded when a locale needs it. A study's own texts do not
 * depend on this.
 */
const here = new Map<string, InterfaceWords>([['en', english]])

/** How long a page waits for the words of its language before it uses English. */
const PATIENCE_MS = 8_000

export type Words = {
  /** The language of these words, for `lang`. The study's own language may differ. */
  locale: string
  /** The message in words. Throws when a value that it names is missing. */
  say(key: MessageKey, values?: Record<string, string | number>): string
  /** A number in the digits of the locale. */
  number(value: number): string
}

/** The language of the interface for a study in `locale`, with or without a region; null if we have none. */
function languageFor(locale: string): string | null {
  return [locale, locale.split('-')[0]!].find((tag) => LANGUAGES[tag]?.interface !== undefined) ?? null
}

/** Whether `wordsIn` has the best words that exist for `locale`, so that there is nothing to load. */
export function areWordsHere(locale: string): boolean {
  const language = languageFor(locale)
  return language === null || here.has(language)
}

/**
 * Loads the words for `locale`. Never rejects: if they do not come, `wordsIn` uses English, and a later call tries
 * again.
 */
export async function loadWords(locale: string): Promise<void> {
  const language = languageFor(locale)
  if (language === null || here.has(language)) return
  try {
    here.set(language, (await LANGUAGES[language]!.interface!()).words)
  } catch {
    // The study matters more than the language of its buttons.
    waits.delete(language)
  }
}

/**
 * Does the same as `loadWords`, but ends some seconds after the first call at the latest, with the words or without
 * them.
 */
export function awaitWords(locale: string): Promise<void> {
  const language = languageFor(locale)
  if (language === null || here.has(language)) return Promise.resolve()
  const wait = waits.get(language) ?? Promise.race([loadWords(locale), patience()])
  waits.set(language, wait)
  return wait
}

const waits = new Map<string, Promise<void>>()
const patience = () => new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))

/** The interface's words for a study in `locale`, from the languages that are loaded. */
export function wordsIn(locale: string): Words {
  const language = languageFor(locale)
  const own = language === null ? undefined : here.get(language)
  const spoken = own === undefined ? 'en' : language!
  const messages = own ?? english
  // Digits and plurals follow the study's locale if we have its language: `ar-EG` counts as in Egypt.
  const counted = own !== undefined && isTag(locale) ? locale : spoken
  const formats = new Map<MessageKey, IntlMessageFormat>()
  const numbers = new Intl.NumberFormat(counted)
  return {
    locale: spoken,
    say(key, values = {}) {
      const format = formats.get(key) ?? new IntlMessageFormat(messages[key], counted, undefined, { ignoreTag: true })
      formats.set(key, format)
      return String(format.format(values))
    },
    number: (value) => numbers.format(value),
  }
}

/**
 * Whether Intl accepts the tag. Some browsers name their language in a form that it does not accept, such as
 * `en-US@posix`.
 */
function isTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}
