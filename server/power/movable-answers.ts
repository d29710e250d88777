import { type References, referencesOf } from '../../shared/analysis/alignment/reference.ts'
import { type CodedItem, codedItemOf } from '../../shared/analysis/answers/coded-item.ts'
import type { Item } from '../../shared/instrument/instrument.ts'
import type { Study } from '../../shared/study/study.ts'
import { meanOf, moved, tiltedTo } from '../model/builtin/tilt.ts'

/**
 * What simulated answers start from. `shares`: the reference distribution. `mean`: the distribution of greatest entropy
 * with the reference mean. `flat`: nothing is known, and all options are equally likely.
 */
export type Basis = 'shares' | 'mean' | 'flat'

/** Answers to an item in a place, which can be moved along the codes. Codes ascend. */
export type MovableAnswers = {
  readonly item: Item
  readonly codes: readonly number[]
  readonly ordered: boolean
  readonly basis: Basis
  readonly mean: number
  readonly sd: number
  /**
   * Cumulated shares with the mean moved by `by` sd. The move is the tilt that changes shares least, as far as the
   * scale reaches. Options without order do not move.
   */
  at(by: number): Float64Array
}

/** Tilts are computed at multiples of this many sd. Between two of them shares are mixed, which keeps the mean exact. */
const STEP = 0.05

/** Looks up the answers of each place and item once. */
export function movableAnswers(study: Study): (place: string | null, ref: string) => MovableAnswers {
  const references = referencesOf(study)
  const known = new Map<string, MovableAnswers>()
  return (place, ref) => {
    const key = `${place} ${ref}`
    const before = known.get(key)
    if (before !== undefined) return before
    const found = movable(baseOf(references, place, codedItemOf(study, ref)))
    known.set(key, found)
    return found
  }
}

type Base = Pick<MovableAnswers, 'item' | 'codes' | 'ordered' | 'basis'> & { readonly shares: readonly number[] }

function baseOf(references: References, place: string | null, coded: CodedItem): Base {
  const { codes, ordered, item } = coded
  const common = { item, codes, ordered }
  const found = references.of(place, coded)
  const flat = codes.map(() => 1 / codes.length)
  if (found.kind === 'distribution') return { ...common, basis: 'shares', shares: [...found.distribution.shares] }
  if (found.kind === 'mean' && ordered) return { ...common, basis: 'mean', shares: tiltedTo(codes, flat, found.mean) }
  return { ...common, basis: 'flat', shares: flat }
}

function movable({ item, codes, ordered, basis, shares }: Base): MovableAnswers {
  const mean = meanOf(codes, shares)
  const sd = Math.sqrt(codes.reduce((sum, code, k) => sum + shares[k]! * (code - mean) ** 2, 0))
  const range = codes[codes.length - 1]! - codes[0]!
  const still = cumulated(shares)
  const grid = new Map<number, Float64Array>([[0, still]])
  const gridAt = (step: number): Float64Array => {
    const before = grid.get(step)
    if (before !== undefined) return before
    const found = cumulated(moved(codes, shares, (step * STEP * sd) / range))
    grid.set(step, found)
    return found
  }
  return {
    item,
    codes,
    ordered,
    basis,
    mean,
    sd,
    at(by) {
      if (!ordered || sd === 0 || by === 0) return still
      const step = Math.floor(by / STEP)
      const part = by / STEP - step
      const [low, high] = [gridAt(step), gridAt(step + 1)]
      return low.map((one, k) => one + part * (high[k]! - one))
    },
  }
}

function cumulated(shares: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(shares, (share) => {
    sum += share
    return sum
  })
}

/** The option at a height from 0 to 1 of cumulated shares. */
export function optionAt(cumulated: Float64Array, height: number): number {
  let k = 0
  while (k < cumulated.length - 1 && height >= cumulated[k]!) k += 1
  return k
}

/** Mean and mean square of the codes under cumulated shares. */
export function momentsOf(codes: readonly number[], cumulated: Float64Array): { mean: number; square: number } {
  let [mean, square, below] = [0, 0, 0]
  codes.forEach((code, k) => {
    const share = cumulated[k]! - below
    below = cumulated[k]!
    mean += share * code
    square += share * code * code
  })
  return { mean, square }
}
