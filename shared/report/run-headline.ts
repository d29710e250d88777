import type { MeasureId } from '../analysis/alignment/measures/list.ts'
import type { RunComparison } from '../analysis/contrasts/of-models-alone/comparisons.ts'
import type { Test } from '../analysis/estimate.ts'
import { figuresOf, isShown, type Known } from './headlines.ts'
import type { Headline } from './report.ts'

/** What a comparison of a run found, in plain words. Null where no item stands behind it. */
export function runHeadline(
  { title, shifts, equivalence, confounded }: RunComparison,
  tests: Readonly<Record<string, Test>>,
): Headline | null {
  const whole = (measure: MeasureId) => {
    const found = shifts.find((one) => one.measure === measure && one.scope.kind === 'all items')
    if (found === undefined || found.estimate.value === null) return null
    const estimate: Known = found.estimate
    return { estimate, items: found.items, test: tests[measure] ?? null }
  }
  const closeness = whole('closeness')
  const means = whole('means-closeness')
  const location = whole('location') ?? whole('range-share')
  if (closeness === null && means === null && location === null) return null
  // Without a test (fewer than five items) an interval speaks of fresh answers to these items, and that is no finding.
  const shown = (estimate: Known, test: Test | null) => test !== null && isShown(estimate, test)
  const said: string[] = []
  const figures: string[] = []
  for (const [found, of] of [
    [closeness, 'distributions'],
    [means, 'means'],
  ] as const) {
    if (found === null) continue
    const { estimate, test, items } = found
    said.push(
      shown(estimate, test)
        ? `came ${estimate.value > 0 ? 'closer to' : 'farther from'} the people's ${of}`
        : `are not shown to come closer to the people's ${of} or farther from them`,
    )
    figures.push(figuresOf(`Closeness to ${of}`, estimate, ` over ${items} items`, test))
  }
  if (location !== null) {
    const unit = location.estimate.unit === 'sd of Q' ? ' sd of the reference' : ' of the range'
    figures.push(figuresOf('Location', location.estimate, `${unit} over ${location.items} items`, location.test))
    if (said.length === 0)
      said.push(
        shown(location.estimate, location.test) ? 'moved along the codes' : 'are not shown to move along the codes',
      )
  }
  const same =
    equivalence === null
      ? ''
      : ` The mean move along the codes is ${equivalence.p < equivalence.alpha ? '' : 'not shown to be '}within ±${equivalence.bounds.high} sd.`
  const mixed =
    confounded.length === 0 ? '' : ` Other factors differ too (${confounded.join(', ')}), so it may be theirs.`
  return {
    text: `Models asked alone. ${title}: answers ${said.join(' and ')}.${same}${mixed}`,
    figures: `${figures.join('. ')}.`,
  }
}
