import { at, type Matrix } from '../algebra/matrix.ts'
import { normalQuantile, tQuantile } from '../probability/quantiles.ts'
import { normalTwoSided, tTwoSided } from '../probability/special.ts'
import { ModelProblem } from './model-problem.ts'

/**
 * One estimated coefficient. `df` is null where the test is normal (z); else it is Student's t.
 * `low` and `high` bound the interval of the level asked for, on the scale of the estimate.
 */
export interface Coefficient {
  readonly term: string
  readonly estimate: number
  readonly se: number
  readonly df: number | null
  readonly statistic: number
  readonly p: number
  readonly low: number
  readonly high: number
}

/**
 * A row for each coefficient, with its two-sided test against 0 and interval. `df` has one value a
 * coefficient, null for a normal test. A standard error of 0 (a perfect fit) gives p = 0, or 1 for an estimate of 0.
 */
export function coefficientRows(
  names: readonly string[],
  estimates: Float64Array,
  covariance: Matrix,
  df: readonly (number | null)[],
  level = 0.95,
): Coefficient[] {
  return names.map((term, j) => {
    const estimate = estimates[j]!
    const se = Math.sqrt(Math.max(0, at(covariance, j, j)))
    const own = df[j] ?? null
    if (!Number.isFinite(estimate) || !Number.isFinite(se) || Number.isNaN(own))
      throw new ModelProblem(
        'not-converged',
        `The coefficient of "${term}" cannot be computed from these numbers. Check for columns with extreme values, and try fewer terms.`,
      )
    const statistic = se > 0 ? estimate / se : estimate === 0 ? 0 : Math.sign(estimate) * Number.MAX_VALUE
    const p = own === null ? normalTwoSided(statistic) : tTwoSided(statistic, own)
    const upper = 1 - (1 - level) / 2
    const reach = se * (own === null ? normalQuantile(upper) : tQuantile(upper, own))
    return { term, estimate, se, df: own, statistic, p, low: estimate - reach, high: estimate + reach }
  })
}
