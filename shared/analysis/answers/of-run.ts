import type { Outcome } from '../../instrument/outcome.ts'
import type { ProbeJob } from '../../study/probe-jobs.ts'
import type { AnswerRow, RunUnit } from './answer-row.ts'

/** The result of one job of a run. */
export type RunResult = {
  readonly job: ProbeJob
  /** The outcome that the parser read. */
  readonly outcome: Outcome
  /** How a coder read the same answer, if one did. It is the first coder of the run's list. */
  readonly coded?: { readonly coder: string; readonly outcome: Outcome } | null
  /** The option that the log-probabilities of the first token favour; null where the endpoint gave none. */
  readonly favoured?: number | null
}

/** The answer of a model alone. A coder's reading replaces the parser's only where the question was open. */
export function runAnswer({ job, outcome, coded = null, favoured = null }: RunResult): AnswerRow<RunUnit> {
  const { item, target, form, wording, order, repeat, ...asked } = job
  const read = form === 'open' && coded !== null ? coded.outcome : outcome
  return {
    unit: { source: 'model alone', ...asked, favoured },
    item,
    target,
    form,
    wording,
    order,
    repeat,
    outcome: read,
  }
}
