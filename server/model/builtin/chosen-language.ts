import type { Study } from '../../../shared/study/study.ts'

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
