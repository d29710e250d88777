import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import { createOpenAiModel } from '../../../server/model/openai.ts'
import { freshLimit } from '../../../server/probes/ask-all.ts'
import { Budget } from '../../../server/probes/budget.ts'
import { CHECKS, checkCapabilities } from '../../../server/probes/capabilities.ts'
import { Tally } from '../../../server/probes/run-tally.ts'
import { canonicalHash } from '../../../server/studies/canonical.ts'
import { answering, type Dialect, startEndpoint } from '../model/endpoint/endpoint.ts'
import { quickPolicy, type RunRig, says, startRunRig, studyOfRun } from './run-rig.ts'

let rig: RunRig
beforeEach(async () => {
  rig = await startRunRig()
  // The version that calls are recorded under.
  await rig.run(studyOfRun({ repeats: 1 }))
})
afterEach(() => rig.end())

/** Looks at an endpoint that answers by this. */
async function look(dialect: Dialect, most = Infinity) {
  const never = new AbortController().signal
  const tally = new Tally(0)
  const endpoint = await startEndpoint()
  endpoint.script(...Array.from({ length: 60 }, () => dialect))
  const bound = { alias: 'main', provider: 'test', baseUrl: endpoint.url, model: 'normal' }
  const budget = new Budget({ tokens: most, cost: Infinity })
  const found = await checkCapabilities(
    {
      ...{ store: rig.store, studyHash: canonicalHash(studyOfRun({ repeats: 1 })), clock: systemClock, tally, budget },
      ...{ concurrency: 8, policy: quickPolicy, prices: null, signals: { stop: never, abort: never } },
      model: createOpenAiModel(bound, { attempts: 1 }),
    },
    freshLimit(8),
  )
  await endpoint.close()
  return { found, tally, budget, requests: endpoint.requests }
}

/** An endpoint that can do all that is asked for. */
const able: Dialect = async (exchange) => {
  const { seed, logprobs, stop, response_format: format } = exchange.received.body
  exchange.open()
  const text = format ? '{"answer": 1}' : stop ? 'one two ' : seed ? `words of ${seed}` : '1'
  const weights = logprobs
    ? { content: [{ token: '1', logprob: 0, top_logprobs: [{ token: '1', logprob: 0 }] }] }
    : null
  await exchange.event(
    exchange.chunkOf([{ index: 0, delta: { content: text }, logprobs: weights, finish_reason: null }]),
  )
  await exchange.finish('stop')
  await exchange.usage()
  await exchange.done()
}

describe('the look at what an endpoint can do', () => {
  test('finds all that it can, by a handful of recorded calls', async () => {
    const before = (await rig.calls()).length
    const { found, tally, budget } = await look(able)
    expect(found).toEqual({
      kind: 'seen',
      capabilities: {
        ...{ seed: 'yes', logprobs: 'yes', usage: 'yes', stop: 'yes', json: 'yes' },
        ...{ reportedModels: ['normal-2024'], fingerprints: ['fp_1'], calls: CHECKS },
      },
    })
    const calls = (await rig.calls()).slice(before)
    expect(calls.map(({ purpose }) => purpose)).toEqual(new Array(CHECKS).fill('check'))
    expect(budget.spent.tokens).toBe(CHECKS * 18)
    expect(tally).toMatchObject({ promptTokens: CHECKS * 7, done: 0 })
  })

  test('finds what it passes over in silence', async () => {
    let at = 0
    const { found } = await look(async (exchange) => {
      exchange.open()
      at += 1
      await exchange.say(`one two three ${at}`)
      await exchange.finish('stop')
      await exchange.done()
    })
    expect(found).toMatchObject({
      capabilities: { seed: 'no', logprobs: 'no', usage: 'no', stop: 'no', json: 'no' },
    })
  })

  test('says nothing of seeds where every seed gives the same words, nor of stops without the words before', async () => {
    const { found } = await look(says('the same'))
    expect(found).toMatchObject({ capabilities: { seed: 'unknown', stop: 'unknown', usage: 'yes' } })
  })

  test('finds parameters that are refused', async () => {
    const { found } = await look((exchange) =>
      exchange.received.body.logprobs || exchange.received.body.response_format
        ? answering(400, { error: { message: 'Unknown parameter' } })(exchange)
        : able(exchange),
    )
    expect(found).toMatchObject({ capabilities: { seed: 'yes', logprobs: 'refused', json: 'refused', stop: 'yes' } })
  })

  test('asks nothing where the budget has no room for it, and gives room back that it did not take', async () => {
    const none = await look(able, 299)
    expect([none.found, none.requests.length, none.budget.spent.tokens]).toEqual([{ kind: 'budget' }, 0, 0])
    const { found, budget } = await look(able, 300)
    expect(found.kind).toBe('seen')
    expect(await budget.reserve({ tokens: 300 - CHECKS * 18, cost: 0 })).not.toBeNull()
  })

  test('is a problem where nothing is answered at all', async () => {
    const { found } = await look(answering(401, { error: { message: 'No such key' } }))
    expect(found).toEqual({
      kind: 'problem',
      problem: expect.stringMatching(/^The endpoint refuses the key: .*No such key/),
    })
  })
})

describe('a run after the look', () => {
  test('asks for log-probabilities where they come, of bare numbers only, and keeps the option that they favour', async () => {
    const weighing = await startRunRig(able, 20_000, able)
    const study = studyOfRun({ formats: ['number', 'label'], repeats: 1, items: ['near/side'] })
    await weighing.run(study)
    expect(weighing.asked()).toHaveLength(8)
    const rows = await weighing.jobs()
    for (const { format, favoured } of rows) expect(favoured).toBe(format === 'number' ? 1 : null)
    expect(weighing.asked().filter(({ body }) => body.top_logprobs === 10)).toHaveLength(4)
    await weighing.end()
    // The usual endpoint of these tests gives none, so none are asked for.
    expect(rig.asked().every(({ body }) => body.logprobs === undefined)).toBe(true)
  })
})
