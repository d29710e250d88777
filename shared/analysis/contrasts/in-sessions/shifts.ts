import type { Random } from '../../../random.ts'
import type { Study } from '../../../study/study.ts'
import type { RawTest } from '../../adjusted-tests.ts'
import type { References } from '../../alignment/reference.ts'
import type { Columns } from '../../answers/session-answers.ts'
import { comparedLevels, levelsTitle } from '../compared-levels.ts'
import { type ContrastFound, type ContrastOptions, contrastOf } from './contrast.ts'
import { exchangeText } from './exchange.ts'

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

type Wanted = ContrastOptions['comparison'] & { readonly planned: boolean; readonly series: number }

/**
 * Context shift of the model's answers for each factor. Planned contrasts are read where the talk has had its effect, at the
 * last moment probed; the same contrasts at earlier moments, and every other level against its factor's baseline (the
 * control arm's level, or the first), are exploratory.
 */
export function shiftsOf(options: ShiftsOptions): ContrastFound[] {
  const wanted = wantedContrasts(options).filter(({ planned }) => planned || options.plannedOnly !== true)
  return wanted.flatMap(({ planned, series, ...comparison }) => {
    // Each contrast has chance of its own, named by what it compares and not by its place in a list.
    const { moment, target } = options.columns.series[series]!
    const random = options.random.split(
      `${comparison.factor} ${comparison.level} ${comparison.baseline} ${moment} ${target}`,
    )
    return contrastOf({ ...options, comparison, planned, series, random }) ?? []
  })
}

function wantedContrasts({ study, columns, planned: registered }: ShiftsOptions): Wanted[] {
  const ofModel = columns.series.flatMap(({ source }, index) => (source === 'model' ? [index] : []))
  const moments = ['end', 'start', 'none', 'after', 'before'] as const
  const last = moments.find((moment) => ofModel.some((series) => columns.series[series]!.moment === moment))
  const primary = ofModel.filter((series) => columns.series[series]!.moment === last)
  const all = comparedLevels(study)
  return [...primary, ...ofModel.filter((one) => !primary.includes(one))].flatMap((series) => {
    const { moment, target } = columns.series[series]!
    return all.map(({ asked, id, title, ...compared }): Wanted => {
      // A position is what people may move toward: its planned test is on their answers.
      const ofPeople = study.factors[compared.factor]!.aspect === 'position'
      return {
        ...compared,
        id: series === primary[0] ? id : `${id} ${moment} ${target}`,
        title: ofPeople ? levelsTitle(study, compared) : title,
        planned: asked && moment === last && !ofPeople && registered.has(id),
        series,
      }
    })
  })
}

/** The tests of contrasts, to be adjusted with all others of the report. */
export function rawTestsOf(found: readonly ContrastFound[]): RawTest[] {
  return found.flatMap(({ report, p, exchange }) =>
    Object.entries(p).map(([measure, value]) => ({
      key: `${report.id} ${measure}`,
      p: value,
      planned: report.planned,
      method: exchangeText(exchange),
    })),
  )
}
