import { describe, expect, test } from 'vitest'
import { favouredOption } from '../../../shared/instrument/favoured-option.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { smallStudy } from '../../study.ts'

const trust = itemOf(smallStudy(), 'near/trust').answer
const warmth = itemOf(smallStudy(), 'near/warmth').answer
const place = (token: string, top: Record<string, number>) => ({
  token,
  top: Object.entries(top).map(([text, logprob]) => ({ token: text, logprob })),
})

describe('the favoured option', () => {
  test('is the likeliest option at the first place with a number, whatever was said there', () => {
    expect(favouredOption([place('2', { '2': -1, '3': -0.5, '1': -3 })], trust)).toBe(3)
    const behind = [
      place('Answer', { Answer: 0 }),
      place(':', { ':': 0 }),
      place(' 1', { ' 1': -0.1, ' 2': -2 }),
      place('3', { '3': 0 }),
    ]
    expect(favouredOption(behind, trust)).toBe(1)
  })

  test('passes over what is no option, however likely', () => {
    expect(favouredOption([place('2', { '7': -0.1, I: -0.2, '2': -3, '3': -4 })], trust)).toBe(2)
  })

  test('is none where the reply has no number at its begin, or no option is among the likeliest', () => {
    expect(favouredOption([], trust)).toBeNull()
    expect(favouredOption([place('I', { I: -0.1, '2': -1 })], trust)).toBeNull()
    expect(favouredOption([place('9', { '9': -0.1, '8': -1 })], trust)).toBeNull()
  })

  test('is none where the token may be the begin of a longer option', () => {
    expect(favouredOption([place('1', { '1': -0.1, '2': -3 })], warmth)).toBeNull()
    expect(favouredOption([place('1', { '1': -0.1, '10': -3 })], warmth)).toBe(1)
    expect(favouredOption([place('10', { '1': -3, '10': -0.1 })], warmth)).toBe(10)
    expect(favouredOption([place('2', { '1': -3, '2': -0.1 })], warmth)).toBe(2)
  })
})
