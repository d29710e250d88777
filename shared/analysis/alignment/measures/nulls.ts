import { InputProblem } from '../../../input-problem.ts'
import type { Random } from '../../../random.ts'
import { drawBinomial, drawHypergeometric } from '../../../statistics/probability/draw-counts.ts'
import { countsOf, type Distribution, fromCounts, fromShares } from './distribution.ts'

type Similarity = (p: Distribution, q: Distribution) => number

/** What a score is compared with: the mean and the central 95 % of the scores that chance alone gives. */
export type Yardstick = { readonly mean: number; readonly low: number; readonly high: number; readonly draws: number }

const DRAWS = 1000

/**
 * Up to this number, answers are drawn one by one. Above it they are drawn by option, which gives the same distribution
 * in far less time.
 */
const ONE_BY_ONE = 100_000
const MOST_PEOPLE = 1_000_000_000

function requireSize(n: number): void {
  if (n > MOST_PEOPLE)
    throw new InputProblem(
      `At most ${MOST_PEOPLE.toLocaleString('en')} answers or people can be drawn; there were ${n}. Check the counts, or give shares without n.`,
    )
}

function yardstick(values: Float64Array): Yardstick {
  values.sort()
  const at = (probability: number): number => {
    const place = probability * (values.length - 1)
    const below = values[Math.floor(place)]!
    return below + (place - Math.floor(place)) * (values[Math.ceil(place)]! - below)
  }
  return {
    mean: values.reduce((sum, x) => sum + x, 0) / values.length,
    low: at(0.025),
    high: at(0.975),
    draws: values.length,
  }
}

function requireDraws(draws: number): void {
  if (!Number.isSafeInteger(draws) || draws < 1)
    throw new InputProblem(`Draws are a whole number above 0; they were ${draws}.`)
}

/**
 * The same-n null: the similarity to Q of samples of `n` answers drawn from Q itself. A model that answers exactly like
 * the reference has a score like these, and not 1.
 */
export function sameSizeNull(
  q: Distribution,
  n: number,
  similarity: Similarity,
  random: Random,
  draws: number = DRAWS,
): Yardstick {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new InputProblem(`The number of answers must be a whole number above 0; it was ${n}.`)
  requireSize(n)
  requireDraws(draws)
  const last = q.shares.length - 1
  const counts = new Int32Array(q.shares.length)
  const values = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw += 1) {
    counts.fill(0)
    if (n > ONE_BY_ONE) drawAnswers(counts, n, q.shares, random)
    else
      for (let answer = 0; answer < n; answer += 1) {
        let rest = random.next()
        let option = 0
        while (option < last && rest >= q.shares[option]!) {
          rest -= q.shares[option]!
          option += 1
        }
        counts[option]! += 1
      }
    values[draw] = similarity(fromCounts(q.codes, counts), q)
  }
  return yardstick(values)
}

/**
 * Draws `n` answers by option. Going through the options, it draws how many of the remaining answers chose each one.
 */
function drawAnswers(counts: Int32Array, n: number, shares: Float64Array, random: Random): void {
  let left = n
  let rest = 1
  for (let option = 0; option < counts.length; option += 1) {
    const share = shares[option]!
    counts[option] = option === counts.length - 1 ? left : drawBinomial(left, share / rest, random)
    left -= counts[option]!
    rest -= share
  }
}

/** Draws `half` of the people behind `counts` by option. */
function drawPeople(taken: Int32Array, counts: Int32Array, people: number, half: number, random: Random): void {
  let [all, left] = [people, half]
  for (let option = 0; option < counts.length; option += 1) {
    taken[option] = drawHypergeometric(all, counts[option]!, left, random)
    all -= counts[option]!
    left -= taken[option]!
  }
}

/**
 * The scores of answers that use no knowledge of people: every option equally often, and always Q's most common option.
 */
export function floors(q: Distribution, similarity: Similarity): { uniform: number; majority: number } {
  const top = q.shares.indexOf(Math.max(...q.shares))
  const even = q.codes.map(() => 1 / q.codes.length)
  const constant = q.codes.map((_, k) => (k === top ? 1 : 0))
  return {
    uniform: similarity(fromShares(q.codes, even), q),
    majority: similarity(fromShares(q.codes, constant), q),
  }
}

/**
 * The ceiling that people set: how close a random half of them is to the other half.
 * Undefined where the number of people is unknown or below 2.
 */
export function otherHalf(
  q: Distribution,
  similarity: Similarity,
  random: Random,
  draws: number = DRAWS,
): Yardstick | undefined {
  requireDraws(draws)
  requireSize(q.n ?? 0)
  const counts = countsOf(q)
  if (counts === undefined) return undefined
  const size = counts.reduce((sum, count) => sum + count, 0)
  if (size < 2) return undefined
  const people: number[] = []
  if (size <= ONE_BY_ONE)
    counts.forEach((count, option) => {
      for (let person = 0; person < count; person += 1) people.push(option)
    })
  const half = Math.floor(size / 2)
  const taken = new Int32Array(counts.length)
  const values = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw += 1) {
    taken.fill(0)
    if (size > ONE_BY_ONE) drawPeople(taken, counts, size, half, random)
    else
      for (let index = 0; index < half; index += 1) {
        // This is one step of a shuffle. The rest of the list need not be shuffled.
        const other = index + random.integer(people.length - index)
        const person = people[other]!
        people[other] = people[index]!
        people[index] = person
        taken[person]! += 1
      }
    const left = counts.map((count, option) => count - taken[option]!)
    values[draw] = similarity(fromCounts(q.codes, taken), fromCounts(q.codes, left))
  }
  return yardstick(values)
}

/** The other population that is closest to Q. A model that is nearer to Q than this has learnt more than the region. */
export function nearestOther(
  q: Distribution,
  others: ReadonlyMap<string, Distribution>,
  similarity: Similarity,
): { name: string; similarity: number } | undefined {
  let nearest: { name: string; similarity: number } | undefined
  for (const [name, other] of others) {
    const value = similarity(other, q)
    if (nearest === undefined || value > nearest.similarity) nearest = { name, similarity: value }
  }
  return nearest
}
