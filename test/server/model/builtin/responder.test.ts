import OpenAI from 'openai'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Misbehaviour,
  type Responder,
  type ResponderOptions,
  responderModel,
  startResponder,
} from '../../../../server/model/builtin/responder.ts'
import { createOpenAiModel } from '../../../../server/model/openai.ts'
import { villageProfile } from './village.ts'

const AT_ONCE = { tokensPerSecond: 0, firstTokenMs: 0 }
const hello = { role: 'user', content: 'Hello, I walked past the well this morning.' } as const
const model = responderModel('village')
const running: Responder[] = []

async function start(options: Partial<ResponderOptions> = {}): Promise<Responder> {
  const responder = await startResponder({ profiles: [villageProfile()], seed: 's', pace: AT_ONCE, ...options })
  running.push(responder)
  return responder
}

async function client(options: Partial<ResponderOptions> = {}): Promise<OpenAI> {
  const { baseUrl, apiKey } = await start(options)
  return new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 })
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

async function streamed(openai: OpenAI, more: { seed?: number; max_tokens?: number } = {}) {
  const stream = await openai.chat.completions.create({
    model,
    messages: [hello],
    stream: true,
    stream_options: { include_usage: true },
    ...more,
  })
  const pieces: string[] = []
  let finish: string | null = null
  let usage: OpenAI.CompletionUsage | undefined
  for await (const chunk of stream) {
    const [choice] = chunk.choices
    if (choice?.delta.content) pieces.push(choice.delta.content)
    finish = choice?.finish_reason ?? finish
    usage = chunk.usage ?? usage
  }
  return { pieces, text: pieces.join(''), finish, usage }
}

describe('the endpoint, read by the openai package', () => {
  it('streams in word-like pieces, with a finish reason and usage figures', async () => {
    const { pieces, text, finish, usage } = await streamed(
      await client({ pace: { tokensPerSecond: 10_000, firstTokenMs: 0 } }),
    )
    expect(pieces.length).toBeGreaterThan(8)
    for (const piece of pieces) expect(piece.trim()).toMatch(/^\S+$/)
    expect(text).toMatch(/\?$/)
    expect(finish).toBe('stop')
    expect(usage).toEqual({
      prompt_tokens: 8,
      completion_tokens: pieces.length,
      total_tokens: 8 + pieces.length,
    })
  })

  it('gives the same text streamed and whole, slow and at once', async () => {
    const openai = await client()
    const whole = await openai.chat.completions.create({ model, messages: [hello] })
    expect(whole.choices[0]!.finish_reason).toBe('stop')
    expect(whole.usage!.completion_tokens).toBeGreaterThan(8)
    const { text } = await streamed(openai)
    expect(text).toBe(whole.choices[0]!.message.content)
    expect((await streamed(await client({ pace: { tokensPerSecond: 10_000, firstTokenMs: 0 } }))).text).toBe(text)
  })

  it('answers by seed: the same again, another for another seed of the request or of the endpoint', async () => {
    const openai = await client()
    const { text } = await streamed(openai, { seed: 1 })
    expect((await streamed(openai, { seed: 1 })).text).toBe(text)
    expect((await streamed(openai, { seed: 2 })).text).not.toBe(text)
    expect((await streamed(await client({ seed: 'other' }), { seed: 1 })).text).not.toBe(text)
  })

  it('names its models, its version and the limit that it met', async () => {
    const openai = await client()
    const ids = []
    for await (const one of openai.models.list()) ids.push(one.id)
    expect(ids).toEqual(['responder:village'])
    const whole = await openai.chat.completions.create({ model, messages: [hello], max_tokens: 3 })
    expect(whole.system_fingerprint).toMatch(/^responder-2-[0-9a-f]{12}$/)
    expect(whole.choices[0]!.finish_reason).toBe('length')
    expect(whole.choices[0]!.message.content!.trim().split(/\s+/)).toHaveLength(3)
  })

  it('refuses a wrong key, an unknown model, another route and a body that is no request', async () => {
    const { baseUrl, apiKey } = await start()
    const openai = new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 })
    const stranger = new OpenAI({ baseURL: baseUrl, apiKey: 'guess', maxRetries: 0 })
    await expect(stranger.chat.completions.create({ model, messages: [hello] })).rejects.toMatchObject({ status: 401 })
    await expect(openai.chat.completions.create({ model: 'responder:x', messages: [hello] })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      message: expect.stringContaining('Known models: responder:village.'),
    })
    await expect(openai.embeddings.create({ model, input: 'x' })).rejects.toMatchObject({ status: 404 })
    await expect(openai.chat.completions.create({ model, messages: [] })).rejects.toMatchObject({ status: 400 })
  })

  it('closes while a stream is open', async () => {
    const responder = await start({ pace: { tokensPerSecond: 0.01, firstTokenMs: 0 } })
    const openai = new OpenAI({ baseURL: responder.baseUrl, apiKey: responder.apiKey, maxRetries: 0 })
    const stream = await openai.chat.completions.create({ model, messages: [hello], stream: true })
    await responder.close()
    await expect(openai.models.list()).rejects.toThrow(/connection/i)
    stream.controller.abort()
  })
})

