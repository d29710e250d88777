import { describe, expect, test } from 'vitest'
import { refusedParameters } from '../../../server/model/refused-parameters.ts'
import { WIRE_NAMES } from '../../../server/model/wire-parameters.ts'
import { others, refusals } from './refusals.ts'

const SENT = [...WIRE_NAMES, 'max_completion_tokens']

describe('what an endpoint refused', () => {
  test.each(refusals)('is read from its answer: $from', ({ body, refused }) => {
    const sent = refused.some(({ name }) => name === 'max_completion_tokens') ? SENT : WIRE_NAMES
    expect(refusedParameters(body, sent)).toEqual(refused)
  })

  test.each(others)('is no parameter where the answer is about something else: $from', ({ body }) => {
    expect(refusedParameters(body, SENT)).toEqual([])
  })

  test('is read from the begin of a huge answer only', () => {
    const words = "Unsupported parameter: 'seed' is not supported."
    const long = 'a, b, '.repeat(200_000)
    expect(refusedParameters({ error: { message: `${words} ${long}` } }, SENT)).toEqual([
      { name: 'seed', why: 'unknown' },
    ])
    expect(refusedParameters({ error: { message: `${long} ${words}` } }, SENT)).toEqual([])
    const many = Array.from({ length: 50_000 }, () => ({ message: long.slice(0, 3_000) }))
    expect(refusedParameters([...many, { message: words }], SENT)).toEqual([])
  })

  test('is never a parameter that was not sent', () => {
    for (const { body } of refusals) expect(refusedParameters(body, [])).toEqual([])
  })
})
