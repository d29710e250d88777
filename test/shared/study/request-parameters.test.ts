import { describe, expect, test } from 'vitest'
import {
  changesRequest,
  changeWords,
  type Parameters,
  parametersAskedBy,
  type RequestParameters,
  requestChanges,
  sentParameters,
} from '../../../shared/study/request-parameters.ts'
import { smallStudy } from '../../study.ts'

const asked: Parameters = { temperature: 0.7, max_tokens: 400, logprobs: true, top_logprobs: 10 }
const bound = (change: Partial<RequestParameters>): RequestParameters => ({ rename: {}, drop: [], add: {}, ...change })
const words = (change: Partial<RequestParameters>, of = asked) => requestChanges(of, bound(change)).map(changeWords)

describe('a request', () => {
  test('is sent as it is asked for where the binding says nothing', () => {
    expect(sentParameters(asked, undefined)).toEqual(asked)
    expect(sentParameters(asked, bound({}))).toEqual(asked)
    expect(requestChanges(asked, bound({}))).toEqual([])
  })

  test('has parameters under other names, lacks some, and has others besides', () => {
    const change = {
      ...{ rename: { max_tokens: 'max_completion_tokens', stop: 'stops' }, drop: ['temperature', 'seed'] },
      add: { reasoning_effort: 'low', thinking: { budget: null } },
    }
    expect(sentParameters(asked, bound(change))).toEqual({
      ...{ max_completion_tokens: 400, logprobs: true, top_logprobs: 10 },
      ...{ reasoning_effort: 'low', thinking: { budget: null } },
    })
    expect(words(change)).toEqual([
      'temperature 0.7 is left out',
      'max_tokens 400 is sent as max_completion_tokens',
      'reasoning_effort "low" is added',
      'thinking {"budget":null} is added',
    ])
  })

  test('keeps what the study sets against what the binding adds, and that is told though it changes nothing', () => {
    const change = { add: { temperature: 1, top_p: 0.5 } }
    expect(sentParameters(asked, bound(change))).toEqual({ ...asked, top_p: 0.5 })
    expect(words(change)).toEqual([
      "temperature 0.7 is sent, since the study sets it, and not the binding's 1",
      'top_p 0.5 is added',
    ])
    expect(requestChanges(asked, bound({ add: { temperature: 1 } })).some(changesRequest)).toBe(false)
  })

  test('asks for no likeliest tokens where it may not ask for log-probabilities', () => {
    expect(sentParameters(asked, bound({ drop: ['logprobs'] }))).toEqual({ temperature: 0.7, max_tokens: 400 })
    expect(sentParameters(asked, bound({ drop: ['top_logprobs'] }))).toHaveProperty('logprobs', true)
  })

  test('takes names that every object has for what they are', () => {
    expect(sentParameters({}, bound({ add: { constructor: 1, toString: 2 } }))).toEqual({ constructor: 1, toString: 2 })
    expect(sentParameters({ valueOf: 1 }, bound({ rename: { a: 'b' } }))).toEqual({ valueOf: 1 })
  })
})

describe('what a study asks for', () => {
  test('are its settings, and a seed of each probe where it asks any', () => {
    const study = smallStudy()
    expect(parametersAskedBy(study)).toEqual({ temperature: 0.5, seed: 'of each probe' })
    expect(words({ drop: ['seed'] }, parametersAskedBy(study))).toEqual(['seed of each probe is left out'])
    expect(parametersAskedBy({ ...study, flow: [] })).toEqual({ temperature: 0.5 })
    const seeded = smallStudy((loose) => {
      loose.model!.settings!.seed = 7 as never
    })
    expect(parametersAskedBy(seeded)).toEqual({ temperature: 0.5, seed: 7 })
  })
})
