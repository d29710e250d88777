import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBindings } from '../../../server/model/binding.ts'
import { modelCallRow } from '../../../server/model/call-row.ts'
import type { ModelRequest, ModelSettings } from '../../../server/model/model.ts'
import { createOpenAiModel } from '../../../server/model/openai.ts'
import type { RequestParameters } from '../../../shared/study/request-parameters.ts'
import { KEY, quick } from './calling.ts'
import { answering, type DialectName, startEndpoint, TEXT, type TestEndpoint } from './endpoint/endpoint.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
})
beforeEach(() => {
  endpoint.requests.length = 0
})
afterAll(() => endpoint.close())

const RENAME: Partial<RequestParameters> = { rename: { max_tokens: 'max_completion_tokens' } }
const messages = [{ role: 'user' as const, content: 'Salaam' }]

function modelWith(change: Partial<RequestParameters> | null, model: DialectName = 'normal') {
  const parameters = change === null ? undefined : { rename: {}, drop: [], add: {}, ...change }
  const named = { alias: 'gpt', provider: 'test', baseUrl: endpoint.url, model, apiKey: KEY }
  return createOpenAiModel({ ...named, ...(parameters && { parameters }) }, quick)
}

function ask(model: ReturnType<typeof modelWith>, settings: ModelSettings, request: Partial<ModelRequest> = {}) {
  const way = { signal: new AbortController().signal, onText: () => {} }
  return model.reply({ messages, settings, ...request }, way)
}

const bodies = () => endpoint.requests.map(({ body }) => body)
const sampling = { temperature: 0.7, max_tokens: 400, seed: 7 }

describe('what a binding changes', () => {
  test('is changed on the wire, and the call says what was sent, but for the messages and the key', async () => {
    const change = { ...RENAME, drop: ['temperature'], add: { reasoning_effort: 'low', top_p: 0.5 } }
    const result = await ask(modelWith(change), { ...sampling, top_p: 0.9 })
    const sent = {
      ...{ max_completion_tokens: 400, seed: 7, reasoning_effort: 'low', top_p: 0.9 },
      ...{ model: 'normal', stream: true, stream_options: { include_usage: true } },
    }
    expect(bodies()).toEqual([{ ...sent, messages }])
    expect(result.sent).toEqual(sent)
    expect(JSON.stringify(result)).not.toContain(KEY)
  })

  test('names the model with it, and leaves a model without it named as before', () => {
    expect(modelWith(RENAME).identity).toEqual({
      ...{ alias: 'gpt', provider: 'test', baseUrl: endpoint.url, model: 'normal' },
      parameters: { rename: { max_tokens: 'max_completion_tokens' }, drop: [], add: {} },
    })
    expect(modelWith(null).identity).toEqual({ alias: 'gpt', provider: 'test', baseUrl: endpoint.url, model: 'normal' })
  })

  test('is in the record of the call beside what was asked for', async () => {
    const model = modelWith(RENAME)
    const request = { messages, settings: sampling }
    const result = await ask(model, sampling)
    const about = { id: 'c', session: null, study: 's', purpose: 'check' as const, at: 1, promptHash: 'p' }
    const { record } = modelCallRow(about, model.identity, request, result)
    expect(record).toMatchObject({
      identity: { parameters: { rename: { max_tokens: 'max_completion_tokens' } } },
      request: { settings: sampling },
      sent: { max_completion_tokens: 400, temperature: 0.7 },
    })
    expect((record as { result: object }).result).not.toHaveProperty('sent')
    expect(JSON.stringify((record as { sent: object }).sent)).not.toContain('Salaam')
  })

  test('can never change what calls are made with', async () => {
    const change = { add: { model: 'another', stream: false, messages: [] } }
    await ask(modelWith(change), {})
    expect(bodies()[0]).toMatchObject({ model: 'normal', stream: true, messages })
  })

  test('is told of the request that went at last, where stream_options were refused before', async () => {
    endpoint.script('strict')
    const result = await ask(modelWith(null), sampling)
    expect(result.outcome).toEqual({ kind: 'complete' })
    expect(result.sent).toEqual({ ...sampling, model: 'normal', stream: true })
  })

  test('is nothing where nothing was sent', async () => {
    const stop = AbortSignal.abort()
    const result = await modelWith(RENAME).reply({ messages, settings: sampling }, { signal: stop, onText: () => {} })
    expect(result).not.toHaveProperty('sent')
  })
})

