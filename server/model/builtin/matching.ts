import type { Study } from '../../../shared/study/study.ts'

/** Text in lower case with even spaces, so that line breaks and capitals decide nothing. */
export function even(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase()
}

/** Characters of scripts without spaces between words. In these scripts any character may stand beside a word. */
const UNSPACED = '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}]'
const BEFORE = `(?<!(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}])`
const BEHIND = `(?!(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}])`

/** Places by name. `alternation` matches any name, the longest first; otherwise "Niger" would be found in "Nigeria". */
export type PlaceNames = { countries: ReadonlyMap<string, string>; alternation: string; whole: RegExp }

/** The names of places in every language of the study; names are evened. */
export function placeNames(places: Study['places']): PlaceNames {
  const countries = new Map<string, string>()
  for (const [country, name] of Object.entries(places))
    for (const words of Object.values(name)) countries.set(even(words), country)
  const longestFirst = [...countries.keys()].sort((a, b) => b.length - a.length)
  const alternation = longestFirst.length === 0 ? '(?!)' : longestFirst.map(escaped).join('|')
  return { countries, alternation, whole: new RegExp(`${BEFORE}(?:${alternation})${BEHIND}`, 'gu') }
}

/** Words that are looked for in a text: where they were found, and which place stood at their `{place}`. */
export type Pattern = { words: string; find(text: string): { at: number; place: string | null } | null }

/**
 * A pattern of a wording. `{place}` stands for any name of a place. Only whole words count: "a guide" is not in "a
 * guideline". `find` takes an evened text.
 */
export function patternOf(wording: string, names: PlaceNames): Pattern {
  const words = even(wording)
  const pieces = words.split('{place}')
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best))
  const source = `${BEFORE}${pieces.map(escaped).join(`(${names.alternation})`)}${BEHIND}`
  let expression: RegExp | undefined
  return {
    words,
    find(text) {
      // A plain search is much quicker than a regular expression with every place in it, and for most texts it is
      // enough.
      if (!text.includes(longest)) return null
      expression ??= new RegExp(source, 'u')
      const found = expression.exec(text)
      if (found === null) return null
      return { at: found.index, place: found[1] === undefined ? null : names.countries.get(found[1])! }
    },
  }
}

/** The one place that an evened text names, by whole words; null if it names none or several. */
export function onlyPlaceIn(text: string, names: PlaceNames): string | null {
  const found = new Set((text.match(names.whole) ?? []).map((name) => names.countries.get(name)!))
  return found.size === 1 ? [...found][0]! : null
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
