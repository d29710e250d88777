import { setMaxListeners } from 'node:events'
import type { Clock } from '../clock.ts'
import type { Model, ModelError, ModelRequest, ModelResult } from '../model/model.ts'
import { AdaptiveLimit, systemAlarm } from './adaptive-limit.ts'
import type { Budget } from './budget.ts'
import { broke, isTooLong, patientCall, type RunPolicy } from './patient-call.ts'
import type { Tally } from './run-tally.ts'
import { costOf, Forecast, type Tokens, tokensOf } from './tokens.ts'

/**
 * One question to a model. `keep` gets the result and the time of asking, and resolves when the result is on the disk.
 */
export type Task = {
  request: ModelRequest
  /** The estimated number of its tokens. */
  estimate: Tokens
  /** `no-reply`: nothing came that could be kept, so it will be asked again another time. */
  keep(result: ModelResult, at: number): Promise<'kept' | 'no-reply'>
}

export type AskParts = {
  model: Model
  clock: Clock
  policy: RunPolicy
  /** How many calls may be under way at once. */
  concurrency: number
  budget: Budget
  prices: { input: number; output: number } | null
  tally: Tally
  signals: StopSignals
}

/** `stop`: begin nothing new. `abort`: give up what is under way. */
export type StopSignals = { stop: AbortSignal; abort: AbortSignal }

/** Why asking ended before everything was asked; `problem` is a sentence for the researcher. */
export type EarlyEnd = { kind: 'stopped' } | { kind: 'budget' } | { kind: 'endpoint'; problem: string }

/** After so many questions in a row without a reply, each tried again as the policy says, the endpoint is given up. */
const HOPELESS = 20
/** Calls under way at the beginning; see AdaptiveLimit. */
const START = 8

/** The limit for an endpoint about which nothing is known yet. */
export function freshLimit(concurrency: number): AdaptiveLimit {
  return new AdaptiveLimit({ start: START, most: concurrency, alarm: systemAlarm })
}

/**
 * Asks all tasks of a model, as many at once as its endpoint bears. Null when all were asked. There are a few more
 * workers than calls, so that a reply on its way to the disk keeps no call waiting. Memory holds one task for each
 * worker.
 */
export async function askAll(
  tasks: AsyncIterator<Task>,
  limit: AdaptiveLimit,
  parts: AskParts,
): Promise<EarlyEnd | null> {
  const { model, clock, policy, concurrency, budget, prices, tally, signals } = parts
  // Every call under way listens for the stop. Without a higher limit, Node would warn that so many listeners are a
  // leak.
  const halt = new AbortController()
  setMaxListeners(0, signals.abort, halt.signal)
  const stopAll = () => halt.abort()
  for (const signal of [signals.stop, signals.abort]) signal.addEventListener('abort', stopAll)
  const forecast = new Forecast()
  let end: EarlyEnd | null = null
  let inARow = 0

  async function hand(): Promise<void> {
    while (end === null) {
      const next = await tasks.next()
      if (next.done || end !== null) return
      if (halt.signal.aborted) {
        end = { kind: 'stopped' }
        return
      }
      await ask(next.value)
    }
  }

  async function ask({ request, estimate, keep }: Task): Promise<void> {
    const thought = forecast.of(estimate)
    const room = await budget.reserve({ tokens: total(thought), cost: costOf(thought, prices) })
    if (room === null) {
      end ??= { kind: 'budget' }
      return
    }
    const onRetry = () => {
      tally.retries += 1
    }
    const at = clock.now()
    const result = await patientCall(
      { model, limit, policy, abort: signals.abort, halt: halt.signal, onRetry },
      request,
    )
    if (result.outcome.kind === 'stopped') {
      room.settle({ tokens: 0, cost: 0 })
      end ??= { kind: 'stopped' }
      return
    }
    const isReply = !broke(result.outcome)
    const taken = isReply || result.usage !== undefined ? tokensOf(result, request.messages) : NO_TOKENS
    if (isReply) forecast.learn(estimate, taken)
    const cost = costOf(taken, prices)
    room.settle({ tokens: total(taken), cost })
    tally.spend(taken, cost, result.usage !== undefined || !isReply)
    if ((await keep(result, at)) === 'kept') {
      tally.done += 1
      inARow = 0
      return
    }
    tally.failed += 1
    if (result.outcome.kind === 'failed') tally.remedy ??= result.outcome.error.remedy ?? null
    inARow += 1
    end ??= hopeless(result, inARow, policy)
    // Every other task would meet the same problem.
    if (end?.kind === 'endpoint') stopAll()
  }

  try {
    if (signals.stop.aborted) return { kind: 'stopped' }
    await Promise.all(Array.from({ length: concurrency + Math.max(2, Math.ceil(concurrency / 4)) }, hand))
    return end
  } finally {
    for (const signal of [signals.stop, signals.abort]) signal.removeEventListener('abort', stopAll)
  }
}

const NO_TOKENS: Tokens = { prompt: 0, completion: 0 }

function total({ prompt, completion }: Tokens): number {
  return prompt + completion
}

/** Why it is useless to go on; null if it may get better. */
function hopeless(result: ModelResult, inARow: number, policy: RunPolicy): EarlyEnd | null {
  const attempt = result.attempts.at(-1)
  const said =
    result.outcome.kind === 'failed' ? result.outcome.error.message : `${inARow} replies in a row had nothing to keep`
  const problem = problemOf(attempt?.error, said)
  if (attempt?.error?.kind === 'authentication') return { kind: 'endpoint', problem }
  if (attempt?.error?.kind === 'rate-limit' && attempt.again === 'never') return { kind: 'endpoint', problem }
  if (isTooLong(attempt, policy)) {
    const minutes = Math.ceil(attempt!.retryAfterMs! / 60_000)
    return { kind: 'endpoint', problem: `The endpoint asks for a wait of ${minutes} minutes: ${said}` }
  }
  return inARow < HOPELESS ? null : { kind: 'endpoint', problem }
}

/** Why an endpoint brings no reply, in a sentence without its end. */
export function problemOf(error: ModelError | undefined, said: string): string {
  // The remedy already says why.
  if (error?.remedy !== undefined) return said
  switch (error?.kind) {
    case 'connection':
    case 'timeout':
      return `The endpoint cannot be reached: ${said}`
    case 'authentication':
      return `The endpoint refuses the key: ${said}`
    case 'rate-limit':
      return `The endpoint takes no more calls for now: ${said}`
    default:
      return `The endpoint brings no replies that can be used: ${said}`
  }
}
