import { InputProblem } from '../../input-problem.ts'
import type { Item } from '../../instrument/instrument.ts'
import { scaleOf } from '../../instrument/kinds/kinds.ts'
import { itemOf } from '../../study/items.ts'
import type { Study } from '../../study/study.ts'

/** An item that has options, with its codes in ascending order. */
export type CodedItem = {
  readonly ref: string
  readonly item: Item
  readonly codes: readonly number[]
  /** Whether the options have an order, so that a mean has a meaning. */
  readonly ordered: boolean
}

/** The item in the form that measures read, or a sentence that says why measures cannot read it. */
export function codedItem(ref: string, item: Item): { ok: true; item: CodedItem } | { ok: false; why: string } {
  const found = scaleOf(item.answer)
  if (!found.ok) return { ok: false, why: `Item "${ref}" has ${found.why}, so no measure reads it.` }
  const { codes, ordered } = found.scale
  return { ok: true, item: { ref, item, codes: codes.toSorted((a, b) => a - b), ordered } }
}

/**
 * The same, where the linter or the plan has already made sure that the item is coded. Otherwise it throws the
 * sentence.
 */
export function codedItemOf(study: Pick<Study, 'instruments'>, ref: string): CodedItem {
  const coded = codedItem(ref, itemOf(study, ref))
  if (!coded.ok) throw new InputProblem(coded.why)
  return coded.item
}
