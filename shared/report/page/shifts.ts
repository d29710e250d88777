import { MEASURES, type MeasureId } from '../../analysis/alignment/measures/list.ts'
import { drawnIn, hasInterval, withoutInterval } from '../../analysis/alignment/reader.ts'
import { seriesName } from '../../analysis/answers/session-answers.ts'
import { anchor, pText } from '../headlines.ts'
import { cellNumber, decimal, h, type Markup, type Part, table } from '../markup.ts'
import { figure } from '../plots/figure.ts'
import { estimateCell, estimateText, intervalPlot } from '../plots/intervals.ts'
import type { ContrastReport, Report, ShiftRow } from '../report.ts'
import { rowsLink } from './sources.ts'

const DRAWN = drawnIn('sessions')

/** Context shift: all contrasts at a glance, then each contrast with its items. */
export function shiftSection(report: Report): Markup {
  const { contrasts } = report
  if (contrasts.length === 0)
    return h`<h2 id="shift">Context shift</h2><p>No two levels of a factor have answers of the model yet.</p>`
  const planned = contrasts.filter((one) => one.planned)
  const exploratory = contrasts.filter((one) => !one.planned)
  return h`<h2 id="shift">Context shift</h2>
<p>How far the model's answers move when the structure of the talk changes: level less baseline, on the same items. Dots are filled where the interval leaves out zero. Codes of different items can point different ways, so a mean location over items can hide opposite moves: read it by item, or read closeness.</p>
${planned.length === 0 ? null : h`<h3>Planned contrasts</h3>${DRAWN.map((measure) => overview(report, planned, measure))}${overviewTable(report, planned)}`}
${planned.map((one) => contrastPart(report, one, planned.length <= 3))}
${exploratory.length === 0 ? null : h`<h3>Exploratory contrasts</h3><p class="note">Not planned before data were seen; adjusted by Benjamini and Hochberg.</p>${DRAWN.map((measure) => overview(report, exploratory, measure))}${overviewTable(report, exploratory)}${exploratory.map((one) => contrastPart(report, one, false))}`}`
}

function rowOf({ shifts }: Report, contrast: ContrastReport, measure: MeasureId): ShiftRow | undefined {
  return shifts.find((row) => row.contrast === contrast.id && row.measure === measure && row.scope === 'all items')
}

function overview(report: Report, contrasts: readonly ContrastReport[], measure: MeasureId): Markup {
  const rows = contrasts.flatMap((contrast) => {
    const row = rowOf(report, contrast, measure)
    if (row === undefined) return []
    const { level, baseline } = contrast.sessions
    return [
      {
        label: h`<a href="#${anchor(contrast.id)}">${contrast.title}</a>`,
        note: `${contrast.series.moment}; ${level} / ${baseline} sessions`,
        estimate: row.estimate,
      },
    ]
  })
  return figure(
    `${contrasts[0]!.planned ? 'Planned' : 'Exploratory'} contrasts: ${measure}`,
    intervalPlot(
      rows,
      MEASURES[measure].axis!,
      `${MEASURES[measure].axis} ${rows.length} contrasts; figures are in the table below.`,
    ),
  )
}

function overviewTable(report: Report, contrasts: readonly ContrastReport[]): Markup {
  const rows = contrasts.flatMap((contrast) =>
    DRAWN.flatMap((measure) => {
      const row = rowOf(report, contrast, measure)
      return row === undefined ? [] : [{ contrast, row }]
    }),
  )
  return h`<details><summary>Table: ${rows.length} rows</summary>${table(
    h`Means over items. n is sessions with an answer. ${rowsLink}`,
    [
      { head: 'Contrast', cell: ({ contrast }) => contrast.title },
      { head: 'Measure', cell: ({ row }) => row.measure },
      { head: 'Unit', cell: ({ row }) => row.estimate.unit },
      { head: 'Estimate', figures: true, cell: ({ row }) => estimateCell(row.estimate) },
      { head: 'n', figures: true, cell: ({ row }) => row.estimate.n },
      { head: 'Items', figures: true, cell: ({ row }) => row.items },
      { head: 'p', cell: ({ row }) => (row.test === null ? '–' : pText(row.test)) },
    ],
    rows,
  )}</details>`
}

