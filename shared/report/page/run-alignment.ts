import type { Estimate } from '../../analysis/estimate.ts'
import type { AlignmentRow } from '../../analysis/models-alone/alignment.ts'
import { cellNumber, decimal, h, type Markup, table } from '../markup.ts'
import { dodgedPlot, type Group, type Line } from '../plots/dodged.ts'
import { estimateCell, estimateText } from '../plots/intervals.ts'
import { type Scale, scaleOf } from '../plots/scale.ts'
import { seriesKey } from '../plots/series.ts'
import { mark, sign, span } from '../plots/strip.ts'
import type { Report } from '../report.ts'
import type { RunNames } from './run-names.ts'
import { targetWords } from './run-targets.ts'

type Run = NonNullable<Report['run']>

/** How near each model comes to the people of each slice under each condition, one target after another. */
export function runAlignment(run: Run, names: RunNames): Markup {
  const targets = [...new Set(run.alignment.map(({ target }) => target))].sort(
    (a, b) => Number(b === 'own') - Number(a === 'own'),
  )
  return h`<h3 id="run-alignment">Alignment by condition and country</h3>
<p>Means over items. Closeness is 1 less the squared distance between the model's answers and the people's: 1 is what a model gets that answers exactly like them, at any number of answers, so chance can put it a little above. The signed shift says in which direction along the codes the mean answer lies, in standard deviations of the people's own; codes of different items can point different ways. Intervals resample items.</p>
${targets.map((target) => {
  const rows = run.alignment.filter((row) => row.target === target)
  const shown = h`${run.models.map((model) =>
    modelPart(
      rows.filter((row) => row.model === model),
      rows,
      names,
      run.models.length > 1 ? model : null,
    ),
  )}${meansPart(rows, run, names)}${alignmentTable(rows, names)}`
  return target === 'own'
    ? shown
    : h`<details class="part" id="run-alignment-${target}"><summary>Another target: ${targetWords(target).name}</summary><p>${targetWords(target).caution}</p>${shown}</details>`
})}`
}

function modelPart(
  own: readonly AlignmentRow[],
  all: readonly AlignmentRow[],
  names: RunNames,
  model: string | null,
): Markup {
  const rows = own.filter(({ items }) => items > 0)
  const head = model === null ? null : h`<h4>Model ${model}</h4>`
  if (rows.length === 0)
    return h`${head}<p class="none">No closeness: no item that was answered has a reference distribution in any slice.</p>`
  const ends = (of: (row: AlignmentRow) => Estimate) =>
    all.flatMap((row) => {
      const estimate = of(row)
      return estimate.value === null ? [] : [estimate.low, estimate.high]
    })
  const named = model === null ? '' : ` of ${model}`
  return h`${head}${slicesPlot(rows, names, {
    of: ({ closeness }) => closeness,
    ends: ends(({ closeness }) => closeness),
    zero: 1,
    axis: 'Closeness to the people. The line at 1 is a model that answers exactly like them.',
    description: `Closeness${named} by slice and condition; figures are in the table below.`,
  })}
${slicesPlot(rows, names, {
  of: ({ shift }) => shift,
  ends: ends(({ shift }) => shift),
  zero: 0,
  axis: "Signed shift in sd of the people's answers. Right of zero is toward higher codes than theirs.",
  description: `Signed shift${named} by slice and condition; figures are in the table below.`,
})}
<details><summary>Plot: similarity beside its same-n null, and spread</summary>${similarities(rows, names)}</details>`
}

type Drawn = {
  readonly of: (row: AlignmentRow) => Estimate
  readonly ends: readonly number[]
  readonly zero: number
  readonly axis: string
  readonly description: string
}

function slicesPlot(
  rows: readonly AlignmentRow[],
  names: RunNames,
  { of, ends, zero, axis, description }: Drawn,
): Markup {
  if (ends.length === 0) {
    const first = of(rows[0]!)
    return h`<p class="none">No interval to draw: ${first.value === null ? first.why : 'no rows'}.</p>`
  }
  const scale = scaleOf(ends, [zero])
  const digits = Math.max(...ends.map((end) => Math.abs(end - zero))) < 0.2 ? 3 : 2
  const groups = bySlice(rows, names, (row): Omit<Line, 'series'> => {
    const estimate = of(row)
    return {
      value: estimate.value,
      beside: (y) =>
        estimate.value === null ? null : span(scale, estimate.low, estimate.high, `whisker ${names.look(row).kind}`, y),
      figures: estimateText(estimate, digits),
    }
  })
  // Each plot has its own key, so that a reader can save one plot and read it alone.
  return h`${seriesKey(names.series)}${dodgedPlot({ groups, scale, axis, zero, description })}`
}

