import type { Study } from '../../../shared/study/study.ts'

/** Text with its spaces evened out and in lower case, so that line breaks and capitals decide nothing. */
export function even(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase()
}

/** The country of each place name, in every language of the study; names are evened. */
export function placeNames(places: Study['places']): Map<string, string> {
  const names = new Map<string, string>()
  for (const [country, name] of Object.entries(places))
    for (const words of Object.values(name)) names.set(even(words), country)
  return names
}

/** Words looked for in a text: where they were found, and which place stood at their `{place}`. */
export type Pattern = { words: string; find(text: string): { place: string | null } | null }

/**
 * A pattern of a wording. `{place}` stands for any name of a place. Words count only whole: "a guide" is not in "a guideline".
 * `find` takes an evened text.
 */
export function patternOf(wording: string, names: ReadonlyMap<string, string>): Pattern {
  const words = even(wording)
  const pieces = words.split('{place}').map(escaped)
  // Longer names first, or "Niger" would be found in "Nigeria".
  const anyPlace = [...names.keys()]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')
  const expression = new RegExp(`(?<![\\p{L}\\p{N}])${pieces.join(`(${anyPlace})`)}(?![\\p{L}\\p{N}])`, 'u')
  return {
    words,
    find(text) {
      const found = expression.exec(text)
      if (found === null) return null
      return { place: found[1] === undefined ? null : (names.get(found[1]) ?? null) }
    },
  }
}

/** The one place that an evened text names, by whole words; null where it names none or several. */
export function onlyPlaceIn(text: string, names: ReadonlyMap<string, string>): string | null {
  const found = new Set<string>()
  for (const [name, country] of names) if (text.includes(name) && holdsWhole(text, name)) found.add(country)
  return found.size === 1 ? [...found][0]! : null
}

function holdsWhole(text: string, words: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(words)}(?![\\p{L}\\p{N}])`, 'u').test(text)
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
