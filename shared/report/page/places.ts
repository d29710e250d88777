import type { SessionCell } from '../../analysis/cells/session-cells.ts'
import { cellNumber, decimal, h, type Markup, table } from '../markup.ts'
import { distributionPanels, type Panel } from '../plots/distributions.ts'
import { figure } from '../plots/figure.ts'
import { similarityPlot } from '../plots/similarities.ts'
import type { Report } from '../report.ts'
import { rowsLink } from './sources.ts'

const share = (cell: SessionCell): number[] | null => {
  const total = cell.counts?.reduce((sum, count) => sum + count, 0) ?? 0
  return total === 0 ? null : cell.counts!.map((count) => count / total)
}

/** Similarity and distributions by place. All arms except the control are pooled. The place with most sessions is open. */
export function placesSection(report: Report): Markup {
  const { pooledCells, places, provenance } = report
  const treated = pooledCells.filter(({ pooled }) => pooled === 'treated')
  const labels = new Map(report.items.map(({ item, label }) => [item, label]))
  const labelOf = (item: string) => labels.get(item) ?? item
  const notes = provenance.populations.map(({ id, label }) => `${id}${label === '' ? '' : `: ${label}`}`).join('; ')
  const machine = provenance.texts.filter(({ machineOnly }) => machineOnly > 0).map(({ locale }) => locale)
  return h`<h2 id="places">Answers by place</h2>
<p>All arms but the control, pooled; cells by arm are in report.json under <code>cells</code>, with the same fields. The reference of each place is a published survey: other wording, another time, another mode.</p>
<p class="note">References: ${notes === '' ? 'none' : notes}.${machine.length === 0 ? null : ` Texts in ${machine.join(', ')} are machine translations that no local person reviewed.`}</p>
${places.rows.map(({ place, name, sessions }, index) => {
  const own = treated.filter((cell) => cell.place === place)
  const model = latest(own.filter(({ source, against }) => source === 'model' && against?.kind !== 'in-study'))
  const people = own.filter(
    ({ source, moment, target }) => source === 'participant' && moment === 'before' && target === 'own',
  )
  if (own.length === 0) return null
  return h`<details class="part" id="place-${place}"${index === 0 ? h` open` : null}><summary>${name} (${sessions} sessions)</summary>
${figure(`Similarity to people in ${name}, by item`, similarityPlot(model, labelOf, `Similarity of the model's answers to those of people in ${name}, by item; figures are in the table below.`))}
${figure(`Answers of people, model and reference in ${name}`, distributionPanels(panelsOf(report, model, people)))}
<details><summary>Table: ${own.length} cells</summary>${cellTable(own, labelOf)}</details></details>`
})}`
}

/** Cells of the last moment at which items were asked. */
function latest(cells: readonly SessionCell[]): SessionCell[] {
  const moment = cells.some((cell) => cell.moment === 'end') ? 'end' : cells[0]?.moment
  return cells.filter((cell) => cell.moment === moment)
}

function panelsOf({ items, smallest }: Report, model: readonly SessionCell[], people: readonly SessionCell[]): Panel[] {
  return items.flatMap((item) => {
    const its = model.find((cell) => cell.item === item.item)
    const theirs = people.find((cell) => cell.item === item.item)
    if (its === undefined && theirs === undefined) return []
    const population = its?.against?.kind === 'survey' ? its.against.population : 'reference'
    return [
      {
        item,
        series: [
          {
            kind: 'people',
            shares: theirs === undefined ? null : share(theirs),
            n:
              theirs === undefined
                ? 'not asked'
                : theirs.counts === null
                  ? `fewer than ${smallest}, not shown`
                  : `n = ${theirs.n}`,
          },
          {
            kind: 'model',
            shares: its === undefined ? null : share(its),
            n: `n = ${its?.n ?? 0} answers in ${its?.sessions ?? 0} sessions`,
          },
          { kind: 'reference', shares: its?.referenceShares ?? null, n: population },
        ],
      },
    ]
  })
}

function cellTable(cells: readonly SessionCell[], labelOf: (item: string) => string): Markup {
  const figure = (
    head: string,
    field: keyof SessionCell &
      (
        | 'mean'
        | 'sd'
        | 'similarity'
        | 'nullMean'
        | 'worst'
        | 'best'
        | 'shift'
        | 'shiftSd'
        | 'spreadRatio'
        | 'ceilingNearest'
        | 'floorMajority'
      ),
  ) => ({
    head,
    figures: true,
    cell: (cell: SessionCell) => cellNumber(cell[field], cell.why[field] ?? cell.why['*']),
  })
  return table(
    h`One row a series and item. Asked = classified + all other outcomes. Hover or focus a dash for its reason. ${rowsLink}`,
    [
      { head: 'Item', cell: (cell) => labelOf(cell.item) },
      {
        head: 'Who, when',
        cell: ({ source, moment, target }) => `${source}, ${moment}${target === 'own' ? '' : `, ${target}`}`,
      },
      {
        head: 'Against',
        cell: ({ against }) =>
          against === null ? '–' : against.kind === 'in-study' ? 'people here, before' : against.population,
      },
      { head: 'Measure', cell: ({ measure }) => measure?.replace('-similarity', '') ?? '–' },
      { head: 'Sessions', figures: true, cell: ({ sessions }) => sessions },
      { head: 'Asked', figures: true, cell: ({ asked }) => asked },
      { head: 'Classified', figures: true, cell: ({ n, outcomes }) => (outcomes === null ? '–' : n) },
      { head: 'Other outcomes', cell: ({ outcomes }) => othersOf(outcomes) },
      figure('Mean', 'mean'),
      figure('sd', 'sd'),
      figure('Similarity', 'similarity'),
      figure('Worst', 'worst'),
      figure('Best', 'best'),
      figure('Null', 'nullMean'),
      figure('Floor', 'floorMajority'),
      figure('Ceiling', 'ceilingNearest'),
      figure('Shift', 'shift'),
      figure('Shift, sd', 'shiftSd'),
      figure('Spread', 'spreadRatio'),
    ],
    cells,
  )
}

function othersOf(outcomes: SessionCell['outcomes']): string {
  if (outcomes === null) return 'not shown'
  const others = Object.entries(outcomes).filter(([kind, count]) => kind !== 'classified' && count > 0)
  return others.length === 0 ? 'none' : others.map(([kind, count]) => `${kind} ${decimal(count, 0)}`).join(', ')
}
