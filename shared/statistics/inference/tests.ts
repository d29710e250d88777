import { InputProblem } from '../../input-problem.ts'
import { tQuantile } from '../probability/quantiles.ts'
import { chiSquareUpper, normalTwoSided, tTwoSided } from '../probability/special.ts'
import { mean, ranks, requireValues, variance } from './descriptive.ts'

export type Interval = { readonly low: number; readonly high: number; readonly level: number }

/** A t test of one estimated difference. `estimate` and the interval are in the units of the values. */
export type TTest = {
  readonly estimate: number
  readonly se: number
  readonly t: number
  readonly df: number
  readonly p: number
  readonly interval: Interval
}

function tTest(estimate: number, se: number, df: number, level: number): TTest {
  if (!(level > 0 && level < 1)) throw new InputProblem(`A level lies between 0 and 1, like 0.95; it was ${level}.`)
  if (!(se > 0))
    throw new InputProblem(
      'All values of a group are the same, so there is no spread to test against; describe them instead.',
    )
  const t = estimate / se
  const reach = tQuantile(1 - (1 - level) / 2, df) * se
  return {
    estimate,
    se,
    t,
    df,
    p: tTwoSided(t, df),
    interval: { low: estimate - reach, high: estimate + reach, level },
  }
}

/** Standard error and Satterthwaite's degrees of freedom of mean(a) - mean(b), without assuming equal variances. */
export function welchError(a: ArrayLike<number>, b: ArrayLike<number>): { se: number; df: number } {
  requireValues(a, 2, 'The first group')
  requireValues(b, 2, 'The second group')
  const first = variance(a) / a.length
  const second = variance(b) / b.length
  const both = first + second
  if (both === 0) return { se: 0, df: a.length + b.length - 2 }
  // Shares are used and not squares: variances of 1e-200 would underflow.
  const share = first / both
  return {
    se: Math.sqrt(both),
    df: 1 / (share ** 2 / (a.length - 1) + (1 - share) ** 2 / (b.length - 1)),
  }
}

/** Welch's t test of mean(a) - mean(b), two-sided. Welch 1947. */
export function welch(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): TTest {
  const { se, df } = welchError(a, b)
  return tTest(mean(a) - mean(b), se, df, level)
}

/** a - b, pair by pair. Throws an InputProblem where the lengths differ. */
export function pairedDifferences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  if (a.length !== b.length)
    throw new InputProblem(
      `Pairs need two lists of one length; they have ${a.length} and ${b.length}. Drop lone values.`,
    )
  requireValues(a, 2, 'The first of the pairs')
  requireValues(b, 2, 'The second of the pairs')
  return Float64Array.from(a, (value, index) => value - b[index]!)
}

/** Student's paired t test of the mean of a - b, two-sided. */
export function paired(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): TTest {
  const gaps = pairedDifferences(a, b)
  return tTest(mean(gaps), Math.sqrt(variance(gaps) / gaps.length), gaps.length - 1, level)
}

/**
 * Mann-Whitney's test by the normal approximation with continuity and tie corrections, as R's
 * `wilcox.test(a, b, exact = FALSE)`. `w` counts pairs in which a is above b, ties half; `superiority` is w over all pairs.
 */
export function mannWhitney(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { w: number; z: number; p: number; superiority: number } {
  requireValues(a, 1, 'The first group')
  requireValues(b, 1, 'The second group')
  const all = Float64Array.from([...Array.from(a), ...Array.from(b)])
  const ranked = ranks(all)
  let w = (-a.length * (a.length + 1)) / 2
  for (let index = 0; index < a.length; index += 1) w += ranked.ranks[index]!
  const pairs = a.length * b.length
  const n = all.length
  const spread = Math.sqrt((pairs / 12) * (n + 1 - ranked.ties / (n * (n - 1))))
  if (!(spread > 0))
    throw new InputProblem('All values are tied, so their order cannot be tested; describe them instead.')
  const gap = w - pairs / 2
  const z = (gap - Math.sign(gap) * 0.5) / spread
  return { w, z, p: normalTwoSided(z), superiority: w / pairs }
}

/** Kruskal and Wallis's rank test of several groups, corrected for ties; chi-squared with one less df than groups. */
export function kruskalWallis(groups: readonly ArrayLike<number>[]): { h: number; df: number; p: number } {
  if (groups.length < 2) throw new InputProblem(`The test needs two groups or more; there were ${groups.length}.`)
  groups.forEach((group, index) => {
    requireValues(group, 1, `Group ${index + 1}`)
  })
  const all = Float64Array.from(groups.flatMap((group) => Array.from(group)))
  const n = all.length
  const ranked = ranks(all)
  const untied = 1 - ranked.ties / (n ** 3 - n)
  if (!(untied > 0))
    throw new InputProblem('All values are tied, so their order cannot be tested; describe them instead.')
  let place = 0
  let between = 0
  for (const group of groups) {
    let total = 0
    for (let index = 0; index < group.length; index += 1) total += ranked.ranks[place + index]!
    place += group.length
    between += group.length * (total / group.length - (n + 1) / 2) ** 2
  }
  const h = (12 * between) / (n * (n + 1)) / untied
  return { h, df: groups.length - 1, p: chiSquareUpper(h, groups.length - 1) }
}
