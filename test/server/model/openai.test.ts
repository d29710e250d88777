import { EventEmitter } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOpenAiModel } from '../../../server/model/openai.ts'
import { call, greeting, KEY, modelAt, quick } from './calling.ts'
import {
  answering,
  type Dialect,
  type DialectName,
  PIECES,
  rateLimited,
  saying,
  startEndpoint,
  TEXT,
  type TestEndpoint,
} from './endpoint/endpoint.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
})
beforeEach(() => {
  endpoint.requests.length = 0
})
afterAll(() => endpoint.close())

const usage = { promptTokens: 7, completionTokens: 11 }
const begun = PIECES.slice(0, 2).join('')

describe('an endpoint that works', () => {
  const whole = { outcome: { kind: 'complete' }, text: TEXT }
  const cases: Record<string, [DialectName, { outcome: object; text: string; usage?: object }]> = {
    'speaks as OpenAI does': ['normal', { ...whole, usage }],
    'reports no usage': ['no-usage', whole],
    'reports running usage in every chunk': [
      'usage-in-every-chunk',
      { ...whole, usage: { promptTokens: 7, completionTokens: PIECES.length } },
    ],
    'sends null usage until the end': ['null-usage', { ...whole, usage }],
    'sends [DONE] but never a finish reason': ['no-finish-reason', whole],
    'sends a finish reason but never [DONE]': ['no-done', whole],
    'ends on a [DONE] without a blank line': ['done-without-blank-line', whole],
    'leaves the connection open after the finish reason': ['open-after-finish', whole],
    'leaves the connection open after [DONE]': ['open-after-done', whole],
    'has a finish reason of its own': ['unknown-finish-reason', { ...whole, usage }],
    'opens with a role and null content': ['role-first', { ...whole, usage }],
    'sends several choices, of which the first counts': ['several-choices', whole],
    'sends its reasoning beside the text': ['reasoning', { ...whole, usage }],
    'sends content as typed parts': ['content-parts', whole],
    'ends its lines with CRLF': ['crlf', { ...whole, usage }],
    'sends comments, ids and retry hints': ['comments', { ...whole, usage }],
    'leaves out the space after the colon': ['no-space', whole],
    'spreads an event over several data lines': ['data-in-lines', whole],
    'splits characters between chunks': ['split-bytes', whole],
    'puts many events into one chunk': ['batched', whole],
    'does not stream': ['not-streamed', { ...whole, usage }],
    'reaches the token limit': ['length', { outcome: { kind: 'truncated', why: 'length' }, text: TEXT, usage }],
    'reaches the token limit before any text': [
      'length-before-text',
      { outcome: { kind: 'truncated', why: 'length' }, text: '', usage },
    ],
    'filters the reply': ['filtered', { outcome: { kind: 'filtered' }, text: PIECES[0], usage }],
    refuses: ['refusal', { outcome: { kind: 'refused', refusal: 'I will not say that.' }, text: '', usage }],
  }
  test.each(Object.entries(cases))('that %s is read right in one attempt', async (_name, [dialect, expected]) => {
    const result = await call(modelAt(endpoint.url, dialect))
    expect({ outcome: result.outcome, text: result.text, usage: result.usage }).toEqual({
      outcome: expected.outcome,
      text: expected.text,
      usage: expected.usage,
    })
    expect(result.pieces.join('')).toBe(result.text)
    expect(result.attempts).toEqual([{ startedMs: expect.any(Number), endedMs: expect.any(Number) }])
    expect(endpoint.requests).toHaveLength(1)
  })

  test('gets the settings, the messages and the key, and nothing that was not asked for', async () => {
    await call(modelAt(endpoint.url))
    const { body, headers, path } = endpoint.requests[0]!
    expect(path).toBe('/v1/chat/completions')
    expect(headers.authorization).toBe(`Bearer ${KEY}`)
    expect(body).toEqual({
      model: 'normal',
      messages: greeting.messages,
      temperature: 0.3,
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  test('gets no key from the environment that was not meant for it', async () => {
    const before = { ...process.env }
    Object.assign(process.env, { OPENAI_API_KEY: 'sk-other', OPENAI_ORG_ID: 'org', OPENAI_PROJECT_ID: 'project' })
    try {
      const open = { alias: 'local', provider: 'test', baseUrl: endpoint.url, model: 'normal' }
      expect((await call(createOpenAiModel(open, quick))).outcome).toEqual({ kind: 'complete' })
    } finally {
      process.env = before
    }
    expect(Object.keys(endpoint.requests[0]!.headers)).not.toContain('authorization')
    expect(JSON.stringify(endpoint.requests[0]!.headers)).not.toMatch(/sk-other|"org"|"project"/)
  })

  test('is reported as what it calls itself, and its chunks are counted and timed', async () => {
    const result = await call(modelAt(endpoint.url))
    expect(result.reported).toEqual({ model: 'normal-2024', id: 'chatcmpl-1', fingerprint: 'fp_1' })
    expect(result.timing.chunks).toBe(PIECES.length)
    expect(result.timing.firstTextMs).toBeLessThanOrEqual(result.timing.endedMs)
    expect(result.timing.longestGapMs).toBeLessThanOrEqual(result.timing.endedMs)
  })

  test('may send events in one chunk, which are handed out as one piece', async () => {
    const result = await call(modelAt(endpoint.url, 'batched'))
    expect(result.pieces).toEqual([TEXT])
    expect(result.timing.chunks).toBe(PIECES.length)
  })

  test('may send a huge reply, of which nothing is lost', async () => {
    const result = await call(modelAt(endpoint.url, 'huge'))
    expect(result.outcome).toEqual({ kind: 'complete' })
    expect(result.text).toBe('مرحبا '.repeat(160_000))
  })

  test('may hold hundreds of streams at once', async () => {
    const everyoneIsHere = endpoint.arrival(150)
    const held: Dialect = async (exchange) => {
      exchange.open()
      await exchange.say('Wait ')
      await everyoneIsHere
      await exchange.say('done')
      await exchange.finish('stop')
      await exchange.done()
    }
    endpoint.script(...Array<Dialect>(150).fill(held))
    const model = modelAt(endpoint.url)
    const results = await Promise.all(Array.from({ length: 150 }, () => call(model)))
    expect(results.filter(({ outcome, text }) => outcome.kind === 'complete' && text === 'Wait done')).toHaveLength(150)
  })

  test('hands text out as it comes, not at the end', async () => {
    let heard = () => {}
    const firstHeard = new Promise<void>((resolve) => {
      heard = resolve
    })
    endpoint.script(async (exchange) => {
      exchange.open()
      await exchange.say('One ')
      await firstHeard
      await exchange.say('two')
      await exchange.finish('stop')
      await exchange.done()
    })
    const result = await call(modelAt(endpoint.url), { onText: () => heard() })
    expect(result.pieces).toEqual(['One ', 'two'])
  })

  test('keeps its connections for later replies', async () => {
    const ports = new Set<number | undefined>()
    const noted: Dialect = async (exchange) => {
      ports.add(exchange.response.socket?.remotePort)
      await saying('Hello')(exchange)
    }
    const fresh = await startEndpoint()
    const model = modelAt(fresh.url)
    for (let count = 0; count < 10; count += 1) {
      fresh.script(noted)
      await call(model)
      await fresh.requests[count]!.closed
    }
    await fresh.close()
    // Not 1: a call may begin before the last connection is free.
    expect(ports.size).toBeLessThan(10)
  })
})

describe('stream_options', () => {
  test('are left out for good once an endpoint has refused them', async () => {
    const model = modelAt(endpoint.url, 'strict')
    const first = await call(model)
    expect(first.outcome).toEqual({ kind: 'complete' })
    expect(first.attempts.map(({ error }) => error?.status)).toEqual([400, undefined])
    const second = await call(model)
    expect(second.attempts).toHaveLength(1)
    expect(endpoint.requests.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false])
  })

  test('are not blamed for a 400 of another cause, which stays the error', async () => {
    const model = modelAt(endpoint.url, 'bad-request')
    const failed = await call(model)
    expect(failed.outcome).toMatchObject({ kind: 'failed', error: { kind: 'request', status: 400 } })
    expect(failed.attempts).toHaveLength(2)
    endpoint.script('normal')
    await call(model)
    expect(endpoint.requests.map(({ body }) => 'stream_options' in body)).toEqual([true, false, true])
  })

  test('are not doubted any more once an endpoint has taken them', async () => {
    const model = modelAt(endpoint.url)
    endpoint.script('normal', 'bad-request')
    await call(model)
    expect((await call(model)).attempts).toHaveLength(1)
  })

  test('do not use up an attempt', async () => {
    endpoint.script('strict', 'server-error', 'server-error', 'normal')
    expect((await call(modelAt(endpoint.url))).outcome).toEqual({ kind: 'complete' })
  })
})

describe('a fault before the first text', () => {
  const passing: [string, DialectName, object][] = [
    ['a rate limit', 'rate-limited', { kind: 'rate-limit', status: 429 }],
    ['a server error', 'server-error', { kind: 'server', status: 500 }],
    ['a page of a broken gateway', 'bad-gateway', { kind: 'server', status: 502 }],
    ['200 with an error as JSON', 'json-error', { kind: 'server' }],
    ['200 with a rate limit as JSON', 'json-rate-limit', { kind: 'rate-limit', status: 429 }],
    ['an error event', 'error-before-text', { kind: 'server' }],
    ['a stream that ends at once', 'cut-before-text', { kind: 'connection' }],
    ['a connection reset before the headers', 'reset', { kind: 'connection' }],
    ['a reply without text', 'empty', { kind: 'malformed' }],
    ['an event that is no JSON', 'not-json', { kind: 'malformed' }],
    ['a page of HTML', 'html', { kind: 'malformed' }],
  ]
  test.each(passing)('that passes is got over: %s', async (_name, fault, error) => {
    endpoint.script(fault)
    const result = await call(modelAt(endpoint.url))
    expect({ outcome: result.outcome, text: result.text }).toEqual({ outcome: { kind: 'complete' }, text: TEXT })
    expect(result.usage).toEqual(usage)
    expect(result.attempts).toMatchObject([{ error }, {}])
    expect(result.attempts[1]).not.toHaveProperty('error')
  })

  const lasting: [DialectName, number, object, RegExp][] = [
    ['rate-limited', 3, { kind: 'rate-limit', status: 429 }, /Too many requests/],
    ['server-error', 3, { kind: 'server', status: 500 }, /Internal error/],
    ['json-error', 3, { kind: 'server' }, /The model is loading/],
    ['error-before-text', 3, { kind: 'server' }, /Overloaded/],
    ['cut-before-text', 3, { kind: 'connection' }, /closed the stream before its end/],
    ['reset', 3, { kind: 'connection' }, /ECONNRESET|other side closed/],
    ['empty', 2, { kind: 'malformed' }, /without any text/],
    ['not-json', 2, { kind: 'malformed' }, /oops/],
    ['html', 2, { kind: 'malformed' }, /hotel network/],
    ['unauthorised', 1, { kind: 'authentication', status: 401 }, /Incorrect API key/],
    ['quota-used-up', 1, { kind: 'rate-limit', status: 429 }, /Out of credit/],
    ['bad-request-detail', 2, { kind: 'request', status: 422 }, /messages: field required/],
    ['redirect', 1, { kind: 'request', status: 301 }, /elsewhere\.example/],
  ]
  test.each(lasting)('that lasts ends in its error: %s after %i attempts', async (fault, attempts, error, words) => {
    const result = await call(modelAt(endpoint.url, fault))
    expect(result.outcome).toMatchObject({ kind: 'failed', error })
    expect(result.outcome.kind === 'failed' && result.outcome.error.message).toMatch(words)
    expect(result.text).toBe('')
    expect(result.attempts).toHaveLength(attempts)
    expect(result.attempts.every((attempt) => attempt.error)).toBe(true)
  })

  test('of a path that is not there says so', async () => {
    const result = await call(modelAt(`${endpoint.url}/nowhere`))
    expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'request', status: 404 } })
  })

  test('is a refused connection where nothing listens', async () => {
    const gone = await startEndpoint()
    await gone.close()
    const result = await call(modelAt(gone.url))
    expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'connection' } })
    expect(result.outcome.kind === 'failed' && result.outcome.error.message).toContain('ECONNREFUSED')
    expect(result.attempts).toHaveLength(3)
  })

  test('is the content filter where the prompt itself was filtered', async () => {
    const result = await call(modelAt(endpoint.url, 'filtered-prompt'))
    expect(result.outcome).toEqual({ kind: 'filtered' })
    expect(result.attempts).toHaveLength(1)
  })

  test.each<DialectName>(['silent-before-headers', 'silent-before-text', 'silent-after-role', 'comments-only'])(
    'is a timeout when no text comes in time: %s',
    async (silence) => {
      const result = await call(modelAt(endpoint.url, silence, { firstTextMs: 40, attempts: 2 }))
      expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'timeout' } })
      expect(result.attempts).toHaveLength(2)
      await Promise.all(endpoint.requests.map(({ closed }) => closed))
    },
  )

  test('is got over when a slow endpoint answers the second time', async () => {
    endpoint.script('silent-before-text')
    const result = await call(modelAt(endpoint.url, 'normal', { firstTextMs: 200 }))
    expect(result.outcome).toEqual({ kind: 'complete' })
    expect(result.attempts).toMatchObject([{ error: { kind: 'timeout' } }, {}])
  })

  test('is not retried past the total time', async () => {
    endpoint.script(rateLimited({ 'retry-after': '3600' }))
    const result = await call(modelAt(endpoint.url, 'normal', { totalMs: 10_000, maxPauseMs: 10_000 }))
    expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'rate-limit' } })
    expect(result.attempts).toMatchObject([{ retryAfterMs: 3_600_000 }])
  })
})

