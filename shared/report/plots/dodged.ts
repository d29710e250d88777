import { h, type Markup, type Part } from '../markup.ts'
import type { Scale } from './scale.ts'
import { markKind, type Series } from './series.ts'
import { axisRow, gridOf, mark, sign } from './strip.ts'

/** One series within a group: its value, what else is drawn on the same line, and its figures in words. */
export type Line = {
  readonly series: Series
  readonly value: number | null
  readonly beside: (y: string) => Part
  readonly figures: Part
}

/** Series that belong together. They are drawn below each other. */
export type Group = { readonly label: Part; readonly note: Part; readonly lines: readonly Line[] }

/** Groups of series on one scale. A group can be a slice with its conditions. */
export function dodgedPlot(options: {
  readonly groups: readonly Group[]
  readonly scale: Scale
  readonly axis: string
  readonly zero: number
  readonly description: string
}): Markup {
  const { groups, scale, axis, zero, description } = options
  const lines = gridOf(scale, zero)
  return h`<div class="strips" role="img" aria-label="${description}">
${groups.map(({ label, note, lines: own }) => {
  const marks = own.map(({ series, value, beside }, nth) => {
    const y = `${(((nth + 0.5) / own.length) * 100).toFixed(1)}%`
    return h`${beside(y)}${value === null ? null : mark(scale, value, series.shape, markKind(series), y)}`
  })
  return h`<div class="strip group"><div class="label">${label} <span class="note">${note}</span></div><div class="plot" style="min-height:${own.length * 18 + 6}px"><svg aria-hidden="true">${lines}${marks}</svg></div><div class="says">${own.map(({ series, figures }) => h`<span class="line">${sign(series.shape, markKind(series))}<span>${figures}</span></span>`)}</div></div>
`
})}${axisRow(scale, axis)}</div>`
}
