import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { modelCallRow } from '../../../server/model/call-row.ts'
import { LONGEST_REPLY } from '../../../shared/session/limits.ts'
import { call, greeting, modelAt } from './calling.ts'
import { type Dialect, type Exchange, startEndpoint, type TestEndpoint } from './endpoint/endpoint.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
})
beforeEach(() => {
  endpoint.requests.length = 0
})
afterAll(() => endpoint.close())

const MB = 1_000_000
const isOpen = ({ response }: Exchange) => !response.destroyed

/** Writes `piece` again and again until `times` are through or the reader has gone; gives how many were written. */
async function flood(exchange: Exchange, piece: string | Buffer, times: number): Promise<number> {
  for (let time = 0; time < times; time += 1) {
    if (!isOpen(exchange)) return time
    await Promise.race([exchange.write(piece), exchange.received.closed])
  }
  return times
}

const eventOf = (exchange: Exchange, delta: object) => `data: ${JSON.stringify(exchange.chunk({ ...delta }))}\n\n`

vi.setConfig({ testTimeout: 300_000 })

describe('a reply of more than the most that is taken', () => {
  test.each<[string, string, number]>([
    ['in many short pieces', 'more and more ', 5_000],
    ['in long pieces', 'x'.repeat(600_000), 100],
  ])(
    'is cut there, whole and for ever, and the call is ended: 60 million characters %s',
    async (_how, piece, batch) => {
      let written = 0
      endpoint.script(async (exchange) => {
        exchange.open()
        const events = eventOf(exchange, { content: piece })
        const times = Math.ceil((60 * MB) / piece.length)
        const together = piece.length > 1000 ? 1 : batch
        written = await flood(exchange, events.repeat(together), times / together)
        if (isOpen(exchange)) await exchange.done()
      })
      const result = await call(modelAt(endpoint.url))
      expect(result.outcome).toEqual({ kind: 'truncated', why: 'too-long' })
      expect(result.text).toHaveLength(LONGEST_REPLY)
      expect(result.text).toBe(piece.repeat(Math.ceil(LONGEST_REPLY / piece.length)).slice(0, LONGEST_REPLY))
      expect(result.pieces.join('')).toBe(result.text)
      expect(result.attempts).toHaveLength(1)
      await endpoint.requests[0]!.closed
      expect(written).toBeLessThan(60)
      const about = { id: 'c', session: 's', study: 'h', purpose: 'reply' as const, at: 1, promptHash: 'p' }
      const identity = { alias: 'main', provider: 'test', baseUrl: endpoint.url, model: 'normal' }
      const row = modelCallRow(about, identity, greeting, result)
      expect([row.outcome, row.error]).toEqual([
        'truncated',
        expect.stringMatching(new RegExp(`^too long: .*${LONGEST_REPLY} characters.*max_tokens`)),
      ])
    },
  )

  test('is cut so that no half of a character stays', async () => {
    endpoint.script(async (exchange) => {
      exchange.open()
      await exchange.say('x')
      await exchange.say('👩'.repeat(LONGEST_REPLY))
      await exchange.done()
    })
    const result = await call(modelAt(endpoint.url))
    expect(result.outcome).toEqual({ kind: 'truncated', why: 'too-long' })
    expect(result.text).toBe(`x${'👩'.repeat(LONGEST_REPLY / 2 - 1)}`)
  })

  test('is whole when it is exactly as long', async () => {
    endpoint.script(async (exchange) => {
      exchange.open()
      await exchange.say('x'.repeat(LONGEST_REPLY - 1))
      await exchange.say('y')
      await exchange.finish('stop')
      await exchange.done()
    })
    const result = await call(modelAt(endpoint.url))
    expect([result.outcome, result.text.length, result.text.at(-1)]).toEqual([{ kind: 'complete' }, LONGEST_REPLY, 'y'])
  })

  test('is cut where it comes in one body that is no stream', async () => {
    endpoint.script((exchange) =>
      exchange.answer(200, {
        choices: [{ index: 0, message: { content: 'z'.repeat(3 * MB) }, finish_reason: 'stop' }],
      }),
    )
    const result = await call(modelAt(endpoint.url))
    expect([result.outcome, result.text.length]).toEqual([{ kind: 'truncated', why: 'too-long' }, LONGEST_REPLY])
  })

  test('is cut where it is a refusal', async () => {
    endpoint.script(async (exchange) => {
      exchange.open()
      await flood(exchange, eventOf(exchange, { refusal: 'No. '.repeat(10_000) }), 2_000)
      if (isOpen(exchange)) await exchange.done()
    })
    const { outcome } = await call(modelAt(endpoint.url))
    expect(outcome.kind === 'refused' && outcome.refusal).toBe('No. '.repeat(LONGEST_REPLY / 4))
    await endpoint.requests[0]!.closed
  })
})

