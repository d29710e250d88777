import type { Side } from '../side.ts'
import type { Standard } from '../standard.ts'

/** Sums a term of the shares in P and in Q over the options. NaN where Q is no distribution. */
export function overOptions(
  { counts, from, n }: Side,
  { codes, reference }: Standard,
  term: (p: number, q: number) => number,
): number {
  if (reference.kind !== 'distribution') return Number.NaN
  let sum = 0
  for (let k = 0; k < codes.length; k += 1) sum += term(counts[from + k]! / n, reference.shares[k]!)
  return sum
}

export const SINGLE_ANSWERS =
  'Averaging it over single answers: it belongs to distributions, and single answers reward the majority option.'
export const SMALL_N = 'Reading it without the same-n null: a plug-in distance is biased upward where n is small.'
export const SAME_OPTIONS = 'P and Q are over the same options of one item.'
export const COMPLETE = 'The options are known and complete.'
