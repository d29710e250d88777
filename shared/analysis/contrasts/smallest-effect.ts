import { type Equivalence, equivalence } from '../../statistics/inference/equivalence.ts'
import type { Estimate } from '../estimate.ts'

/**
 * Two one-sided tests of an estimate against the smallest effect of interest, in its own unit; null where the study names
 * none, or where the estimate has no error.
 */
export function againstSmallest(estimate: Estimate | undefined, smallest: number | undefined): Equivalence | null {
  if (smallest === undefined || estimate === undefined || estimate.value === null || !(estimate.se > 0)) return null
  const { value, se, df } = estimate
  return equivalence({ estimate: value, se, df }, { low: -smallest, high: smallest })
}
