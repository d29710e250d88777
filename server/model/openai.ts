import { type AttemptEnd, attempt } from './attempt.ts'
import { Client } from './client.ts'
import { Delivery } from './delivery.ts'
import { withoutKey } from './failure.ts'
import type {
  Model,
  ModelAttempt,
  ModelError,
  ModelOutcome,
  ModelRequest,
  ModelResult,
  ModelSettings,
} from './model.ts'
import { defaultPolicy, pause, pauseMs, type RetryPolicy } from './retry.ts'

/** An OpenAI-compatible endpoint. `apiKey` is absent where the endpoint wants none. */
export type Endpoint = { alias: string; provider: string; baseUrl: string; model: string; apiKey?: string }

/** What we know of an endpoint's take on `stream_options`, which asks it for the usage figures. */
type UsageSupport = 'unknown' | 'accepted' | 'refused'

/**
 * A model behind any endpoint that speaks OpenAI's chat completions, streamed.
 *
 * A call tries again after connection errors, timeouts, rate limits and server errors, and once after a reply
 * that cannot be read or is empty, until text has come, `policy.attempts` are used, or `policy.totalMs` is over.
 * A retry that would begin after `totalMs` is not waited for: the call fails at once with the last error.
 * An exception thrown by `onText` is a fault of the caller, ends the call and is thrown on by `reply`.
 */
export function createOpenAiModel(endpoint: Endpoint, policy: Partial<RetryPolicy> = {}): Model {
  return new OpenAiModel(endpoint, { ...defaultPolicy, ...policy })
}

class OpenAiModel implements Model {
  readonly identity: Model['identity']
  readonly #policy: RetryPolicy
  readonly #client: Client
  readonly #key: string | undefined
  #usage: UsageSupport = 'unknown'

  constructor({ alias, provider, baseUrl, model, apiKey }: Endpoint, policy: RetryPolicy) {
    this.identity = { alias, provider, baseUrl, model }
    this.#policy = policy
    this.#key = apiKey?.trim() || undefined
    this.#client = new Client(baseUrl, this.#key, policy.totalMs)
  }

  async reply(
    request: ModelRequest,
    { signal, onText }: { signal: AbortSignal; onText: (piece: string) => void },
  ): Promise<ModelResult> {
    const began = performance.now()
    const elapsedMs = () => performance.now() - began
    const delivery = new Delivery(onText, signal)
    const attempts: ModelAttempt[] = []
    let withUsage = this.#usage !== 'refused'
    let failures = 0
    let unreadable = 0
    let last: AttemptEnd | undefined
    let outcome: ModelOutcome = { kind: 'stopped' }
    while (!signal.aborted) {
      const startedMs = elapsedMs()
      last = await attempt({
        send: (inner) => this.#send(request, withUsage, inner),
        where: `${this.identity.baseUrl} (${this.identity.model})`,
        signal,
        delivery,
        policy: this.#policy,
        leftMs: this.#policy.totalMs - startedMs,
        elapsedMs,
      })
      if (delivery.thrown) throw delivery.thrown.error
      attempts.push({ startedMs, endedMs: elapsedMs(), ...this.#logged(last) })
      outcome = this.#clean(last.outcome)
      const { failure } = last
      if (!failure || delivery.started) {
        if (outcome.kind !== 'stopped') this.#usage = withUsage ? 'accepted' : 'refused'
        break
      }
      if (withUsage && this.#usage === 'unknown' && !failure.filtered && isRefusedParameter(failure.error)) {
        withUsage = false
        continue
      }
      failures += 1
      if (failure.again === 'once') unreadable += 1
      if (failure.again === 'never' || unreadable > 1 || failures >= this.#policy.attempts) break
      const wait = pauseMs(failures, failure.retryAfterMs, this.#policy)
      if (elapsedMs() + wait >= this.#policy.totalMs) break
      await pause(wait, signal)
    }
    const completion = last?.completion
    return {
      outcome: signal.aborted ? { kind: 'stopped' } : outcome,
      text: delivery.text,
      ...(completion?.usage && { usage: completion.usage }),
      ...(completion !== undefined && completion.chances.length > 0 && { logprobs: completion.chances }),
      reported: completion?.reported ?? {},
      timing: {
        ...(delivery.firstTextMs !== undefined && { firstTextMs: delivery.firstTextMs }),
        endedMs: elapsedMs(),
        chunks: completion?.pieces ?? 0,
        longestGapMs: delivery.longestGapMs,
      },
      attempts,
    }
  }

  #send(request: ModelRequest, withUsage: boolean, signal: AbortSignal): Promise<Response> {
    return this.#client.chat.completions
      .create(
        {
          ...given(request.settings),
          model: this.identity.model,
          messages: request.messages,
          stream: true,
          ...(withUsage && { stream_options: { include_usage: true } }),
        },
        { signal },
      )
      .asResponse()
  }

  #logged({ failure }: AttemptEnd): Pick<ModelAttempt, 'error' | 'again' | 'retryAfterMs'> {
    if (!failure) return {}
    const { error, again, retryAfterMs } = failure
    return { error: this.#withoutKey(error), again, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }

  #clean(outcome: ModelOutcome): ModelOutcome {
    return outcome.kind === 'failed' ? { kind: 'failed', error: this.#withoutKey(outcome.error) } : outcome
  }

  #withoutKey(error: ModelError): ModelError {
    return { ...error, message: withoutKey(error.message, this.#key) }
  }
}

/** The parameters that have a value: an absent one must stay absent on the wire, and in the types of the package. */
function given({ temperature, top_p, max_tokens, seed, stop, logprobs, json }: ModelSettings) {
  return {
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { top_p }),
    ...(max_tokens !== undefined && { max_tokens }),
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && { stop }),
    ...(logprobs !== undefined && { logprobs: true, top_logprobs: logprobs }),
    ...(json && { response_format: { type: 'json_object' as const } }),
  }
}

/** Servers that check their input strictly answer 400, or 422 where the check is FastAPI's. */
function isRefusedParameter(error: ModelError): boolean {
  return error.kind === 'request' && (error.status === 400 || error.status === 422)
}