describe('retry-after', () => {
  test('is waited for', async () => {
    endpoint.script(rateLimited({ 'retry-after-ms': '60' }))
    const { outcome, attempts } = await call(modelAt(endpoint.url, 'normal', { maxPauseMs: 1_000 }))
    expect(outcome).toEqual({ kind: 'complete' })
    expect(attempts[0]?.retryAfterMs).toBe(60)
    // A timer may fire a millisecond early by this clock.
    expect(attempts[1]!.startedMs - attempts[0]!.endedMs).toBeGreaterThanOrEqual(59)
  })

  test('is bounded, in seconds and as a date', async () => {
    endpoint.script(
      rateLimited({ 'retry-after': '3600' }),
      rateLimited({ date: 'Tue, 02 Jan 2024 10:00:00 GMT', 'retry-after': 'Tue, 02 Jan 2024 11:00:00 GMT' }),
    )
    const { outcome, attempts } = await call(modelAt(endpoint.url))
    expect(outcome).toEqual({ kind: 'complete' })
    expect(attempts.map(({ retryAfterMs }) => retryAfterMs)).toEqual([3_600_000, 3_600_000, undefined])
  })

  test('is heeded with a server error too', async () => {
    endpoint.script(answering(503, { error: 'Starting' }, { 'retry-after': '2' }))
    expect((await call(modelAt(endpoint.url))).attempts).toMatchObject([
      { error: { kind: 'server', status: 503 }, retryAfterMs: 2_000 },
      {},
    ])
  })
})

