import { decimal, h, type Markup } from '../markup.ts'
import type { FlowRow, ReplyRow } from '../report.ts'

/** A participant flow after CONSORT: opened, assigned, the outcome of each arm, and how many people got no reply. */
export function flowChart(rows: readonly FlowRow[], replies: readonly ReplyRow[]): Markup {
  const silent = (arm: FlowRow) => replies.find(({ condition }) => condition === arm.condition)?.withoutReply ?? 0
  const total = (of: (row: FlowRow) => number, from = rows) => from.reduce((sum, row) => sum + of(row), 0)
  const unassigned = rows.filter(({ condition }) => condition === null)
  const arms = rows.filter(({ condition, sessions }) => condition !== null && sessions > 0)
  const lost = (from: readonly FlowRow[]) =>
    (
      [
        ['declined', total(({ declined }) => declined, [...from])],
        ['still at consent', total(({ consenting }) => consenting, [...from])],
        ['under way', total(({ inProgress }) => inProgress, [...from])],
        ['withdrawn', total(({ withdrawn }) => withdrawn, [...from])],
      ] as const
    ).filter(([, n]) => n > 0)
  return h`<div class="flow">
<div class="box"><b>${total(({ sessions }) => sessions)}</b> sessions opened</div>
${unassigned.length === 0 ? null : h`<div class="box aside"><b>${total(({ sessions }) => sessions, [...unassigned])}</b> not assigned${lost(unassigned).map(([what, n]) => h`<br>${what}: ${n}`)}</div>`}
<div class="box"><b>${total(({ sessions }) => sessions, [...arms])}</b> assigned to ${arms.length} arms</div>
<div class="arms">${arms.map(
    (arm) =>
      h`<div class="box arm"><span class="name">${arm.condition}</span><b>${arm.sessions}</b> assigned<br><b>${arm.completed}</b> completed${lost([arm]).map(([what, n]) => h`<br>${what}: ${n}`)}${silent(arm) === 0 ? null : h`<br><b class="lacks">no reply at all: ${silent(arm)}</b>`}${arm.attrition.value === null || arm.attrition.value === 0 ? null : h`<br><span class="note">attrition ${decimal(arm.attrition.value * 100, 0)} %</span>`}</div>`,
  )}</div></div>`
}
