/** Character n-grams up to this length, and word n-grams up to the next, as chrF++ has them. */
const CHARACTERS = 6
const WORDS = 2
/** Weight of recall against precision. */
const BETA = 2

/**
 * chrF++ of a text against a reference, 0 to 1: the F-score (beta 2) of the mean precision and the mean recall of
 * character n-grams (1 to 6, without spaces) and word n-grams (1 and 2). Popovic 2017, chrF++: words helping character
 * n-grams, WMT. If a text is too short for a length of n-grams, that length is left out of the means. Words are
 * separated by spaces, so a language without spaces is compared by its characters. Two texts without a common n-gram
 * give 0.
 */
export function chrf(text: string, reference: string): number {
  const [one, other] = [gramsOf(text), gramsOf(reference)]
  const orders = one.flatMap((said, order): Order[] => {
    const wanted = other[order]!
    return said.all === 0 || wanted.all === 0 ? [] : [{ common: commonIn(said, wanted), said, wanted }]
  })
  if (orders.length === 0) return 0
  const mean = (of: (order: Order) => number) => orders.reduce((sum, order) => sum + of(order), 0) / orders.length
  const precision = mean(({ common, said }) => common / said.all)
  const recall = mean(({ common, wanted }) => common / wanted.all)
  if (precision + recall === 0) return 0
  return ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall)
}

/** N-grams of one length: how often each occurs, and how many there are. */
type Grams = { counts: ReadonlyMap<string, number>; all: number }
type Order = { common: number; said: Grams; wanted: Grams }

/**
 * In a run the same few questions are compared again and again, so their n-grams are kept. The map is emptied when it
 * is full.
 */
const kept = new Map<string, readonly Grams[]>()
const MOST_KEPT = 2000

/** A text's n-grams: characters from 1 to the longest, then words. */
function gramsOf(text: string): readonly Grams[] {
  const known = kept.get(text)
  if (known !== undefined) return known
  const even = normal(text)
  const lengths = (longest: number) => Array.from({ length: longest }, (_, shorter) => shorter + 1)
  const characters = [...even.replace(/\s+/g, '')]
  const words = wordsOf(even)
  const found = [
    ...lengths(CHARACTERS).map((n) => counted(characters, n)),
    ...lengths(WORDS).map((n) => counted(words, n)),
  ]
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(text, found)
  return found
}

function commonIn(said: Grams, wanted: Grams): number {
  let common = 0
  for (const [gram, count] of said.counts) common += Math.min(count, wanted.counts.get(gram) ?? 0)
  return common
}

function normal(text: string): string {
  return text.normalize('NFC').toLowerCase().trim()
}

/** Words with their punctuation apart, as chrF++ counts them. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []
}

function counted(units: readonly string[], n: number): Grams {
  const counts = new Map<string, number>()
  const all = Math.max(0, units.length - n + 1)
  for (let at = 0; at < all; at += 1) {
    // No text holds this separator. Without it, "a b" and "ab" would count as one.
    const gram = units.slice(at, at + n).join('\u0000')
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return { counts, all }
}