describe('a fault after the first text', () => {
  const faults: [DialectName, object][] = [
    ['error-in-mid-stream', { kind: 'server', status: 502 }],
    ['bare-error-event', { kind: 'server' }],
    ['broken-finish', { kind: 'server' }],
    ['cut-cleanly', { kind: 'connection' }],
    ['cut-mid-json', { kind: 'connection' }],
    ['silent-in-mid-stream', { kind: 'timeout' }],
  ]
  test.each(faults)('truncates the reply and is never retried: %s', async (fault, error) => {
    const result = await call(modelAt(endpoint.url, fault, { idleMs: 60 }))
    expect({ outcome: result.outcome, text: result.text }).toEqual({
      outcome: { kind: 'truncated', why: 'cut' },
      text: begun,
    })
    expect(result.pieces.join('')).toBe(begun)
    expect(result.attempts).toMatchObject([{ error }])
    expect(endpoint.requests).toHaveLength(1)
  })

  test.each(['drop', 'reset'] as const)('may be a broken connection: %s', async (breakage) => {
    let heard = () => {}
    const textHeard = new Promise<void>((resolve) => {
      heard = resolve
    })
    endpoint.script(async (exchange) => {
      exchange.open()
      await exchange.say('Half of ')
      await textHeard
      exchange[breakage]()
    })
    const result = await call(modelAt(endpoint.url), { onText: () => heard() })
    expect(result.outcome).toEqual({ kind: 'truncated', why: 'cut' })
    expect(result.text).toBe('Half of ')
    expect(result.attempts).toMatchObject([{ error: { kind: 'connection' } }])
  })

  test('is a stream without end, which the total time cuts off', async () => {
    const result = await call(modelAt(endpoint.url, 'endless', { totalMs: 150 }))
    expect(result.outcome).toEqual({ kind: 'truncated', why: 'cut' })
    expect(result.attempts).toMatchObject([{ error: { kind: 'timeout' } }])
    expect(result.text).toMatch(/^(more )+$/)
    await endpoint.requests[0]!.closed
  })

  test('is a reply of nothing but blank lines, which counts as malformed', async () => {
    const result = await call(modelAt(endpoint.url, 'blank'))
    expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'malformed' } })
    expect(result.attempts).toHaveLength(1)
  })
})

