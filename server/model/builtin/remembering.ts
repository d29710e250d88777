/**
 * A pure function of a text that keeps its results for the last texts: at least `most` of them and at most twice as
 * many. So a text that comes again costs nothing, and memory stays limited.
 */
export function remembering<Found>(most: number, find: (text: string) => Found): (text: string) => Found {
  let recent = new Map<string, Found>()
  let older = new Map<string, Found>()
  return (text) => {
    const known = recent.get(text)
    if (known !== undefined) return known
    const found = older.get(text) ?? find(text)
    if (recent.size >= most) {
      older = recent
      recent = new Map()
    }
    recent.set(text, found)
    return found
  }
}
