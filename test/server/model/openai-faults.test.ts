import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { call, modelAt } from './calling.ts'
import {
  answering,
  type DialectName,
  PIECES,
  rateLimited,
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
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => endpoint.close())

/** From here on no wait of a call runs out but by `pass`, however long the endpoint and this program take. */
function heldTime(): { pass(ms: number): void } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return { pass: (ms) => void vi.advanceTimersByTime(ms) }
}

const usage = { promptTokens: 7, completionTokens: 11 }
const begun = PIECES.slice(0, 2).join('')

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
    ['bad-request-detail', 2, { kind: 'request', status: 422 }, /answered 422: messages: field required/],
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

  test('is silence in mid-reply once the model has begun to reason', async () => {
    const result = await call(modelAt(endpoint.url, 'silent-after-reasoning', { idleMs: 40, attempts: 1 }))
    expect(result.attempts).toMatchObject([{ error: { kind: 'timeout', message: expect.stringMatching(/idleMs/) } }])
    expect(result.outcome.kind).toBe('failed')
  })

  test('is got over when a slow endpoint answers the second time', async () => {
    endpoint.script('silent-before-text')
    const time = heldTime()
    const calling = call(modelAt(endpoint.url))
    await endpoint.arrival(1)
    time.pass(60_000)
    const result = await calling
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
  ]
  test.each(faults)('truncates the reply and is never retried: %s', async (fault, error) => {
    const result = await call(modelAt(endpoint.url, fault))
    expect({ outcome: result.outcome, text: result.text }).toEqual({
      outcome: { kind: 'truncated', why: 'cut' },
      text: begun,
    })
    expect(result.pieces.join('')).toBe(begun)
    expect(result.attempts).toMatchObject([{ error }])
    expect(endpoint.requests).toHaveLength(1)
  })

  test('may be silence', async () => {
    const time = heldTime()
    let heard = ''
    const calling = call(modelAt(endpoint.url, 'silent-in-mid-stream'), {
      onText: (piece) => {
        heard += piece
        if (heard === begun) time.pass(60_000)
      },
    })
    expect(await calling).toMatchObject({
      outcome: { kind: 'truncated', why: 'cut' },
      text: begun,
      attempts: [{ error: { kind: 'timeout', message: expect.stringMatching(/idleMs/) } }],
    })
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
    const time = heldTime()
    let pieces = 0
    const calling = call(modelAt(endpoint.url, 'endless', { idleMs: 900, totalMs: 1_300 }), {
      onText: () => {
        pieces += 1
      },
    })
    let isOver = false
    void calling.then(() => {
      isOver = true
    })
    for (const passes of [800, 400, 100]) {
      // The first piece may have come before the time that has passed, and the second came after it.
      const before = pieces
      while (!isOver && pieces < before + 2) await new Promise((resolve) => setImmediate(resolve))
      time.pass(passes)
    }
    const result = await calling
    expect(result.outcome).toEqual({ kind: 'truncated', why: 'cut' })
    // Not idleMs: each piece of text begins that wait anew.
    expect(result.attempts).toMatchObject([{ error: { kind: 'timeout', message: expect.stringMatching(/totalMs/) } }])
    expect(result.text).toMatch(/^(more )+$/)
    await endpoint.requests[0]!.closed
  })

  test('is an event that never ends, which is not read for ever', async () => {
    endpoint.script(async (exchange) => {
      exchange.open()
      await exchange.say('Half of ')
      exchange.response.write('data: {"choices":'.padEnd(5_000_000, ' '))
    })
    const result = await call(modelAt(endpoint.url))
    expect(result).toMatchObject({
      outcome: { kind: 'truncated', why: 'cut' },
      attempts: [{ error: { kind: 'malformed' } }],
    })
  })

  test('is a reply of nothing but blank lines, which counts as malformed', async () => {
    const result = await call(modelAt(endpoint.url, 'blank'))
    expect(result.outcome).toMatchObject({ kind: 'failed', error: { kind: 'malformed' } })
    expect(result.attempts).toHaveLength(1)
  })
})
