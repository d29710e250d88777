import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'
import type { Study } from '../../study/study.ts'
import {
  type Against,
  type Comparison,
  compareWithDistribution,
  compareWithMean,
  type KeptYardsticks,
  noComparison,
} from '../alignment/against-reference.ts'
import { classifiedDistribution } from '../alignment/measures/distribution.ts'
import { featuresOf, ownSquare, pairSquaredDistance, targetsOf } from '../alignment/pair-distance.ts'
import type { References } from '../alignment/reference.ts'
import type { RunTable } from '../answers/run-answers.ts'
import type { CodedItem } from '../answers/session-answers.ts'
import type { Tally } from '../answers/tally.ts'

/**
 * Answers of one model to one item in one slice under one condition, over the wordings, orders, formats and repeats that
 * were asked. A tidy row; a null has its reason in `why`.
 */
export type RunCell = {
  readonly model: string
  readonly condition: string
  readonly levels: Readonly<Record<string, string>>
  readonly place: string
  readonly locale: string
  readonly item: string
  readonly topic: string
  readonly target: string
  readonly asked: number
  readonly outcomes: Readonly<Record<OutcomeKind, number>>
  /** Classified answers. */
  readonly n: number
  readonly codes: readonly number[]
  readonly counts: readonly number[]
  readonly mean: number | null
  readonly sd: number | null
  readonly against: Against | null
} & Comparison

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
  const { row, counts, outcomes } = one
  const coded = table.items[table.at.item[row]!]!
  const { place, locale } = table.slices[table.at.slice[row]!]!
  const { condition, levels } = table.cells[table.at.cell[row]!]!
  const of = Object.fromEntries(outcomeKinds.map((kind, k) => [kind, outcomes[k]!])) as Record<OutcomeKind, number>
  const tally: Tally = { asked: outcomes.reduce((sum, count) => sum + count, 0), of, codes: coded.codes, counts }
  const p = coded.ordered ? classifiedDistribution(tally) : undefined
  const { against, ...comparison } = comparisonOf(parts, tally, coded, place)
  const why: Record<string, string> = { ...comparison.why }
  if (p === undefined) why.mean = coded.ordered ? 'no answer names an option' : 'the options have no order'
  return {
    model: table.models[table.at.model[row]!]!,
    condition,
    levels,
    place,
    locale,
    item: coded.ref,
    topic: coded.item.topic,
    target: table.names.target[table.at.target[row]!]!,
    asked: tally.asked,
    outcomes: of,
    n: of.classified,
    codes: coded.codes,
    counts,
    mean: p?.mean ?? null,
    sd: p?.sd ?? null,
    ...comparison,
    against,
    why,
  }
}

function comparisonOf(
  { references, yardsticks }: RunParts,
  tally: Tally,
  coded: CodedItem,
  place: string,
): Comparison & Pick<RunCell, 'against'> {
  const reference = references.of(place, coded)
  switch (reference.kind) {
    case 'none':
      return { ...noComparison(reference.why), against: null }
    case 'mean':
      return {
        ...compareWithMean(tally, reference.mean, coded),
        against: { kind: 'survey', population: reference.population },
      }
    case 'distribution': {
      const { population, distribution } = reference
      const others = references.others(population, place, coded)
      const features = featuresOf(coded)
      const distance = answersDistance(tally.counts, targetsOf(distribution, features), coded)
      const key = `${population} ${place} ${coded.ref}`
      return {
        ...compareWithDistribution(tally, distance, distribution, coded, key, others, yardsticks),
        against: { kind: 'survey', population },
      }
    }
  }
}

/**
 * The squared distance to Q from pairs of answers: every answer of a run is a call of its own. Null for fewer than two.
 * Unbiased for draws of one distribution; where ways of asking were mixed in fixed numbers and move the answers, it is
 * too small by the spread between them over n - 1.
 */
export function answersDistance(counts: readonly number[], targets: Float64Array, coded: CodedItem): number | null {
  const features = featuresOf(coded)
  const n = counts.reduce((sum, count) => sum + count, 0)
  let own = 0
  const alone = new Float64Array(counts.length)
  counts.forEach((count, k) => {
    if (count === 0) return
    alone.fill(0)
    alone[k] = 1
    own += count * ownSquare(alone, 0, 1, targets, features)
  })
  const distance = pairSquaredDistance(counts, 0, n, targets, features, own, n)
  return Number.isNaN(distance) ? null : distance
}
