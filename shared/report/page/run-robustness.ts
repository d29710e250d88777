import type { RobustnessRow } from '../../analysis/models-alone/robustness.ts'
import type { RunVariance } from '../../analysis/variance/run-variance.ts'
import { h, type Markup, table } from '../markup.ts'
import { estimateCell, intervalPlot } from '../plots/intervals.ts'
import { percent } from '../plots/stacked.ts'
import type { Report } from '../report.ts'
import { targetWords } from './run-targets.ts'

type Run = NonNullable<Report['run']>

const WORDS: Readonly<Record<RobustnessRow['axis'], string>> = {
  order: 'Option order',
  format: 'Reply asked for',
  wording: 'Wording of the item',
  form: 'Form of the item',
}

/** Ways of asking that should not matter, each compared with the first, and the share of variance that depends on them. */
export function runRobustness({ robustness, variance }: Run): Markup {
  const targets = [...new Set(robustness.map(({ target }) => target))].sort(
    (a, b) => Number(b === 'own') - Number(a === 'own'),
  )
  return h`<h3 id="run-robustness">Robustness: ways of asking that should not matter</h3>
${
  robustness.length === 0
    ? h`<p>This run asked in one order, one format, one wording and one form, so it cannot say how much of its answers is owed to how it asked.</p>`
    : h`<p>Each way of asking against the first one, on the same questions. An answerer that a way of asking leaves cold shows zero in every cell of its row.</p>
${targets.map((target) => h`${target === 'own' ? null : h`<h4>Another target: ${targetWords(target).name}</h4>`}${grid(robustness.filter((row) => row.target === target))}`)}`
}
${variance.map(artefact)}`
}

function nameOf({ axis, level, baseline }: RobustnessRow): string {
  const named = (one: string) =>
    axis === 'wording' ? `wording ${Number(one) + 1}` : one === 'unforced' ? 'not forced' : one
  return `${WORDS[axis]}: ${named(level)} against ${named(baseline)}`
}

function grid(rows: readonly RobustnessRow[]): Markup {
  const axis = 'Squared distance between the answers under both, unbiased. Zero is no difference.'
  return h`${intervalPlot(
    rows.map((row) => ({ label: nameOf(row), note: `${row.items} items`, estimate: row.distance })),
    axis,
    `${axis} ${rows.length} ways of asking; figures are in the table below.`,
  )}
${table(
  'Means over items with intervals that resample them. p is of the shift (sign flips of items) and not adjusted. Classified is the share of questions asked in each way that ended with an option.',
  [
    { head: 'Way of asking', cell: nameOf },
    { head: 'Distance', figures: true, cell: ({ distance }) => estimateCell(distance, 4) },
    { head: 'Shift, of the range', figures: true, cell: ({ shift }) => estimateCell(shift) },
    { head: 'Closeness', figures: true, cell: ({ closeness }) => estimateCell(closeness, 4) },
    {
      head: 'p',
      figures: true,
      cell: ({ p }) =>
        p === null
          ? h`<span class="none" title="fewer than five items">–</span>`
          : p < 0.001
            ? '< 0.001'
            : p.toFixed(3),
    },
    {
      head: 'Classified',
      figures: true,
      cell: ({ classified }) => `${percent(classified.level)} / ${percent(classified.baseline)}`,
    },
    { head: 'Items', figures: true, cell: ({ items }) => items },
  ],
  rows,
)}`
}

/** The share of variance that depends on the way of asking, in a sentence with its caution. */
function artefact({ target, artefact: share, result, leftOut }: RunVariance): Markup | null {
  if (share === null || result.kind === 'refused') return null
  const of = target === 'own' ? '' : ` (${targetWords(target).name})`
  const asked = result.components.filter(({ facets }) =>
    facets.some((facet) => ['wording', 'order', 'format', 'form'].includes(facet)),
  )
  if (asked.length === 0)
    return h`<p>No share of the variance${of} can be given to how was asked: ${leftOut.length === 0 ? 'nothing of it was varied' : 'what was varied of it cannot be told from other components'}.</p>`
  const rest = 1 - result.residual.share
  return h`<p><b>${percent(share)} of the variance of answers${of} is artefact</b>: it hangs on how was asked, alone or with anything else${rest > 0 ? h` (${percent(share / rest)} of what is not residual)` : null}. It is the share of the ways that were tried here, ${asked.map(({ facets }) => facets.join(' x ')).join(', ')}; others may matter more, and a way of asking that was not varied counts as none.</p>`
}
