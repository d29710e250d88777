import { setImmediate as nextTurn } from 'node:timers/promises'
import { type JobPrompt, jobPrompt, type ProbeJob, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { CanaryPhase } from '../store/run-rows.ts'
import type { Store } from '../store/store.ts'
import { jobKey, promptHashOf, seedOf } from './job-key.ts'

/** A job with its prompt, ready to be asked. */
export type ReadyJob = {
  job: ProbeJob
  prompt: JobPrompt
  promptHash: string
  key: string
  seed: number
  canary: CanaryPhase | null
}

/** Number of jobs whose keys are looked up together. More would delay the replies that come in meanwhile. */
const WINDOW = 64

export function readyJob(study: StudyOfRun, identity: ModelIdentity, job: ProbeJob): ReadyJob {
  const prompt = jobPrompt(study, job)
  const promptHash = promptHashOf(prompt.messages)
  const { settings } = study.model
  const key = jobKey({ studyId: study.id, identity, settings, job, promptHash })
  return { job, prompt, promptHash, key, seed: seedOf(`${settings.seed ?? ''} ${key}`), canary: null }
}

/** Those jobs to which the store has no answer, in order and one window at a time: memory holds one window. */
export async function* missingJobs(
  store: Pick<Store, 'missingJobs'>,
  { study, identity }: { study: StudyOfRun; identity: ModelIdentity },
  jobs: Iterable<ProbeJob>,
): AsyncGenerator<ReadyJob> {
  let window: ReadyJob[] = []
  for (const job of jobs) {
    window.push(readyJob(study, identity, job))
    if (window.length < WINDOW) continue
    yield* await missingOf(store, window)
    window = []
    // The prompts of a window are made without a pause, and replies wait meanwhile.
    await nextTurn()
  }
  yield* await missingOf(store, window)
}

async function missingOf(store: Pick<Store, 'missingJobs'>, window: readonly ReadyJob[]): Promise<ReadyJob[]> {
  const missing = new Set(await store.missingJobs(window.map(({ key }) => key)))
  return window.filter(({ key }) => missing.has(key))
}