function contrastPart(report: Report, contrast: ContrastReport, open: boolean): Markup {
  const own = report.shifts.filter(({ contrast: id }) => id === contrast.id)
  const labels = new Map(report.items.map(({ item, label }) => [item, label]))
  const plot = (measure: MeasureId): Part => {
    const rows = own.filter((row) => row.measure === measure && row.scope === 'item')
    if (rows.length === 0) return null
    return figure(
      `${contrast.title}: ${measure} by item, ${contrast.series.moment} of the talk${contrast.series.target === 'own' ? '' : `, target ${contrast.series.target}`}`,
      intervalPlot(
        rows.map((row) => ({
          label: labels.get(row.name) ?? row.name,
          note: h`n = ${row.estimate.n}`,
          estimate: row.estimate,
        })),
        MEASURES[measure].axis!,
        `${contrast.title}, by item. ${MEASURES[measure].axis}`,
      ),
    )
  }
  const { sessions, effect, equivalence, confounded } = contrast
  return h`<details class="part" id="${anchor(contrast.id)}"${open ? h` open` : null}><summary>${contrast.title} <span class="note">${contrast.series.moment} of the talk</span></summary>
<p>${contrast.factorLabel}: “${contrast.levelLabel}” against “${contrast.baselineLabel}”, answers of ${seriesName(contrast.series)}. ${sessions.level} against ${sessions.baseline} sessions; ${sessions.withoutReference} of them have no reference distribution and count for scale points only. ${contrast.weights}${confounded.length === 0 ? null : h` <b>Not spread alike over both sides: ${confounded.join(', ')}. What is seen may be theirs.</b>`}</p>
<p class="note">Hedges's g between session means: ${estimateText(effect)}.${equivalence === null ? null : h` Equivalence within ±${equivalence.bounds.high} sd of the reference: ${equivalence.verdict.replaceAll('-', ' ')} (p = ${decimal(equivalence.p, 3)}); item by item, ${equivalence.itemsEquivalent} of ${equivalence.items} equivalent.`} Conditions: ${contrast.levelConditions.join(', ')} against ${contrast.baselineConditions.join(', ')}.</p>
${DRAWN.map((measure) => h`<h4>${measure[0]!.toUpperCase()}${measure.slice(1)}, by item</h4>${plot(measure)}`)}
<details><summary>Table: topics and items</summary>${table(
    h`Values at both levels and their difference. Plug-in values (${withoutInterval('sessions').join(', ')}) are biased where n differs or is small, so they have no interval. ${rowsLink}`,
    [
      {
        head: 'Scope',
        cell: (row) =>
          row.scope === 'item'
            ? (labels.get(row.name) ?? row.name)
            : row.scope === 'topic'
              ? `topic: ${row.name}`
              : row.name,
      },
      { head: 'Measure', cell: (row) => row.measure },
      { head: 'Level', figures: true, cell: (row) => cellNumber(row.atLevel, 'not defined', 3) },
      { head: 'Baseline', figures: true, cell: (row) => cellNumber(row.atBaseline, 'not defined', 3) },
      { head: 'Shift', figures: true, cell: (row) => shiftCell(row) },
      { head: 'Unit', cell: (row) => row.estimate.unit },
      { head: 'n', figures: true, cell: (row) => row.estimate.n },
    ],
    own,
  )}</details></details>`
}

function shiftCell({ estimate, atLevel, atBaseline, measure }: ShiftRow): Markup {
  if (estimate.value !== null) return estimateText(estimate, 3)
  if (!hasInterval(measure) && atLevel !== null && atBaseline !== null)
    return h`${decimal(atLevel - atBaseline, 3)} <span class="note">no interval</span>`
  return cellNumber(null, estimate.why)
}
