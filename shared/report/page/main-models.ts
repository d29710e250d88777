import type { ModelTerm, ReportModel } from '../../analysis/main-models/main-model.ts'
import { decimal, h, type Markup, table } from '../markup.ts'
import type { Report } from '../report.ts'
import { rowsLink } from './sources.ts'

/** The main models with their coefficients. Models over all items are open, models of one item are folded. Null without any. */
export function modelsSection({ models }: Report): Markup | null {
  if (models.length === 0) return null
  const whole = models.filter(({ item }) => item === null)
  const single = models.filter(({ item }) => item !== null)
  return h`<h2 id="models">Models</h2>
<p>Regressions of the answers themselves, without a reference population. <code>models.R</code>, written beside this page, fits the same formulas to the same rows of <code>observations.csv</code> in R, prints its figures beside these, and ends with an error where they differ.</p>
${whole.map(modelPart)}
${single.length === 0 ? null : h`<details><summary>${single.length} models of single items</summary>${single.map(modelPart)}</details>`}`
}

function modelPart(model: ReportModel): Markup {
  const { title, formula, outcome, errors, baselines, notes, result } = model
  const against = Object.entries(baselines).map(([name, level]) => `${name}: ${level}`)
  const head = h`<h4>${title}</h4><p><code>${formula}</code></p>`
  if (result.kind === 'refused') return h`${head}<p class="none">Not fitted: ${result.why}</p>`
  const { n, of, sessions, groups } = { groups: result.random, ...result }
  const counts = [
    `${n.toLocaleString('en')} rows (${of === 'session and item' ? 'one a session and item' : of})`,
    ...(sessions === null || of === 'sessions' ? [] : [`${sessions.toLocaleString('en')} sessions`]),
    ...groups.map(({ group, levels, sd }) => `sd over ${levels} levels of ${group} ${decimal(sd, 3)}`),
    ...(result.residualSd === null ? [] : [`residual sd ${decimal(result.residualSd, 3)}`]),
  ]
  const percent = Math.round(result.level * 100)
  return h`${head}<p class="note">Outcome: ${outcome}. ${counts.join('; ')}. Errors: ${errors}.${against.length === 0 ? null : ` Set against ${against.join(', ')}.`}${notes.map((note) => ` ${note}`)}</p>
${table(
  h`Coefficients with ${percent} % intervals. ${rowsLink}`,
  [
    { head: 'Term', cell: ({ term }: ModelTerm) => h`<code>${term}</code>` },
    { head: 'Estimate', figures: true, cell: ({ estimate }) => decimal(estimate, 3) },
    { head: 'Error', figures: true, cell: ({ se }) => decimal(se, 3) },
    { head: 'Interval', figures: true, cell: ({ low, high }) => `${decimal(low, 3)} to ${decimal(high, 3)}` },
    { head: 'df', figures: true, cell: ({ df }) => (df === null ? '∞' : decimal(df, 1)) },
    { head: 'p', figures: true, cell: ({ p }) => (p < 0.001 ? '< 0.001' : decimal(p, 3)) },
  ],
  result.terms,
)}`
}
