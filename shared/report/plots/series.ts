import { h, type Markup } from '../markup.ts'
import { type Shape, sign } from './strip.ts'

/** How a condition is drawn in every plot. With up to five others, the baseline and they differ in both colour and shape. */
export type Series = { readonly name: string; readonly shape: Shape; readonly kind: string }

const SHAPES: readonly Shape[] = ['square', 'dot', 'diamond', 'up', 'triangle', 'pentagon', 'square']

/** Looks of conditions. The baseline is black. After six others, the colours repeat with hollow marks and other shapes. */
export function seriesOf(names: readonly { readonly name: string; readonly baseline: boolean }[]): Series[] {
  let others = 0
  return names.map(({ name, baseline }) => {
    if (baseline) return { name, shape: 'square', kind: 'of-0' }
    others += 1
    const round = Math.floor((others - 1) / 6)
    const place = ((others - 1) % 6) + 1
    return { name, shape: SHAPES[((place - 1 + round) % 6) + 1]!, kind: `of-${place}${round > 0 ? ' again' : ''}` }
  })
}

/** The CSS class of a series' mark: filled, or hollow if its colour is used for a second time. */
export function markKind({ kind }: Series): string {
  return `${kind.includes('again') ? 'hollow' : 'solid'} ${kind}`
}

/** A key that names the series. */
export function seriesKey(series: readonly Series[], further: readonly Markup[] = []): Markup {
  return h`<ul class="legend">${series.map((one) => h`<li>${sign(one.shape, markKind(one))} ${one.name}</li>`)}${further.map((one) => h`<li>${one}</li>`)}</ul>`
}
