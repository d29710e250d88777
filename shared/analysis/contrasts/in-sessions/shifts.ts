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
  /** Leaves the exploratory contrasts out, where only the planned ones are asked for. */
  readonly plannedOnly?: boolean
}

/**
 * Context shift of the model's answers for each factor. Planned contrasts are read where the talk has had its effect, at the
 * last moment probed; the same contrasts at earlier moments, and every other level against its factor's baseline (the
 * control arm's level, or the first), are exploratory.
 */
export function shiftsOf(options: ShiftsOptions): ContrastFound[] {
  const { study } = options
  const wanted = wantedComparisons(study, options.planned, comparedIn(options))
  return wanted.flatMap((one) => {
    if (options.plannedOnly === true && !one.planned) return []
    // Each contrast has chance of its own, named by what it compares and not by its place in a list.
    const { moment, target } = options.columns.series[one.in]!
    const random = options.random.split(`${one.factor} ${one.level} ${one.baseline} ${moment} ${target}`)
    const comparison = isOfPeople(study, one) ? { ...one, title: levelsTitle(study, one) } : one
    return contrastOf({ ...options, comparison, series: one.in, random }) ?? []
  })
}

/** The series of the model, the last moment first. */
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

/** A position is what people may move toward: its planned test is on their answers. */
function isOfPeople({ factors }: Study, { factor }: { readonly factor: string }): boolean {
  return factors[factor]!.aspect === 'position'
}
