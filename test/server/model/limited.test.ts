import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { limited } from '../../../server/model/limited.ts'
import { openModels } from '../../../server/model/open-models.ts'
import { smallStudy } from '../../study.ts'
import { heldReply } from '../rig.ts'
import { call, modelAt } from './calling.ts'
import { startEndpoint, TEXT, type TestEndpoint } from './endpoint/endpoint.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
})
beforeEach(() => {
  endpoint.requests.length = 0
})
afterAll(() => endpoint.close())

/** How many limited calls have arrived after others came and went, before which one past the limit would have come. */
async function sentMeanwhile(): Promise<number> {
  for (let other = 0; other < 5; other += 1) await call(modelAt(endpoint.url, 'no-usage'))
  return endpoint.requests.filter(({ body }) => body.model === 'normal').length
}

describe('a model with places for two calls', () => {
  test('has no more than two under way, and the third is sent when one has ended', async () => {
    const model = limited(modelAt(endpoint.url), 2)
    const held = [heldReply(['One ']), heldReply(['Two '])]
    endpoint.script(...held.map(({ dialect }) => dialect))
    const calls = [call(model), call(model), call(model)]
    await endpoint.arrival(2)
    expect(await sentMeanwhile()).toBe(2)
    held[0]!.go()
    expect(await Promise.race(calls.slice(1))).toMatchObject({ outcome: { kind: 'complete' }, text: TEXT })
    held[1]!.go()
    expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(['One ', 'Two ', TEXT])
  })

  test('stops a call that waits at once and never sends it, and those behind it keep their turn', async () => {
    const model = limited(modelAt(endpoint.url), 1)
    const held = heldReply(['One '])
    endpoint.script(held.dialect)
    const first = call(model)
    await endpoint.arrival(1)
    const stop = new AbortController()
    const waiting = call(model, { signal: stop.signal })
    const behind = call(model)
    stop.abort()
    expect(await waiting).toMatchObject({ outcome: { kind: 'stopped' }, text: '', attempts: [] })
    expect(await call(model, { signal: stop.signal })).toMatchObject({ outcome: { kind: 'stopped' }, attempts: [] })
    held.go()
    expect([(await first).text, (await behind).text]).toEqual(['One ', TEXT])
    expect(endpoint.requests).toHaveLength(2)
    // The place is free again.
    expect((await call(model)).text).toBe(TEXT)
  })
})

test('the environment says how many calls a model gets at once, and studies of one alias share them', async () => {
  const read = readConfig({ PARALLAX_MODEL_CONCURRENCY: '1' })
  const concurrency = read.ok ? read.config.modelConcurrency : 0
  expect(concurrency).toBe(1)
  expect(readConfig({ PARALLAX_MODEL_CONCURRENCY: '0' })).toMatchObject({ ok: false })
  const env = { PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'normal' } }) }
  const study = smallStudy()
  const versions = ['a', 'b'].map((letter) => ({ study, hash: letter.repeat(64), file: 'study.yaml' }))
  const opened = await openModels(versions, { env, root: '.', concurrency })
  if (!opened.ok) throw new Error(opened.problems.join(' '))
  const held = heldReply(['One '])
  endpoint.script(held.dialect)
  const first = call(opened.models.of(versions[0]!))
  await endpoint.arrival(1)
  const second = call(opened.models.of(versions[1]!))
  expect(await sentMeanwhile()).toBe(1)
  held.go()
  expect([(await first).text, (await second).text]).toEqual(['One ', TEXT])
  await opened.models.close()
})
