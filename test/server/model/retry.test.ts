import { expect, test } from 'vitest'
import { defaultPolicy, pauseMs, retryAfterMs } from '../../../server/model/retry.ts'

const noon = Date.parse('2024-01-02T12:00:00Z')

const cases: [string, Record<string, string>, number | undefined][] = [
  ['seconds', { 'retry-after': '3' }, 3_000],
  ['parts of seconds', { 'retry-after': ' 1.5 ' }, 1_500],
  ['none at all', { 'retry-after': '0' }, 0],
  ['milliseconds, which win', { 'retry-after': '3', 'retry-after-ms': '250' }, 250],
  ['a date', { 'retry-after': 'Tue, 02 Jan 2024 12:00:30 GMT' }, 30_000],
  [
    'a date by a clock that is an hour ahead of ours',
    { 'retry-after': 'Tue, 02 Jan 2024 13:00:30 GMT', date: 'Tue, 02 Jan 2024 13:00:00 GMT' },
    30_000,
  ],
  ['a date in the past', { 'retry-after': 'Tue, 02 Jan 2024 11:00:00 GMT' }, 0],
  ['words', { 'retry-after': 'try again in 5' }, undefined],
  ['a negative number', { 'retry-after': '-5' }, undefined],
  ['nothing', {}, undefined],
]
test.each(cases)('a retry-after of %s is understood', (_name, headers, expected) => {
  expect(retryAfterMs(new Headers(headers), noon)).toBe(expected)
})

const policy = { ...defaultPolicy, pauseMs: 100, maxPauseMs: 1_000, chance: () => 0 }

test('pauses double, spread by chance over the upper half, up to the longest pause', () => {
  expect([1, 2, 3, 9].map((failures) => pauseMs(failures, undefined, policy))).toEqual([50, 100, 200, 1_000])
  expect(pauseMs(2, undefined, { ...policy, chance: () => 0.5 })).toBe(150)
})

test('a pause is never shorter than asked for, and never longer than the longest', () => {
  expect(pauseMs(1, 400, policy)).toBe(400)
  expect(pauseMs(1, 400, { ...policy, chance: () => 0.5 })).toBe(450)
  expect(pauseMs(1, 60_000, policy)).toBe(1_000)
})
