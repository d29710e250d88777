import { type Dialect, dialects } from './dialects.ts'
import type { Exchange } from './exchange.ts'

/** An answer of OpenAI's form. */
function refuse(exchange: Exchange, status: number, message: string, param: string | null, code: string | null): void {
  exchange.answer(status, { error: { message, type: 'invalid_request_error', param, code } })
}

/** The ways in which endpoints refuse parameters that others take. All else is answered as usual. */
export const refusing = {
  /** As OpenAI's models that reason do: one refusal at a time, `max_tokens` first. */
  'gpt-5': (exchange) => {
    const { max_tokens, temperature, top_p, stop, logprobs } = exchange.received.body
    if (max_tokens !== undefined)
      return refuse(
        exchange,
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'max_tokens',
        'unsupported_parameter',
      )
    if (temperature !== undefined && temperature !== 1)
      return refuse(
        exchange,
        400,
        `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
        'temperature',
        'unsupported_value',
      )
    for (const [name, value] of Object.entries({ top_p, stop }))
      if (value !== undefined)
        return refuse(
          exchange,
          400,
          `Unsupported parameter: '${name}' is not supported with this model.`,
          name,
          'unsupported_parameter',
        )
    if (logprobs) return refuse(exchange, 403, 'You are not allowed to request logprobs from this model', null, null)
    return dialects.normal(exchange)
  },
  /** As Mistral's: a list of all that is too much, and the value that was sent. */
  'no-seed': (exchange) => {
    const extra = ['seed', 'max_completion_tokens'].filter((name) => name in exchange.received.body)
    if (extra.length === 0) return dialects.normal(exchange)
    const detail = extra.map((name) => ({
      ...{ type: 'extra_forbidden', loc: ['body', name], msg: 'Extra inputs are not permitted' },
      input: exchange.received.body[name],
    }))
    exchange.answer(422, { object: 'error', message: { detail }, type: 'invalid_request_error', param: null })
  },
  /** Knows neither `stream_options` nor `max_tokens`, and tells of one at a time. */
  'knows-little': (exchange) => {
    const extra = ['stream_options', 'max_tokens'].find((name) => name in exchange.received.body)
    if (extra === undefined) return dialects.normal(exchange)
    return refuse(exchange, 400, `Unrecognized request argument supplied: ${extra}`, null, null)
  },
  /** The same, and tells of all at once. */
  'knows-little-at-once': (exchange) => {
    const extra = ['stream_options', 'seed', 'logprobs'].filter((name) => name in exchange.received.body)
    if (extra.length === 0) return dialects.normal(exchange)
    return refuse(exchange, 400, `Unrecognized request arguments supplied: ${extra.join(', ')}`, null, null)
  },
  /** Repeats what people wrote when it refuses, and refuses for another reason. */
  'repeats-words': (exchange) =>
    refuse(
      exchange,
      400,
      `Bad words in a message: ${exchange.received.body.messages.at(-1)!.content}`,
      'messages',
      null,
    ),
} satisfies Record<string, Dialect>
