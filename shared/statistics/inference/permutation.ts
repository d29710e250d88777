import { InputProblem } from '../../input-problem.ts'
import type { Random } from '../../random.ts'
import { requireValues } from './descriptive.ts'

/**
 * A test by rearrangement. `p` is (b + 1) / (m + 1), where b of m random rearrangements are as extreme as the data
 * (Phipson and Smyth 2010). It is never 0, and it needs only the data and no table of sample sizes.
 */
export type RearrangementTest = {
  readonly statistic: number
  readonly p: number
  readonly asExtreme: number
  readonly rearrangements: number
}

/** Which direction counts as extreme. */
export type Alternative = 'two-sided' | 'greater' | 'less'

const REARRANGEMENTS = 4999

function test(
  observed: number,
  draw: () => number,
  rearrangements: number,
  alternative: Alternative,
): RearrangementTest {
  if (!Number.isSafeInteger(rearrangements) || rearrangements < 1)
    throw new InputProblem(`A test needs a whole number of rearrangements above 0; it was ${rearrangements}.`)
  if (!Number.isFinite(observed))
    throw new InputProblem('The statistic is not defined on these data; look at the empty cells.')
  const size = { 'two-sided': Math.abs, greater: (x: number) => x, less: (x: number) => -x }[alternative]
  // Sums in another order differ in their last digits. Without a tolerance, a tie would count by luck.
  const reached = size(observed) - 1e-10 * Math.abs(observed)
  let asExtreme = 0
  for (let count = 0; count < rearrangements; count += 1) {
    const value = draw()
    // If the statistic is undefined for a rearrangement, that counts against the effect, so that p is never too small.
    if (!Number.isFinite(value) || size(value) >= reached) asExtreme += 1
  }
  return { statistic: observed, p: (asExtreme + 1) / (rearrangements + 1), asExtreme, rearrangements }
}

/**
 * Permutes which arm each unit of assignment is in: participants, never their turns or answers. `arms` has one whole
 * number for each unit. With `blocks`, arms are exchanged only within blocks, as they were drawn. The statistic gets
 * the arms. For a two-sided test it must be 0 if nothing differs (a difference, for example).
 */
export function permutationTest(options: {
  readonly arms: Int32Array
  readonly statistic: (arms: Int32Array) => number
  readonly random: Random
  readonly blocks?: Int32Array
  readonly rearrangements?: number
  readonly alternative?: Alternative
}): RearrangementTest {
  const { arms, statistic, random, blocks, rearrangements = REARRANGEMENTS, alternative = 'two-sided' } = options
  if (arms.length < 2) throw new InputProblem(`A permutation needs two units or more; there were ${arms.length}.`)
  if (blocks !== undefined && blocks.length !== arms.length)
    throw new InputProblem(`There are ${arms.length} units and ${blocks.length} blocks; give every unit its block.`)
  const inBlock = new Map<number, number[]>()
  arms.forEach((_, unit) => {
    const block = blocks?.[unit] ?? 0
    const units = inBlock.get(block)
    if (units === undefined) inBlock.set(block, [unit])
    else units.push(unit)
  })
  const groups = [...inBlock.values()].map((units) => Int32Array.from(units))
  const shuffled = Int32Array.from(arms)
  const draw = (): number => {
    for (const units of groups)
      for (let last = units.length - 1; last > 0; last -= 1) {
        const here = units[last]!
        const other = units[random.integer(last + 1)]!
        const held = shuffled[here]!
        shuffled[here] = shuffled[other]!
        shuffled[other] = held
      }
    return statistic(shuffled)
  }
  return test(statistic(arms), draw, rearrangements, alternative)
}

/**
 * Flips the sign of each item's difference at random. This is the test of paired probes: if the condition did nothing,
 * condition and baseline could be exchanged within an item. The statistic is the mean difference.
 */
export function signFlipTest(options: {
  readonly differences: ArrayLike<number>
  readonly random: Random
  readonly rearrangements?: number
  readonly alternative?: Alternative
}): RearrangementTest {
  const { differences, random, rearrangements = REARRANGEMENTS, alternative = 'two-sided' } = options
  requireValues(differences, 1, 'A sign-flip test')
  const n = differences.length
  let observed = 0
  for (let item = 0; item < n; item += 1) observed += differences[item]! / n
  const draw = (): number => {
    let total = 0
    for (let item = 0; item < n; item += 1)
      total += (random.next() < 0.5 ? differences[item]! : -differences[item]!) / n
    return total
  }
  return test(observed, draw, rearrangements, alternative)
}
