import { MEASURES, type MeasureId } from '../../analysis/alignment/measures/list.ts'
import { drawnIn, isNearness, withoutInterval } from '../../analysis/alignment/reader.ts'
import { overall } from '../../analysis/contrasts/finding.ts'
import { anchor, pText } from '../headlines.ts'
import { cellNumber, decimal, h, type Markup, table } from '../markup.ts'
import { estimateCell, intervalPlot } from '../plots/intervals.ts'
import type { Report, ReportedComparison } from '../report.ts'
import type { RunNames } from './run-names.ts'
import { targetWords } from './run-targets.ts'

type Run = NonNullable<Report['run']>

const DRAWN = drawnIn('models alone')

/** Comparisons of levels: the planned ones, then those that were not planned, then other targets. */
export function runComparisons({ comparisons }: Run, names: RunNames): Markup {
  const planned = comparisons.filter((one) => one.planned)
  const exploratory = comparisons.filter((one) => !one.planned && one.target === 'own')
  const targets = [...new Set(comparisons.map(({ target }) => target))].filter((target) => target !== 'own')
  return h`<h3 id="run-comparisons">Context shift: levels compared on the same questions</h3>
<p>Only combinations of everything else that were asked under both levels are taken. Items count alike. Dots are filled where the interval leaves out zero. An interval over items speaks of items like these; that of one item, of fresh answers to it.</p>
<h4>Planned</h4>${
    planned.length === 0
      ? h`<p class="none">No planned comparison has answers at both of its levels.</p>`
      : h`${overview(planned)}${planned.map((one) => comparison(one, names, planned.length <= 4))}`
  }
${
  exploratory.length === 0
    ? null
    : h`<h4>Exploratory</h4><p class="note">Not planned before data were seen; adjusted by Benjamini and Hochberg.</p>${overview(exploratory)}${exploratory.map((one) => comparison(one, names, false))}`
}
${targets.map((target) => {
  const own = comparisons.filter((one) => one.target === target)
  return h`<details class="part" id="run-comparisons-${target}"><summary>Another target: ${targetWords(target).name}</summary><p>${targetWords(target).caution} Exploratory; adjusted by Benjamini and Hochberg.</p>${overview(own)}${own.map((one) => comparison(one, names, false))}</details>`
})}`
}

/** The comparisons at a glance: one plot for each measure that any of them has, and the table. */
function overview(comparisons: readonly ReportedComparison[]): Markup {
  const plots = DRAWN.filter((measure) => !comparisons.some(({ shifts }) => isSaidBy(shifts, measure))).map(
    (measure) => {
      const rows = comparisons.flatMap((one) => {
        const shift = overall(one.shifts, measure)
        return shift === undefined || shift.items === 0
          ? []
          : [
              {
                label: h`<a href="#${anchor(`run ${one.id}`)}">${one.title}</a>`,
                note: `${shift.items} items${one.confounded.length === 0 ? '' : '; other factors differ too'}`,
                estimate: shift.estimate,
              },
            ]
      })
      return rows.length === 0
        ? null
        : intervalPlot(
            rows,
            MEASURES[measure].axis!,
            `${MEASURES[measure].axis!} ${rows.length} comparisons; figures are in the table below.`,
          )
    },
  )
  const rows = comparisons.flatMap((one) =>
    DRAWN.flatMap((measure) => {
      const shift = overall(one.shifts, measure)
      return shift === undefined || shift.items === 0 ? [] : [{ one, measure, shift }]
    }),
  )
  return h`${plots}<details><summary>Table: ${rows.length} shifts over all items</summary>${table(
    'Level less baseline, means over items, with the tests that are adjusted with each other.',
    [
      { head: 'Comparison', cell: ({ one }) => one.title },
      { head: 'Measure', cell: ({ measure }) => measure },
      { head: 'Unit', cell: ({ shift }) => shift.estimate.unit },
      { head: 'Level', figures: true, cell: ({ shift }) => cellNumber(shift.atLevel, 'not defined', 3) },
      { head: 'Baseline', figures: true, cell: ({ shift }) => cellNumber(shift.atBaseline, 'not defined', 3) },
      { head: 'Shift', figures: true, cell: ({ shift }) => estimateCell(shift.estimate) },
      { head: 'Items', figures: true, cell: ({ shift }) => shift.items },
      {
        head: 'p',
        cell: ({ shift }) =>
          shift.test === null
            ? cellNumber(null, 'fewer than five items: too few for a test over items')
            : pText(shift.test),
      },
    ],
    rows,
  )}</details>`
}

function comparison(one: ReportedComparison, names: RunNames, open: boolean): Markup {
  const { factorLabel, levelLabel, baselineLabel, confounded, unpaired, headline } = one
  const near = h`${DRAWN.filter(isNearness).map((measure) => scopePlot(one, measure, names))}`
  const moved = h`${DRAWN.filter((measure) => !isNearness(measure)).map((measure) => scopePlot(one, measure, names))}`
  return h`<section class="comparison"><h4>${one.title}</h4>
<p>${factorLabel}: “${levelLabel}” against “${baselineLabel}”. ${headline === null ? 'No item has answers at both levels, so there is nothing to say.' : headline.text} ${confounded.length === 0 ? null : h`<b class="flag">Confounded: ${confounded.join(', ')} ${confounded.length === 1 ? 'differs' : 'differ'} between the sides as well, and what is seen may be theirs.</b>`}</p>
<p class="note">${headline === null ? null : headline.figures} ${equivalenceText(one)}${unpaired === 0 ? '' : ` ${unpaired.toLocaleString('en')} answers are left aside, since the other level was not asked the same.`}</p>
${near.markup === '' ? null : h`<details${open ? h` open` : null}><summary>Closeness by model, slice and topic</summary>${near}</details>`}${moved.markup === '' ? null : h`<details><summary>Mean answers by model, slice and topic</summary>${moved}</details>`}
${itemRows(one, names)}</section>`
}

