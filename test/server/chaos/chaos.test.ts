import { expect, test } from 'vitest'
import { chaos } from './chaos.ts'

test('ten people lose nothing while the server is killed ten times, some of them in mid-reply [S1] [S4] [S13] [S14]', async () => {
  const outcome = await chaos({ kills: 10, sessions: 10, seed: 'ten', say: () => {} })
  expect(outcome.faults).toEqual([])
  expect(outcome).toMatchObject({ kills: 10, exit: 0, completed: outcome.sessions })
  // The run was worth something: kills met replies, things were sent again, and replies were interrupted.
  expect(outcome.sessions).toBeGreaterThanOrEqual(10)
  expect(outcome.inMidReply).toBeGreaterThan(0)
  expect(outcome.resent).toBeGreaterThan(0)
  expect(outcome.interrupted).toBeGreaterThan(0)
  expect(outcome.acknowledged).toBeGreaterThan(100)
}, 900_000)
