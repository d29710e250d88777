import { decimal, h, type Markup, type Part } from '../markup.ts'
import type { Scale } from './scale.ts'

/**
 * A row of a plot: a label, a strip of SVG, and its figures in words. Positions are per cent of the strip, so the plot fits
 * any width with text at its own size.
 */
export type StripRow = {
  readonly label: Part
  readonly note?: Part
  readonly marks: Part
  readonly figures: Part
  readonly muted?: boolean
}

/** Rows under one another on one scale, with an axis. `zero` draws a line through all rows. */
export function strips(options: {
  readonly rows: readonly StripRow[]
  readonly scale: Scale
  readonly axis: string
  readonly zero?: number
  readonly description: string
}): Markup {
  const { rows, scale, axis, zero, description } = options
  const grid = scale.ticks.map(
    (tick) => h`<line class="grid" x1="${scale.at(tick)}" x2="${scale.at(tick)}" y1="0" y2="100%"/>`,
  )
  const line =
    zero === undefined ? null : h`<line class="zero" x1="${scale.at(zero)}" x2="${scale.at(zero)}" y1="0" y2="100%"/>`
  return h`<div class="strips" role="img" aria-label="${description}">
${rows.map(
  ({
    label,
    note = null,
    marks,
    figures,
    muted,
  }) => h`<div class="strip${muted ? ' muted' : ''}"><div class="label">${label}${note === null ? null : h` <span class="note">${note}</span>`}</div><div class="plot"><svg aria-hidden="true">${grid}${line}${marks}</svg></div><div class="says">${figures}</div></div>
`,
)}<div class="strip axis"><div class="label"></div><div class="plot"><svg aria-hidden="true">${scale.ticks.map((tick) => h`<text x="${scale.at(tick)}" y="13" text-anchor="middle">${decimal(tick, scale.digits)}</text>`)}</svg></div><div class="says"></div></div>
<p class="axis-name">${axis}</p></div>`
}

/** A line from `low` to `high`. */
export function span(scale: Scale, low: number, high: number, kind: string): Markup {
  return h`<line class="${kind}" x1="${scale.at(low)}" x2="${scale.at(high)}" y1="50%" y2="50%"/>`
}

/** A band over the row's height. */
export function band(scale: Scale, low: number, high: number): Markup {
  const width = `${(Number.parseFloat(scale.at(high)) - Number.parseFloat(scale.at(low))).toFixed(2)}%`
  return h`<rect class="band" x="${scale.at(low)}" width="${width}" y="18%" height="64%"/>`
}

const SHAPES = {
  dot: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z',
  diamond: 'M0-6 6 0 0 6-6 0Z',
  triangle: 'M0 5-5.5-5h11Z',
  tick: 'M0-7V7',
  cross: 'M-4-4 4 4M4-4-4 4',
} as const

/** A mark at a value. */
export function mark(scale: Scale, value: number, shape: keyof typeof SHAPES, kind: string): Markup {
  return h`<svg x="${scale.at(value)}" y="50%" overflow="visible"><path class="${kind}" d="${SHAPES[shape]}"/></svg>`
}

/** A key to marks, each drawn as in the plot. */
export function legend(
  entries: readonly {
    readonly shape: keyof typeof SHAPES | 'band' | 'span'
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
