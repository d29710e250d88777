import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ModelSettings } from '../../../server/model/model.ts'
import { createOpenAiModel } from '../../../server/model/openai.ts'
import { call, greeting, KEY, modelAt, quick } from './calling.ts'
import { type Dialect, type DialectName, PIECES, startEndpoint, TEXT, type TestEndpoint } from './endpoint/endpoint.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
})
beforeEach(() => {
  endpoint.requests.length = 0
})
afterAll(() => endpoint.close())

const usage = { promptTokens: 7, completionTokens: 11 }

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
    // Only where nothing more comes is the wait for it to run out.
    const policy = dialect === 'open-after-finish' ? { finishMs: 50 } : {}
    const result = await call(modelAt(endpoint.url, dialect, policy))
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

  test.each(['set', 'not set'])(
    'gets no key that was not meant for it, with the OpenAI variables %s',
    async (state) => {
      const before = { ...process.env }
      delete process.env.OPENAI_API_KEY
      if (state === 'set')
        Object.assign(process.env, { OPENAI_API_KEY: 'sk-other', OPENAI_ORG_ID: 'org-1', OPENAI_PROJECT_ID: 'proj-1' })
      try {
        const open = { alias: 'local', provider: 'test', baseUrl: endpoint.url, model: 'normal' }
        expect((await call(createOpenAiModel(open, quick))).outcome).toEqual({ kind: 'complete' })
      } finally {
        process.env = before
      }
      expect(Object.keys(endpoint.requests[0]!.headers)).not.toContain('authorization')
      expect(JSON.stringify(endpoint.requests[0]!.headers)).not.toMatch(/sk-other|org-1|proj-1/)
    },
  )

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
    expect(result.text).toBe('مرحبا '.repeat(32_000))
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

  test('keeps its connections for later replies, though it ends the body after the reply has been taken', async () => {
    const ports = new Set<number | undefined>()
    const fresh = await startEndpoint()
    const model = modelAt(fresh.url)
    for (let count = 0; count < 10; count += 1) {
      let end = () => {}
      fresh.script(async (exchange) => {
        ports.add(exchange.response.socket?.remotePort)
        end = () => exchange.response.end()
        exchange.open()
        await exchange.say('Hello')
        await exchange.event('[DONE]')
      })
      await call(model)
      end()
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

describe('log-probabilities and JSON', () => {
  const chance = (token: string, logprob: number, top: [string, number][]) => ({
    token,
    logprob,
    bytes: null,
    top_logprobs: top.map(([one, of]) => ({ token: one, logprob: of, bytes: null })),
  })

  test('are asked for in the words of the interface, and only where they are wanted', async () => {
    const model = modelAt(endpoint.url)
    const messages = [{ role: 'user' as const, content: 'Salaam' }]
    const ask = (settings: ModelSettings) =>
      model.reply({ messages, settings }, { signal: new AbortController().signal, onText: () => {} })
    await ask({ logprobs: 5, json: true })
    await ask({ json: false })
    const [with_, without] = endpoint.requests.map(({ body }) => body)
    expect(with_).toMatchObject({ logprobs: true, top_logprobs: 5, response_format: { type: 'json_object' } })
    for (const name of ['logprobs', 'top_logprobs', 'response_format', 'json']) expect(without).not.toHaveProperty(name)
  })

  test('are kept of the first tokens, with the likeliest at each place; what is no token is passed over', async () => {
    endpoint.script(async (exchange) => {
      exchange.open()
      const say = (content: string, logprobs: unknown) =>
        exchange.event(exchange.chunkOf([{ index: 0, delta: { content }, logprobs, finish_reason: null }]))
      await say('2', {
        content: [
          chance('2', -0.1, [
            ['2', -0.1],
            ['3', -2.5],
          ]),
        ],
      })
      await say(' ', { content: null })
      await say('x', { content: [{ token: 5 }, 'no', chance('x', -1, [])] })
      for (let at = 0; at < 20; at += 1) await say('y', { content: [chance('y', -1, [])] })
      await exchange.finish('stop')
      await exchange.done()
    })
    const { logprobs, text } = await call(modelAt(endpoint.url))
    expect(text).toHaveLength(23)
    expect(logprobs).toHaveLength(8)
    expect(logprobs!.slice(0, 2)).toEqual([
      {
        token: '2',
        logprob: -0.1,
        top: [
          { token: '2', logprob: -0.1 },
          { token: '3', logprob: -2.5 },
        ],
      },
      { token: 'x', logprob: -1, top: [] },
    ])
    expect(await call(modelAt(endpoint.url))).not.toHaveProperty('logprobs')
  })
})
