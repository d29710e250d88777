import type { Study } from '../../../shared/study/study.ts'

/** Languages that the responder can talk in; it answers items in more (`reply-words.ts`). */
export type Tongue = 'en' | 'ar'

/** The language that a level requires of the reply, without its region; null if no level requires one. */
export function requiredLanguage({ factors }: Study, levels: ReadonlyMap<string, string>): string | null {
  for (const [factor, level] of levels) {
    const found = factors[factor]
    const reply = found?.aspect === 'language' ? found.levels[level]?.reply : undefined
    if (reply !== undefined && reply !== 'own' && reply !== 'any') return baseOf(reply)
  }
  return null
}

/** The language of a locale, without its region. */
export function baseOf(locale: string): string {
  return locale.split('-')[0]!
}

/** The language of a text by its script: Arabic if most of its letters are Arabic. Null if it has no letters. */
export function tongueOf(text: string): Tongue | null {
  const arabic = text.match(/\p{Script=Arabic}/gu)?.length ?? 0
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return null
  return arabic * 2 > letters ? 'ar' : 'en'
}
