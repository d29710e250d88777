/**
 * Chance from a seed. The generator is sfc32 (Chris Doty-Humphrey's Small Fast Counting generator of PractRand, 128 bits
 * of state with a 32-bit counter): small, quick in JavaScript's 32-bit arithmetic, and the same on every machine.
 * It is for sampling and assignment, never for secrets.
 */
export type Random = {
  /** A number from 0 to below 1, with 53 random bits. */
  next(): number
  /** A whole number from 0 to n - 1, each equally likely. Throws a RangeError unless n is whole and 1 <= n <= 2^32. */
  integer(n: number): number
  /** A draw from the standard normal. */
  normal(): number
  /** A new array with the same items. Every order is equally likely. */
  shuffle<T>(items: readonly T[]): T[]
  /**
   * An index of `weights`, with probability in proportion to its weight. Throws a RangeError for weights that make no
   * sense.
   */
  choice(weights: ArrayLike<number>): number
  /**
   * A separate stream for `label`. It depends only on the seed and the labels, not on how much was drawn before. So a
   * new draw in one place changes nothing in another.
   */
  split(label: string | number): Random
}

type Key = readonly [number, number, number, number]

const ROOT: Key = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
const TWO_32 = 2 ** 32
const TWO_21 = 2 ** 21

/** Spreads every bit of a 32-bit word over the word (the finaliser of MurmurHash3, Austin Appleby). */
function avalanche(word: number): number {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Four words that depend on each character of `text`, on its place and on the key before it. */
function absorb(key: Key, text: string): Key {
  let [a, b, c, d] = key
  const take = (word: number): void => {
    const turned = avalanche(a ^ word)
    a = (b + turned) | 0
    b = Math.imul(c ^ turned, 0x9e3779b1)
    c = (d + ((turned << 13) | (turned >>> 19))) | 0
    d = Math.imul(turned ^ a, 0x85ebca77) ^ b
  }
  // The length comes first, so that the labels "a" and "b" one after the other differ from the label "ab".
  take(text.length)
  for (let index = 0; index < text.length; index += 1) take(text.charCodeAt(index) + 0x10000)
  for (let round = 0; round < 4; round += 1) take(round)
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0]
}

function randomOf(key: Key): Random {
  // A typed array is used, since a variable of a closure can hold 32 bits only as an object on the heap. The last place
  // counts.
  const state = Int32Array.from(key)
  let spare: number | undefined

  function word(): number {
    const a = state[0]!
    const b = state[1]!
    const c = state[2]!
    const output = (((a + b) | 0) + state[3]!) | 0
    state[3]! += 1
    state[0] = b ^ (b >>> 9)
    state[1] = c + (c << 3)
    state[2] = ((c << 21) | (c >>> 11)) + output
    return output >>> 0
  }
  for (let warm = 0; warm < 16; warm += 1) word()

  function next(): number {
    const high = word() >>> 5
    return (high * 67108864 + (word() >>> 6)) / 9007199254740992
  }

  function integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32)
      throw new RangeError(`integer(n) draws from 0 to n - 1 and needs a whole n from 1 to 2^32; n was ${n}.`)
    // Lemire's method: the high word of word * n is the draw. Draws whose low word is below 2^32 mod n would favour some
    // numbers and are drawn again. The product is exact in a double up to n = 2^21; larger n take the slow way.
    if (n <= TWO_21) {
      for (;;) {
        const product = word() * n
        const high = Math.floor(product / TWO_32)
        const low = product - high * TWO_32
        if (low >= n || low >= TWO_32 % n) return high
      }
    }
    const limit = TWO_32 - (TWO_32 % n)
    let drawn = word()
    while (drawn >= limit) drawn = word()
    return drawn % n
  }

  return {
    next,
    integer,
    normal() {
      if (spare !== undefined) {
        const kept = spare
        spare = undefined
        return kept
      }
      // Marsaglia's polar method gives two draws at a time.
      for (;;) {
        const x = 2 * next() - 1
        const y = 2 * next() - 1
        const square = x * x + y * y
        if (square === 0 || square >= 1) continue
        const scale = Math.sqrt((-2 * Math.log(square)) / square)
        spare = y * scale
        return x * scale
      }
    },
    shuffle<T>(items: readonly T[]): T[] {
      const shuffled = items.slice()
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = integer(last + 1)
        const held = shuffled[last] as T
        shuffled[last] = shuffled[other] as T
        shuffled[other] = held
      }
      return shuffled
    },
    choice(weights) {
      let total = 0
      let lastPositive = -1
      for (let index = 0; index < weights.length; index += 1) {
        const weight = weights[index]!
        if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
          throw new RangeError(`Weights are finite and not negative; weight ${index} was ${weight}.`)
        if (weight > 0) lastPositive = index
        total += weight
      }
      if (lastPositive < 0) throw new RangeError('There is nothing to choose from: no weight is above 0.')
      let rest = next() * total
      for (let index = 0; index < lastPositive; index += 1) {
        rest -= weights[index]!
        if (rest < 0) return index
      }
      return lastPositive
    },
    split: (label) => randomOf(absorb(key, String(label))),
  }
}

/**
 * A stream of chance from a seed. The number 7 and the text "7" are the same seed, since a command line cannot
 * distinguish them. Throws a RangeError for a seed that is not a finite number.
 */
export function createRandom(seed: string | number): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed))
    throw new RangeError(`A seed is a text or a finite number; it was ${seed}.`)
  return randomOf(absorb(ROOT, String(seed)))
}
