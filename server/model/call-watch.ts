import { isBlank } from '../../shared/session/replies.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { ModelIdentity, ModelOutcome, ModelResult } from './model.ts'

/** A call that has ended, with the ids that lead to it. `reply` is there if the call was for a reply. */
export type EndedCall = {
  identity: ModelIdentity
  purpose: 'reply' | 'probe'
  session: string
  study: string
  reply?: string
  result: ModelResult
}

/** When so many calls in a row bring no text, it is no longer bad luck. */
const ALARM_AT = 5
const QUIET_MS = 60_000

const WARNING = { reply: 'a reply failed', probe: 'an item that a model was asked brought no answer' } as const
const ALARM = {
  reply: "a model's replies fail one after the other; see what the endpoint says on the researcher's page",
  probe: 'items that a model is asked fail one after the other; see what the endpoint says in model_calls.jsonl',
} as const

type Kept = { unsaid: number; warnedAt: number; alarmedAt: number; inARow: Record<EndedCall['purpose'], number> }

/**
 * Warns in the log of calls that went wrong, and again when five calls of a model in a row bring nothing. An endpoint
 * that is down fails many times a second. So each warning is logged at most once a minute for an alias, with the number
 * of failures that were not logged. The lines hold ids and the kind of the failure: the words of an endpoint may quote
 * what a person wrote.
 */
export class CallWatch {
  readonly #log: Log
  readonly #clock: Pick<Clock, 'steady'>
  readonly #kept = new Map<string, Kept>()

  constructor(log: Log, clock: Pick<Clock, 'steady'>) {
    this.#log = log
    this.#clock = clock
  }

  ended({ identity, purpose, session, study, reply, result }: EndedCall): void {
    const { outcome, text } = result
    // If a person stops a reply, that says nothing about the model.
    if (outcome.kind === 'stopped') return
    const kept = this.#of(identity.alias)
    const empty = isBlank(text)
    kept.inARow[purpose] = empty ? kept.inARow[purpose] + 1 : 0
    const cause = causeOf(outcome, empty)
    if (cause === null) return
    const now = this.#clock.steady()
    const inARow = kept.inARow[purpose]
    const isAlarm = inARow >= ALARM_AT && now - kept.alarmedAt >= QUIET_MS
    if (!isAlarm && now - kept.warnedAt < QUIET_MS) {
      kept.unsaid += 1
      return
    }
    const { alias, model } = identity
    const about = { alias, model, purpose, outcome: outcome.kind, cause, session, study, ...(reply && { reply }) }
    const more = { inARow, unsaid: kept.unsaid }
    kept.unsaid = 0
    kept.warnedAt = now
    if (isAlarm) kept.alarmedAt = now
    this.#log.warn({ ...about, ...more }, isAlarm ? ALARM[purpose] : WARNING[purpose])
  }

  #of(alias: string): Kept {
    const known = this.#kept.get(alias)
    if (known !== undefined) return known
    const never = Number.NEGATIVE_INFINITY
    const kept: Kept = { unsaid: 0, warnedAt: never, alarmedAt: never, inARow: { reply: 0, probe: 0 } }
    this.#kept.set(alias, kept)
    return kept
  }
}

/**
 * Why a call failed, without a word of what was said in it; null if it did not fail. Text up to the token limit is no
 * failure.
 */
function causeOf(outcome: Exclude<ModelOutcome, { kind: 'stopped' }>, empty: boolean): string | null {
  switch (outcome.kind) {
    case 'complete':
      return null
    case 'truncated':
      if (outcome.why === 'cut') return 'the connection was cut'
      return empty ? 'the token limit came before any text' : null
    case 'refused':
      return 'the model declined'
    case 'filtered':
      return "the provider's filter"
    case 'failed': {
      const { kind, status } = outcome.error
      return status === undefined ? kind : `${kind}, status ${status}`
    }
  }
}
