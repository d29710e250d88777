import { randomUUID } from 'node:crypto'
import { modelCallRow } from '../model/call-row.ts'
import type { ModelRequest, ModelResult, ModelSettings } from '../model/model.ts'
import type { Store } from '../store/store.ts'
import type { AdaptiveLimit } from './adaptive-limit.ts'
import { type AskParts, problemOf } from './ask-all.ts'
import type { Spend } from './budget.ts'
import { promptHashOf } from './job-key.ts'
import { broke, patientCall } from './patient-call.ts'
import { costOf, type Tokens, tokensOf } from './tokens.ts'

/** `refused`: the endpoint did not accept the parameter. `unknown`: the call failed, or its reply shows neither. */
type Support = 'yes' | 'no' | 'refused' | 'unknown'

/** What an endpoint was seen to do before a run. */
export type Capabilities = {
  /** The same seed gave the same words at temperature 1, and another seed gave others. */
  seed: Support
  /** Log-probabilities of the tokens. */
  logprobs: Support
  /** Token counts. Without them, figures of tokens and cost are estimates. */
  usage: Support
  /** A stop sequence ends the reply. */
  stop: Support
  /** A reply that must be a JSON object is one. */
  json: Support
  reportedModels: string[]
  fingerprints: string[]
  calls: number
}

const WORDS = 'Write twelve random words, separated by spaces, and nothing else.'
const QUESTIONS: Readonly<Record<string, { words: string; settings: ModelSettings }>> = {
  seed: { words: WORDS, settings: { temperature: 1, seed: 7, max_tokens: 60 } },
  again: { words: WORDS, settings: { temperature: 1, seed: 7, max_tokens: 60 } },
  otherSeed: { words: WORDS, settings: { temperature: 1, seed: 8, max_tokens: 60 } },
  logprobs: { words: 'Reply with the number 1 alone.', settings: { logprobs: 5, max_tokens: 16 } },
  stop: { words: 'Write the words: one two three four five', settings: { stop: ['three'], max_tokens: 60 } },
  json: {
    words: 'Reply with the JSON object {"answer": 1} and nothing else.',
    settings: { json: true, max_tokens: 60 },
  },
}

/** Number of calls that a check makes. */
export const CHECKS = Object.keys(QUESTIONS).length
/** A check's call: about so many tokens in and out. */
export const CHECK: Tokens = { prompt: 20, completion: 30 }

type CheckParts = AskParts & { store: Pick<Store, 'recordCall'>; studyHash: string }

/**
 * Finds out what an endpoint can do, with a few short calls, all of them recorded. If none of them brought a reply,
 * there is a `problem`: then there is no endpoint to ask. If the budget has no room for all of them, nothing is asked.
 */
export async function checkCapabilities(
  parts: CheckParts,
  limit: AdaptiveLimit,
): Promise<
  | { kind: 'seen'; capabilities: Capabilities }
  | { kind: 'stopped' }
  | { kind: 'budget' }
  | { kind: 'problem'; problem: string }
> {
  const { budget, prices } = parts
  const room = await budget.reserve({
    tokens: CHECKS * (CHECK.prompt + CHECK.completion),
    cost: CHECKS * costOf(CHECK, prices),
  })
  if (room === null) return { kind: 'budget' }
  const spent: Spend = { tokens: 0, cost: 0 }
  const names = Object.keys(QUESTIONS)
  const all = await Promise.all(names.map((name) => askOne(parts, limit, QUESTIONS[name]!, spent))).finally(() =>
    room.settle(spent),
  )
  if (parts.signals.stop.aborted || parts.signals.abort.aborted) return { kind: 'stopped' }
  const results = Object.fromEntries(names.map((name, at) => [name, all[at]!])) as Record<string, ModelResult>
  const failed = all.find(({ outcome }) => broke(outcome))
  if (failed?.outcome.kind === 'failed' && all.every(({ outcome }) => broke(outcome)))
    return { kind: 'problem', problem: problemOf(failed.outcome.error, failed.outcome.error.message) }
  const told = (pick: (result: ModelResult) => string | undefined) => [
    ...new Set(all.flatMap((one) => pick(one) ?? [])),
  ]
  return {
    kind: 'seen',
    capabilities: {
      seed: seedSupport(results),
      logprobs: support(results.logprobs!, ({ logprobs }) => (logprobs?.[0]?.top.length ?? 0) > 0),
      usage: all.some(({ usage }) => usage !== undefined) ? 'yes' : 'no',
      stop: support(results.stop!, ({ text }) => (/one/i.test(text) ? !/three/i.test(text) : null)),
      json: support(results.json!, ({ text }) => isObject(text)),
      reportedModels: told(({ reported }) => reported.model),
      fingerprints: told(({ reported }) => reported.fingerprint),
      calls: all.length,
    },
  }
}

/** Makes one of these calls and adds what it took to `spent`. */
async function askOne(
  parts: CheckParts,
  limit: AdaptiveLimit,
  { words, settings }: (typeof QUESTIONS)[string],
  spent: Spend,
) {
  const { store, clock, model, policy, signals, tally, prices, studyHash } = parts
  const request: ModelRequest = { messages: [{ role: 'user', content: words }], settings }
  const at = clock.now()
  const onRetry = () => {
    tally.retries += 1
  }
  const result = await patientCall({ model, limit, policy, abort: signals.abort, halt: signals.stop, onRetry }, request)
  if (result.outcome.kind === 'stopped') return result
  if (!broke(result.outcome)) {
    const taken = tokensOf(result, request.messages)
    const cost = costOf(taken, prices)
    spent.tokens += taken.prompt + taken.completion
    spent.cost += cost
    tally.spend(taken, cost, result.usage !== undefined)
  }
  const promptHash = promptHashOf(request.messages)
  const about = { id: randomUUID(), session: null, study: studyHash, purpose: 'check' as const, at, promptHash }
  await store.recordCall(modelCallRow(about, model.identity, request, result))
  return result
}

function support(result: ModelResult, holds: (result: ModelResult) => boolean | null): Support {
  if (result.outcome.kind === 'failed') return result.outcome.error.kind === 'request' ? 'refused' : 'unknown'
  if (broke(result.outcome)) return 'unknown'
  const seen = holds(result)
  return seen === null ? 'unknown' : seen ? 'yes' : 'no'
}

/** An endpoint that says the same for every seed may work without chance. Then nothing is known about seeds. */
function seedSupport({ seed, again, otherSeed }: Record<string, ModelResult>): Support {
  return support(seed!, ({ text }) => {
    if (broke(again!.outcome) || broke(otherSeed!.outcome)) return null
    if (text !== again!.text) return false
    return text === otherSeed!.text ? null : true
  })
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
