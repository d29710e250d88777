import { mean } from '../../statistics/inference/descriptive.ts'
import { paired } from '../../statistics/inference/tests.ts'
import type { Study } from '../../study/study.ts'
import { blockOf, type Columns, seriesOf } from '../answers/session-answers.ts'
import type { Estimate, Figure } from '../estimate.ts'
import { armsOf, estimated } from './arms.ts'

/** A change of people's answers that cannot be attributed to a randomised position. Descriptive only. */
export type ChangeRow = {
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  readonly item: string
  readonly change: Estimate
  /** The change of the distance to the model's mean answer at the end of the talk. Below 0 means nearer. */
  readonly nearer: Figure
}

/** A person's answers to an item before and after the talk. `session` is a row of the columns. */
export type Pair = { readonly session: number; readonly before: number; readonly after: number }

/** Answers before and after the talk, for each item with ordered options, of people who answered both times. */
export function pairsByItem(columns: Columns): Map<string, Pair[]> {
  const found = new Map<string, Pair[]>()
  const [first, second] = (['before', 'after'] as const).map((moment) =>
    seriesOf(columns, { source: 'participant', moment, target: 'own' }),
  )
  if (first === undefined || second === undefined) return found
  columns.items.forEach(({ ref, ordered }, item) => {
    // Without an order, no direction is "toward".
    if (!ordered) return
    const before = codesBySession(columns, first, item)
    const pairs = [...codesBySession(columns, second, item)].flatMap(([session, after]): Pair[] => {
      const earlier = before.get(session)
      return earlier === undefined ? [] : [{ session, before: earlier, after }]
    })
    if (pairs.length > 0) found.set(ref, pairs)
  })
  return found
}

function codesBySession(columns: Columns, series: number, item: number): Map<number, number> {
  const found = new Map<number, number>()
  const block = blockOf(columns, series, item)
  const { codes } = columns.items[item]!
  block?.sessions.forEach((session, row) => {
    codes.forEach((code, k) => {
      if (block.counts[row * codes.length + k]! > 0) found.set(session, code)
    })
  })
  return found
}

/** The model's mean answer to an item at the end of each session's talk. */
function modelMeans(columns: Columns, item: number): Map<number, number> {
  const found = new Map<number, number>()
  const series = columns.series.findIndex(({ source, moment }) => source === 'model' && moment === 'end')
  const block = series < 0 ? undefined : blockOf(columns, series, item)
  const { codes } = columns.items[item]!
  block?.sessions.forEach((session, row) => {
    let [n, sum] = [0, 0]
    codes.forEach((code, k) => {
      n += block.counts[row * codes.length + k]!
      sum += code * block.counts[row * codes.length + k]!
    })
    if (n > 0) found.set(session, sum / n)
  })
  return found
}

/**
 * How people's answers changed, by arm. The change of the distance to the model's answers is descriptive: even where
 * there is no effect, noise in the answers changes it.
 */
export function changesOf(
  { study, columns, level, smallest }: { study: Study; columns: Columns; level: number; smallest: number },
  pairs: ReadonlyMap<string, readonly Pair[]>,
): ChangeRow[] {
  return [...pairs].flatMap(([item, all]) => {
    const means = modelMeans(
      columns,
      columns.items.findIndex(({ ref }) => ref === item),
    )
    return armsOf(study).flatMap(({ condition, pooled, has }): ChangeRow[] => {
      const own = all.filter(({ session }) => has(columns.conditionOf[session]!))
      if (own.length === 0) return []
      const withModel = own.flatMap(({ session, before, after }) => {
        const m = means.get(session)
        return m === undefined ? [] : [Math.abs(after - m) - Math.abs(before - m)]
      })
      const few = withModel.length < smallest
      const unit = 'scale points' as const
      return [
        {
          condition,
          pooled,
          item,
          change: estimated(unit, own.length, 'sessions', smallest, () =>
            paired(
              own.map(({ after }) => after),
              own.map(({ before }) => before),
              level,
            ),
          ),
          nearer: few
            ? { value: null, unit, n: withModel.length, of: 'sessions', why: `fewer than ${smallest} sessions` }
            : { value: mean(withModel), unit, n: withModel.length, of: 'sessions' },
        },
      ]
    })
  })
}
