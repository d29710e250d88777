import type { SessionCell } from '../../analysis/cells/session-cells.ts'
import { decimal, h, type Markup } from '../markup.ts'
import { fixedScale } from './scale.ts'
import { band, legend, mark, span, strips } from './strip.ts'

/** Similarities of cells by item, with null band, bounds, floors and ceilings. Cells without a similarity are left out. */
export function similarityPlot(
  cells: readonly SessionCell[],
  labelOf: (item: string) => string,
  description: string,
): Markup {
  const shown = cells.filter(({ similarity, measure }) => similarity !== null && measure !== 'means-similarity')
  if (shown.length === 0) return h``
  const values = shown.flatMap((cell) => [
    cell.similarity!,
    cell.worst ?? 1,
    cell.floorMajority ?? 1,
    cell.floorUniform ?? 1,
    cell.nullLow ?? 1,
  ])
  // The whole scale is 0 to 1. If all values are in the upper half, only that half is shown, and the axis says so.
  const scale = fixedScale(Math.min(...values) >= 0.5 ? 0.5 : 0, 1)
  const half = Math.min(...values) >= 0.5
  const plot = strips({
    scale,
    axis: half ? 'Similarity to the reference (0.5 to 1 shown of 0 to 1)' : 'Similarity to the reference, 0 to 1',
    description,
    rows: shown.map((cell) => ({
      label: labelOf(cell.item),
      note: h`n = ${cell.n}`,
      marks: [
        cell.nullLow === null || cell.nullHigh === null ? null : band(scale, cell.nullLow, cell.nullHigh),
        cell.worst === null || cell.best === null ? null : span(scale, cell.worst, cell.best, 'bounds'),
        cell.floorUniform === null ? null : mark(scale, cell.floorUniform, 'cross', 'floor'),
        cell.floorMajority === null ? null : mark(scale, cell.floorMajority, 'tick', 'floor'),
        cell.ceilingNearest === null ? null : mark(scale, cell.ceilingNearest, 'triangle', 'ceiling'),
        mark(scale, cell.similarity!, cell.source === 'model' ? 'diamond' : 'dot', cell.source),
      ],
      figures: h`<b>${decimal(cell.similarity!)}</b> <span class="interval">${cell.worst === cell.best ? 'no answer unplaced' : h`[${decimal(cell.worst!)}, ${decimal(cell.best!)}]`}</span>`,
    })),
  })
  const source = shown[0]!.source
  return h`${plot}${legend([
    {
      shape: source === 'model' ? 'diamond' : 'dot',
      kind: source,
      text: `similarity of ${source === 'model' ? 'the model' : 'people'}`,
    },
    { shape: 'span', kind: 'bounds', text: 'bounds: answers without an option placed worst and best' },
    { shape: 'band', kind: '', text: 'same-n null: a sample of the reference itself (95 %)' },
    { shape: 'triangle', kind: 'ceiling', text: 'ceiling: nearest other place' },
    { shape: 'tick', kind: 'floor', text: 'floor: always the commonest option' },
    { shape: 'cross', kind: 'floor', text: 'floor: all options alike' },
  ])}`
}
