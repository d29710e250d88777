import { ItemCounts } from '../../../shared/analysis/answers/item-counts.ts'
import { type Tally, tallyOf } from '../../../shared/analysis/answers/tally.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { generatedStudy } from './generate.ts'

const item = itemOf(generatedStudy(), 'values/q1')

/** Outcomes of one item with these codes, counted in the way that the analysis counts them. */
export function tallied(outcomes: Iterable<Parameters<ItemCounts['add']>[1]>, codes: readonly number[]): Tally {
  const sorted = [...codes].sort((a, b) => a - b)
  const of = new ItemCounts({ ref: 'values/q1', item, codes: sorted, ordered: true })
  const row = of.begin()
  for (const outcome of outcomes) of.add(row, outcome)
  return tallyOf(sorted, of.counts, of.outcomes)
}
