/** Character n-grams up to this length, and word n-grams up to the next, as chrF++ has them. */
const CHARACTERS = 6
const WORDS = 2
/** Weight of recall against precision. */
const BETA = 2

/**
 * chrF++ of a text against a reference, 0 to 1: the F-score (beta 2) of the mean precision and the mean recall of
 * character n-grams (1 to 6, without spaces) and word n-grams (1 and 2). Popovic 2017, chrF++: words helping character
 * n-grams, WMT. Orders that a text is too short for are left out of the means. Words are what spaces part, so a language
 * without spaces is compared by its characters. Two texts without a common n-gram give 0.
 */
export function chrf(text: string, reference: string): number {
  const [one, other] = [normal(text), normal(reference)]
  const orders = [
    ...grams([...one.replace(/\s+/g, '')], [...other.replace(/\s+/g, '')], CHARACTERS),
    ...grams(wordsOf(one), wordsOf(other), WORDS),
  ]
  if (orders.length === 0) return 0
  const mean = (of: (order: Order) => number) => orders.reduce((sum, order) => sum + of(order), 0) / orders.length
  const precision = mean(({ common, said }) => common / said)
  const recall = mean(({ common, wanted }) => common / wanted)
  if (precision + recall === 0) return 0
  return ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall)
}

type Order = { common: number; said: number; wanted: number }

function normal(text: string): string {
  return text.normalize('NFC').toLowerCase().trim()
}

/** Words with their punctuation apart, as chrF++ counts them. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []
}

function grams(one: readonly string[], other: readonly string[], longest: number): Order[] {
  const orders: Order[] = []
  for (let n = 1; n <= Math.min(longest, one.length, other.length); n += 1) {
    const [said, wanted] = [counted(one, n), counted(other, n)]
    let common = 0
    for (const [gram, count] of said) common += Math.min(count, wanted.get(gram) ?? 0)
    orders.push({ common, said: one.length - n + 1, wanted: other.length - n + 1 })
  }
  return orders
}

function counted(units: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let at = 0; at + n <= units.length; at += 1) {
    // A separator that no text holds, or "a b" and "ab" would count as one.
    const gram = units.slice(at, at + n).join('\u0000')
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}
