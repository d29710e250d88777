import { seriesName } from '../../analysis/answers/session-answers.ts'
import { factorFacet } from '../../analysis/variance/decomposition.ts'
import { h, type Markup } from '../markup.ts'
import type { Report } from '../report.ts'
import { componentStrips, componentTable, generalisabilityTable, nameOf } from './run-variance.ts'

/** Where the variance of the model's answers in sessions comes from. The last moment is first. */
export function varianceSection({ variance, contrasts }: Report): Markup | null {
  if (variance.length === 0) return null
  const factors = [...new Set(contrasts.map(({ factor }) => factorFacet(factor)))]
  const parts = [...variance].reverse().map(({ series, answers, result, leftOut }, nth) => {
    const head = `${seriesName(series)}: ${answers.toLocaleString('en')} answers`
    const aside =
      leftOut.length === 0
        ? null
        : h`<p class="note">These components cannot be told from others on these answers and stand in what is left: ${leftOut.map(nameOf).join('; ')}.</p>`
    if (result.kind === 'refused')
      return h`<h3>${head}</h3><p>The variance could not be taken apart: ${result.message}</p>${aside}`
    return h`<details class="part"${nth === 0 ? h` open` : null}><summary>${head}</summary>${componentStrips(result)}
<details><summary>Table: ${result.components.length + 1} components</summary>${componentTable(result, factors)}</details>
<h4>Generalisability</h4>${generalisabilityTable(result)}
${result.notes.map((text) => h`<p class="note">${text}</p>`)}${aside}</details>`
  })
  return h`<h2 id="variance">Variance of the model's answers in sessions</h2>
<p>Each answer is rescaled to 0 to 1 of its item's range; all effects are taken as random. What the model draws anew each time is residual. A session's own part holds what its talk was like. Shares depend on the levels that the study chose.</p>${parts}`
}
