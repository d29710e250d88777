import type { OutcomeKind } from '../../instrument/outcome.ts'
import { h, type Markup, table } from '../markup.ts'
import { percent, type StackedRow, stackedBars } from '../plots/stacked.ts'
import type { Report } from '../report.ts'
import type { RunNames } from './run-names.ts'

type Run = NonNullable<Report['run']>
type Outcomes = Readonly<Record<OutcomeKind, number>>

/** Kinds of outcome that are drawn together. With more parts, a bar would be hard to read. */
const DRAWN: readonly { name: string; kind: string; of: readonly OutcomeKind[] }[] = [
  { name: 'names an option', kind: 'of-7', of: ['classified'] },
  { name: 'refused', kind: 'of-2', of: ['refused'] },
  { name: 'unclassifiable', kind: 'of-1', of: ['unclassifiable'] },
  { name: 'does not apply here, or needs context', kind: 'of-3', of: ['not-applicable', 'needs-context'] },
  { name: 'out of range, or no reply', kind: 'of-5', of: ['out-of-range', 'failed'] },
]

/** What was asked, what the outcomes were, and which references there are to compare with. */
export function runCoverage(run: Run, names: RunNames): Markup {
  const { coverage, jobs, favoured, answers, otherWords } = run
  const byCondition = names.series.map((series) => {
    const cells = run.cells.filter((cell) => names.look(cell) === series)
    const sum = (kind: OutcomeKind) => cells.reduce((total, { outcomes }) => total + outcomes[kind], 0)
    const kinds = Object.keys(coverage[0]!.outcomes) as OutcomeKind[]
    const outcomes = Object.fromEntries(kinds.map((kind) => [kind, sum(kind)])) as Outcomes
    return { name: series.name, asked: kinds.reduce((total, kind) => total + outcomes[kind], 0), outcomes }
  })
  return h`<h3 id="run-coverage">What was asked, and what came of it</h3>
<p>${answers.toLocaleString('en')} answers to ${jobs.planned.toLocaleString('en')} planned questions${jobs.missing === 0 ? '' : `; ${jobs.missing.toLocaleString('en')} have none yet`}.${otherWords === 0 ? '' : ` ${otherWords.toLocaleString('en')} further answers are to questions in other words than this version has, and are left out.`} ${
    favoured.compared === 0
      ? 'The endpoint gave no log-probabilities of the options, so the text alone says what was answered.'
      : `Where the endpoint gave log-probabilities, they favour another option than the text in ${favoured.other.toLocaleString('en')} of ${favoured.compared.toLocaleString('en')} answers (${percent(favoured.other / favoured.compared)}); the text is what counts here.`
  }</p>
<h4>Outcomes by condition</h4>${bars(
    byCondition.map(({ name, asked, outcomes }) => ({ label: name, asked, outcomes })),
    'condition',
  )}
<h4>Outcomes by slice</h4>${bars(
    coverage.map((row) => ({ label: names.slice(row), asked: row.asked, outcomes: row.outcomes })),
    'slice',
  )}
<details><summary>Table: outcomes by condition and slice</summary>${table(
    'Questions by outcome, with shares of those asked; all targets.',
    [
      { head: 'Condition or slice', cell: ({ name }) => name },
      { head: 'Asked', figures: true, cell: ({ asked }) => asked.toLocaleString('en') },
      ...(Object.keys(coverage[0]!.outcomes) as OutcomeKind[]).map((kind) => ({
        head: kind,
        figures: true,
        cell: ({ asked, outcomes }: { asked: number; outcomes: Outcomes }) => countCell(outcomes[kind], asked),
      })),
    ],
    [...byCondition, ...coverage.map((row) => ({ ...row, name: names.slice(row) }))],
  )}</details>
<h4>What answers are read against</h4>
${table(
  'Items asked in each slice. A reference with a mean only is never mixed with distributions.',
  [
    { head: 'Slice', cell: (row) => names.slice(row) },
    { head: 'Items', figures: true, cell: ({ items }) => items },
    { head: 'with a distribution', figures: true, cell: ({ itemsWithDistribution }) => itemsWithDistribution },
    { head: 'with a mean only', figures: true, cell: ({ itemsWithMean }) => itemsWithMean },
    { head: 'without', figures: true, cell: ({ itemsWithout }) => itemsWithout },
  ],
  coverage,
)}`
}

function countCell(count: number, asked: number): Markup {
  return count === 0 ? h`0` : h`${count.toLocaleString('en')} <span class="note">${percent(count / asked)}</span>`
}

function bars(rows: readonly { label: string; asked: number; outcomes: Outcomes }[], what: string): Markup {
  return stackedBars({
    names: DRAWN.map(({ name }) => name),
    kinds: DRAWN.map(({ kind }) => kind),
    description: `Shares of outcomes by ${what}; counts are in the table below.`,
    rows: rows.map(({ label, asked, outcomes }): StackedRow => {
      const share = (of: readonly OutcomeKind[]) => of.reduce((sum, kind) => sum + outcomes[kind], 0) / asked
      return {
        label,
        note: `${asked.toLocaleString('en')} asked`,
        shares: DRAWN.map(({ of }) => share(of)),
        figures: h`<b>${percent(share(['classified']))}</b> <span class="interval">name an option</span>`,
      }
    }),
  })
}
