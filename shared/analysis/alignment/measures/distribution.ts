import { InputProblem } from '../../../input-problem.ts'
import type { Tally } from '../../answers/tally.ts'

/**
 * Answers to one item, spread over its options. `codes` ascend and are the options' positions on the scale, so the
 * order in which options were shown does not matter here. `shares` sum to 1. `n` is the number of answers (or people)
 * that were counted, and undefined where it is unknown. `sd` divides by n and not n - 1, because it describes these
 * answers. Mean and sd have no meaning where options have no order.
 */
export type Distribution = {
  readonly codes: readonly number[]
  readonly shares: Float64Array
  readonly n: number | undefined
  readonly mean: number
  readonly sd: number
}

/** Shares of published tables are rounded. A sum that is further than this from 1 is an error and not rounding. */
const ROUNDING = 0.02

function build(codes: readonly number[], weights: ArrayLike<number>, n: number | undefined): Distribution {
  if (codes.length < 2) throw new InputProblem(`A distribution needs two options or more; it had ${codes.length}.`)
  if (weights.length !== codes.length)
    throw new InputProblem(
      `There are ${codes.length} options and ${weights.length} figures; give one figure an option.`,
    )
  const order = codes.map((_, index) => index).sort((a, b) => codes[a]! - codes[b]!)
  const sorted = order.map((index) => codes[index]!)
  sorted.forEach((code, index) => {
    if (!Number.isFinite(code)) throw new InputProblem(`Option codes are finite numbers; one was ${code}.`)
    if (code === sorted[index - 1]) throw new InputProblem(`Option code ${code} is there twice; give each option once.`)
  })
  let total = 0
  for (const index of order) {
    const weight = weights[index]!
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new InputProblem(`The figure of option ${codes[index]} was ${weight}; it must be 0 or more.`)
    total += weight
  }
  if (!(total > 0)) throw new InputProblem('No option has an answer, so there is no distribution; leave this cell out.')
  const shares = Float64Array.from(order, (index) => weights[index]! / total)
  let mean = 0
  for (let k = 0; k < sorted.length; k += 1) mean += shares[k]! * sorted[k]!
  let variance = 0
  for (let k = 0; k < sorted.length; k += 1) variance += shares[k]! * (sorted[k]! - mean) ** 2
  return { codes: sorted, shares, n, mean, sd: Math.sqrt(variance) }
}

/**
 * Makes a distribution from how many people chose each option. `counts` has the order of `codes`. Every option of the
 * item is there, with 0 where nobody chose it. Throws an InputProblem where a count is not a whole number, or where all
 * counts are 0.
 */
export function fromCounts(codes: readonly number[], counts: ArrayLike<number>): Distribution {
  let n = 0
  for (let index = 0; index < counts.length; index += 1) {
    if (!Number.isSafeInteger(counts[index]!))
      throw new InputProblem(`Counts are whole numbers; that of option ${codes[index]} was ${counts[index]}.`)
    n += counts[index]!
  }
  return build(codes, counts, n)
}

/**
 * Makes a distribution from shares that sum to 1 (within rounding, which is evened out). `n` is the number of people
 * behind them, if known; for a weighted survey it is the effective number. Throws an InputProblem for impossible
 * shares.
 */
export function fromShares(codes: readonly number[], shares: ArrayLike<number>, n?: number): Distribution {
  let total = 0
  for (let index = 0; index < shares.length; index += 1) total += shares[index]!
  if (Math.abs(total - 1) > ROUNDING)
    throw new InputProblem(`Shares must sum to 1; these sum to ${total}. Divide them by their sum, or give counts.`)
  if (n !== undefined && !(n > 0 && Number.isFinite(n)))
    throw new InputProblem(`The number of people must be above 0; it was ${n}. Leave it out where it is unknown.`)
  return build(codes, shares, n)
}

/**
 * Throws an InputProblem unless both distributions have the same options. A reference in which nobody chose an option
 * must still list it with 0, since the ends of the scale are part of every ordinal measure.
 */
export function requireSameOptions(p: Distribution, q: Distribution): void {
  if (p.codes.length === q.codes.length && p.codes.every((code, index) => code === q.codes[index])) return
  throw new InputProblem(
    `Two distributions can be compared on the same options only; one has ${p.codes.join(', ')} and the other ` +
      `${q.codes.join(', ')}. List every option of the item on both sides, with 0 where nobody chose it.`,
  )
}

/** max - min of the options' positions, in scale points. */
export function rangeOf(d: Distribution): number {
  return d.codes[d.codes.length - 1]! - d.codes[0]!
}

/**
 * The whole counts behind a distribution: the shares times n, rounded so that they sum to n (largest remainders).
 * Undefined where n is unknown.
 */
export function countsOf(d: Distribution): Int32Array | undefined {
  if (d.n === undefined) return undefined
  const n = Math.round(d.n)
  const exact = Array.from(d.shares, (share) => share * n)
  const counts = Int32Array.from(exact, (x) => Math.floor(x + 1e-9))
  const left = n - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = exact.map((x, k) => ({ k, rest: x - counts[k]! })).sort((a, b) => b.rest - a.rest || a.k - b.k)
  for (let index = 0; index < left; index += 1) counts[byRemainder[index]!.k]! += 1
  return counts
}

/** The distribution of the classified answers. Undefined where there are none. */
export function classifiedDistribution({ of, codes, counts }: Tally): Distribution | undefined {
  return of.classified === 0 ? undefined : fromCounts(codes, counts)
}
