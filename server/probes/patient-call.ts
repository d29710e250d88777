import type { Model, ModelAttempt, ModelOutcome, ModelRequest, ModelResult } from '../model/model.ts'
import { pause, pauseMs, type RetryPolicy } from '../model/retry.ts'
import type { AdaptiveLimit, Verdict } from './adaptive-limit.ts'

/**
 * How a run tries again. The run does this and not the model's adapter, because the limit must know of each 429 and a
 * call that pauses must hold no place. A wait longer than `maxPauseMs` is not waited for.
 */
export const RUN_POLICY: RunPolicy = {
  attempts: 5,
  totalMs: 900_000,
  pauseMs: 1_000,
  maxPauseMs: 300_000,
  chance: Math.random,
}

export type RunPolicy = Pick<RetryPolicy, 'attempts' | 'totalMs' | 'pauseMs' | 'maxPauseMs' | 'chance'>

export type PatientParts = {
  model: Model
  limit: AdaptiveLimit
  policy: RunPolicy
  /** Gives up at once the calls under way. */
  abort: AbortSignal
  /** Begins no further attempt. A call that waits for a place or pauses ends without a reply. */
  halt: AbortSignal
  onRetry(): void
}

/**
 * Asks until a reply has come, the attempts are used up, or trying again is useless. Each attempt takes a place of the
 * limit. The result is that of the last attempt, with all attempts listed. A reply that broke off in the middle is no
 * reply.
 */
export async function patientCall(parts: PatientParts, request: ModelRequest): Promise<ModelResult> {
  const { model, limit, policy, abort, halt } = parts
  const began = performance.now()
  const attempts: ModelAttempt[] = []
  let last: ModelResult = GIVEN_UP
  let failures = 0
  let unreadable = 0
  for (;;) {
    const place = await limit.enter(halt)
    if (place === null) return { ...last, outcome: { kind: 'stopped' }, attempts }
    const startedMs = performance.now() - began
    const result = await model.reply(request, { signal: abort, onText: () => {} })
    const end = result.attempts.at(-1)
    place.leave(verdictOf(result.outcome, end))
    for (const one of result.attempts)
      attempts.push({ ...one, startedMs: one.startedMs + startedMs, endedMs: one.endedMs + startedMs })
    last = { ...result, attempts }
    if (abort.aborted || !broke(result.outcome)) return last
    failures += 1
    if (end?.again === 'once') unreadable += 1
    const wait = pauseMs(failures, end?.retryAfterMs, policy)
    if (end?.again === 'never' || unreadable > 1 || failures >= policy.attempts) return last
    if (isTooLong(end, policy) || performance.now() - began + wait >= policy.totalMs) return last
    parts.onRetry()
    await pause(wait, halt)
  }
}

/** Whether the endpoint asks for a wait that is too long for a run. */
export function isTooLong(attempt: ModelAttempt | undefined, { maxPauseMs }: RunPolicy): boolean {
  return (attempt?.retryAfterMs ?? 0) > maxPauseMs
}

/** No reply, or only a part of one: it may be asked again. */
export function broke(outcome: ModelOutcome): boolean {
  return outcome.kind === 'failed' || (outcome.kind === 'truncated' && outcome.why === 'cut')
}

const GIVEN_UP: ModelResult = {
  outcome: { kind: 'stopped' },
  text: '',
  reported: {},
  timing: { endedMs: 0, chunks: 0, longestGapMs: 0 },
  attempts: [],
}

function verdictOf(outcome: ModelOutcome, attempt: ModelAttempt | undefined): Verdict {
  if (!broke(outcome)) return outcome.kind === 'stopped' ? { kind: 'silent' } : { kind: 'fine' }
  switch (attempt?.error?.kind) {
    case 'rate-limit':
      return { kind: 'rate-limited', retryAfterMs: attempt.retryAfterMs }
    case 'server':
    case 'timeout':
    case 'connection':
      return { kind: 'trouble' }
    case 'request':
    case 'authentication':
    case 'malformed':
    case undefined:
      return { kind: 'silent' }
  }
}
