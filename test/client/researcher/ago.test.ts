import { expect, test } from 'vitest'
import { ago } from '../../../client/researcher/ago.ts'

test.each([
  [-500, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min. ago'],
  [3_599_999, '59 min. ago'],
  [7_200_000, '2 hr. ago'],
  [172_800_000, '2 days ago'],
])('%d milliseconds are told as "%s"', (elapsed, words) => {
  expect(ago(elapsed)).toBe(words)
})
