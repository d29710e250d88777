import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import { type Json, type Parameters, sentParameters } from '../../shared/study/request-parameters.ts'
import { type AttemptEnd, attempt } from './attempt.ts'
import { Client } from './client.ts'
import { Delivery } from './delivery.ts'
import type { Endpoint } from './endpoint.ts'
import { withoutKey } from './failure.ts'
import type { ChatMessage, Model, ModelAttempt, ModelError, ModelOutcome, ModelRequest, ModelResult } from './model.ts'
import { refusalRemedy } from './refusal-remedy.ts'
import { refusedParameters } from './refused-parameters.ts'
import { defaultPolicy, pause, pauseMs, type RetryPolicy } from './retry.ts'
import { RESERVED, wireParameters } from './wire-parameters.ts'

/** What we know of an endpoint's support for `stream_options`, which asks for the usage figures. */
type UsageSupport = 'unknown' | 'accepted' | 'refused'

/**
 * A model behind any endpoint that speaks OpenAI's chat completions, streamed.
 *
 * A call tries again after connection errors, timeouts, rate limits and server errors, and once after a reply that
 * cannot be read or is empty. It stops trying when text has come, `policy.attempts` are used, or `policy.totalMs` is
 * over. A retry that would begin after `totalMs` is not waited for: the call fails at once with the last error. An
 * exception in `onText` is a fault of the caller. It ends the call, and `reply` throws it.
 */
export function createOpenAiModel(endpoint: Endpoint, policy: Partial<RetryPolicy> = {}): Model {
  return new OpenAiModel(endpoint, { ...defaultPolicy, ...policy })
}

class OpenAiModel implements Model {
  readonly identity: Model['identity']
  readonly #policy: RetryPolicy
  readonly #client: Client
  readonly #key: string | undefined
  readonly #endpoint: Endpoint
  #usage: UsageSupport = 'unknown'

  constructor(endpoint: Endpoint, policy: RetryPolicy) {
    const { alias, provider, baseUrl, model, apiKey, parameters } = endpoint
    this.identity = { alias, provider, baseUrl, model, ...(parameters && { parameters }) }
    this.#endpoint = endpoint
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
    const asked = wireParameters(request.settings)
    let sent: Record<string, Json> | undefined
    let withUsage = this.#usage !== 'refused'
    let failures = 0
    let unreadable = 0
    let last: AttemptEnd | undefined
    let outcome: ModelOutcome = { kind: 'stopped' }
    while (!signal.aborted) {
      const startedMs = elapsedMs()
      const body = this.#body(asked, withUsage)
      sent = body
      last = await attempt({
        send: (inner) => this.#send(body, request.messages, inner),
        where: `${this.identity.baseUrl} (${this.identity.model})`,
        signal,
        delivery,
        policy: this.#policy,
        leftMs: this.#policy.totalMs - startedMs,
        elapsedMs,
      })
      if (delivery.thrown) throw delivery.thrown.error
      last = this.#explained(last, asked, body)
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
      ...(sent && { sent }),
    }
  }

  /**
   * The request without its messages. The parameters that every call is made with win over anything that a binding
   * says.
   */
  #body(asked: Parameters, withUsage: boolean): Record<string, Json> {
    return {
      ...sentParameters(asked, this.identity.parameters),
      model: this.identity.model,
      stream: true,
      ...(withUsage && { stream_options: { include_usage: true } }),
    }
  }

  #send(body: Parameters, messages: ChatMessage[], signal: AbortSignal): Promise<Response> {
    // A binding may add parameters that the types of the package do not know.
    const whole = { ...body, messages } as unknown as ChatCompletionCreateParamsStreaming
    return this.#client.chat.completions.create(whole, { signal }).asResponse()
  }

  /** The same end. If the endpoint refused a parameter, its error says which setting to change. */
  #explained(end: AttemptEnd, asked: Parameters, sent: Parameters): AttemptEnd {
    const { failure, outcome } = end
    if (failure?.body === undefined || failure.filtered || !mayRefuse(failure.error)) return end
    const refused = refusedParameters(
      failure.body,
      Object.keys(sent).filter((name) => !RESERVED.includes(name)),
    )
    if (refused.length === 0) return end
    const remedy = refusalRemedy(refused, asked, this.#endpoint)
    const error: ModelError = {
      ...failure.error,
      kind: 'request',
      message: `${remedy} (${failure.error.message})`,
      refused: refused.map(({ name }) => name),
      remedy,
    }
    return {
      ...end,
      failure: { ...failure, error, again: 'never' },
      outcome: outcome.kind === 'failed' ? { kind: 'failed', error } : outcome,
    }
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

/** A 403 may be one too: for some models, log-probabilities may not be asked for. */
function mayRefuse({ kind, status }: ModelError): boolean {
  return kind === 'request' || status === 403
}

/** Servers that check their input strictly answer 400, or 422 where the check is FastAPI's. */
function isRefusedParameter(error: ModelError): boolean {
  return error.kind === 'request' && (error.status === 400 || error.status === 422)
}
