import { countJobs, probeJobs, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { Store } from '../store/store.ts'
import { countCanaries } from './canaries.ts'
import { CHECK, CHECKS } from './capabilities.ts'
import { missingJobs } from './ready-jobs.ts'
import { costOf, promptTokens, replyTokens, type Tokens } from './tokens.ts'

/** What a run with one model amounts to. */
export type ModelPlan = {
  alias: string
  /** The model's id as it is asked for. */
  model: string
  /** All questions of the run, those that are already answered, and those that are left to ask. */
  jobs: number
  done: number
  toAsk: number
  /**
   * Additional calls: canary questions at three moments, and calls that find out what the endpoint can do. None if
   * nothing is left to ask.
   */
  canaries: number
  checks: number
  /** Estimates for all these calls. */
  promptTokens: number
  completionTokens: number
  /** `reported`: from what the endpoint reported for earlier answers to this study. */
  estimatedFrom: 'reported' | 'length of the prompts'
  /** USD; null if no price is known. */
  cost: number | null
}

/** Number of prompts that an estimate looks at, spread evenly over the run. */
const SAMPLE = 500
/** Earlier answers that an estimate needs. */
const ENOUGH = 20

/**
 * Counts a run with one model, without asking the model anything. The key of every question is looked up, in groups.
 */
export async function planOf(
  {
    store,
    study,
    identity,
  }: { store: Pick<Store, 'missingJobs' | 'jobCounts'>; study: StudyOfRun; identity: ModelIdentity },
  repeats: number,
  prices: { input: number; output: number } | null,
): Promise<ModelPlan> {
  const choice = { models: [identity.alias], repeats }
  const jobs = countJobs(study, choice)
  const step = Math.max(1, Math.ceil(jobs / SAMPLE))
  let toAsk = 0
  let looked = 0
  const sum: Tokens = { prompt: 0, completion: 0 }
  for await (const { job, prompt } of missingJobs(store, { study, identity }, probeJobs(study, choice))) {
    if (toAsk % step === 0) {
      looked += 1
      sum.prompt += promptTokens(prompt.messages)
      sum.completion += replyTokens(job, prompt.strategy, study.model.settings.max_tokens)
    }
    toAsk += 1
  }
  const canaries = toAsk === 0 ? 0 : 3 * countCanaries(study, identity)
  const checks = toAsk === 0 ? 0 : CHECKS
  const reported = await reportedMean(store, study.id, identity.alias)
  const mean = reported ?? {
    prompt: sum.prompt / Math.max(1, looked),
    completion: sum.completion / Math.max(1, looked),
  }
  const calls = toAsk + canaries
  const tokens: Tokens = {
    prompt: Math.round(calls * mean.prompt + checks * CHECK.prompt),
    completion: Math.round(calls * mean.completion + checks * CHECK.completion),
  }
  return {
    alias: identity.alias,
    model: identity.model,
    jobs,
    done: jobs - toAsk,
    toAsk,
    canaries,
    checks,
    promptTokens: tokens.prompt,
    completionTokens: tokens.completion,
    estimatedFrom: reported === null ? 'length of the prompts' : 'reported',
    cost: prices === null ? null : costOf(tokens, prices),
  }
}

async function reportedMean(store: Pick<Store, 'jobCounts'>, studyId: string, alias: string): Promise<Tokens | null> {
  const counts = (await store.jobCounts(studyId)).filter((count) => count.alias === alias && count.canary === null)
  const calls = counts.reduce((sum, { withUsage }) => sum + withUsage, 0)
  if (calls < ENOUGH) return null
  const mean = (side: 'promptTokens' | 'completionTokens') =>
    counts.reduce((sum, count) => sum + count[side], 0) / calls
  return { prompt: mean('promptTokens'), completion: mean('completionTokens') }
}
