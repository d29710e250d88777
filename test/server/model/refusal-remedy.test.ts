import { describe, expect, test } from 'vitest'
import type { Endpoint } from '../../../server/model/endpoint.ts'
import { refusalRemedy } from '../../../server/model/refusal-remedy.ts'
import type { RefusedParameter } from '../../../server/model/refused-parameters.ts'
import type { RequestParameters } from '../../../shared/study/request-parameters.ts'

const asked = { temperature: 0.7, top_p: 0.9, max_tokens: 400, seed: 7, stop: ['x'] }
const bound = (change: Partial<RequestParameters>): RequestParameters => ({ rename: {}, drop: [], add: {}, ...change })

function remedy(refused: RefusedParameter[], change: Partial<RequestParameters> = {}, more: Partial<Endpoint> = {}) {
  return refusalRemedy(refused, asked, { alias: 'gpt', parameters: bound(change), ...more })
}
const of = (name: string, why: RefusedParameter['why'] = 'unknown', instead?: string): RefusedParameter => ({
  ...{ name, why },
  ...(instead !== undefined && { instead }),
})
const plain = { alias: 'default', parametersIn: 'PARALLAX_MODEL_PARAMETERS' } as const

describe('what to do about a parameter that an endpoint refused', () => {
  test('is the line to write in PARALLAX_MODELS', () => {
    expect(remedy([of('max_tokens', 'unknown', 'max_completion_tokens')])).toBe(
      'The endpoint refused "max_tokens": in PARALLAX_MODELS, alias "gpt", write rename: { max_tokens: max_completion_tokens }',
    )
    expect(remedy([of('stop')])).toBe(
      'The endpoint refused "stop": in PARALLAX_MODELS, alias "gpt", write drop: [stop]',
    )
  })

  test('says that the study no longer decides about what is dropped of its sampling', () => {
    expect(remedy([of('temperature', 'fixed')])).toBe(
      'The endpoint refused "temperature": in PARALLAX_MODELS, alias "gpt", write drop: [temperature]; ' +
        "then the endpoint's own temperature is used, and not the study's",
    )
  })

  test('is the other name of max_tokens where the endpoint names none', () => {
    expect(remedy([of('max_tokens')])).toContain('write rename: { max_tokens: max_completion_tokens }')
    expect(remedy([of('seed', 'unknown', 'random_seed')])).toContain('write rename: { seed: random_seed }')
  })

  test('keeps what the binding says already', () => {
    const change = { rename: { seed: 'random_seed' }, drop: ['stop'], add: { reasoning_effort: 'low' } }
    expect(remedy([of('max_tokens'), of('temperature', 'fixed')], change)).toContain(
      'write rename: { seed: random_seed, max_tokens: max_completion_tokens } and drop: [stop, temperature];',
    )
  })

  test('takes out what the binding itself has brought in', () => {
    expect(remedy([of('max_completion_tokens')], { rename: { max_tokens: 'max_completion_tokens' } })).toBe(
      'The endpoint refused "max_completion_tokens": in PARALLAX_MODELS, alias "gpt", take max_tokens out of rename',
    )
    expect(remedy([of('reasoning_effort')], { add: { reasoning_effort: 'low' } })).toBe(
      'The endpoint refused "reasoning_effort": in PARALLAX_MODELS, alias "gpt", take reasoning_effort out of add',
    )
    expect(remedy([of('reasoning_effort', 'value')], { add: { reasoning_effort: 'low' } })).toBe(
      'The endpoint refused the value of "reasoning_effort": in PARALLAX_MODELS, alias "gpt", give reasoning_effort another value under add',
    )
  })

  test("is in the study where only another value will do, by the study's own name", () => {
    const expected = 'in the study, under model.settings, give max_tokens a value it takes'
    expect(remedy([of('max_tokens', 'value')])).toBe(`The endpoint refused the value of "max_tokens": ${expected}`)
    expect(remedy([of('max_completion_tokens', 'value')], { rename: { max_tokens: 'max_completion_tokens' } })).toBe(
      `The endpoint refused the value of "max_completion_tokens": ${expected}`,
    )
    expect(remedy([of('logprobs', 'value')])).toContain('write drop: [logprobs]')
  })

  test('drops one of two that do not go together', () => {
    expect(remedy([of('temperature', 'together'), of('top_p', 'together')])).toMatch(
      /^The endpoint refused "temperature" and "top_p" together: .* write drop: \[top_p\]; then the endpoint's own top_p is used/,
    )
    expect(remedy([of('top_p', 'together')])).toContain('write drop: [top_p]')
  })

  test('is the whole of PARALLAX_MODEL_PARAMETERS for the alias that PARALLAX_MODEL binds', () => {
    expect(remedy([of('max_tokens')], {}, plain)).toBe(
      'The endpoint refused "max_tokens": ' +
        "write PARALLAX_MODEL_PARAMETERS='{ rename: { max_tokens: max_completion_tokens } }'",
    )
    const change = {
      drop: ['stop'],
      add: { effort: 'no', note: "it's", list: [1, { deep: true }], 'a.b': 'two words' },
    }
    expect(remedy([of('temperature', 'fixed')], change, plain)).toContain(
      `write PARALLAX_MODEL_PARAMETERS='{ drop: [stop, temperature], add: { effort: "no", note: "it\\u0027s", list: [1, { deep: true }], "a.b": "two words" } }';`,
    )
    expect(remedy([of('effort')], { add: { effort: 1 } }, plain)).toContain('unset PARALLAX_MODEL_PARAMETERS')
    expect(remedy([of('effort', 'value')], { add: { effort: 1 } }, plain)).toContain(
      'in PARALLAX_MODEL_PARAMETERS give effort another value under add',
    )
  })

  test('needs no binding that says anything yet', () => {
    expect(refusalRemedy([of('stop')], asked, { alias: 'gpt' })).toContain('alias "gpt", write drop: [stop]')
  })
})
