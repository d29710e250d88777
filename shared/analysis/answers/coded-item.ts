import { codesOf, type Item } from '../../instrument/instrument.ts'
import { itemOf } from '../../study/items.ts'
import type { Study } from '../../study/study.ts'

/** An item that has options, with its codes in ascending order, as analysis reads it. */
export type CodedItem = {
  readonly ref: string
  readonly item: Item
  readonly codes: readonly number[]
  /** Whether the options have an order, so that a mean says something. */
  readonly ordered: boolean
}

/** The coding of an item. Open questions have no codes. */
export function coded(ref: string, item: Item): CodedItem {
  const codes = codesOf(item.answer).sort((a, b) => a - b)
  return { ref, item, codes, ordered: item.answer.kind !== 'nominal' }
}

/** The coding of a study's item by its reference. Throws where the study has no such item. */
export function codedItem(study: Study, ref: string): CodedItem {
  return coded(ref, itemOf(study, ref))
}
