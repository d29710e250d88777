import { createRandom } from '../../../shared/random.ts'
import { completionWeights } from '../../../shared/statistics/inference/completion-weights.ts'
import { leeBounds } from '../../../shared/statistics/inference/lee.ts'
import { tTwoSided } from '../../../shared/statistics/probability/special.ts'
import { numericColumn } from '../../../shared/statistics/regression/data-table.ts'
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

/**
 * Who completes depends on the arm and on what was known before, which moves the outcome too: alike in both arms, as the
 * weights' model has it, or more so in the treated arm, which that model does not have.
 */
function weightLooks(seed: string, effect: number, staying: 'alike in both arms' | 'by arm'): Look[] {
  const random = createRandom(seed)
  const arm = Int32Array.from({ length: SESSIONS }, (_, session) => session % 2)
  const before = Float64Array.from(arm, () => random.normal())
  const outcome = Float64Array.from(before, (x, session) => {
    const treated = arm[session]!
    const slope = staying === 'by arm' && treated === 1 ? 1.2 : 0.2
    const odds = Math.exp(0.8 + 0.3 * treated + (staying === 'by arm' ? slope : 0.7) * x)
    const y = effect * treated + 0.7 * x + random.normal()
    return random.next() < odds / (1 + odds) ? y : Number.NaN
  })
  const known = numericColumn('before', [...before])
  const product = numericColumn(
    'before in the treated arm',
    Array.from(before, (x, session) => x * arm[session]!),
  )
  const { weighted, unweighted } = completionWeights({ outcome, arm, predictors: [known] })
  const full = completionWeights({ outcome, arm, predictors: [known, product] })
  const what = `staying depends on answers ${staying}, ${effect === 0 ? 'no effect' : 'planted'}`
  const one = (line: string, test: typeof weighted): Look => {
    const covered = covers(test.interval, effect)
    const rejected = tTwoSided(test.estimate / test.se, test.df) <= 0.05
    return { line: `${line}, ${what}`, covered, ...(effect === 0 ? { rejected } : {}) }
  }
  return [
    one('completion weights', weighted),
    one('with arm x answers in their model', full.weighted),
    one('no weights at all', unweighted),
  ]
}

/** Attrition: Lee's bounds and weights by the inverse chance of completion. */
export const attrition: Part = {
  about: 'attrition: 300 sessions in two arms, three in ten lost',
  look: (seed) => [
    ...leeLooks(`${seed} like`, 'like the others'),
    ...leeLooks(`${seed} lowest`, 'the lowest'),
    ...weightLooks(`${seed} none`, 0, 'alike in both arms'),
    ...weightLooks(`${seed} planted`, EFFECT, 'alike in both arms'),
    ...weightLooks(`${seed} none by arm`, 0, 'by arm'),
    ...weightLooks(`${seed} planted by arm`, EFFECT, 'by arm'),
  ],
}
