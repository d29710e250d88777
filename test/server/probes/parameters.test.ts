import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import { readRun } from '../../../server/export/run-results.ts'
import { freshLimit } from '../../../server/probes/ask-all.ts'
import { Budget } from '../../../server/probes/budget.ts'
import { codeAnswers, coderName } from '../../../server/probes/coder.ts'
import { Tally } from '../../../server/probes/run-tally.ts'
import { refusing } from '../model/endpoint/refusing.ts'
import { quickPolicy, type RunRig, says, startRunRig, studyOfRun } from './run-rig.ts'

const study = studyOfRun({ repeats: 1 }, (loose) => {
  loose.model!.settings!.max_tokens = 40 as never
})
const RENAME = { rename: { max_tokens: 'max_completion_tokens' } }

let rig: RunRig
beforeEach(async () => {
  rig = await startRunRig()
})
afterEach(() => rig.end())

async function read() {
  const snapshot = await rig.store.snapshot()
  try {
    const { results, left, models } = await readRun(snapshot, study)
    let count = 0
    for await (const _ of results) count += 1
    return { count, left, models }
  } finally {
    await snapshot.close()
  }
}

type Record = { request: { settings: object }; sent: { [name: string]: unknown } }
const recordsOf = async (purpose: string) =>
  (await rig.calls()).filter((call) => call.purpose === purpose).map(({ record }) => record as Record)

describe('a run with a model whose binding changes requests', () => {
  test('sends them changed, the look at what the endpoint can do among them, and each call tells so', async () => {
    rig.bind({ ...RENAME, drop: ['temperature'] })
    await rig.run(study)
    for (const { body } of rig.endpoint.requests) {
      expect(body).not.toHaveProperty('max_tokens')
      expect(body).not.toHaveProperty('temperature')
      expect(body.max_completion_tokens).toBeGreaterThan(0)
    }
    for (const { request, sent } of await recordsOf('probe')) {
      expect(request.settings).toMatchObject({ temperature: 0.5, max_tokens: 40 })
      expect(sent).toMatchObject({ max_completion_tokens: 40, seed: expect.any(Number) })
    }
    expect((await recordsOf('check'))[0]!.sent).toHaveProperty('max_completion_tokens')
    const [run] = await rig.runs()
    expect(run).toMatchObject({
      identity: { parameters: { ...RENAME, drop: ['temperature'], add: {} } },
      settings: { sampling: { temperature: 0.5, max_tokens: 40 }, sent: { max_completion_tokens: 40 } },
    })
  })

  test('asks nothing again where the binding changes nothing for the study, and reads the answers', async () => {
    await rig.run(study)
    const asked = rig.asked().length
    rig.bind({ drop: ['top_p'], add: { temperature: 1 } })
    expect((await rig.plan(study)).toAsk).toBe(0)
    // More of it is a run of its own, whose model is named with its parameters.
    await rig.run(study, { repeats: 2 })
    expect(rig.asked().length).toBe(2 * asked)
    const { count, left, models } = await read()
    expect(models).toMatchObject([{ parameters: { drop: ['top_p'] } }])
    expect([count, left.otherModel, left.otherWords]).toEqual([16, 0, 0])
  })

  test('asks anew where it makes other requests of them, and puts the earlier answers aside as of another model', async () => {
    await rig.run(study)
    rig.bind(RENAME)
    expect((await rig.plan(study)).toAsk).toBe(8)
    await rig.run(study)
    expect(await read()).toMatchObject({ count: 8, left: { otherModel: 8, otherWords: 0 } })
    expect(new Set((await rig.jobs()).map(({ key }) => key)).size).toBe(16)
  })

  test('ends at once with the sentence that says which setting to change', async () => {
    await rig.end()
    rig = await startRunRig(refusing['gpt-5'], 20_000, refusing['gpt-5'])
    const { early } = await rig.run(study)
    expect(early).toEqual({
      kind: 'endpoint',
      problem: expect.stringMatching(
        /^The endpoint refused "max_tokens": in PARALLAX_MODELS, alias "main", write rename: \{ max_tokens: max_completion_tokens \} \(/,
      ),
    })
  })

  test('says so too where the look at the endpoint went well and the questions did not', async () => {
    await rig.end()
    rig = await startRunRig(refusing['gpt-5'], 20_000, refusing['gpt-5'])
    rig.bind(RENAME)
    const { early, tally } = await rig.run(study)
    expect([early, tally.failed]).toEqual([null, 8])
    expect(tally.remedy).toContain('write drop: [temperature]')
    expect((await rig.runs())[0]!.endReason).toMatch(
      /^done, but for 8 without a reply\. The endpoint refused "temperature"/,
    )
    const many = { ...study, probeRun: { ...study.probeRun, repeats: 4 } }
    expect((await rig.run(many, { concurrency: 1 })).early).toMatchObject({
      problem: expect.stringMatching(/^The endpoint refused "temperature": /),
    })
    rig.bind({ ...RENAME, drop: ['temperature'] })
    expect(await rig.run(study)).toMatchObject({ early: null, tally: { failed: 0, remedy: null } })
  })
})

describe('a coder whose binding changes requests', () => {
  test('is sent them changed, and is another coder than without', async () => {
    await rig.run(study)
    rig.answer(says('2'))
    const never = new AbortController().signal
    const code = async () => {
      const { model } = rig
      const tally = new Tally(0)
      await codeAnswers(
        {
          ...{ store: rig.store, studyId: 'small', choice: { kind: 'sample', count: 3 }, model, concurrency: 2, tally },
          ...{ clock: systemClock, policy: quickPolicy, prices: null, signals: { stop: never, abort: never } },
          budget: new Budget({ tokens: Infinity, cost: Infinity }),
        },
        freshLimit(2),
      )
      return { done: tally.done, coder: coderName(model.identity) }
    }
    const plain = await code()
    rig.bind({ rename: { seed: 'random_seed' }, drop: ['temperature'] })
    const changed = await code()
    expect([plain.done, changed.done]).toEqual([3, 3])
    expect(changed.coder).not.toBe(plain.coder)
    const sent = (await recordsOf('coding')).map((record) => Object.keys(record.sent))
    for (const names of sent.slice(0, 3)) expect(names).toEqual(expect.arrayContaining(['temperature', 'seed']))
    for (const names of sent.slice(3)) {
      expect(names).toContain('random_seed')
      expect(names).not.toContain('temperature')
    }
  })
})
