import { cutAt } from '../../shared/cut.ts'
import { LONGEST_REPLY } from '../../shared/session/limits.ts'
import { Completion } from './completion.ts'
import type { Delivery } from './delivery.ts'
import { EventStream } from './event-stream.ts'
import { type Failure, failure, failureOfBody, failureOfThrown } from './failure.ts'
import type { ModelOutcome } from './model.ts'
import type { RetryPolicy } from './retry.ts'

/** What one attempt needs. `send` makes the request and returns the response once its headers have come. */
export type AttemptParts = {
  send: (signal: AbortSignal) => Promise<Response>
  /** Names the endpoint in errors. */
  where: string
  signal: AbortSignal
  delivery: Delivery
  policy: RetryPolicy
  /** Milliseconds that the call may still take. */
  leftMs: number
  /** Milliseconds since the call began. */
  elapsedMs: () => number
}

/**
 * How one attempt ended. If there is a `failure` and the outcome is not `failed`, the failure says why the text was cut
 * off.
 */
export type AttemptEnd = { outcome: ModelOutcome; failure?: Failure; completion: Completion }

/** Why we ended an attempt ourselves. */
type Expiry = 'first' | 'idle' | 'finish' | 'total'

/** Sends one request and reads its reply to the end. Never rejects. */
export async function attempt(parts: AttemptParts): Promise<AttemptEnd> {
  const { signal, policy } = parts
  const controller = new AbortController()
  const completion = new Completion()
  let expired: Expiry | undefined
  const expire = (why: Expiry) => {
    expired = why
    controller.abort()
  }
  const stop = () => controller.abort()
  signal.addEventListener('abort', stop, { once: true })
  const total = setTimeout(expire, parts.leftMs, 'total')
  let silence = setTimeout(expire, policy.firstTextMs, 'first')
  const onLife = () => {
    if (completion.finish) {
      clearTimeout(silence)
      silence = setTimeout(expire, policy.finishMs, 'finish')
    } else if (alive) silence.refresh()
    else {
      clearTimeout(silence)
      silence = setTimeout(expire, policy.idleMs, 'idle')
      alive = true
    }
  }
  let alive = false
  let answered = false
  let cut: Failure | undefined
  try {
    const response = await parts.send(controller.signal)
    answered = true
    cut = await readBody(response, controller, completion, parts, onLife)
  } catch (thrown) {
    cut = expired ? failure('timeout', expiryWords(expired, parts)) : failureOfThrown(thrown, parts.where, answered)
  } finally {
    clearTimeout(total)
    clearTimeout(silence)
    signal.removeEventListener('abort', stop)
  }
  parts.delivery.flush()
  if (signal.aborted) return { outcome: { kind: 'stopped' }, completion }
  return { ...verdict(completion, cut, parts), completion }
}

/** Reads the body into `completion`. Returns a failure if the body itself cannot be read further. */
async function readBody(
  response: Response,
  controller: AbortController,
  completion: Completion,
  { delivery, where, elapsedMs, policy }: AttemptParts,
  onLife: () => void,
): Promise<Failure | undefined> {
  if (!response.body) return failure('malformed', `${where} answered ${response.status} without a body`)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  const events = new EventStream((data, event, whole) => completion.event(data, event, whole))
  let tokens = 0
  let bytes = 0
  const deliver = () => {
    if (completion.fresh !== '') {
      delivery.take(completion.fresh, elapsedMs())
      completion.fresh = ''
    }
    if (completion.tokens > tokens || completion.finish) onLife()
    tokens = completion.tokens
  }
  const tooMuch = (what: string) => {
    controller.abort()
    return failure('malformed', `${where} sent more than ${what}`)
  }
  while (!completion.done && !completion.fault) {
    const { done, value } = await reader.read()
    if (done) {
      events.push(decoder.decode())
      events.end()
      if (completion.tokens === 0 && !completion.finish && events.stray.trim() !== '') completion.body(events.stray)
      deliver()
      return undefined
    }
    events.push(decoder.decode(value, { stream: true }))
    deliver()
    if (delivery.thrown || delivery.full || completion.refusal.length >= LONGEST_REPLY) {
      controller.abort()
      return undefined
    }
    bytes += value.length
    if (events.held > LONGEST_EVENT) return tooMuch(`${LONGEST_EVENT} characters without an end of an event`)
    if (bytes > policy.totalBytes) return tooMuch(`${policy.totalBytes} bytes (totalBytes)`)
  }
  if (completion.done) void finishReading(reader, controller, policy.finishMs)
  else controller.abort()
  return undefined
}

const LONGEST_EVENT = 4_000_000

/**
 * Reads past the end mark, so that the connection can be used again. It does so only for a short time, and nobody waits
 * for it.
 */
async function finishReading(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  controller: AbortController,
  graceMs: number,
): Promise<void> {
  const grace = setTimeout(() => controller.abort(), graceMs)
  try {
    while (!(await reader.read()).done);
  } catch {
    // The reply is complete. How its connection ended changes nothing.
  } finally {
    clearTimeout(grace)
  }
}

/** The result of an attempt that nobody stopped. `cut` is how its connection broke, if it did. */
function verdict(
  completion: Completion,
  cut: Failure | undefined,
  parts: AttemptParts,
): Omit<AttemptEnd, 'completion'> {
  const { finish, refusal, fault, done } = completion
  if (parts.delivery.full) return { outcome: { kind: 'truncated', why: 'too-long' } }
  if (refusal.length >= LONGEST_REPLY) return { outcome: { kind: 'refused', refusal: cutAt(refusal, LONGEST_REPLY) } }
  if (finish === 'filtered') return { outcome: { kind: 'filtered' } }
  if (finish === 'length') return { outcome: { kind: 'truncated', why: 'length' } }
  if (finish === 'stop' || (done && !finish)) {
    if (refusal !== '') return { outcome: { kind: 'refused', refusal } }
    if (parts.delivery.text.trim() !== '') return { outcome: { kind: 'complete' } }
    const empty = failure('malformed', `${parts.where} ended the reply without any text`)
    return { outcome: { kind: 'failed', error: empty.error }, failure: empty }
  }
  const why = failureOf(fault, cut, completion, parts.where)
  if (why.filtered) return { outcome: { kind: 'filtered' }, failure: why }
  if (parts.delivery.started) return { outcome: { kind: 'truncated', why: 'cut' }, failure: why }
  return { outcome: { kind: 'failed', error: why.error }, failure: why }
}

function failureOf(
  fault: Completion['fault'],
  cut: Failure | undefined,
  completion: Completion,
  where: string,
): Failure {
  if (fault?.kind === 'reported') return failureOfBody(fault.body, where)
  if (fault) return failure('malformed', `${where} sent something that is not a chat completion: ${String(fault.body)}`)
  if (cut) return cut
  if (completion.finish === 'broken') return failure('server', `${where} gave up on the reply with an error`)
  return failure('connection', `${where} closed the stream before its end`)
}

function expiryWords(expired: Expiry, { where, policy, leftMs }: AttemptParts): string {
  const waits: Record<Expiry, string> = {
    first: `sent no text within ${policy.firstTextMs} ms (firstTextMs)`,
    idle: `fell silent for ${policy.idleMs} ms in the middle of the reply (idleMs)`,
    finish: `did not close the finished reply within ${policy.finishMs} ms (finishMs)`,
    total: `had not ended when the call's time was up, after ${Math.round(leftMs)} ms (totalMs)`,
  }
  return `${where} ${waits[expired]}`
}
