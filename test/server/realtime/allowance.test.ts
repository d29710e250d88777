import { expect, test } from 'vitest'
import { Allowance } from '../../../server/realtime/allowance.ts'

test('a socket may send a burst, then so much a second, and no hoard beyond a burst', () => {
  let now = 0
  const allowance = new Allowance({ now: () => now, every: () => () => {} })
  const takenNow = () => {
    let taken = 0
    while (allowance.take()) taken += 1
    return taken
  }
  expect(takenNow()).toBe(300)
  now += 1000
  expect(takenNow()).toBe(30)
  now += 3_600_000
  expect(takenNow()).toBe(300)
})
