import { MEASURES, type MeasureId, measuresOf } from './measures/list.ts'
import type { Road } from './measures/measure.ts'
import type { Side } from './side.ts'
import type { Standard } from './standard.ts'

/** Reads measures of a side into `into`, one number each in their order; NaN where one is not defined. */
export type Reader = (side: Side, standard: Standard, into: Float64Array) => void

/**
 * The one reader of shifts, in sessions and of models alone: every measure is computed where it is defined, and nowhere else.
 * What is not `wanted` is left NaN, where resamples need some measures only.
 */
export function readerOf(ids: readonly MeasureId[], wanted: (id: MeasureId) => boolean = () => true): Reader {
  const reads = ids.map((id) => (wanted(id) ? MEASURES[id].read : null))
  return (side, standard, into) => {
    for (let k = 0; k < reads.length; k += 1)
      into[k] = side.n === 0 ? Number.NaN : (reads[k]?.(side, standard) ?? Number.NaN)
  }
}

/** Whether a shift of it can have an interval. */
export const hasInterval = (id: MeasureId): boolean => MEASURES[id].interval !== 'none'

/** The measures of a road whose shifts are drawn: how near the people answers come, then how they move. */
export function drawnIn(road: Road): MeasureId[] {
  const drawn = measuresOf(road).filter((id) => MEASURES[id].axis !== null && hasInterval(id))
  return [...drawn.filter(isNearness), ...drawn.filter((id) => !isNearness(id))]
}

/** Whether it says how near answers come to people, and not only how they move. */
export const isNearness = (id: MeasureId): boolean => MEASURES[id].card.kind !== 'description'

/** The measures of a road whose shifts have none: they are told by their values at both levels. */
export const withoutInterval = (road: Road): MeasureId[] => measuresOf(road).filter((id) => !hasInterval(id))