describe('what is not text', () => {
  const bodies: [string, (exchange: Exchange) => Promise<unknown>][] = [
    ['one line of 100 MB', (exchange) => flood(exchange, Buffer.alloc(MB, 'a'), 100)],
    ['one event of 100 MB in lines', (exchange) => flood(exchange, `data: ${'a'.repeat(100_000)}\n`, 1_000)],
    ['a page of 100 MB', (exchange) => flood(exchange, `<p>${'a'.repeat(100_000)}</p>\n`, 1_000)],
    ['endless comments', (exchange) => flood(exchange, `: ${'a'.repeat(MB)}\n\n`, 300)],
    ['endless reasoning', (exchange) => flood(exchange, eventOf(exchange, { reasoning: 'hm '.repeat(300_000) }), 320)],
    [
      'endless tool calls',
      (exchange) =>
        flood(
          exchange,
          eventOf(exchange, { tool_calls: [{ index: 0, function: { arguments: 'a'.repeat(MB) } }] }),
          300,
        ),
    ],
  ]
  test.each(bodies)('is not read for ever, nor kept: %s', async (_what, body) => {
    let ended = false
    const endless: Dialect = async (exchange) => {
      exchange.open()
      await body(exchange)
      if (isOpen(exchange)) await exchange.done()
      else ended = true
    }
    endpoint.script(endless)
    const result = await call(
      modelAt(endpoint.url, 'normal', { attempts: 1, firstTextMs: 60_000, idleMs: 60_000, totalBytes: 20 * MB }),
    )
    expect(result.outcome).toMatchObject({
      kind: 'failed',
      error: { kind: 'malformed', message: expect.stringMatching(/more than/) },
    })
    await endpoint.requests[0]!.closed
    await expect.poll(() => ended, { timeout: 60_000 }).toBe(true)
    expect(JSON.stringify(result).length).toBeLessThan(5_000)
  })

  test.each([200, 404, 500])(
    'such as the body of an error of 100 MB with status %i is told in a few words',
    async (status) => {
      let ended = false
      endpoint.script(async (exchange) => {
        exchange.response.writeHead(status, { 'content-type': 'application/json' })
        await exchange.write('{"error":{"message":"')
        await flood(exchange, 'too much '.repeat(20_000), 600)
        ended = !isOpen(exchange)
        exchange.response.end()
      })
      const result = await call(modelAt(endpoint.url, 'normal', { attempts: 1 }))
      expect(result.outcome.kind).toBe('failed')
      expect(JSON.stringify(result).length).toBeLessThan(5_000)
      await endpoint.requests[0]!.closed
      await expect.poll(() => ended, { timeout: 60_000 }).toBe(true)
    },
  )

  test('such as names and figures is kept within bounds, or not at all', async () => {
    const long = '👩'.repeat(500)
    endpoint.script(async (exchange) => {
      exchange.open()
      const top = Array.from({ length: 500 }, () => ({ token: long, logprob: -1 }))
      const content = [
        { token: 'a', logprob: Number.NaN, top_logprobs: top },
        { token: long, logprob: -0.5, top_logprobs: top },
      ]
      const one = { index: 0, delta: { content: 'Yes' }, logprobs: { content }, finish_reason: null }
      const event = JSON.stringify({ ...exchange.chunkOf([one]), model: long, id: long, system_fingerprint: long })
      await exchange.event(event.replace('"logprob":-0.5', '"logprob":-1e999').slice(0, -1).concat(',"extra":1}'))
      await exchange.event(
        exchange.chunkOf([{ ...one, logprobs: { content: [{ token: 'b', logprob: -2, top_logprobs: top }] } }]),
      )
      await exchange.finish('stop')
      await exchange.done()
    })
    const result = await call(modelAt(endpoint.url))
    const name = '👩'.repeat(100)
    expect(result.reported).toEqual({ model: name, id: name, fingerprint: name })
    expect(result.logprobs).toEqual([
      { token: 'b', logprob: -2, top: Array.from({ length: 20 }, () => ({ token: name, logprob: -1 })) },
    ])
  })

  test.each(['-1', '1e308', '1e999', '1.5', '"7"', 'null', '9007199254740991', '[]'])(
    'such as usage of %s tokens is no count',
    async (tokens) => {
      endpoint.script(async (exchange) => {
        exchange.open()
        await exchange.say('Yes')
        await exchange.write(`data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":${tokens}}}\n\n`)
        await exchange.finish('stop')
        await exchange.done()
      })
      const result = await call(modelAt(endpoint.url))
      expect([result.outcome, result.usage]).toEqual([{ kind: 'complete' }, undefined])
    },
  )

  test.each([
    ['9'.repeat(400), 86_400_000],
    ['999999999999', 86_400_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
  ])('such as a retry-after of %s is at most a day', async (asked, ms) => {
    endpoint.script((exchange) => exchange.answer(429, { error: { message: 'Later' } }, { 'retry-after': asked }))
    const result = await call(modelAt(endpoint.url, 'normal', { attempts: 1 }))
    expect(result.attempts[0]!.retryAfterMs).toBe(ms)
  })
})
