import { MEASURES, type MeasureId, measuresOf } from './measures/list.ts'
import type { Road } from './measures/measure.ts'
import type { Side } from './side.ts'
import type { Standard } from './standard.ts'

/**
 * Reads the measures of a side into `into`, one number for each measure, in their order. A measure that is not defined
 * is NaN.
 */
export type Reader = (side: Side, standard: Standard, into: Float64Array) => void

/**
 * The only reader of shifts, for sessions and for models alone: each measure is computed where it is defined, and
 * nowhere else. Measures that are not `wanted` stay NaN, because resamples need only some measures.
 */
export function readerOf(ids: readonly MeasureId[], wanted: (id: MeasureId) => boolean = () => true): Reader {
  const reads = ids.map((id) => (wanted(id) ? MEASURES[id].read : null))
  return (side, standard, into) => {
    for (let k = 0; k < reads.length; k += 1)
      into[k] = side.n === 0 ? Number.NaN : (reads[k]?.(side, standard) ?? Number.NaN)
  }
}

/** Whether a shift of the measure can have an interval. */
export const hasInterval = (id: MeasureId): boolean => MEASURES[id].interval !== 'none'

/**
 * The measures of a road whose shifts are drawn in figures: first those of nearness to people, then the descriptions.
 */
export function drawnIn(road: Road): MeasureId[] {
  const drawn = measuresOf(road).filter((id) => MEASURES[id].axis !== null && hasInterval(id))
  return [...drawn.filter(isNearness), ...drawn.filter((id) => !isNearness(id))]
}

/** Whether the measure says how near answers come to people, and not only how they move. */
export const isNearness = (id: MeasureId): boolean => MEASURES[id].card.kind !== 'description'

/** The measures of a road whose shifts have no interval. They are reported by their values at both levels. */
export const withoutInterval = (road: Road): MeasureId[] => measuresOf(road).filter((id) => !hasInterval(id))
