import type { Distribution } from './measures/distribution.ts'
import type { Standard } from './standard.ts'

/**
 * One side of a comparison, by what every measure reads of it: a sample of answers, or shares that are known exactly. A
 * mutable thing, filled again and again where resamples are read.
 */
export type Side = {
  /** Answers by option from `from` on, in the order of the item's codes; shares where they are exact. */
  counts: ArrayLike<number>
  from: number
  /** Answers; 1 where shares are exact. 0 leaves every measure undefined. */
  n: number
  /** Mean code. */
  mean: number
  /**
   * Answers of one unit are no independent draws: the sum over units of squared numbers of answers, and of `ownSquare`.
   * Null where the side is exact. The unit is the session in studies with people, and the answer where every answer is a
   * call of its own.
   */
  units: Units | null
}

type Units = { squares: number; own: number }

/** An empty side, to be filled. */
export function emptySide(): Side {
  return { counts: [], from: 0, n: 0, mean: Number.NaN, units: { squares: 0, own: 0 } }
}

/** Fills a side with counts of answers, every answer a unit of its own. */
export function fillAnswers(side: Side, counts: ArrayLike<number>, from: number, standard: Standard): Side {
  fill(side, counts, from, standard)
  const { reference } = standard
  let own = 0
  if (reference.kind === 'distribution')
    for (let k = 0; k < standard.codes.length; k += 1) own += counts[from + k]! * reference.own[k]!
  return withUnits(side, side.n, own)
}

/** Fills a side with counts of answers that several units gave, and what is known of the units. */
export function fillUnits(side: Side, counts: ArrayLike<number>, from: number, standard: Standard, units: Units): Side {
  fill(side, counts, from, standard)
  return withUnits(side, units.squares, units.own)
}

/** A distribution as a side: a sample of its n answers, each by itself, or exact where n is not given. */
export function sideOf({ shares, n, mean }: Distribution, standard: Standard): Side {
  if (n === undefined) return { counts: shares, from: 0, n: 1, mean, units: null }
  const counts = shares.map((share) => share * n)
  const side = fillAnswers(emptySide(), counts, 0, standard)
  // Shares times n need not sum to n exactly, and one answer must leave no pair at all.
  side.n = n
  if (side.units !== null) side.units.squares = n
  return side
}

function fill(side: Side, counts: ArrayLike<number>, from: number, { codes }: Standard): void {
  let [n, sum] = [0, 0]
  for (let k = 0; k < codes.length; k += 1) {
    n += counts[from + k]!
    sum += counts[from + k]! * codes[k]!
  }
  side.counts = counts
  side.from = from
  side.n = n
  side.mean = sum / n
}

function withUnits(side: Side, squares: number, own: number): Side {
  const units = side.units ?? { squares, own }
  units.squares = squares
  units.own = own
  side.units = units
  return side
}
