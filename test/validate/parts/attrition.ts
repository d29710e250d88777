import { completionWeights } from '../../../shared/analysis/statistics/completion-weights.ts'
import { leeBounds } from '../../../shared/analysis/statistics/lee.ts'
import { tTwoSided } from '../../../shared/analysis/statistics/special.ts'
import { numericColumn } from '../../../shared/analysis/statistics/table.ts'
import { createRandom } from '../../../shared/random.ts'
import { covers, type Look, type Part } from '../tally.ts'

const SESSIONS = 300
const EFFECT = 0.3

/**
 * Everyone who stays in the control arm stays in the treated one, and 15 in 100 more stay there: others like them, or those
 * with the lowest outcomes, who then are exactly whom the bound trims.
 */
function leeLooks(seed: string, extra: 'like the others' | 'the lowest'): Look[] {
  const random = createRandom(seed)
  const arm = Int32Array.from({ length: SESSIONS }, (_, session) => session % 2)
  const outcome = Float64Array.from(arm, (treated) => {
    const fate = random.next()
    const y = random.normal()
    if (fate < 0.7) return y + EFFECT * treated
    if (treated === 0 || fate >= 0.85) return Number.NaN
    return extra === 'the lowest' ? y - 8 : y + EFFECT
  })
  const { interval } = leeBounds({ outcome, arm })
  return [{ line: `Lee's bounds, more stay: ${extra}`, covered: covers(interval, EFFECT) }]
}

/** Who completes depends on the arm and on what was known before, which moves the outcome too. */
function weightLooks(seed: string, effect: number): Look[] {
  const random = createRandom(seed)
  const arm = Int32Array.from({ length: SESSIONS }, (_, session) => session % 2)
  const before = Float64Array.from(arm, () => random.normal())
  const outcome = Float64Array.from(before, (x, session) => {
    const treated = arm[session]!
    const odds = Math.exp(0.8 + 0.3 * treated + (treated === 1 ? 0.9 : 0.2) * x)
    const y = effect * treated + 0.7 * x + random.normal()
    return random.next() < odds / (1 + odds) ? y : Number.NaN
  })
  const { weighted, unweighted } = completionWeights({
    outcome,
    arm,
    predictors: [numericColumn('before', [...before])],
  })
  const what = effect === 0 ? 'no effect' : 'planted'
  const one = (line: string, test: typeof weighted): Look => {
    const covered = covers(test.interval, effect)
    return effect === 0
      ? { line, covered, rejected: tTwoSided(test.estimate / test.se, test.df) <= 0.05 }
      : { line, covered }
  }
  return [
    one(`completion weights, ${what}`, weighted),
    one(`(as a warning) the same without weights, ${what}`, unweighted),
  ]
}

/** Attrition: Lee's bounds and weights by the inverse chance of completion. */
export const attrition: Part = {
  about: 'attrition: 300 sessions in two arms, three in ten lost',
  look: (seed) => [
    ...leeLooks(`${seed} like`, 'like the others'),
    ...leeLooks(`${seed} lowest`, 'the lowest'),
    ...weightLooks(`${seed} none`, 0),
    ...weightLooks(`${seed} planted`, EFFECT),
  ],
}
