import type { RunResult } from '../../shared/analysis/answers/of-run.ts'
import type { CanaryAnswer } from '../../shared/analysis/models-alone/drift.ts'
import { Outcome } from '../../shared/instrument/outcome.ts'
import { canaryStudy } from '../../shared/study/canary-study.ts'
import { jobFinder, jobPrompt, type ProbeJob, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import type { ModelIdentity } from '../model/model.ts'
import { canaryKey } from '../probes/canaries.ts'
import { jobKey, promptHashOf } from '../probes/job-key.ts'
import type { ProbeJobRow } from '../store/run-rows.ts'
import type { Snapshot } from '../store/store.ts'

/** Answers that a reading passes over. They are counted during the reading. */
export type LeftOut = {
  /** Canary questions, which are no part of the design. */
  canaries: number
  /**
   * Asked with other words, levels or settings than those of this version, or about an item that this version does not
   * ask.
   */
  otherWords: number
  /** Asked of another model, for which the alias stood earlier, or with other request parameters. */
  otherModel: number
}

export type RunReading = {
  results: AsyncGenerator<RunResult>
  /** Complete once the results were read to their end. */
  left: LeftOut
  /**
   * The newest run of each alias says which model the alias stands for. A run whose endpoint gave no reply at all does
   * not count.
   */
  models: ModelIdentity[]
}

/** By run: the model that it asked. By alias: the model that the alias stands for. */
type Identities = { byRun: ReadonlyMap<string, ModelIdentity>; byAlias: ReadonlyMap<string, ModelIdentity> }

/**
 * The answers of models alone to the questions of one version of a study, from all runs of the study: if two versions
 * ask the same, an answer counts for both. The key of each row is computed again from the present words and settings,
 * so that no answer to other words is taken. Memory holds one page of rows, one hash for each question, and the
 * codings.
 */
export async function readRun(snapshot: Pick<Snapshot, 'scan'>, study: StudyOfRun): Promise<RunReading> {
  const filter = { studyId: study.id, kinds: [] }
  const byRun = new Map<string, ModelIdentity>()
  const byAlias = new Map<string, ModelIdentity>()
  for await (const page of snapshot.scan('probeRuns', filter))
    for (const { id, alias, identity, capabilities } of page) {
      byRun.set(id, identity as ModelIdentity)
      // A mistyped model or address must not exclude all earlier answers.
      if (capabilities !== null) byAlias.set(alias, identity as ModelIdentity)
    }
  const identities: Identities = { byRun, byAlias }
  const left: LeftOut = { canaries: 0, otherWords: 0, otherModel: 0 }
  return { results: resultsIn(snapshot, study, identities, left), left, models: [...byAlias.values()] }
}

async function* resultsIn(
  snapshot: Pick<Snapshot, 'scan'>,
  study: StudyOfRun,
  { byRun, byAlias }: Identities,
  left: LeftOut,
): AsyncGenerator<RunResult> {
  const filter = { studyId: study.id, kinds: [] }
  const codings = new Map<string, RunResult['coded']>()
  for await (const page of snapshot.scan('probeCodings', filter))
    for (const { job, coder, outcome, code } of page)
      if (!codings.has(job)) codings.set(job, { coder, outcome: outcomeOf(outcome, code) })
  const find = jobFinder(study)
  const hashOf = promptHashes(study)
  for await (const page of snapshot.scan('probeJobs', filter))
    for (const row of page) {
      if (row.canary !== null) {
        left.canaries += 1
        continue
      }
      const identity = byAlias.get(row.alias)
      const asked = byRun.get(row.run)
      if (identity === undefined || asked === undefined || !isSameModel(asked, identity)) {
        left.otherModel += 1
        continue
      }
      const job = find(jobOfRow(row))
      const { settings } = study.model
      const keyOf = (of: ModelIdentity) =>
        job === null ? null : jobKey({ studyId: study.id, identity: of, settings, job, promptHash: hashOf(job) })
      if (job === null || keyOf(identity) !== row.key) {
        // With the parameters of its own run, the answer is one to these words. So what differs is the parameters, not
        // the words.
        if (keyOf(asked) === row.key) left.otherModel += 1
        else left.otherWords += 1
      } else
        yield {
          job,
          outcome: outcomeOf(row.outcome, row.code),
          coded: codings.get(row.key) ?? null,
          favoured: row.favoured,
        }
    }
}

/**
 * The answers to the canary questions of a version, from the models that its aliases stand for. Answers to other words
 * or settings, or of another model, are not taken: they would differ though nothing changed behind the address. Each
 * answer has a moment, named by the number and the phase of its run, such as "2 middle".
 */
export async function readCanaries(
  snapshot: Pick<Snapshot, 'scan'>,
  study: StudyOfRun,
  models: readonly ModelIdentity[],
): Promise<Map<string, CanaryAnswer[]>> {
  const byAlias = new Map<string, CanaryAnswer[]>()
  const numbers = new Map<string, number>()
  const { settings } = study.model
  const asked = canaryStudy(study)
  const find = jobFinder(asked)
  const hashOf = promptHashes(asked)
  for await (const page of snapshot.scan('probeJobs', { studyId: study.id, kinds: [] }))
    for (const row of page) {
      if (row.canary === null) continue
      if (!numbers.has(row.run)) numbers.set(row.run, numbers.size + 1)
      const identity = models.find(({ alias }) => alias === row.alias)
      const job = find(jobOfRow(row))
      if (identity === undefined || job === null) continue
      const key = jobKey({ studyId: study.id, identity, settings, job, promptHash: hashOf(job) })
      if (canaryKey(key, { run: row.run, phase: row.canary }) !== row.key) continue
      const own = byAlias.get(row.alias) ?? []
      byAlias.set(row.alias, own)
      const { item, repeat, reportedModel, fingerprint } = row
      const moment = `${numbers.get(row.run)} ${row.canary}`
      own.push({ item, repeat, moment, outcome: outcomeOf(row.outcome, row.code), reportedModel, fingerprint })
    }
  return byAlias
}

/**
 * Whether both are one model. Changes by a binding count only through their effect on a question, which is in the
 * question's key.
 */
function isSameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  return (['alias', 'provider', 'baseUrl', 'model'] as const).every((part) => one[part] === other[part])
}

function jobOfRow(row: ProbeJobRow): Omit<ProbeJob, 'wordings'> {
  const { alias, condition, levels, place, locale, item, form, wording, order, format, target, repeat } = row
  return { model: alias, condition, levels, place, locale, item, form, wording, order, format, target, repeat }
}

/** Hashes of prompts. Each is computed once for all repeats and models. */
function promptHashes(study: StudyOfRun): (job: ProbeJob) => string {
  const known = new Map<string, string>()
  return (job) => {
    const name = JSON.stringify({ ...job, repeat: 0, model: '' })
    let hash = known.get(name)
    if (hash === undefined) {
      hash = promptHashOf(jobPrompt(study, job).messages)
      known.set(name, hash)
    }
    return hash
  }
}

function outcomeOf(kind: string, code: number | null): Outcome {
  return Outcome.parse(code === null ? { kind } : { kind, code })
}
