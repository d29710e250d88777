import { h, type Markup } from '../markup.ts'
import type { Report } from '../report.ts'
import { runAlignment } from './run-alignment.ts'
import { runApart } from './run-apart.ts'
import { runComparisons } from './run-comparisons.ts'
import { runCoverage } from './run-coverage.ts'
import { runDrift } from './run-drift.ts'
import { runItems } from './run-items.ts'
import { runNames } from './run-names.ts'
import { runRobustness } from './run-robustness.ts'
import { runVarianceSection } from './run-variance.ts'

/** What models answered when asked alone. Null if no model was asked. */
export function runSection(report: Report): Markup | null {
  const { run } = report
  if (run === null) return null
  const names = runNames(report, run)
  return h`<h2 id="run">Models asked alone</h2>
<p>Each question was put in a conversation of its own, so every answer is an independent call. What varies is the structure around the question: ${run.models.length === 1 ? 'one model' : `${run.models.length} models`} (${run.models.join(', ')}), ${names.series.length} ${names.series.length === 1 ? 'condition' : 'conditions'}, ${run.coverage.length} ${run.coverage.length === 1 ? 'slice' : 'slices'} of country and language. It shows what a model says of people, and nothing of what people do with it.</p>
${runCoverage(run, names)}${runAlignment(run, names)}${runComparisons(run, names)}${runRobustness(run)}${runVarianceSection(run)}${runApart(run)}${runItems(report, run, names)}${runDrift(run)}`
}
