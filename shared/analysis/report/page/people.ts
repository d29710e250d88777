import { h, type Markup, table } from '../markup.ts'
import { flowChart } from '../plots/flow-chart.ts'
import type { Report } from '../report.ts'

/** Who took part: the flow of sessions and the places that they declared. */
export function peopleSection({ flow, places }: Report): Markup {
  const lacking = places.lacking.filter(({ sessions }) => sessions > 0)
  return h`<h2 id="people">Who took part</h2>
${flowChart(flow)}
<details><summary>Table: sessions by arm and status</summary>${table(
    'Sessions. Attrition is the share that did not complete.',
    [
      { head: 'Arm', cell: (row) => row.condition ?? 'not assigned' },
      { head: 'Sessions', figures: true, cell: (row) => row.sessions },
      { head: 'Completed', figures: true, cell: (row) => row.completed },
      { head: 'Under way', figures: true, cell: (row) => row.inProgress },
      { head: 'At consent', figures: true, cell: (row) => row.consenting },
      { head: 'Declined', figures: true, cell: (row) => row.declined },
      { head: 'Withdrawn', figures: true, cell: (row) => row.withdrawn },
      {
        head: 'Attrition',
        figures: true,
        cell: (row) => (row.attrition.value === null ? '–' : `${Math.round(row.attrition.value * 100)} %`),
      },
      { head: 'Turns (median)', figures: true, cell: (row) => row.medianTurns ?? '–' },
    ],
    flow,
  )}</details>
<h3>Places</h3><p>${places.rule}</p>
${table(
  'Sessions by declared place, and how many of the items asked have a reference there.',
  [
    { head: 'Place', cell: (row) => h`${row.name} <span class="note">${row.place}</span>` },
    { head: 'Sessions', figures: true, cell: (row) => row.sessions },
    { head: 'Items with a distribution', figures: true, cell: (row) => row.itemsWithDistribution },
    { head: 'with a mean only', figures: true, cell: (row) => row.itemsWithMean },
    { head: 'without', figures: true, cell: (row) => row.itemsWithout },
  ],
  places.rows,
)}
<p class="note">No place declared: ${places.noneDeclared}. Own words only: ${places.ownWordsOnly}. Only places that the study does not know: ${places.unknownOnly}. Several places declared (the first known one counts): ${places.severalDeclared}.${lacking.map(({ population, sessions, places: which }) => ` Places that ${population} lacks: ${sessions} sessions (${which.join(', ')}).`)}</p>`
}
