import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'

/** How many questions ended with each outcome. `asked` is the sum of `of`. `counts` is in the order of `codes`. */
export type Tally = {
  readonly asked: number
  readonly of: Readonly<Record<OutcomeKind, number>>
  readonly codes: readonly number[]
  readonly counts: readonly number[]
}

/**
 * Makes a tally from counts by the item's codes and from outcomes in the order of `outcomeKinds`, as in `ItemCounts`.
 */
export function tallyOf(codes: readonly number[], counts: ArrayLike<number>, outcomes: ArrayLike<number>): Tally {
  const of = Object.fromEntries(outcomeKinds.map((kind, k) => [kind, outcomes[k]!])) as Record<OutcomeKind, number>
  const asked = outcomeKinds.reduce((sum, kind) => sum + of[kind], 0)
  return { asked, of, codes, counts: Array.from(counts) }
}

/** Why a tally from elsewhere does not add up; undefined where it does. */
export function imbalance({ asked, of, codes, counts }: Tally): string | undefined {
  const all = outcomeKinds.reduce((sum, kind) => sum + of[kind], 0)
  if (all !== asked) return `${asked} were asked and ${all} have an outcome; each question has exactly one.`
  const chosen = counts.reduce((sum, count) => sum + count, 0)
  if (chosen !== of.classified) return `${of.classified} are classified and ${chosen} have an option.`
  if (counts.length !== codes.length) return `There are ${codes.length} options and ${counts.length} counts.`
  return undefined
}

/** The number of questions without an option: all questions except the classified ones. */
export function unplaced({ asked, of }: Tally): number {
  return asked - of.classified
}
