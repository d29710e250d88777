import { createHash } from 'node:crypto'
import { runAnswer } from '../../shared/analysis/answers/of-run.ts'
import { runCounter } from '../../shared/analysis/answers/run-answers.ts'
import { drift } from '../../shared/analysis/models-alone/drift.ts'
import type { RunAnswers } from '../../shared/analysis/models-alone/run-findings.ts'
import { countJobs, runChoice } from '../../shared/study/probe-jobs.ts'
import type { Study } from '../../shared/study/study.ts'
import type { Snapshot } from '../store/store.ts'
import { readCanaries, readRun } from './run-results.ts'

/**
 * What models answered alone to the questions of one version of a study, counted while it is read; null for a study
 * without a run. The jobs are those of the models that were asked. Each is repeated as often as the study says, or more
 * often if a run asked more often.
 */
export async function runAnswersOf(
  snapshot: Pick<Snapshot, 'scan'>,
  { probeRun, ...rest }: Study,
): Promise<RunAnswers | null> {
  if (probeRun === undefined) return null
  const study = { ...rest, probeRun }
  const { results, left, models } = await readRun(snapshot, study)
  const counter = runCounter(study)
  const hash = createHash('sha256')
  let repeats = probeRun.repeats
  for await (const one of results) {
    counter.add(runAnswer(one))
    hash.update(`${JSON.stringify(one)}\n`)
    repeats = Math.max(repeats, one.job.repeat + 1)
  }
  const table = counter.table()
  const asked = table.models.length === 0 ? runChoice(study).models : table.models
  const canaries = await readCanaries(snapshot, study, models)
  return {
    table,
    jobs: countJobs(study, { models: asked, repeats }),
    hash: hash.digest('hex'),
    otherWords: left.otherWords,
    otherModel: left.otherModel,
    identities: models.map(({ alias, provider, baseUrl, model, parameters }) => ({
      ...{ alias, provider, baseUrl, model },
      ...(parameters && { parameters }),
    })),
    drift: [...canaries].map(([model, answers]) => ({ model, drift: drift(answers, `${study.id} ${model}`) })),
  }
}
