import { outcomeKinds } from '../../instrument/outcome.ts'
import type { Random } from '../../random.ts'
import type { References } from '../alignment/reference.ts'
import { distancesByItem } from '../alignment/sample-distance.ts'
import type { RunTable } from '../answers/run-answers.ts'
import { overall } from '../contrasts/finding.ts'
import { pairedShifts } from '../contrasts/of-models-alone/paired-shift.ts'
import { pairAxis } from '../contrasts/of-models-alone/pairing.ts'
import type { Estimate } from '../estimate.ts'
import { FEWEST_ITEMS, overItems } from '../over-items.ts'

/** A way of asking that should not matter. */
export const ASKING = ['order', 'format', 'wording', 'form'] as const
export type Asking = (typeof ASKING)[number]

/**
 * What one way of asking did to the answers, compared with the first one. Where it has no effect, the expected distance
 * and both expected shifts are 0.
 */
export type RobustnessRow = {
  readonly axis: Asking
  readonly level: string
  readonly baseline: string
  readonly target: string
  readonly items: number
  /** Mean over items of the unbiased squared distance between the answers under the two levels. */
  readonly distance: Estimate
  /** Mean shift of the answers, as a share of the scale's range. */
  readonly shift: Estimate
  /** Change of closeness to the reference. */
  readonly closeness: Estimate
  readonly p: number | null
  /** The share of questions that ended with an option, at each level. */
  readonly classified: { readonly level: number; readonly baseline: number }
}

/** Compares every level of every axis that the run varied with the first level of that axis, for each target. */
export function robustnessRows(
  table: RunTable,
  references: References,
  options: {
    readonly random: Random
    readonly resamples: number
    readonly rearrangements: number
    readonly level: number
  },
): RobustnessRow[] {
  return table.names.target.flatMap((target) =>
    ASKING.flatMap((axis) => {
      const [baseline, ...others] = table.names[axis]
      return others.flatMap((level): RobustnessRow[] => {
        const paired = pairAxis(table, references, { axis, level, baseline: baseline!, target })
        if (paired === null) return []
        const random = options.random.split(`${axis} ${level} ${target}`)
        const shifts = pairedShifts(table, paired, { ...options, random, overall: true })
        const distances = distancesByItem(
          table,
          axis,
          [table.names[axis].indexOf(level), table.names[axis].indexOf(baseline!)],
          target,
        )
        const unit = 'squared distance, 0 to 1' as const
        return [
          {
            axis,
            level,
            baseline: baseline!,
            target,
            items: distances.length,
            distance:
              distances.length < FEWEST_ITEMS
                ? {
                    value: null,
                    unit,
                    n: distances.length,
                    of: 'items',
                    why: `fewer than ${FEWEST_ITEMS} items have two answers under both`,
                  }
                : overItems(distances, { ...options, unit, random: random.split('distance') }),
            shift: overall(shifts, 'range-share')!.estimate,
            closeness: overall(shifts, 'closeness')!.estimate,
            p: overall(shifts, 'range-share')!.p,
            classified: {
              level: classifiedShare(table, axis, level, target),
              baseline: classifiedShare(table, axis, baseline!, target),
            },
          },
        ]
      })
    }),
  )
}

function classifiedShare(table: RunTable, axis: Asking, level: string, target: string): number {
  const [value, wanted] = [table.names[axis].indexOf(level), table.names.target.indexOf(target)]
  let [classified, asked] = [0, 0]
  for (let row = 0; row < table.rows; row += 1) {
    if (table.at[axis][row] !== value || table.at.target[row] !== wanted) continue
    outcomeKinds.forEach((kind, k) => {
      const count = table.outcomes[row * outcomeKinds.length + k]!
      asked += count
      if (kind === 'classified') classified += count
    })
  }
  return asked === 0 ? 0 : classified / asked
}