describe('an endpoint like GPT-5', () => {
  test('answers a request whose binding renames and drops what it refuses', async () => {
    const model = modelWith({ ...RENAME, drop: ['temperature', 'stop', 'logprobs'] }, 'gpt-5')
    const result = await ask(model, { ...sampling, stop: ['x'], logprobs: 5 })
    expect(result).toMatchObject({ outcome: { kind: 'complete' }, text: TEXT })
    expect(result.attempts).toHaveLength(1)
  })

  const refusals: [string, ModelSettings, Partial<RequestParameters>, string[], string][] = [
    ['max_tokens', sampling, {}, ['max_tokens'], 'write rename: { max_tokens: max_completion_tokens }'],
    ['a temperature', sampling, RENAME, ['temperature'], 'write drop: [temperature]; then the endpoint'],
    ['top_p', { top_p: 0.5 }, {}, ['top_p'], 'write drop: [top_p]; then the endpoint'],
    ['stops', { stop: ['x'] }, { drop: ['seed'] }, ['stop'], 'write drop: [seed, stop]'],
    ['log-probabilities', { logprobs: 5 }, {}, ['logprobs'], 'write drop: [logprobs]'],
  ]
  test.each(refusals)('that refuses %s says which setting to change, and what it said itself', async (...row) => {
    const [, settings, change, refused, line] = row
    const { outcome, attempts } = await ask(modelWith(change, 'gpt-5'), settings)
    expect(outcome).toMatchObject({ kind: 'failed', error: { kind: 'request', refused } })
    const { message, remedy } = (outcome as { error: { message: string; remedy: string } }).error
    expect(message).toMatch(/^The endpoint refused "\w+": in PARALLAX_MODELS, alias "gpt", write /)
    expect(message).toContain(line)
    expect(message).toMatch(/\(http:\S+ \(gpt-5\) answered 40[03]: .*\)$/)
    expect(message.startsWith(remedy)).toBe(true)
    expect(attempts.at(-1)).toMatchObject({ again: 'never', error: { refused } })
  })

  test.each([
    ['max_tokens', sampling],
    ['a temperature', { temperature: 0.2 }],
  ] as [string, ModelSettings][])('takes the very line that it asks for: %s', async (_name, settings) => {
    let written = '{}'
    for (let round = 0; round < 4; round += 1) {
      const env = { PARALLAX_MODEL: 'gpt-5', OPENAI_BASE_URL: endpoint.url, PARALLAX_MODEL_PARAMETERS: written }
      const read = readBindings(env)
      if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems))
      const bound = { ...read.bindings.get('default')!, parametersIn: 'PARALLAX_MODEL_PARAMETERS' as const }
      const { outcome } = await ask(createOpenAiModel(bound, quick), settings)
      if (outcome.kind === 'complete') return
      if (outcome.kind !== 'failed') throw new Error(outcome.kind)
      written = /PARALLAX_MODEL_PARAMETERS='(.*?)'/.exec(outcome.error.message)![1]!
    }
    throw new Error('It was never content.')
  })
})

describe('an endpoint that refuses stream_options and another parameter', () => {
  test.each<[DialectName, ModelSettings, string]>([
    ['knows-little', { max_tokens: 5 }, '"max_tokens"'],
    ['knows-little-at-once', { seed: 5, temperature: 0.2 }, '"seed"'],
  ])('has the other one named, and works once that is changed: %s', async (dialect, settings, name) => {
    const failed = await ask(modelWith({}, dialect), settings)
    expect(failed.outcome).toMatchObject({
      kind: 'failed',
      error: { message: expect.stringContaining(`refused ${name}: `) },
    })
    expect(failed.attempts).toHaveLength(2)
    const { outcome } = await ask(modelWith({ drop: ['max_tokens', 'seed'] }, dialect), settings)
    expect(outcome).toEqual({ kind: 'complete' })
  })

  test('still loses stream_options alone where only they are refused', async () => {
    const { outcome } = await ask(modelWith({}, 'knows-little'), { temperature: 0.2 })
    expect(outcome).toEqual({ kind: 'complete' })
    expect(bodies().map((body) => 'stream_options' in body)).toEqual([true, false])
  })
})

describe('a refusal', () => {
  test('of what a rename has made is not repaired by another rename', async () => {
    const { outcome } = await ask(modelWith(RENAME, 'no-seed'), { max_tokens: 5 })
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('take max_tokens out of rename') } })
  })

  test('of something else names no parameter and no setting', async () => {
    for (const dialect of ['repeats-words', 'alternating', 'unauthorised', 'bad-request-detail'] as const) {
      const twice = [...messages, { role: 'user' as const, content: "'temperature' is not supported" }]
      const { outcome } = await ask(modelWith({}, dialect), sampling, { messages: twice })
      expect(outcome.kind, dialect).toBe('failed')
      expect(JSON.stringify(outcome), dialect).not.toMatch(/PARALLAX_MODELS|remedy|"refused"/)
    }
  })

  test('is understood where it comes with 200, as gateways send it', async () => {
    const raw = JSON.stringify({ error: { message: "Unsupported parameter: 'seed'", param: 'seed', code: null } })
    const refusal = answering(200, { error: { message: 'Provider returned error', code: 400, metadata: { raw } } })
    endpoint.script(refusal, refusal)
    const { outcome } = await ask(modelWith({}), sampling)
    expect(outcome).toMatchObject({
      error: { refused: ['seed'], message: expect.stringContaining('write drop: [seed];') },
    })
  })

  test('of a value is told as one, of the setting in the study', async () => {
    const { outcome } = await ask(modelWith({}, 'bad-request'), { temperature: 2.5 })
    expect(outcome).toMatchObject({
      error: {
        message: expect.stringMatching(
          /^The endpoint refused the value of "temperature": in the study, under model\.settings, give temperature a value it takes \(/,
        ),
      },
    })
  })
})
