import { describe, expect, test } from 'vitest'
import { Budget } from '../../../server/probes/budget.ts'

const tokens = (count: number) => ({ tokens: count, cost: 0 })

describe('a budget', () => {
  test('gives room as long as estimates fit, and never again once one did not', async () => {
    const budget = new Budget(tokens(100))
    ;(await budget.reserve(tokens(60)))!.settle(tokens(70))
    expect(budget.spent).toEqual(tokens(70))
    expect(await budget.reserve(tokens(31))).toBeNull()
    expect(budget.isOver).toBe(true)
    expect(await budget.reserve(tokens(1))).toBeNull()
  })

  test('gives the last of it', async () => {
    expect(await new Budget(tokens(100)).reserve(tokens(100))).not.toBeNull()
  })

  test('waits while calls under way hold the room, and gives it to who waits when they took less', async () => {
    const budget = new Budget(tokens(100))
    const first = (await budget.reserve(tokens(80)))!
    const second = budget.reserve(tokens(40))
    first.settle(tokens(50))
    expect(await second).not.toBeNull()
  })

  test('is over for who waits when the calls under way took it all', async () => {
    const budget = new Budget(tokens(100))
    const first = (await budget.reserve(tokens(80)))!
    const waiting = [budget.reserve(tokens(40)), budget.reserve(tokens(10_000))]
    first.settle(tokens(90))
    expect(await Promise.all(waiting)).toEqual([null, null])
  })

  test('bounds the cost as it bounds the tokens', async () => {
    const budget = new Budget({ tokens: Infinity, cost: 1 })
    ;(await budget.reserve({ tokens: 1e9, cost: 0.5 }))!.settle({ tokens: 1e9, cost: 0.75 })
    expect(await budget.reserve({ tokens: 1, cost: 0.3 })).toBeNull()
  })
})
