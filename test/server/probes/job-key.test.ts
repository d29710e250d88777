import { describe, expect, test } from 'vitest'
import type { ModelIdentity } from '../../../server/model/model.ts'
import { coderName } from '../../../server/probes/coder.ts'
import { jobKey } from '../../../server/probes/job-key.ts'
import { readyJob } from '../../../server/probes/ready-jobs.ts'
import { probeJobs } from '../../../shared/study/probe-jobs.ts'
import type { RequestParameters } from '../../../shared/study/request-parameters.ts'
import { studyOfRun } from './run-rig.ts'

const small = { alias: 'main', provider: 'test', baseUrl: 'http://127.0.0.1:8000/v1', model: 'small' }
const bound = (change: Partial<RequestParameters>): ModelIdentity => ({
  ...small,
  parameters: { rename: {}, drop: [], add: {}, ...change },
})
const study = studyOfRun()
const [first, ...others] = [...probeJobs(study, { models: ['main'], repeats: 2 })]
const readyFor = (identity: ModelIdentity) => readyJob(study, identity, first!)

describe('the key of a question', () => {
  // Made by the program of commit 4c05e61, before bindings could change anything.
  test('is what it was before bindings could change requests, and so is its seed', () => {
    expect(readyFor(small)).toMatchObject({
      key: 'f455a7da66654259f6125f8f9bc9cb13add01388d3b4ed06e1246fed8c5e2283',
      seed: 108629145,
    })
    expect(readyJob(study, small, others.at(-1)!).key).toBe(
      '0d1142c702712bd9591756d12b2b73e829da2360c625db55e2ece5d32a83fae4',
    )
    const job = {
      ...{ model: 'main', condition: 'plain', levels: {}, place: 'EGY', locale: 'ar', item: 'near/trust' },
      ...{ form: 'statement', wording: 0, order: 'listed', format: 'number', target: 'own', repeat: 0, wordings: {} },
    } as never
    const settings = { temperature: 0.7, max_tokens: 400 }
    expect(jobKey({ studyId: 'small', identity: small, settings, job, promptHash: 'a'.repeat(64) })).toBe(
      '62276eeb563df06c72990d9af542e5e52956caadcb9af58b0aa82a3642f5e135',
    )
  })

  // The study sets a temperature of 0.5, and each question has a seed.
  test.each<[string, Partial<RequestParameters>]>([
    ['renames what the study does not set', { rename: { max_tokens: 'max_completion_tokens' } }],
    ['drops what the study does not set', { drop: ['logprobs', 'stop', 'top_p'] }],
    ['adds what the study sets', { add: { temperature: 1 } }],
  ])('stays where a binding %s', (_what, change) => {
    expect(readyFor(bound(change)).key).toBe(readyFor(small).key)
  })

  test('is another for each other request that a binding makes of it, and so is its seed', () => {
    const changes: Partial<RequestParameters>[] = [
      {},
      ...[{ rename: { temperature: 'temp' } }, { rename: { seed: 'random_seed' } }],
      ...[{ drop: ['temperature'] }, { drop: ['seed'] }, { drop: ['seed', 'temperature'] }],
      ...[{ add: { reasoning_effort: 'low' } }, { add: { reasoning_effort: 'high' } }, { add: { top_p: 0.5 } }],
    ]
    const ready = changes.map((change) => readyFor(bound(change)))
    expect(new Set(ready.map(({ key }) => key)).size).toBe(changes.length)
    expect(new Set(ready.map(({ seed }) => seed)).size).toBe(changes.length)
    expect(ready[0]!.key).toBe(readyFor(small).key)
  })

  test('is the same for bindings that say the same in another order', () => {
    const one = bound({ add: { a: 1, b: { c: 1, d: 2 } }, drop: ['seed', 'temperature'] })
    const other = bound({ add: { b: { d: 2, c: 1 }, a: 1 }, drop: ['temperature', 'seed'] })
    expect(readyFor(one).key).toBe(readyFor(other).key)
  })
})

describe('the name of a coder', () => {
  test('is what it was, and stays where a binding changes nothing for it', () => {
    expect(coderName(small)).toBe('main (small), codebook 1')
    expect(coderName(bound({ rename: { max_tokens: 'max_completion_tokens' } }))).toBe('main (small), codebook 1')
  })

  test('tells what it is sent otherwise', () => {
    expect(coderName(bound({ drop: ['temperature'], add: { reasoning_effort: 'low' } }))).toBe(
      'main (small; temperature 0 is left out; reasoning_effort "low" is added), codebook 1',
    )
  })
})
