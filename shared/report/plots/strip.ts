import { decimal, h, type Markup, type Part } from '../markup.ts'
import type { Scale } from './scale.ts'

/**
 * A row of a plot: a label, a strip of SVG, and its figures in words. Positions are per cent of the strip, so the plot fits
 * any width, and its text keeps its size.
 */
export type StripRow = {
  readonly label: Part
  readonly note?: Part
  readonly marks: Part
  readonly figures: Part
  readonly muted?: boolean
}

/** Rows below each other on one scale, with an axis. `zero` draws a line through all rows. */
export function strips(options: {
  readonly rows: readonly StripRow[]
  readonly scale: Scale
  readonly axis: string
  readonly zero?: number
  readonly description: string
}): Markup {
  const { rows, scale, axis, zero, description } = options
  const lines = gridOf(scale, zero)
  return h`<div class="strips" role="img" aria-label="${description}">
${rows.map(
  ({
    label,
    note = null,
    marks,
    figures,
    muted,
  }) => h`<div class="strip${muted ? ' muted' : ''}"><div class="label">${label}${note === null ? null : h` <span class="note">${note}</span>`}</div><div class="plot"><svg aria-hidden="true">${lines}${marks}</svg></div><div class="says">${figures}</div></div>
`,
)}${axisRow(scale, axis)}</div>`
}

/** The lines behind a row: one at each tick of the scale, and one at the value to which others are compared. */
export function gridOf(scale: Scale, zero: number | undefined): Markup {
  const at = (value: number, kind: string) =>
    h`<line class="${kind}" x1="${scale.at(value)}" x2="${scale.at(value)}" y1="0" y2="100%"/>`
  return h`${scale.ticks.map((tick) => at(tick, 'grid'))}${zero === undefined ? null : at(zero, 'zero')}`
}

/** The axis under a plot's rows, with its name. */
export function axisRow(scale: Scale, axis: string): Markup {
  return h`<div class="strip axis"><div class="label"></div><div class="plot"><svg aria-hidden="true">${scale.ticks.map((tick) => h`<text x="${scale.at(tick)}" y="13" text-anchor="middle">${decimal(tick, scale.digits)}</text>`)}</svg></div><div class="says"></div></div>
<p class="axis-name">${axis}</p>`
}

/** A line from `low` to `high`. `y` is its distance from the top of the row. */
export function span(scale: Scale, low: number, high: number, kind: string, y = '50%'): Markup {
  return h`<line class="${kind}" x1="${scale.at(low)}" x2="${scale.at(high)}" y1="${y}" y2="${y}"/>`
}

/** A band from `low` to `high`, over most of the row's height. */
export function band(scale: Scale, low: number, high: number): Markup {
  const width = `${(Number.parseFloat(scale.at(high)) - Number.parseFloat(scale.at(low))).toFixed(2)}%`
  return h`<rect class="band" x="${scale.at(low)}" width="${width}" y="18%" height="64%"/>`
}

const SHAPES = {
  dot: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z',
  diamond: 'M0-6 6 0 0 6-6 0Z',
  triangle: 'M0 5-5.5-5h11Z',
  up: 'M0-5.5 5.5 4.5h-11Z',
  square: 'M-4.5-4.5h9v9h-9Z',
  pentagon: 'M0-5.6 5.4-1.7 3.3 4.6h-6.6L-5.4-1.7Z',
  tick: 'M0-7V7',
  cross: 'M-4-4 4 4M4-4-4 4',
} as const

export type Shape = keyof typeof SHAPES

/** A mark at a value. `y` is its distance from the top of the row. */
export function mark(scale: Scale, value: number, shape: Shape, kind: string, y = '50%'): Markup {
  return h`<svg x="${scale.at(value)}" y="${y}" overflow="visible"><path class="${kind}" d="${SHAPES[shape]}"/></svg>`
}

/** A single mark, to be placed before words. */
export function sign(shape: Shape, kind: string): Markup {
  return h`<svg class="sign" width="14" height="14" aria-hidden="true"><path class="${kind}" d="${SHAPES[shape]}" transform="translate(7 7)"/></svg>`
}

/** A key that explains the marks. Each is drawn as in the plot. */
export function legend(
  entries: readonly {
    readonly shape: Shape | 'band' | 'span'
    readonly kind: string
    readonly text: string
  }[],
): Markup {
  const drawn = ({ shape, kind }: (typeof entries)[number]): Markup => {
    if (shape === 'band') return h`<rect class="band" x="2" y="3" width="22" height="12"/>`
    if (shape === 'span') return h`<line class="${kind}" x1="1" x2="25" y1="9" y2="9"/>`
    return h`<path class="${kind}" d="${SHAPES[shape]}" transform="translate(13 9)"/>`
  }
  return h`<ul class="legend">${entries.map((entry) => h`<li><svg width="26" height="18" aria-hidden="true">${drawn(entry)}</svg> ${entry.text}</li>`)}</ul>`
}
