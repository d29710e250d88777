import type { Random } from '../../../random.ts'
import type { Study } from '../../../study/study.ts'
import type { References } from '../../alignment/reference.ts'
import type { RunTable } from '../../answers/run-answers.ts'
import { type ComparedIn, namedComparison, wantedComparisons } from '../compared-levels.ts'
import type { Compared, LevelComparison } from '../finding.ts'
import { equivalenceIn } from '../smallest-effect.ts'
import { pairedShifts } from './paired-shift.ts'
import { pairLevels } from './pairing.ts'

/** Two levels of a factor, compared on the same items, slices and ways of asking. */
export type RunComparison = LevelComparison & {
  readonly target: string
  /** The number of answers left out because the same was not asked at the other level. */
  readonly unpaired: number
}

type ComparisonOptions = {
  readonly study: Study
  readonly table: RunTable
  readonly references: References
  readonly random: Random
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  /** Contrasts that count as planned. */
  readonly planned: ReadonlySet<string>
  /** True where only the planned contrasts are wanted, and only over all items. */
  readonly plannedOnly?: boolean
}

/**
 * Every comparison of a run. The study's planned contrasts on people's own answers come first. The others are
 * exploratory: every other level against its factor's baseline (the control's level, or the first), and all comparisons
 * on the other targets.
 */
export function runComparisons(options: ComparisonOptions): Compared<RunComparison>[] {
  const { study, table, references, plannedOnly = false } = options
  return wantedComparisons(study, options.planned, comparedIn(table)).flatMap((one): Compared<RunComparison>[] => {
    if (plannedOnly && !one.planned) return []
    const isForm = study.factors[one.factor]!.aspect === 'form'
    const paired = pairLevels(table, references, { ...one, target: one.in, isForm })
    if (paired === null) return []
    const random = options.random.split(`${one.factor} ${one.level} ${one.baseline} ${one.in}`)
    const findings = pairedShifts(table, paired, { ...options, random, overall: plannedOnly })
    return [
      {
        design: 'probe run',
        findings,
        method: 'sign flips of item differences, two-sided',
        comparison: {
          ...namedComparison(study, one),
          target: one.in,
          confounded: paired.confounded,
          unpaired: paired.unpaired,
          equivalence: equivalenceIn(findings, one.smallestEffect),
        },
      },
    ]
  })
}

/** The targets of a run. People's own answers come first. */
function comparedIn({ names }: RunTable): ComparedIn<string>[] {
  const targets = [...names.target].sort((a, b) => Number(b === 'own') - Number(a === 'own'))
  return targets.map((target) => ({
    in: target,
    named: target === 'own' ? null : target,
    canBePlanned: () => target === 'own',
  }))
}
