import { beforeEach, describe, expect, test } from 'vitest'
import { Allowance } from '../../../server/realtime/allowance.ts'

let now: number
let allowance: Allowance
beforeEach(() => {
  now = 0
  allowance = new Allowance({ steady: () => now })
})

function takenNow(): number {
  let taken = 0
  while (allowance.take()) taken += 1
  return taken
}

test('a session may send a burst, then so much a second, and no hoard beyond a burst', () => {
  expect(takenNow()).toBe(300)
  now += 1000
  expect(takenNow()).toBe(30)
  now += 3_600_000
  expect(takenNow()).toBe(300)
})

test('several are taken at once or not at all', () => {
  expect(allowance.take(299)).toBe(true)
  expect(allowance.take(5)).toBe(false)
  expect(allowance.take()).toBe(true)
})

describe('large answers', () => {
  test('count as requests, and may leave a debt that time pays back', () => {
    allowance.charge(320 * 32 * 1024)
    expect(allowance.inDebt).toBe(false)
    expect(allowance.take()).toBe(false)
    allowance.charge(20 * 32 * 1024)
    expect(allowance.inDebt).toBe(true)
    now += 1_000
    expect(allowance.inDebt).toBe(false)
    expect(allowance.take()).toBe(false)
    now += 1_000
    expect(takenNow()).toBe(20)
  })

  test('never shut anybody out for longer than a burst takes to come back', () => {
    allowance.charge(1e12)
    now += 10_100
    expect(allowance.take()).toBe(true)
  })
})

test('so much is heard, and then no more until time has passed', () => {
  expect(allowance.hear(2 * 1024 * 1024)).toBe(true)
  expect(allowance.hear(1)).toBe(false)
  now += 1_000
  expect(allowance.hear(200_000)).toBe(true)
  expect(allowance.hear(1)).toBe(false)
})

test('one is whole again, so that it can be forgotten, once nothing that was taken matters any more', () => {
  expect(allowance.whole).toBe(true)
  allowance.take()
  expect(allowance.whole).toBe(false)
  now += 1_000
  expect(allowance.whole).toBe(true)
  allowance.hear(10)
  expect(allowance.whole).toBe(false)
})
