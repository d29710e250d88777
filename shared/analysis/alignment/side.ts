import type { Distribution } from './measures/distribution.ts'
import type { Standard } from './standard.ts'

/**
 * One side of a comparison, with the numbers that measures read: a sample of answers, or shares that are known exactly.
 * It can be changed, because resamples fill the same side again and again.
 */
export type Side = {
  /**
   * The number of answers by option, in the order of the item's codes, starting at index `from`. Shares where they are
   * exact.
   */
  counts: ArrayLike<number>
  from: number
  /** The number of answers; 1 where shares are exact. Where it is 0, every measure is undefined. */
  n: number
  /** Mean code. */
  mean: number
  /**
   * Answers of one unit are not independent draws. This holds two sums over units: of the squared numbers of answers,
   * and of `ownSquare`. It is null where the side is exact. The unit is the session in studies with people, and the
   * answer where every answer is a separate call.
   */
  units: Units | null
}

type Units = { squares: number; own: number }

/** An empty side, to be filled. */
export function emptySide(): Side {
  return { counts: [], from: 0, n: 0, mean: Number.NaN, units: { squares: 0, own: 0 } }
}

/** Fills a side with counts of answers. Every answer is its own unit. */
export function fillAnswers(side: Side, counts: ArrayLike<number>, from: number, standard: Standard): Side {
  fill(side, counts, from, standard)
  const { reference } = standard
  let own = 0
  if (reference.kind === 'distribution')
    for (let k = 0; k < standard.codes.length; k += 1) own += counts[from + k]! * reference.own[k]!
  return withUnits(side, side.n, own)
}

/** Fills a side with counts of answers that came from several units, and with the sums over these units. */
export function fillUnits(side: Side, counts: ArrayLike<number>, from: number, standard: Standard, units: Units): Side {
  fill(side, counts, from, standard)
  return withUnits(side, units.squares, units.own)
}

/** A distribution as a side: a sample of n answers, each its own unit, or exact where n is not given. */
export function sideOf({ shares, n, mean }: Distribution, standard: Standard): Side {
  if (n === undefined) return { counts: shares, from: 0, n: 1, mean, units: null }
  const counts = shares.map((share) => share * n)
  const side = fillAnswers(emptySide(), counts, 0, standard)
  // Shares times n may not sum to n exactly. With n and the squares set to n, one answer gives exactly 0 pairs.
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
