import { decimal, h, type Markup, table } from '../markup.ts'
import { estimateCell } from '../plots/intervals.ts'
import type { Report } from '../report.ts'

type Row = Report['attrition'][number]

/** How much lost sessions could change the results: bounds and weights for each arm. Null if no arm has an outcome to lose. */
export function attritionSection({ attrition }: Report): Markup | null {
  if (attrition.length === 0) return null
  const pooled = attrition.filter((row) => row.pooled === 'treated')
  const arms = attrition.filter((row) => row.pooled === null)
  const weights = attrition.find((row) => row.weights !== null)?.weights ?? null
  const bounds = attrition.find((row) => row.bounds.lower !== null)?.bounds
  const assumption = bounds === undefined || bounds.lower === null ? null : bounds.assumption
  return h`<h3 id="attrition">Who was lost, and what that could change</h3>
<p>Arms are compared as they were assigned. The plain difference takes those who stayed; Lee's bounds say how far it could move if the arm had decided who stayed; weights let those who stayed stand for others like them.</p>
${armTable(
  "All arms but the control, less the control. Model toward people: change of closeness to the person's answers over the talk. People toward the position: their move toward the side that was argued for, on the items that it is about.",
  pooled,
)}
${arms.length === 0 ? null : h`<details><summary>Table: ${arms.length} rows, arm by arm</summary>${armTable('Each arm less the control.', arms)}</details>`}
<p class="note">${assumption === null ? 'No bounds could be computed; the reason stands in the cell.' : `Bounds: ${assumption}`} ${weights === null ? 'No weights could be computed; the reason stands in the cell.' : `Weights: ${weights.assumption} Known of every session: place, locale, and the answers before the talk. Withdrawn sessions count as lost in the bounds; the weights leave them out, since nothing of them may be used.`}</p>`
}

function armTable(caption: string, rows: readonly Row[]): Markup {
  return table(
    caption,
    [
      {
        head: 'Result',
        cell: ({ outcome, unweighted }: Row) => h`${outcome} <span class="note">${unweighted.unit}</span>`,
      },
      { head: 'Arm', cell: armName },
      { head: 'Stayed', figures: true, cell: ({ treated }) => `${treated.observed} of ${treated.assigned}` },
      { head: 'Control stayed', figures: true, cell: ({ control }) => `${control.observed} of ${control.assigned}` },
      { head: 'Those who stayed', figures: true, cell: ({ unweighted }) => estimateCell(unweighted) },
      { head: "Lee's bounds", figures: true, cell: boundsCell },
      { head: 'Weighted', figures: true, cell: ({ weighted }) => estimateCell(weighted) },
    ],
    rows,
  )
}

function armName({ condition, pooled }: Row): string {
  return pooled === 'treated' ? 'all arms but the control' : (condition ?? '')
}

function boundsCell({ bounds }: Row): Markup {
  if (bounds.lower === null) return h`<span class="none" title="${bounds.why}">–</span>`
  const { lower, upper, interval } = bounds
  return h`<b>${decimal(lower, 3)} to ${decimal(upper, 3)}</b> <span class="interval">[${decimal(interval.low, 3)}, ${decimal(interval.high, 3)}]</span>`
}
