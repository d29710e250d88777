import { InputProblem } from '../../input-problem.ts'
import { nonCentralT } from '../probability/noncentral.ts'
import { logGamma } from '../probability/special.ts'
import { mean, requireValues, variance } from './descriptive.ts'
import { type Interval, pairedDifferences } from './tests.ts'

/** A standardised difference with its large-sample standard error (Hedges and Olkin 1985) and its exact interval. */
export type Effect = {
  readonly estimate: number
  readonly se: number
  readonly df: number
  readonly interval: Interval
}

/** Hedges's exact factor that takes the small-sample bias from d. Hedges 1981. */
export function hedgesFactor(df: number): number {
  if (!(df > 1)) throw new InputProblem(`Hedges's g needs more than one degree of freedom; there were ${df}.`)
  return Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2)) / Math.sqrt(df / 2)
}

/** The non-centrality at which the probability of a t up to the observed one is `p`. */
function nonCentralityAt(t: number, df: number, p: number): number {
  let low = t - 1
  let high = t + 1
  // The probability falls as the non-centrality grows. Steps double, since the interval of a t of 50 is tens wide.
  for (let step = 1; nonCentralT(t, df, low) < p; step *= 2) low -= step
  for (let step = 1; nonCentralT(t, df, high) > p; step *= 2) high += step
  for (let halving = 0; halving < 60 && high - low > 1e-10; halving += 1) {
    const middle = (low + high) / 2
    if (nonCentralT(t, df, middle) > p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function standardised(difference: number, spread: number, scale: number, df: number, level: number): Effect {
  if (!(level > 0 && level < 1)) throw new InputProblem(`A level lies between 0 and 1, like 0.95; it was ${level}.`)
  if (!(spread > 0))
    throw new InputProblem(
      'There is no spread within the groups to express the difference in; report it in scale points.',
    )
  const estimate = difference / spread
  const t = estimate / scale
  const outside = (1 - level) / 2
  const low = nonCentralityAt(t, df, 1 - outside) * scale
  const high = nonCentralityAt(t, df, outside) * scale
  const se = Math.sqrt(scale ** 2 + estimate ** 2 / (2 * df))
  return { estimate, se, df, interval: { low, high, level } }
}

/**
 * Cohen's d, (mean(a) - mean(b)) / pooled sd. The pooled variance weighs each group's by n - 1; the difference itself is
 * not weighted by anything. The interval is exact for normal values: it pivots on the non-central t (Steiger 2004).
 */
export function cohenD(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): Effect {
  requireValues(a, 2, 'The first group')
  requireValues(b, 2, 'The second group')
  const df = a.length + b.length - 2
  const pooled = ((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / df
  return standardised(mean(a) - mean(b), Math.sqrt(pooled), Math.sqrt(1 / a.length + 1 / b.length), df, level)
}

/** Hedges's g: Cohen's d without its small-sample bias; the interval is d's, scaled alike. */
export function hedgesG(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): Effect {
  return unbiased(cohenD(a, b, level))
}

/** Cohen's d of pairs, mean(a - b) / sd(a - b), also written d_z. It is not comparable with d of independent groups. */
export function cohenDz(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): Effect {
  const gaps = pairedDifferences(a, b)
  return standardised(mean(gaps), Math.sqrt(variance(gaps)), Math.sqrt(1 / gaps.length), gaps.length - 1, level)
}

function unbiased({ estimate, se, df, interval }: Effect): Effect {
  const factor = hedgesFactor(df)
  const { low, high, level } = interval
  return {
    estimate: estimate * factor,
    se: se * factor,
    df,
    interval: { low: low * factor, high: high * factor, level },
  }
}