describe('the key', () => {
  test.each<DialectName>(['echo-authorization', 'echo-in-stream', 'echo-unread'])(
    'never shows in what is known of a call: %s',
    async (echo) => {
      const result = await call(modelAt(endpoint.url, echo))
      expect(result.outcome.kind).toBe('failed')
      const known = JSON.stringify(result)
      expect(known).toContain('[key]')
      for (const form of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1), KEY.slice(0, 12)])
        expect(known).not.toContain(form)
    },
  )

  test('that is no valid header fails the request without showing', async () => {
    const broken = { alias: 'a', provider: 'p', baseUrl: endpoint.url, model: 'm', apiKey: 'sk-broken\nkey' }
    const result = await call(createOpenAiModel(broken, quick))
    expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'request' } })
    expect(JSON.stringify(result)).not.toContain('sk-broken')
    expect(endpoint.requests).toHaveLength(0)
  })
})

describe('a stop', () => {
  const stopped = { kind: 'stopped' }

  test('before the call sends nothing', async () => {
    const result = await call(modelAt(endpoint.url), { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ outcome: stopped, text: '', attempts: [] })
    expect(endpoint.requests).toHaveLength(0)
  })

  test('right after the call began ends it', async () => {
    const stop = new AbortController()
    const reply = call(modelAt(endpoint.url, 'silent-before-text'), { signal: stop.signal })
    stop.abort()
    expect((await reply).outcome).toEqual(stopped)
  })

  test.each<DialectName>(['silent-before-headers', 'silent-before-text', 'comments-only'])(
    'while the first text is awaited ends the call and its connection: %s',
    async (silence) => {
      const stop = new AbortController()
      const reply = call(modelAt(endpoint.url, silence), { signal: stop.signal })
      const request = await endpoint.arrival(1)
      stop.abort()
      expect(await reply).toMatchObject({ outcome: stopped, text: '', attempts: [{}] })
      await request.closed
      expect(endpoint.requests).toHaveLength(1)
    },
  )

  test('in a pause before a retry ends the pause', async () => {
    const stop = new AbortController()
    const stopInThePause = () => {
      setImmediate(() => stop.abort())
      return 0
    }
    endpoint.script(rateLimited({ 'retry-after': '120' }))
    const policy = { maxPauseMs: 120_000, chance: stopInThePause }
    const result = await call(modelAt(endpoint.url, 'normal', policy), { signal: stop.signal })
    expect(result).toMatchObject({ outcome: stopped, attempts: [{ error: { kind: 'rate-limit' } }] })
    expect(endpoint.requests).toHaveLength(1)
  })

  test('in mid-stream keeps what was handed out, hands out no more, and closes the connection', async () => {
    const stop = new AbortController()
    const result = await call(modelAt(endpoint.url, 'endless'), { signal: stop.signal, onText: () => stop.abort() })
    expect(result.outcome).toEqual(stopped)
    expect(result.pieces).toHaveLength(1)
    expect(result.text).toBe(result.pieces[0])
    await endpoint.requests[0]!.closed
  })

  test('leaves no listener on the signal of the caller', async () => {
    const { signal } = new AbortController()
    endpoint.script('rate-limited', 'server-error')
    await call(modelAt(endpoint.url), { signal })
    expect(EventEmitter.getEventListeners(signal, 'abort')).toEqual([])
  })
})

test('what the receiver of the text throws comes back to the caller and ends the stream', async () => {
  const fault = new Error('a bug in the caller')
  const onText = () => {
    throw fault
  }
  await expect(call(modelAt(endpoint.url, 'endless'), { onText })).rejects.toBe(fault)
  await endpoint.requests[0]!.closed
})
