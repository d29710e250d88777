import { h, type Markup, type Part, table } from '../markup.ts'
import { flowChart } from '../plots/flow-chart.ts'
import { replyWarnings } from '../reply-rows.ts'
import type { ReplyRow, Report } from '../report.ts'

/** Who took part: the flow of sessions, the replies that people got, and the places that people declared. */
export function peopleSection({ flow, replies, places }: Report): Markup {
  const lacking = places.lacking.filter(({ sessions }) => sessions > 0)
  return h`<h2 id="people">Who took part</h2>
${flowChart(flow, replies)}
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
${repliesTable(replies)}
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

/** Replies, and items asked beside the talk, by arm. The part is open if an arm lacks replies or answers. */
function repliesTable(replies: readonly ReplyRow[]): Markup | null {
  if (replies.every(({ talked, probed, unopened }) => talked + probed + unopened === 0)) return null
  const lacking = replyWarnings(replies).length > 0
  const arm = { head: 'Arm', cell: ({ condition }: ReplyRow) => condition }
  const figures = (head: string, cell: (row: ReplyRow) => Part) => ({ head, figures: true, cell })
  return h`<details id="replies"${lacking ? h` open` : null}><summary>Tables: replies of the model by arm</summary>
${table(
  'Replies that people asked for, in sessions of any state.',
  [
    arm,
    figures('No reply at all', ({ withoutReply, talked }) => h`${marked(withoutReply)} of ${talked}`),
    figures('Parts only', ({ inPartOnly }) => inPartOnly),
    figures('Asked', ({ asked }) => asked),
    figures('Come', ({ come }) => come),
    figures('Cut', ({ cut }) => cut),
    figures('Refused', ({ refused }) => refused),
    figures('Failed', ({ failed }) => failed),
    figures('Stopped', ({ stopped }) => stopped),
    figures('On the way', ({ waiting }) => waiting),
  ],
  replies,
)}
<p class="note">“No reply at all” and “parts only” are sessions, of those in which somebody wrote. Cut: text came and ended early. Failed: no text came. Stopped by the person: no failure. Further replies to the same turn count too. <code>sessions.csv</code> of an export has the same words.</p>
${table(
  'Items put to the model beside the talk, and chats.',
  [
    arm,
    figures('No item answered', ({ withoutProbe, probed }) => h`${marked(withoutProbe)} of ${probed}`),
    figures('Items asked', ({ probesAsked }) => probesAsked),
    figures('Answered', ({ probesCome }) => probesCome),
    figures('Failed', ({ probesFailed }) => probesFailed),
    figures('Chat never opened', ({ unopened, sessions }) => h`${marked(unopened)} of ${sessions}`),
  ],
  replies,
)}</details>`
}

/** A count that should be zero. Any other number is marked. */
function marked(count: number): Markup {
  return count === 0 ? h`0` : h`<b class="lacks">${count}</b>`
}
