import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'
import { placeName } from '../../study/place-name.ts'
import type { Study } from '../../study/study.ts'
import type { References } from '../alignment/reference.ts'
import type { RunTable } from '../answers/run-answers.ts'

/** What was asked in a slice, how the questions ended, and which references there are to compare the answers with. */
export type CoverageRow = {
  readonly place: string
  /** The name that `placeName` gives. */
  readonly name: string
  readonly locale: string
  readonly items: number
  readonly itemsWithDistribution: number
  readonly itemsWithMean: number
  readonly itemsWithout: number
  readonly asked: number
  readonly outcomes: Readonly<Record<OutcomeKind, number>>
}

/** A row for each slice that has answers. */
export function coverageRows(study: Study, table: RunTable, references: References): CoverageRow[] {
  return table.slices.map(({ place, locale }, slice) => {
    const items = new Set<number>()
    const outcomes = Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as Record<OutcomeKind, number>
    for (let row = 0; row < table.rows; row += 1) {
      if (table.at.slice[row] !== slice) continue
      items.add(table.at.item[row]!)
      outcomeKinds.forEach((kind, k) => {
        outcomes[kind] += table.outcomes[row * outcomeKinds.length + k]!
      })
    }
    const kinds = [...items].map((item) => references.of(place, table.items[item]!).kind)
    const count = (kind: 'distribution' | 'mean' | 'none') => kinds.filter((one) => one === kind).length
    return {
      place,
      name: placeName(study, place),
      locale,
      items: items.size,
      itemsWithDistribution: count('distribution'),
      itemsWithMean: count('mean'),
      itemsWithout: count('none'),
      asked: Object.values(outcomes).reduce((sum, one) => sum + one, 0),
      outcomes,
    }
  })
}
