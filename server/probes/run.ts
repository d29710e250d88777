import { randomUUID } from 'node:crypto'
import { favouredOption } from '../../shared/instrument/favoured-option.ts'
import { PARSER_VERSION } from '../../shared/instrument/read-answer.ts'
import { answerLocale, probeJobs, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { sentParameters } from '../../shared/study/request-parameters.ts'
import { modelCallRow } from '../model/call-row.ts'
import type { ModelRequest, ModelResult } from '../model/model.ts'
import { wireParameters } from '../model/wire-parameters.ts'
import type { CanaryPhase, ProbeJobRow } from '../store/run-rows.ts'
import type { Store } from '../store/store.ts'
import type { AdaptiveLimit } from './adaptive-limit.ts'
import { type AskParts, askAll, type EarlyEnd, type Task } from './ask-all.ts'
import { canaryJobs } from './canaries.ts'
import { type Capabilities, checkCapabilities } from './capabilities.ts'
import { broke } from './patient-call.ts'
import type { ModelPlan } from './plan.ts'
import { readReply } from './read-reply.ts'
import { missingJobs, type ReadyJob } from './ready-jobs.ts'
import type { Tally } from './run-tally.ts'
import { promptTokens, replyTokens } from './tokens.ts'

export type RunParts = AskParts & {
  store: Pick<Store, 'beginRun' | 'endRun' | 'missingJobs' | 'recordJob' | 'recordCall'>
  study: StudyOfRun
  studyHash: string
  repeats: number
  plan: ModelPlan
}

/** `run` is its id; `early` says why it ended before all was asked. */
export type RunEnd = { run: string; capabilities: Capabilities | null; early: EarlyEnd | null }

/**
 * Asks a model every question of a study's probe run to which the store has no answer yet. Each answer is on the disk
 * before it counts, so the run may end in any way and be begun again. A question that brings no reply has no answer:
 * its call is kept, and the next run asks it again.
 */
export async function runProbes(parts: RunParts, limit: AdaptiveLimit): Promise<RunEnd> {
  const { store, clock, study, studyHash, model, plan, concurrency } = parts
  const run = randomUUID()
  const startedAt = clock.now()
  const seen = await checkCapabilities(parts, limit)
  const capabilities = seen.kind === 'seen' ? seen.capabilities : null
  const { alias } = model.identity
  const sampling = study.model.settings
  const sent = sentParameters(wireParameters(sampling), model.identity.parameters)
  const settings = { sampling, sent, repeats: parts.repeats, concurrency, parser: PARSER_VERSION }
  const about = { id: run, studyId: study.id, study: studyHash, alias, identity: model.identity, startedAt }
  await store.beginRun({ ...about, endedAt: null, settings, plan, capabilities, endReason: null })
  const early =
    seen.kind === 'seen'
      ? await askAll(tasksOf(parts, run, seen.capabilities), limit, parts)
      : seen.kind === 'problem'
        ? { kind: 'endpoint' as const, problem: seen.problem }
        : { kind: seen.kind }
  await store.endRun(run, { endedAt: clock.now(), endReason: reasonOf(early, parts.tally) })
  return { run, capabilities, early }
}

function reasonOf(early: EarlyEnd | null, { failed, remedy }: Tally): string {
  const why = remedy === null ? '' : `. ${remedy}`
  if (early === null) return failed === 0 ? 'done' : `done, but for ${failed} without a reply${why}`
  return early.kind === 'endpoint' ? early.problem : early.kind
}

/** The questions in order: canaries, one half, canaries, the other half, canaries. */
async function* tasksOf(parts: RunParts, run: string, capabilities: Capabilities): AsyncGenerator<Task> {
  const { store, study, model, repeats, plan } = parts
  const { identity } = model
  function* canaries(phase: CanaryPhase) {
    for (const job of canaryJobs(study, identity, { run, phase })) yield taskOf(parts, run, job, capabilities)
  }
  const middle = Math.floor(plan.toAsk / 2)
  let given = 0
  const jobs = probeJobs(study, { models: [identity.alias], repeats })
  for await (const job of missingJobs(store, { study, identity }, jobs)) {
    if (given === 0) yield* canaries('start')
    if (given === middle) yield* canaries('middle')
    given += 1
    yield taskOf(parts, run, job, capabilities)
  }
  if (given > 0) yield* canaries('end')
}

/** The likeliest tokens that are asked for at each place: more than any scale here has options at its ends. */
const TOP = 10

function taskOf(parts: RunParts, run: string, ready: ReadyJob, capabilities: Capabilities): Task {
  const { store, study, studyHash, model } = parts
  const { job, prompt, seed } = ready
  const isBareNumber = job.format === 'number' && job.form !== 'open' && prompt.strategy !== 'reasoning-first'
  const settings = {
    ...study.model.settings,
    seed,
    ...(isBareNumber && capabilities.logprobs === 'yes' && { logprobs: TOP }),
  }
  const request: ModelRequest = { messages: prompt.messages, settings }
  const completion = replyTokens(job, prompt.strategy, study.model.settings.max_tokens)
  return {
    request,
    estimate: { prompt: promptTokens(prompt.messages), completion },
    async keep(result, at) {
      const call = randomUUID()
      const about = { id: call, session: null, study: studyHash, purpose: 'probe' as const, at }
      const record = modelCallRow({ ...about, promptHash: ready.promptHash }, model.identity, request, result)
      const row = broke(result.outcome) ? null : rowOf(parts, run, ready, result, { call, at })
      if (row === null) await store.recordCall(record)
      else await store.recordJob(row, record)
      return row === null ? 'no-reply' : 'kept'
    },
  }
}

/** The answer's row; null for a reply without any text. */
function rowOf(
  { study, studyHash, model: { identity } }: RunParts,
  run: string,
  { job, prompt, promptHash, key, canary }: ReadyJob,
  result: ModelResult,
  { call, at }: { call: string; at: number },
): ProbeJobRow | null {
  const outcome = readReply(result, prompt.question.item, answerLocale(study, job))
  if (outcome.kind === 'failed') return null
  const { model: _, ...rest } = job
  return {
    ...rest,
    key,
    studyId: study.id,
    study: studyHash,
    run,
    alias: identity.alias,
    model: identity.model,
    reportedModel: result.reported.model ?? null,
    fingerprint: result.reported.fingerprint ?? null,
    at,
    call,
    promptHash,
    parser: PARSER_VERSION,
    outcome: outcome.kind,
    code: outcome.kind === 'classified' ? outcome.code : null,
    text: result.outcome.kind === 'refused' ? result.outcome.refusal : result.text,
    favoured: favouredOption(result.logprobs ?? [], prompt.question.item.answer),
    promptTokens: result.usage?.promptTokens ?? null,
    completionTokens: result.usage?.completionTokens ?? null,
    canary,
  }
}
