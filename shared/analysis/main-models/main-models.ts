import type { Study } from '../../study/study.ts'
import type { Columns } from '../answers/session-answers.ts'
import type { RunFindings } from '../models-alone/run-findings.ts'
import { answersModel } from './answers-model.ts'
import { changeModels } from './change-models.ts'
import type { ReportModel } from './main-model.ts'
import { ordinalModels } from './ordinal-models.ts'
import { runModels } from './run-models.ts'

export type ModelsOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly run: RunFindings | null
  readonly level: number
  readonly smallest: number
}

/**
 * The main models of a report. They are of answers and not of similarities: the model's own answers at the last moment
 * at which it was asked, people's answers after the talk, and the planned comparisons of a probe run. They are few and
 * simple, so that `models.R` can fit the same formulas to the same rows.
 */
export function modelsOf(options: ModelsOptions): ReportModel[] {
  const { study, columns, run, level, smallest } = options
  const series = lastSeries(columns)
  const baseline = study.control
  const answers = { columns, baseline, level, smallest }
  const mixed = series === undefined ? null : answersModel({ ...answers, series })
  return [
    ...(mixed === null ? [] : [mixed]),
    ...(series === undefined ? [] : ordinalModels({ ...answers, series })),
    ...changeModels({ study, columns, level, smallest }),
    ...(run === null ? [] : runModels(run, level)),
  ]
}

/**
 * The model's answers at the last moment that was probed. Where several targets were asked, these are its own answers.
 */
function lastSeries({ series }: Pick<Columns, 'series'>): number | undefined {
  // The series are in an order in which a model's own answers come first.
  const found = (['end', 'start'] as const).map((moment) =>
    series.findIndex((one) => one.source === 'model' && one.moment === moment),
  )
  return found.find((place) => place >= 0)
}
