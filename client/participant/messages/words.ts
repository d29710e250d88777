import { IntlMessageFormat } from 'intl-messageformat'
import { ar } from './ar.ts'
import { en, type MessageKey, type Messages } from './en.ts'

/** Languages of the interface. A study in another language gets its own texts, and the interface in English. */
export const MESSAGES: Readonly<Record<string, Messages>> = { en, ar }

export type Words = {
  /** The language of these words, for `lang`; the study's own may differ. */
  locale: string
  /** The message in words; throws when a value that it names is missing. */
  say(key: MessageKey, values?: Record<string, string | number>): string
  /** A number in the digits of the locale. */
  number(value: number): string
}

/** The interface's words for a study in `locale`. */
export function wordsIn(locale: string): Words {
  const own = MESSAGES[locale] ? locale : locale.split('-')[0]!
  const spoken = MESSAGES[own] ? own : 'en'
  const messages = MESSAGES[spoken]!
  // Digits and plurals follow the study's locale where it is one of ours: `ar-EG` counts as in Egypt.
  const counted = MESSAGES[own] && isTag(locale) ? locale : spoken
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

/** Whether Intl takes it. Some browsers name their language in ways that it does not, such as `en-US@posix`. */
function isTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}
