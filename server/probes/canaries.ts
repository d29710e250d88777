import { canaryStudy } from '../../shared/study/canary-study.ts'
import { probeJobs, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { sha256 } from '../digest.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { CanaryPhase } from '../store/run-rows.ts'
import { type ReadyJob, readyJob } from './ready-jobs.ts'

/**
 * The canary questions of one moment of a run: the items in the first slice, under the control condition, in one form.
 * Their keys belong to this run and moment, since they are meant to be asked again. Their seeds do not, so that an
 * endpoint that uses seeds has every reason to answer as before.
 */
export function* canaryJobs(
  study: StudyOfRun,
  identity: ModelIdentity,
  at: { run: string; phase: CanaryPhase },
): Generator<ReadyJob> {
  const { canaries } = study.probeRun
  if (canaries === undefined) return
  const seen = new Set<string>()
  for (const job of probeJobs(canaryStudy(study), { models: [identity.alias], repeats: canaries.repeats })) {
    // For crossed factors, the first levels.
    const name = `${job.item} ${job.repeat}`
    if (seen.has(name)) continue
    seen.add(name)
    const ready = readyJob(study, identity, job)
    yield { ...ready, key: canaryKey(ready.key, at), canary: at.phase }
  }
}

/** The key of a canary question, made from the key of the question itself. */
export function canaryKey(key: string, { run, phase }: { run: string; phase: CanaryPhase }): string {
  return sha256(`${key} canary ${run} ${phase}`)
}

/** Number of canary questions at each moment. */
export function countCanaries(study: StudyOfRun, identity: ModelIdentity): number {
  let count = 0
  for (const _ of canaryJobs(study, identity, { run: '', phase: 'start' })) count += 1
  return count
}
