import type { Random } from '../../../random.ts'
import type { Equivalence } from '../../../statistics/inference/equivalence.ts'
import type { Study } from '../../../study/study.ts'
import type { RawTest } from '../../adjusted-tests.ts'
import type { MeasureId } from '../../alignment/measures/list.ts'
import type { References } from '../../alignment/reference.ts'
import type { RunTable } from '../../answers/run-answers.ts'
import { comparedLevels } from '../compared-levels.ts'
import { againstSmallest } from '../smallest-effect.ts'
import { type PairedShift, pairedShifts } from './paired-shift.ts'
import { pairLevels } from './pairing.ts'

/** Two levels of a factor, compared on the same items, slices and ways of asking. */
export type RunComparison = {
  readonly id: string
  readonly planned: boolean
  readonly title: string
  readonly factor: string
  readonly factorLabel: string
  readonly level: string
  readonly levelLabel: string
  readonly baseline: string
  readonly baselineLabel: string
  readonly target: string
  readonly confounded: readonly string[]
  /** Answers left aside because the other level was not asked the same. */
  readonly unpaired: number
  readonly shifts: readonly PairedShift[]
  /** Two one-sided tests of the location shift, where the contrast names a smallest effect. */
  readonly equivalence: Equivalence | null
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
  /** Only the planned contrasts, and only over all items. */
  readonly plannedOnly?: boolean
}

/** Measures whose shift over all items is tested. */
const TESTED: readonly MeasureId[] = ['location', 'range-share', 'closeness', 'means-closeness']

/**
 * Every comparison of a run: the study's planned contrasts on people's own answers first, then every other level against its
 * factor's baseline (the control's level, or the first) and all of them on the other targets, which are exploratory.
 */
export function runComparisons(options: ComparisonOptions): RunComparison[] {
  const { study, table, references } = options
  const all = wanted(study, table, options.planned).filter(({ planned }) => planned || options.plannedOnly !== true)
  return all.flatMap((one): RunComparison[] => {
    const paired = pairLevels(table, references, one)
    if (paired === null) return []
    const { label, levels } = study.factors[one.factor]!
    const random = options.random.split(`${one.factor} ${one.level} ${one.baseline} ${one.target}`)
    const shifts = pairedShifts(table, paired, { ...options, random, overall: options.plannedOnly ?? false })
    const { smallestEffect, ...named } = one
    return [
      {
        ...named,
        factorLabel: label,
        levelLabel: levels[one.level]!.label,
        baselineLabel: levels[one.baseline]!.label,
        confounded: paired.confounded,
        unpaired: paired.unpaired,
        shifts,
        equivalence: againstSmallest(
          shifts.find(({ scope, measure }) => scope.kind === 'all items' && measure === 'location')?.estimate,
          smallestEffect,
        ),
      },
    ]
  })
}

/** The tests of comparisons, to be adjusted with all others of the report. */
export function runTests(comparisons: readonly Pick<RunComparison, 'id' | 'planned' | 'shifts'>[]): RawTest[] {
  return comparisons.flatMap(({ id, planned, shifts }) =>
    shifts.flatMap(({ scope, measure, p }) =>
      p === null || scope.kind !== 'all items' || !TESTED.includes(measure)
        ? []
        : [
            {
              key: runTestKey(id, measure),
              p,
              planned,
              method: 'sign flips of item differences, two-sided',
              of: 'probe run',
            },
          ],
    ),
  )
}

/** Under which key a comparison's test is found again. */
export function runTestKey(id: string, measure: string): string {
  return `run ${id} ${measure}`
}

type Wanted = Pick<RunComparison, 'id' | 'planned' | 'title' | 'factor' | 'level' | 'baseline' | 'target'> & {
  readonly smallestEffect?: number | undefined
}

function wanted(study: Study, table: RunTable, registered: ReadonlySet<string>): Wanted[] {
  const targets = [...table.names.target].sort((a, b) => Number(b === 'own') - Number(a === 'own'))
  return targets.flatMap((target) =>
    comparedLevels(study).map(({ asked, id, ...compared }): Wanted => {
      const planned = asked && target === 'own' && registered.has(id)
      return { ...compared, id: target === 'own' ? id : `${id} ${target}`, planned, target }
    }),
  )
}
