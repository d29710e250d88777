import { expect, test } from 'vitest'
import { betterEstimate } from '../../../../client/participant/engine/clock.ts'

test('the offset of a clock is taken from the middle of the round trip', () => {
  const found = betterEstimate(null, { sentAt: 1_000, serverAt: 6_050, receivedAt: 1_100 })
  expect(found).toEqual({ offset: 5_000, uncertainty: 50 })
})

test('a shorter round trip replaces a longer one, and not the other way round', () => {
  const long = betterEstimate(null, { sentAt: 0, serverAt: 900, receivedAt: 1_000 })
  const short = betterEstimate(long, { sentAt: 2_000, serverAt: 2_510, receivedAt: 2_020 })
  expect(short).toEqual({ offset: 500, uncertainty: 10 })
  expect(betterEstimate(short, { sentAt: 0, serverAt: 900, receivedAt: 1_000 })).toBe(short)
})

test('an update that nobody asked for counts only while there is nothing better', () => {
  const unasked = betterEstimate(null, { sentAt: null, serverAt: 7_000, receivedAt: 5_000 })
  expect(unasked.offset).toBe(2_000)
  const asked = betterEstimate(unasked, { sentAt: 0, serverAt: 2_050, receivedAt: 100 })
  expect(asked.offset).toBe(2_000)
  expect(betterEstimate(asked, { sentAt: null, serverAt: 0, receivedAt: 9_000 })).toBe(asked)
})
