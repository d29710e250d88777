import type { Figure } from '../../analysis/estimate.ts'
import type { TowardPeopleRow } from '../../analysis/influence/toward-people.ts'
import { pText } from '../headlines.ts'
import { decimal, h, type Markup, table } from '../markup.ts'
import { figure } from '../plots/figure.ts'
import { estimateCell, intervalPlot } from '../plots/intervals.ts'
import type { Report } from '../report.ts'
import { rowsLink } from './sources.ts'

const armName = ({ condition, pooled }: { condition: string | null; pooled: string | null }): string =>
  pooled === 'treated'
    ? 'all arms but the control'
    : pooled === 'control'
      ? `${condition ?? 'control'} (control)`
      : (condition ?? '')

const figureText = (figure: Figure): Markup =>
  figure.value === null ? h`<span class="none" title="${figure.why}">–</span>` : h`${decimal(figure.value, 3)}`

/** Influence in both directions: the model toward people, and people toward the model. */
export function twoWaySection(report: Report): Markup {
  return h`<h2 id="both-directions">Both directions</h2>${towardPeople(report)}${towardModel(report)}`
}

function towardPeople({ twoWay }: Report): Markup {
  const { rows, note } = twoWay.towardPeople
  const before = rows.filter(({ people }) => people === 'before')
  if (rows.length === 0)
    return h`<h3 id="toward-people">The model toward people</h3><p>Needs answers of the model at the start and at the end of a talk, and of the people on the same items.</p>`
  return h`<h3 id="toward-people">The model toward people</h3><p>${note}</p>
<h4>Change of closeness to this person's answers from before the talk</h4>
${figure(
  "The model toward people: change of closeness to this person's answers",
  intervalPlot(
    before.map((row) => ({
      label: armName(row),
      note: `${row.change.n} sessions${row.target === 'own' ? '' : `, target ${row.target}`}`,
      estimate: row.change,
    })),
    'Similarity, end of the talk less start. Right of zero is nearer to the person.',
    'Change of closeness by arm; figures are in the table below.',
  ),
)}
<details><summary>Table: ${rows.length} rows</summary>${table(
    h`Mean over sessions; similarity, 0 to 1. “Beyond others” takes off the change toward other people of the same place. ${rowsLink}`,
    [
      { head: 'Arm', cell: armName },
      { head: "People's answers", cell: (row: TowardPeopleRow) => row.people },
      { head: 'Start', figures: true, cell: ({ start }) => figureText(start) },
      { head: 'End', figures: true, cell: ({ end }) => figureText(end) },
      { head: 'Change', figures: true, cell: ({ change }) => estimateCell(change, 3) },
      { head: 'Beyond others', figures: true, cell: ({ changeBeyondOthers }) => estimateCell(changeBeyondOthers, 3) },
      { head: 'Against control', figures: true, cell: ({ againstControl }) => estimateCell(againstControl, 3) },
      { head: 'Sessions', figures: true, cell: ({ change }) => change.n },
      { head: 'p', cell: ({ test }) => (test === null ? '–' : pText(test)) },
    ],
    rows,
  )}</details>`
}

function towardModel({ twoWay, items }: Report): Markup {
  const { rows, note, randomised, changes } = twoWay.towardModel
  const labels = new Map(items.map(({ item, label }) => [item, label]))
  const key = rows.find(({ term }) => term === 'm:arm' || term === 'm')?.term
  const main = rows.filter(({ term }) => term === key)
  const pooled = main.filter(({ scope }) => scope !== 'item')
  const single = main.filter(({ scope }) => scope === 'item')
  const change = changes.filter((row) => row.pooled !== null)
  return h`<h3 id="toward-model">People toward the model</h3><p>${note}</p>
${
  randomised
    ? h`<p><code>${main[0]?.formula ?? ''}</code>; shown is <code>${key ?? ''}</code>: ${main[0]?.meaning ?? ''}.</p>
${figure(
  'People toward the position, items pooled',
  intervalPlot(
    pooled.map((row) => ({ label: row.name, note: `${row.estimate.n} sessions`, estimate: row.estimate })),
    "sd of people's answers before, for one unit of m. Right of zero is toward the position.",
    'People toward the position, items pooled; figures are in the table below.',
    'of-people',
  ),
)}
<h4>By item</h4>${figure(
        'People toward the position, by item',
        intervalPlot(
          single.map((row) => ({
            label: labels.get(row.name) ?? row.name,
            note: `${row.estimate.n} sessions`,
            estimate: row.estimate,
          })),
          'Scale points for one unit of m. Right of zero is toward the position.',
          'People toward the position, by item; figures are in the table below.',
          'of-people',
        ),
      )}
<details><summary>Table: ${rows.length} coefficients</summary>${table(
        'Least squares; the intercept and the answer before are in the model and not shown.',
        [
          { head: 'Items', cell: (row) => labels.get(row.name) ?? row.name },
          { head: 'Term', cell: ({ term, meaning }) => h`<code>${term}</code> <span class="note">${meaning}</span>` },
          { head: 'Estimate', figures: true, cell: ({ estimate }) => estimateCell(estimate, 3) },
          { head: 'Unit', cell: ({ estimate }) => estimate.unit },
          { head: 'Sessions', figures: true, cell: ({ estimate }) => estimate.n },
          { head: 'Errors', cell: ({ estimate }) => (estimate.value === null ? '–' : estimate.interval) },
          { head: 'p', cell: ({ test }) => (test === null ? '–' : pText(test)) },
        ],
        rows,
      )}</details>`
    : null
}
${
  change.length === 0
    ? h`<p>Nobody has answered the same item before and after a talk yet.</p>`
    : h`<h4>Change of people's answers, described</h4><p class="note">${randomised ? 'Beside the effect above. ' : ''}“Nearer” is the change of the distance to the model's mean answer at the end of the talk (below zero is nearer). It is descriptive: noise in the answers alone moves it.</p>
${table(
  'After less before, scale points; all arms but the control, and the control.',
  [
    { head: 'Item', cell: ({ item }) => labels.get(item) ?? item },
    { head: 'Arm', cell: armName },
    { head: 'Change', figures: true, cell: (row) => estimateCell(row.change, 3) },
    { head: 'Nearer', figures: true, cell: ({ nearer }) => figureText(nearer) },
    { head: 'Sessions', figures: true, cell: (row) => row.change.n },
  ],
  change,
)}`
}`
}