describe('misbehaviour on purpose', () => {
  async function outcome(kind: Misbehaviour['kind'], idleMs = 60_000) {
    const { baseUrl, apiKey } = await start({ misbehave: { everyNth: 1, kind } })
    const endpoint = { alias: 'builtin', provider: 'builtin', baseUrl, apiKey, model }
    return createOpenAiModel(endpoint, { attempts: 1, idleMs, finishMs: 60_000 }).reply(
      { messages: [hello], settings: {} },
      { signal: new AbortController().signal, onText: () => {} },
    )
  }

  it('breaks or goes silent half-way, so that half a reply is there', async () => {
    const whole = await (await client()).chat.completions.create({ model, messages: [hello] })
    const cut = await outcome('cut')
    expect(cut.outcome).toEqual({ kind: 'truncated', why: 'cut' })
    expect(cut.text.length).toBeGreaterThan(10)
    expect(cut.text.length).toBeLessThan(whole.choices[0]!.message.content!.length)
    // A slow machine may fall silent as well, and is given longer then.
    for (let idleMs = 150, text = ''; text !== cut.text; idleMs *= 2) {
      const stalled = await outcome('stall', idleMs)
      expect(stalled.outcome).toEqual({ kind: 'truncated', why: 'cut' })
      text = stalled.text
    }
  })

  it('ends the connection by itself when it cuts, without a finish reason', async () => {
    const openai = await client({ misbehave: { everyNth: 1, kind: 'cut' } })
    // Whether a client throws or ends its stream there is the client's matter.
    const finish = await streamed(openai).then(
      (reply) => reply.finish,
      () => null,
    )
    expect(finish).toBeNull()
  })

  it('fails with a server error, a rate limit, an empty reply or garbage', async () => {
    expect((await outcome('error-500')).outcome).toMatchObject({ error: { kind: 'server', status: 500 } })
    expect((await outcome('rate-limit')).outcome).toMatchObject({ error: { kind: 'rate-limit', status: 429 } })
    expect((await outcome('empty')).outcome).toMatchObject({ error: { kind: 'malformed' } })
    expect((await outcome('garbage')).outcome).toMatchObject({ error: { kind: 'malformed' } })
  })

  it('leaves out the usage figures', async () => {
    const result = await outcome('no-usage')
    expect(result.outcome).toEqual({ kind: 'complete' })
    expect(result.usage).toBeUndefined()
  })

  it('comes with every nth reply only', async () => {
    const openai = await client({ misbehave: { everyNth: 3, kind: 'error-500' } })
    const statuses: (number | undefined)[] = []
    for (let call = 0; call < 6; call += 1)
      await openai.chat.completions.create({ model, messages: [hello] }).then(
        () => statuses.push(200),
        (error: InstanceType<typeof OpenAI.APIError>) => statuses.push(error.status),
      )
    expect(statuses).toEqual([200, 200, 500, 200, 200, 500])
  })
})
