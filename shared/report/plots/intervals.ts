import type { Estimate } from '../../analysis/estimate.ts'
import { cellNumber, decimal, h, type Markup, type Part } from '../markup.ts'
import { scaleOf } from './scale.ts'
import { mark, type StripRow, span, strips } from './strip.ts'

export type IntervalRow = { readonly label: Part; readonly note?: Part; readonly estimate: Estimate }

/** An estimate in words: value and interval, or the reason why there is none. */
export function estimateText(estimate: Estimate, digits = 2): Markup {
  if (estimate.value === null) return h`<span class="none">${estimate.why}</span>`
  const { value, low, high } = estimate
  return h`<b>${decimal(value, digits)}</b> <span class="interval">[${decimal(low, digits)}, ${decimal(high, digits)}]</span>`
}

/** An estimate in a table. If there is none, a dash gives the reason. */
export function estimateCell(estimate: Estimate, digits = 3): Markup {
  return estimate.value === null ? cellNumber(null, estimate.why) : estimateText(estimate, digits)
}

/** Dots with their intervals on one scale, with a line at zero. */
export function intervalPlot(
  rows: readonly IntervalRow[],
  axis: string,
  description: string,
  whose: 'of-model' | 'of-people' = 'of-model',
): Markup {
  const ends = rows.flatMap(({ estimate }) => (estimate.value === null ? [] : [estimate.low, estimate.high]))
  if (ends.length === 0)
    return h`<p class="none">Nothing could be computed: ${rows[0]?.estimate.value === null ? rows[0].estimate.why : 'no rows'}.</p>`
  const scale = scaleOf(ends, [0])
  // Small shifts need a third decimal, or they would look like zero.
  const digits = Math.max(...ends.map(Math.abs)) < 0.2 ? 3 : 2
  return strips({
    scale,
    axis,
    zero: 0,
    description,
    rows: rows.map(({ label, note, estimate }): StripRow => {
      const clear = estimate.value !== null && (estimate.low > 0 || estimate.high < 0)
      return {
        label,
        ...(note === undefined ? {} : { note }),
        muted: estimate.value === null,
        marks:
          estimate.value === null
            ? null
            : [
                span(scale, estimate.low, estimate.high, `whisker ${whose}`),
                mark(scale, estimate.value, 'dot', `${clear ? 'solid' : 'hollow'} ${whose}`),
              ],
        figures: estimateText(estimate, digits),
      }
    }),
  })
}
