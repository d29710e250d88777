import type { MeasureId } from '../analysis/alignment/measures/list.ts'
import { seriesName } from '../analysis/answers/session-answers.ts'
import { type EquivalenceFound, type Finding, type LevelComparison, overall } from '../analysis/contrasts/finding.ts'
import type { Contrast } from '../analysis/contrasts/in-sessions/contrast.ts'
import type { TestedComparison } from '../analysis/models-alone/run-findings.ts'
import { figuresOf, isShown, type Known } from './headlines.ts'
import type { Headline } from './report.ts'

/** What a contrast between sessions found. Null if no item rows support it. */
export function contrastHeadline(contrast: Contrast, findings: readonly Finding[]): Headline | null {
  const { level, baseline } = contrast.sessions
  return headlineOf(contrast, findings, {
    opening: `${contrast.title}: answers of ${seriesName(contrast.series)}`,
    closing: ` ${level} against ${baseline} sessions.`,
  })
}

/** What a comparison of models asked alone found. */
export function runHeadline(comparison: TestedComparison): Headline | null {
  const opening = `Models asked alone. ${comparison.title}: answers`
  return headlineOf(comparison, comparison.shifts, { opening, closing: '' })
}

/** A measure over all items that has a value, with its test. */
type Whole = { readonly estimate: Known; readonly test: Finding['test']; readonly items: number }

/** The same words for every design. Null if no item supports the comparison. */
function headlineOf(
  { equivalence, confounded }: LevelComparison,
  findings: readonly Finding[],
  { opening, closing }: { readonly opening: string; readonly closing: string },
): Headline | null {
  if (!findings.some(({ scope, estimate }) => scope === 'item' && estimate.value !== null)) return null
  const whole = (measure: MeasureId): Whole | null => {
    const found = overall(findings, measure)
    return found === undefined || found.estimate.value === null ? null : { ...found, estimate: found.estimate }
  }
  const location = whole('location') ?? whole('range-share')
  const said: string[] = []
  const figures: string[] = []
  for (const [found, people, them, name] of [
    [whole('closeness'), 'the reference population', 'it', 'Closeness'],
    [whole('means-closeness'), 'the means of the reference population', 'them', 'Closeness to means'],
  ] as const) {
    if (found === null) continue
    said.push(
      holds(found)
        ? `${found.estimate.value > 0 ? 'come closer to' : 'move away from'} ${people}`
        : `are not shown to come closer to ${people} or to move away from ${them}`,
    )
    figures.push(figuresText(name, found, ''))
  }
  if (location !== null) {
    const where = location.estimate.value > 0 ? 'higher' : 'lower'
    said.push(holds(location) ? `move toward ${where} codes` : 'are not shown to move along the codes')
    const unit = location.estimate.unit === 'sd of Q' ? ' sd of the reference' : ' of the range'
    figures.push(figuresText('Location', location, unit))
  }
  if (said.length === 0) return null
  const mixed =
    confounded.length === 0 ? '' : ` Other factors differ too (${confounded.join(', ')}), so it may be theirs.`
  return {
    text: `${opening} ${said.join(' and ')}.${sameness(equivalence, location !== null && holds(location))}${mixed}`,
    figures: `${figures.join('. ')}.${closing}`,
  }
}

/**
 * Whether a value counts as a finding. Without a test (fewer than five items asked of models alone), an interval is only about
 * new answers, and that is not a finding.
 */
function holds({ estimate, test }: Whole): boolean {
  return test !== null && isShown(estimate, test)
}

function figuresText(name: string, { estimate, test, items }: Whole, unit: string): string {
  return `${figuresOf(name, estimate, unit, test)}, ${items} ${items === 1 ? 'item' : 'items'}`
}

function sameness(same: EquivalenceFound | null, moved: boolean): string {
  if (same === null) return ''
  const bound = `±${same.bounds.high} sd`
  return same.p < same.alpha
    ? ` Averaged over items, the move along the codes is within ${bound}; item by item, ${same.itemsEquivalent} of ${same.items} are.`
    : moved
      ? ''
      : ` That the move is within ${bound} is not shown either.`
}
