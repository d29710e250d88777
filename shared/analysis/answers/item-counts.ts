import { InputProblem } from '../../input-problem.ts'
import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'
import type { AnswerRow } from './answer-row.ts'
import type { CodedItem } from './coded-item.ts'

const KINDS = outcomeKinds.length
const placeOf = Object.fromEntries(outcomeKinds.map((kind, place) => [kind, place])) as Record<OutcomeKind, number>

/**
 * Answers to one item, coded into counts, in the same way for every design. For each row, `counts` has how often each
 * option was chosen, by the item's codes in ascending order. `outcomes` has how often each outcome occurred, in the
 * order of `outcomeKinds`.
 */
export class ItemCounts {
  readonly counts: number[] = []
  readonly outcomes: number[] = []
  readonly item: CodedItem
  #rows = 0

  constructor(item: CodedItem) {
    this.item = item
  }

  /** Begins a row and returns its index. */
  begin(): number {
    for (const _ of this.item.codes) this.counts.push(0)
    for (const _ of outcomeKinds) this.outcomes.push(0)
    return this.#rows++
  }

  /**
   * Counts an answer in a row. It goes by the code and never by the position on the screen, so that an order that was
   * reversed on the screen is not reversed a second time. Throws an InputProblem for an answer that is not an option of
   * the item.
   */
  add(row: number, outcome: AnswerRow['outcome']): void {
    const { ref, codes } = this.item
    if (outcome.kind === 'uncoded')
      throw new InputProblem(`An answer to "${ref}" is no whole code, though the item has options; leave it out.`)
    this.outcomes[row * KINDS + placeOf[outcome.kind]]! += 1
    if (outcome.kind !== 'classified') return
    const option = codes.indexOf(outcome.code)
    if (option < 0)
      throw new InputProblem(
        `An answer to "${ref}" is classified as ${outcome.code}, which is no option; options: ${codes.join(', ')}. Mark it out-of-range.`,
      )
    this.counts[row * codes.length + option]! += 1
  }
}
