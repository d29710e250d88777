import * as z from 'zod'

export { direction } from './direction.ts'

/** A BCP 47 tag such as `en`, `ar` or `pt-BR`. */
export const Locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is not a BCP 47 language tag; write one like "en", "ar" or "pt-BR"')
export type Locale = z.infer<typeof Locale>

/** One text in several languages, keyed by locale. */
export const Localised = z.record(Locale, z.string().trim().min(1, 'is empty; write the text or remove the locale'))
export type Localised = z.infer<typeof Localised>

/**
 * The text in `locale`, or in its base language (`pt` for `pt-BR`). Throws when neither exists. The study linter has
 * made sure that one does, so a missing text is a defect.
 */
export function localise(text: Localised, locale: Locale): string {
  const found = text[locale] ?? text[locale.split('-')[0]!]
  if (found === undefined)
    throw new Error(`No text in "${locale}"; it is written in: ${Object.keys(text).join(', ') || 'no language'}.`)
  return found
}

/** Whether `localise` would find a text. */
export function hasLocale(text: Localised, locale: Locale): boolean {
  return text[locale] !== undefined || text[locale.split('-')[0]!] !== undefined
}
