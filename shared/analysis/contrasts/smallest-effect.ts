import { type Equivalence, equivalence } from '../../statistics/inference/equivalence.ts'
import type { Estimate } from '../estimate.ts'
import type { EquivalenceFound, RawFinding } from './finding.ts'

/**
 * Two one-sided tests of an estimate against the smallest effect of interest, in the unit of the estimate. Null where
 * the study names no such effect, or where the estimate has no error.
 */
export function againstSmallest(estimate: Estimate | undefined, smallest: number | undefined): Equivalence | null {
  if (smallest === undefined || estimate === undefined || estimate.value === null || !(estimate.se > 0)) return null
  const { value, se, df } = estimate
  return equivalence({ estimate: value, se, df }, { low: -smallest, high: smallest })
}

/**
 * A difference that was not found is not equivalence, and neither is a mean of moves in opposite directions. Therefore
 * items are also tested one by one.
 */
export function equivalenceIn(findings: readonly RawFinding[], smallest: number | undefined): EquivalenceFound | null {
  const location = findings.filter(({ measure }) => measure === 'location')
  const of = (scope: RawFinding['scope']) =>
    location.flatMap((one) => (one.scope === scope ? (againstSmallest(one.estimate, smallest) ?? []) : []))
  const [whole] = of('all items')
  if (whole === undefined) return null
  const items = of('item')
  const itemsEquivalent = items.filter(({ p, alpha }) => p < alpha).length
  return { ...whole, unit: 'sd of Q', itemsEquivalent, items: items.length }
}
