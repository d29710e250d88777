import type { Answer } from './answer.ts'
import type { Item } from './instrument.ts'
import { kindOf } from './kinds/kinds.ts'

/** Why an answer does not fit its item, or null when it does. */
export function misfit(item: Item, answer: Answer): string | null {
  if (answer.kind === 'skipped') return item.optional ? null : 'This question needs an answer.'
  const kind = kindOf(item.answer)
  if (answer.kind !== kind.takes) return `This question takes an answer of the kind "${kind.takes}".`
  return kind.misfit(item.answer, answer, item.optional)
}