function bySlice(
  rows: readonly AlignmentRow[],
  names: RunNames,
  line: (row: AlignmentRow) => Omit<Line, 'series'>,
): Group[] {
  const slices = new Map<string, AlignmentRow[]>()
  for (const row of rows) slices.set(names.slice(row), [...(slices.get(names.slice(row)) ?? []), row])
  return [...slices].map(([label, own]) => ({
    label,
    note: `${Math.max(...own.map(({ items }) => items))} items`,
    lines: own.map((row) => ({ series: names.look(row), ...line(row) })),
  }))
}

function similarities(rows: readonly AlignmentRow[], names: RunNames): Markup {
  const values = rows.flatMap(({ similarity, nullSimilarity }) => [similarity ?? 1, nullSimilarity ?? 1])
  const scale: Scale = scaleOf(values, [1])
  const groups = bySlice(rows, names, ({ similarity, nullSimilarity, spreadRatio }) => ({
    value: similarity,
    beside: (y) => (nullSimilarity === null ? null : mark(scale, nullSimilarity, 'tick', 'floor', y)),
    figures: h`<b>${similarity === null ? '–' : decimal(similarity)}</b> <span class="interval">null ${nullSimilarity === null ? '–' : decimal(nullSimilarity)}; spread ${spreadRatio === null ? '–' : decimal(spreadRatio)}</span>`,
  }))
  return h`${seriesKey(names.series, [h`${sign('tick', 'floor')} same-n null: what samples of the people of this size would get`])}
${dodgedPlot({
  groups,
  scale,
  zero: 1,
  axis: 'Plug-in similarity, 0 to 1. It is biased downward at small n, and the null with it.',
  description: 'Similarity beside its null by slice and condition; figures are in the table below.',
})}
<p class="note">Spread is the sd of the model's answers by that of the people's: below 1 is flatter.</p>`
}

/** References that have only means. They need their own measure and their own plot. */
function meansPart(all: readonly AlignmentRow[], run: Run, names: RunNames): Markup | null {
  const rows = all.filter(({ meansItems }) => meansItems > 0)
  if (rows.length === 0) return null
  const ends = rows.flatMap(({ meansShift }) => (meansShift.value === null ? [] : [meansShift.low, meansShift.high]))
  return h`<h4>Where only a mean is known</h4><p>Of these slices or items no distribution is known. The distance of means says nothing of how answers are spread, so it stands apart and enters no mean with the others.</p>
${run.models.map((model) => {
  const own = rows.filter((row) => row.model === model)
  if (own.length === 0) return null
  return h`${run.models.length > 1 ? h`<h4>Model ${model}, means only</h4>` : null}${slicesPlot(
    own.map((row) => ({ ...row, items: row.meansItems })),
    names,
    {
      of: ({ meansShift }) => meansShift,
      ends,
      zero: 0,
      axis: "Shift of the mean as a share of the scale's range. Right of zero is toward higher codes.",
      description: `Shift of means of ${model} by slice and condition; figures are in the table below.`,
    },
  )}`
})}
<details><summary>Table: ${rows.length} rows with means only</summary>${table(
    '1 less the distance of means over the range, and the signed shift as a share of it.',
    [
      { head: 'Slice', cell: (row) => names.slice(row) },
      { head: 'Model', cell: ({ model }) => model },
      { head: 'Condition', cell: (row) => names.look(row).name },
      { head: 'Items', figures: true, cell: ({ meansItems }) => meansItems },
      { head: 'Similarity of means', figures: true, cell: (row) => cellNumber(row.meansSimilarity, 'no item', 3) },
      { head: 'Shift of means', figures: true, cell: ({ meansShift }) => estimateCell(meansShift) },
    ],
    rows,
  )}</details>`
}

function alignmentTable(rows: readonly AlignmentRow[], names: RunNames): Markup {
  const why = 'no item has a reference distribution here'
  return h`<details><summary>Table: alignment, ${rows.length} rows</summary>${table(
    'Means over items with a reference distribution. Null is the similarity of same-sized samples of the people themselves. Rows of single items are in report.json under run.cells.',
    [
      { head: 'Slice', cell: (row) => names.slice(row) },
      { head: 'Model', cell: ({ model }) => model },
      { head: 'Condition', cell: (row) => names.look(row).name },
      { head: 'Asked', figures: true, cell: ({ asked }) => asked },
      { head: 'Classified', figures: true, cell: ({ classified }) => classified },
      { head: 'Items', figures: true, cell: ({ items }) => items },
      { head: 'Closeness', figures: true, cell: ({ closeness }) => estimateCell(closeness) },
      { head: 'Shift, sd', figures: true, cell: ({ shift }) => estimateCell(shift) },
      { head: 'Spread', figures: true, cell: ({ spreadRatio }) => cellNumber(spreadRatio, why) },
      { head: 'Similarity', figures: true, cell: ({ similarity }) => cellNumber(similarity, why, 3) },
      { head: 'Null', figures: true, cell: ({ nullSimilarity }) => cellNumber(nullSimilarity, why, 3) },
    ],
    rows,
  )}</details>`
}
