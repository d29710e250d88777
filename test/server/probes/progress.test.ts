import { describe, expect, test } from 'vitest'
import { freshLimit } from '../../../server/probes/ask-all.ts'
import { Progress, timeOf } from '../../../server/probes/progress.ts'
import { Tally } from '../../../server/probes/run-tally.ts'
import { costOf, Forecast, promptTokens, replyTokens, textTokens, tokensOf } from '../../../server/probes/tokens.ts'

describe('the line of progress', () => {
  test('says how far all models are, how fast, with what, and how long it takes', () => {
    const tally = new Tally(1_000)
    const other = new Tally(200)
    const limit = freshLimit(64)
    const progress = new Progress(
      [
        { tally, limit, priced: true },
        { tally: other, limit, priced: false },
      ],
      0,
    )
    tally.done = 90
    other.done = 10
    tally.retries = 3
    other.failed = 2
    tally.spend({ prompt: 1_000, completion: 50 }, 0.125, true)
    expect(progress.line(10_000)).toBe(
      '100 of 1200 answered, 10.0 a second, 0/8 + 0/8 calls under way, 3 tried again, 2 without a reply, 1050 tokens, USD 0.13, 2 min left',
    )
    other.spend({ prompt: 10, completion: 0 }, 0, false)
    expect(progress.line(11_000)).toContain('about 1060 tokens')
  })

  test('has the rate of the last half minute', () => {
    const tally = new Tally(10_000)
    const progress = new Progress([{ tally, limit: freshLimit(8), priced: false }], 0)
    for (let second = 1; second <= 60; second += 1) {
      tally.done += second <= 30 ? 1 : 20
      progress.line(second * 1_000)
    }
    expect(progress.line(60_000)).toContain('20.0 a second')
    expect(progress.line(60_000)).not.toContain('USD')
  })

  test.each([
    [0.4, '1 s'],
    [89, '89 s'],
    [120, '2 min'],
    [3_599, '1 h 0 min'],
    [12_000, '3 h 20 min'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(timeOf(seconds)).toBe(words)
  })
})

describe('tokens', () => {
  test('are estimated by script: the same length costs more in Arabic, and most in Chinese', () => {
    expect(textTokens('')).toBe(0)
    const [latin, arabic, chinese] = ['a'.repeat(100), 'ب'.repeat(100), '中'.repeat(100)].map(textTokens)
    expect([latin, arabic, chinese]).toEqual([27, 45, 90])
    expect(promptTokens([{ content: 'a'.repeat(100) }, { content: '' }])).toBe(35)
  })

  test('of a reply depend on what is asked for, and never pass the most that is allowed', () => {
    expect(replyTokens({ form: 'question', format: 'number' }, 'direct', undefined)).toBe(8)
    expect(replyTokens({ form: 'question', format: 'label' }, 'direct', undefined)).toBe(30)
    expect(replyTokens({ form: 'open', format: 'number' }, 'direct', undefined)).toBe(200)
    expect(replyTokens({ form: 'question', format: 'number' }, 'reasoning-first', 50)).toBe(50)
  })

  test('are those reported, where they are', () => {
    const result = { outcome: { kind: 'complete' }, text: 'a'.repeat(10), reported: {}, attempts: [] } as const
    const timing = { endedMs: 1, chunks: 1, longestGapMs: 0 }
    const usage = { promptTokens: 70, completionTokens: 5 }
    expect(tokensOf({ ...result, timing, usage, attempts: [] }, [])).toEqual({ prompt: 70, completion: 5 })
    expect(tokensOf({ ...result, timing, attempts: [] }, [{ content: 'a'.repeat(10) }])).toEqual({
      prompt: 7,
      completion: 3,
    })
  })

  test('cost what a million of them cost, each side apart', () => {
    expect(costOf({ prompt: 2_000_000, completion: 500_000 }, { input: 1.5, output: 6 })).toBe(6)
    expect(costOf({ prompt: 1, completion: 1 }, null)).toBe(0)
  })

  test('are forecast by what calls really took, once ten have told', () => {
    const forecast = new Forecast()
    const estimate = { prompt: 100, completion: 10 }
    for (let call = 0; call < 9; call += 1) forecast.learn(estimate, { prompt: 200, completion: 5 })
    expect(forecast.of(estimate)).toEqual(estimate)
    forecast.learn(estimate, { prompt: 200, completion: 5 })
    expect(forecast.of({ prompt: 50, completion: 20 })).toEqual({ prompt: 100, completion: 10 })
  })
})
