export type Place = { code: string; name: string }

/**
 * Places whose name has the written words. Names that begin with them come first. Case, accents and vowel signs do not
 * matter.
 */
export function findPlaces(places: readonly Place[], written: string, without: readonly string[]): Place[] {
  const wanted = plain(written)
  const rank = (place: Place) => {
    const name = plain(place.name)
    if (name.startsWith(wanted)) return 0
    if (name.includes(` ${wanted}`)) return 1
    return name.includes(wanted) ? 2 : 3
  }
  return places
    .filter((place) => !without.includes(place.code))
    .map((place) => ({ place, rank: rank(place) }))
    .filter((ranked) => ranked.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((ranked) => ranked.place)
}

/** Text as people type it quickly: without case, accents, Arabic vowel signs or forms of alif, ya and ta marbuta. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|\u0640/gu, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .toLowerCase()
    .trim()
}
