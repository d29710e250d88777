import type { Random } from '../../../random.ts'
import type { Study } from '../../../study/study.ts'
import type { References } from '../../alignment/reference.ts'
import type { Columns } from '../../answers/session-answers.ts'
import { type ComparedIn, levelsTitle, wantedComparisons } from '../compared-levels.ts'
import { type ContrastFound, contrastOf } from './contrast.ts'

export type ShiftsOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly references: References
  readonly random: Random
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  readonly smallest: number
  /** Contrasts that count as planned: those of the study file, or those registered. */
  readonly planned: ReadonlySet<string>
  /** True where only the planned contrasts are wanted. */
  readonly plannedOnly?: boolean
}

/**
 * The context shift of the model's answers for each factor. Planned contrasts are read at the last moment probed, when
 * the talk has had its effect. The same contrasts at earlier moments are exploratory. So is every other level against
 * its factor's baseline (the control arm's level, or the first).
 */
export function shiftsOf(options: ShiftsOptions): ContrastFound[] {
  const { study } = options
  const wanted = wantedComparisons(study, options.planned, comparedIn(options))
  return wanted.flatMap((one) => {
    if (options.plannedOnly === true && !one.planned) return []
    // Each contrast has its own random stream. Its name says what is compared, and does not depend on the place in a
    // list.
    const { moment, target } = options.columns.series[one.in]!
    const random = options.random.split(`${one.factor} ${one.level} ${one.baseline} ${moment} ${target}`)
    const comparison = isOfPeople(study, one) ? { ...one, title: levelsTitle(study, one) } : one
    return contrastOf({ ...options, comparison, series: one.in, random }) ?? []
  })
}

/** The series of the model. The last moment comes first. */
function comparedIn({ study, columns }: ShiftsOptions): ComparedIn<number>[] {
  const ofModel = columns.series.flatMap(({ source }, index) => (source === 'model' ? [index] : []))
  const moments = ['end', 'start', 'none', 'after', 'before'] as const
  const last = moments.find((moment) => ofModel.some((series) => columns.series[series]!.moment === moment))
  const primary = ofModel.filter((series) => columns.series[series]!.moment === last)
  return [...primary, ...ofModel.filter((one) => !primary.includes(one))].map((series) => {
    const { moment, target } = columns.series[series]!
    return {
      in: series,
      named: series === primary[0] ? null : `${moment} ${target}`,
      canBePlanned: (compared) => moment === last && !isOfPeople(study, compared),
    }
  })
}

/**
 * Whether the factor is the position. People may move toward a position, so its planned test is on people's answers.
 */
function isOfPeople({ factors }: Study, { factor }: { readonly factor: string }): boolean {
  return factors[factor]!.aspect === 'position'
}