function equivalenceText({ equivalence, shifts }: ReportedComparison): string {
  if (equivalence === null) return ''
  const { verdict, p, bounds, interval } = equivalence
  const sd = shifts.some(({ measure }) => measure === 'location') ? ' sd of the reference' : ''
  return `Two one-sided tests of the mean move along the codes against ±${bounds.high}${sd}: ${verdict.replaceAll('-', ' ')} (p of equivalence ${p < 0.001 ? '< 0.001' : `= ${decimal(p, 3)}`}; ${Math.round(interval.level * 100)} % interval ${decimal(interval.low, 3)} to ${decimal(interval.high, 3)}). Moves of items in opposite directions cancel in it; item by item, ${equivalence.itemsEquivalent} of ${equivalence.items} are equivalent.`
}

const SCOPES = { 'all items': '', model: 'Model: ', slice: '', topic: 'Topic: ', item: '' } as const

function scopePlot({ shifts, title }: ReportedComparison, measure: MeasureId, names: RunNames): Markup | null {
  const own = shifts.filter((one) => one.measure === measure && one.scope !== 'item' && one.items > 0)
  if (own.length === 0 || isSaidBy(shifts, measure)) return null
  return intervalPlot(
    ['all items', 'model', 'slice', 'topic'].flatMap((kind) =>
      own
        .filter(({ scope }) => scope === kind)
        .map(({ scope, name, items, estimate }) => ({
          label:
            scope === 'slice'
              ? names.slice(sliceOf(name))
              : `${SCOPES[scope]}${scope === 'all items' ? 'All items' : name}`,
          note: `${items} ${items === 1 ? 'item' : 'items'}`,
          estimate,
        })),
    ),
    MEASURES[measure].axis!,
    `${title}, by model, slice and topic. ${MEASURES[measure].axis!}`,
  )
}

/** The share of the range shows the same as location, except for items without a location. */
function isSaidBy(shifts: ReportedComparison['shifts'], measure: MeasureId): boolean {
  return measure === 'range-share' && shifts.some((one) => one.measure === 'location' && one.items > 0)
}

function sliceOf(name: string): { place: string; locale: string } {
  const [place, locale] = name.split(' ')
  return { place: place!, locale: locale! }
}

function itemRows(one: ReportedComparison, names: RunNames): Markup {
  const own = one.shifts.filter(({ scope }) => scope === 'item')
  const refs = [...new Set(own.map(({ name }) => name))]
  const plugIn = withoutInterval('models alone')
  const rows = refs.map((ref) => ({
    ref,
    of: (measure: MeasureId) => own.find((row) => row.name === ref && row.measure === measure),
  }))
  const kept = DRAWN.filter((measure) => own.some((row) => row.measure === measure && row.items > 0))
  const plotted = kept.find(isNearness) ?? kept[0]
  return h`<details class="part" id="${anchor(`run ${one.id}`)}"><summary>Item rows: ${refs.length} items</summary>
<p class="note">Intervals are over fresh answers to the same question. Where all answers at a level are alike an interval can shrink to nothing; more repeats, not certainty, would widen it.</p>
${
  plotted === undefined
    ? h`<p class="none">No item has answers at both levels.</p>`
    : intervalPlot(
        rows.flatMap(({ ref, of }) => {
          const row = of(plotted)
          return row === undefined ? [] : [{ label: names.item(ref), estimate: row.estimate }]
        }),
        MEASURES[plotted].axis!,
        `${one.title}, by item. ${MEASURES[plotted].axis!} Figures are in the table below.`,
      )
}
${table(
  `Level less baseline, by item. Plug-in values (${plugIn.join(', ')}) stand at level and baseline; they are biased where n is small, so they have no interval.`,
  [
    { head: 'Item', cell: ({ ref }) => names.item(ref) },
    ...kept.map((measure) => ({
      head: measure,
      figures: true,
      cell: ({ of }: (typeof rows)[number]) => {
        const row = of(measure)
        return row === undefined ? cellNumber(null, 'not defined for this item') : estimateCell(row.estimate)
      },
    })),
    ...plugIn
      .filter((measure) => own.some((row) => row.measure === measure && row.items > 0))
      .map((measure) => ({
        head: measure,
        figures: true,
        cell: ({ of }: (typeof rows)[number]) => {
          const row = of(measure)
          return row === undefined
            ? cellNumber(null, 'not defined for this item')
            : h`${cellNumber(row.atLevel, 'no answer')} / ${cellNumber(row.atBaseline, 'no answer')}`
        },
      })),
  ],
  rows,
)}</details>`
}
