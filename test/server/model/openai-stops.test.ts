import { EventEmitter } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, modelAt } from './calling.ts'
import { type DialectName, rateLimited, startEndpoint, type TestEndpoint } from './endpoint/endpoint.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
})
beforeEach(() => {
  endpoint.requests.length = 0
})
afterAll(() => endpoint.close())

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
      const result = await reply
      expect(result).toMatchObject({ outcome: stopped, text: '' })
      expect(result.attempts).toEqual([{ startedMs: expect.any(Number), endedMs: expect.any(Number) }])
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
