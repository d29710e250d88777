import { InputProblem } from '../../input-problem.ts'
import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'
import type { AnswerRow } from './answer-row.ts'
import type { CodedItem } from './coded-item.ts'

const KINDS = outcomeKinds.length
const placeOf = Object.fromEntries(outcomeKinds.map((kind, place) => [kind, place])) as Record<OutcomeKind, number>

/**
 * Answers to one item, coded into counts, the same for every design. Row by row, `counts` has how often each option was chosen,
 * by the item's codes in ascending order, and `outcomes` how often each outcome came, in the order of `outcomeKinds`.
 */
export class ItemCounts {
  readonly counts: number[] = []
  readonly outcomes: number[] = []
  readonly item: CodedItem
  #rows = 0

  constructor(item: CodedItem) {
    this.item = item
  }

  /** Begins a row and gives its place. */
  begin(): number {
    for (const _ of this.item.codes) this.counts.push(0)
    for (const _ of outcomeKinds) this.outcomes.push(0)
    return this.#rows++
  }

  /**
   * Counts an answer in a row. By code and never by the place shown, so that an order reversed on screen is not reversed a
   * second time. Throws an InputProblem for an answer that is no option of the item.
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
