import type { OutcomeKind } from '../../instrument/outcome.ts'
import { type Against, type Comparison, noComparison } from '../alignment/against-reference.ts'
import { classifiedDistribution } from '../alignment/measures/distribution.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import type { Tally } from '../answers/tally.ts'

/**
 * What every cell says about the answers to one item, from people or models. `Report.units` has the unit of each field.
 * Its n is `n` (classified answers), and `why` has the reason of each null.
 */
export type CellNumbers = {
  readonly item: string
  readonly topic: string
  readonly asked: number
  readonly n: number
  readonly codes: readonly number[]
  readonly mean: number | null
  readonly sd: number | null
  readonly against: Against | null
} & Comparison

/** Counts that may be too small to be shown. */
export type Counts = {
  readonly outcomes: Readonly<Record<OutcomeKind, number>>
  readonly counts: readonly number[]
}

/** The numbers of a cell. `hidden` is the reason why no number may be shown; null where numbers may be shown. */
export function cellNumbers(
  { ref, item, ordered }: CodedItem,
  tally: Tally,
  compared: () => Comparison & { readonly against: Against | null },
  hidden: string | null = null,
): CellNumbers {
  const { against, why, ...comparison } = hidden === null ? compared() : { ...noComparison(hidden), against: null }
  const p = hidden === null && ordered ? classifiedDistribution(tally) : undefined
  const none = ordered ? 'no answer names an option' : 'the options have no order'
  return {
    item: ref,
    topic: item.topic,
    asked: tally.asked,
    n: tally.of.classified,
    codes: tally.codes,
    mean: p?.mean ?? null,
    sd: p?.sd ?? null,
    ...comparison,
    against,
    why: hidden !== null ? { ...why, '*': hidden } : p === undefined ? { ...why, mean: none, sd: none } : why,
  }
}
