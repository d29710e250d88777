import { InputProblem } from '../../input-problem.ts'
import { tQuantile } from '../probability/quantiles.ts'
import { tTwoSided, tUpper } from '../probability/special.ts'
import { mean, variance } from './descriptive.ts'
import { type Interval, pairedDifferences, welchError } from './tests.ts'

/**
 * What two one-sided tests and the usual two-sided test say together. A difference that is not significant is
 * `inconclusive`: a missing difference is not equivalence.
 */
export type EquivalenceVerdict = 'equivalent' | 'different' | 'different-but-negligible' | 'inconclusive'

export type Equivalence = {
  readonly estimate: number
  readonly se: number
  readonly df: number
  /** The smallest effect of interest: equivalence means that the effect lies between these. */
  readonly bounds: { readonly low: number; readonly high: number }
  /** p of the test that the effect is at or below the lower bound, and at or above the upper one. */
  readonly pLower: number
  readonly pUpper: number
  /** The larger of the two. It is the p-value of equivalence. */
  readonly p: number
  /** Two-sided p of no difference. */
  readonly pDifference: number
  /** The interval of level 1 - 2 alpha: inside the bounds exactly where p is below alpha. */
  readonly interval: Interval
  readonly alpha: number
  readonly verdict: EquivalenceVerdict
}

/**
 * Two one-sided tests (Schuirmann 1987) of an estimate with its standard error and degrees of freedom.
 * `bounds` are in the estimate's units; `df` may be infinite.
 */
export function equivalence(
  { estimate, se, df }: { estimate: number; se: number; df: number },
  bounds: { low: number; high: number },
  alpha = 0.05,
): Equivalence {
  if (!(bounds.low < bounds.high))
    throw new InputProblem(`The lower bound must be below the upper; they were ${bounds.low} and ${bounds.high}.`)
  if (!(alpha > 0 && alpha < 0.5)) throw new InputProblem(`alpha lies between 0 and 0.5, like 0.05; it was ${alpha}.`)
  if (!(se > 0))
    throw new InputProblem(
      'The estimate has no standard error: all values of a group are the same, or too few were given.',
    )
  const pLower = tUpper((estimate - bounds.low) / se, df)
  const pUpper = tUpper((bounds.high - estimate) / se, df)
  const p = Math.max(pLower, pUpper)
  const pDifference = tTwoSided(estimate / se, df)
  const reach = tQuantile(1 - alpha, df) * se
  const different = pDifference < alpha
  const verdict =
    p < alpha ? (different ? 'different-but-negligible' : 'equivalent') : different ? 'different' : 'inconclusive'
  const interval = { low: estimate - reach, high: estimate + reach, level: 1 - 2 * alpha }
  return { estimate, se, df, bounds, pLower, pUpper, p, pDifference, interval, alpha, verdict }
}

/** Equivalence of two independent groups within +- `sesoi`, with Welch's error. */
export function welchEquivalence(a: ArrayLike<number>, b: ArrayLike<number>, sesoi: number, alpha = 0.05): Equivalence {
  return equivalence({ estimate: mean(a) - mean(b), ...welchError(a, b) }, symmetric(sesoi), alpha)
}

/** Equivalence of pairs within +- `sesoi`. */
export function pairedEquivalence(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  sesoi: number,
  alpha = 0.05,
): Equivalence {
  const gaps = pairedDifferences(a, b)
  const se = Math.sqrt(variance(gaps) / gaps.length)
  return equivalence({ estimate: mean(gaps), se, df: gaps.length - 1 }, symmetric(sesoi), alpha)
}

function symmetric(sesoi: number): { low: number; high: number } {
  if (!(sesoi > 0 && Number.isFinite(sesoi)))
    throw new InputProblem(
      `The smallest effect of interest must be above 0, in the units of the values; it was ${sesoi}.`,
    )
  return { low: -sesoi, high: sesoi }
}
