import { outcomeKinds } from '../../instrument/outcome.ts'
import type { Study } from '../../study/study.ts'
import { againstReference, type KeptYardsticks } from '../alignment/against-reference.ts'
import type { References } from '../alignment/reference.ts'
import { emptySide, fillAnswers } from '../alignment/side.ts'
import type { Standard } from '../alignment/standard.ts'
import type { RunTable } from '../answers/run-answers.ts'
import { tallyOf } from '../answers/tally.ts'
import { type CellNumbers, type Counts, cellNumbers } from './cell-numbers.ts'

/**
 * Answers of one model to one item in one slice under one condition, over all wordings, orders, formats and repeats
 * that were asked. A tidy row; `why` has the reason of each null.
 */
export type RunCell = {
  readonly model: string
  readonly condition: string
  readonly levels: Readonly<Record<string, string>>
  readonly place: string
  readonly locale: string
  readonly target: string
} & CellNumbers &
  Counts

export type RunParts = {
  readonly study: Study
  readonly table: RunTable
  readonly references: References
  readonly yardsticks: KeptYardsticks
}

/** Every cell in which something was asked, in the table's order: model, condition, slice, item, target. */
export function runCells(parts: RunParts): RunCell[] {
  const { table } = parts
  const { at } = table
  const gathered = new Map<string, { row: number; counts: number[]; outcomes: number[] }>()
  for (let row = 0; row < table.rows; row += 1) {
    const key = [at.model[row], at.cell[row], at.slice[row], at.item[row], at.target[row]].join(' ')
    const item = table.items[at.item[row]!]!
    let one = gathered.get(key)
    if (one === undefined) {
      one = { row, counts: item.codes.map(() => 0), outcomes: outcomeKinds.map(() => 0) }
      gathered.set(key, one)
    }
    for (let k = 0; k < one.counts.length; k += 1) one.counts[k]! += table.counts[row * table.width + k]!
    for (let k = 0; k < outcomeKinds.length; k += 1) one.outcomes[k]! += table.outcomes[row * outcomeKinds.length + k]!
  }
  return [...gathered.values()].map((one) => cellOf(parts, one))
}

function cellOf(parts: RunParts, one: { row: number; counts: number[]; outcomes: number[] }): RunCell {
  const { table } = parts
  const { row, counts } = one
  const coded = table.items[table.at.item[row]!]!
  const { place, locale } = table.slices[table.at.slice[row]!]!
  const { condition, levels } = table.cells[table.at.cell[row]!]!
  const tally = tallyOf(coded.codes, counts, one.outcomes)
  // Every answer of a run is a separate call.
  const sideAgainst = (standard: Standard) => fillAnswers(emptySide(), counts, 0, standard)
  return {
    model: table.models[table.at.model[row]!]!,
    condition,
    levels,
    place,
    locale,
    target: table.names.target[table.at.target[row]!]!,
    outcomes: tally.of,
    counts,
    ...cellNumbers(coded, tally, () => againstReference(parts, { coded, tally, sideAgainst, unit: 'answer' }, place)),
  }
}
