import { APIConnectionError, APIError } from 'openai'
import { cutAt } from '../../shared/cut.ts'
import { isFilled, isRecord } from './completion.ts'
import type { ModelError } from './model.ts'
import { retryAfterMs } from './retry.ts'

/** A failed attempt: the error for the log, and what may follow from it. */
export type Failure = {
  error: ModelError
  /** `once`: one more try is worth it, but not several. */
  again: 'yes' | 'once' | 'never'
  /** The wait that the endpoint asked for, in milliseconds. */
  retryAfterMs?: number
  /** The provider's content filter blocked the reply, and this error is how the provider says so. */
  filtered?: true
  /** The answer in which the error was reported, if there was one. It may repeat what people wrote. */
  body?: unknown
}

/** What an endpoint says about an error, in whatever part of the body it says it. */
type Said = { message: string; labels: string; status?: number }

/** Why an attempt that threw has failed. `answered`: the headers of a response have come. */
export function failureOfThrown(thrown: unknown, where: string, answered: boolean): Failure {
  if (thrown instanceof APIError && thrown.status !== undefined) {
    const headers = thrown.headers instanceof Headers ? thrown.headers : new Headers()
    const wait = retryAfterMs(headers, Date.now())
    const failed = failureOfBody(thrown.error, where, thrown.status, headers.get('location'))
    return wait === undefined ? failed : { ...failed, retryAfterMs: wait }
  }
  const cause = causeOf(thrown)
  if (answered || thrown instanceof APIConnectionError)
    return failure('connection', `The connection to ${where} failed: ${cause}. Is the endpoint up, and baseUrl right?`)
  // A failure before the network is a fault of the request itself, such as a key that is no valid header.
  return failure('request', `The request to ${where} could not be made: ${cause}`)
}

/**
 * What an error body means. `httpStatus` is given if it is itself an error. `location` is where the response redirects
 * to.
 */
export function failureOfBody(body: unknown, where: string, httpStatus?: number, location?: string | null): Failure {
  const said = saidIn(body)
  const status = httpStatus ?? said.status
  const words = location ? `it redirects to ${location}. Set baseUrl to where the endpoint really is` : said.message
  const answer = `${where} answered ${status ?? 'with an error'}: ${words}`
  return {
    ...failure(kindOf(status, said.labels), answer, status),
    body,
    // A used-up quota is also sent as 429, and no pause will refill it.
    ...(/insufficient_quota/.test(said.labels) && { again: 'never' as const }),
    ...(/content_filter/.test(said.labels) && { again: 'never' as const, filtered: true as const }),
  }
}

/** A failure that we state ourselves. */
export function failure(kind: ModelError['kind'], message: string, status?: number): Failure {
  return { error: { kind, message, ...(status !== undefined && { status }) }, again: AGAIN[kind] }
}

const AGAIN: Record<ModelError['kind'], Failure['again']> = {
  connection: 'yes',
  timeout: 'yes',
  'rate-limit': 'yes',
  server: 'yes',
  malformed: 'once',
  request: 'never',
  authentication: 'never',
}

/**
 * Takes the key out of a text that may come from an endpoint, and then shortens the text. In the other order, half a
 * key could stay.
 */
export function withoutKey(text: string, key: string | undefined): string {
  if (!key) return clip(text)
  const forms = new Set([key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)])
  return clip([...forms].reduce((rest, form) => rest.replaceAll(form, '[key]'), text))
}

const LONGEST_MESSAGE = 600

function clip(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${cutAt(text, LONGEST_MESSAGE)}…` : text
}

function kindOf(status: number | undefined, labels: string): ModelError['kind'] {
  if (status === 401 || status === 403) return 'authentication'
  if (status === 429) return 'rate-limit'
  if (status !== undefined && (status >= 500 || [408, 409, 425].includes(status))) return 'server'
  if (status !== undefined) return 'request'
  if (/rate_limit|too_many|quota/.test(labels)) return 'rate-limit'
  if (/authentication|api_key|permission/.test(labels)) return 'authentication'
  if (/invalid|not_found|bad_?request|context_length|content_filter/.test(labels)) return 'request'
  return 'server'
}

function saidIn(body: unknown): Said {
  if (isFilled(body)) return { message: body, labels: '' }
  if (!isRecord(body)) return { message: 'no reason given', labels: '' }
  const inner = isRecord(body.error) ? body.error : body
  const status = Number(inner.code ?? body.code ?? inner.status)
  return {
    message: [inner.message, body.error, body.message, body.detail].find(isFilled) ?? JSON.stringify(body),
    labels: [inner.type, inner.code, inner.status].filter(isFilled).join(' ').toLowerCase(),
    ...(status >= 400 && status < 600 && { status }),
  }
}

/** The innermost reason of an error, with its code: `ECONNREFUSED` says more than `fetch failed`. */
function causeOf(thrown: unknown): string {
  let error = thrown
  while (error instanceof Error && error.cause instanceof Error) error = error.cause
  if (error instanceof AggregateError && error.errors[0] instanceof Error) error = error.errors[0]
  return error instanceof Error ? error.message || error.name : String(error)
}
