import { InputProblem } from '../../input-problem.ts'
import { type Outcome, type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'

/** How many questions ended how. `asked` is the sum of `of`; `counts` stands in the order of `codes`. */
export type Tally = {
  readonly asked: number
  readonly of: Readonly<Record<OutcomeKind, number>>
  readonly codes: readonly number[]
  readonly counts: readonly number[]
}

const none = (): Record<OutcomeKind, number> => ({
  classified: 0,
  unclassifiable: 0,
  refused: 0,
  'not-applicable': 0,
  'needs-context': 0,
  'out-of-range': 0,
  failed: 0,
})

/**
 * Counts outcomes. Answers are told apart by option code and never by the place at which an option was shown, so an
 * order that was reversed on screen is not reversed a second time here.
 * Throws an InputProblem for a classified code that the item does not have: the parser should have said out-of-range.
 */
export function tally(outcomes: Iterable<Outcome>, codes: readonly number[]): Tally {
  const of = none()
  const sorted = [...codes].sort((a, b) => a - b)
  const place = new Map(sorted.map((code, index) => [code, index]))
  const counts = sorted.map(() => 0)
  let asked = 0
  for (const outcome of outcomes) {
    asked += 1
    of[outcome.kind] += 1
    if (outcome.kind !== 'classified') continue
    const index = place.get(outcome.code)
    if (index === undefined)
      throw new InputProblem(
        `An answer is classified as ${outcome.code}, which is no option; options: ${sorted.join(', ')}. Mark it out-of-range.`,
      )
    counts[index]! += 1
  }
  return { asked, of, codes: sorted, counts }
}

/** Why a tally from elsewhere does not add up, or undefined where it does. */
export function imbalance({ asked, of, codes, counts }: Tally): string | undefined {
  const all = outcomeKinds.reduce((sum, kind) => sum + of[kind], 0)
  if (all !== asked) return `${asked} were asked and ${all} have an outcome; each question has exactly one.`
  const chosen = counts.reduce((sum, count) => sum + count, 0)
  if (chosen !== of.classified) return `${of.classified} are classified and ${chosen} have an option.`
  if (counts.length !== codes.length) return `There are ${codes.length} options and ${counts.length} counts.`
  return undefined
}

/** Questions without an option: all but the classified. */
export function unplaced({ asked, of }: Tally): number {
  return asked - of.classified
}
