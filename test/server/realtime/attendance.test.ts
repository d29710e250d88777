import { expect, test } from 'vitest'
import { Attendance } from '../../../server/realtime/attendance.ts'

/** An attendance whose time and sweeps are those of the test. */
function attending() {
  let now = 0
  let sweep = () => {}
  const attendance = new Attendance<string>({
    now: () => 0,
    steady: () => now,
    every: (_, tick) => {
      sweep = tick
      return () => {}
    },
  })
  const sweepAt = (at: number) => {
    now = at
    sweep()
  }
  return { attendance, sweepAt }
}

test('a session is remembered while it has a socket, or has yet to get back what it used up, and then forgotten', () => {
  const { attendance, sweepAt } = attending()
  const there = attendance.of('a')
  there.sockets.add('socket')
  sweepAt(100_000)
  expect(attendance.of('a')).toBe(there)
  expect([...attendance.socketsOf('a')]).toEqual(['socket'])

  while (there.allowance.take());
  there.sockets.delete('socket')
  sweepAt(101_000)
  expect(attendance.of('a')).toBe(there)

  sweepAt(111_000)
  expect(attendance.of('a')).not.toBe(there)
})

test('asking who is there of a session does not make it one that is remembered', () => {
  const { attendance } = attending()
  expect([...attendance.socketsOf('nobody')]).toEqual([])
  expect(attendance.of('nobody').sockets.size).toBe(0)
})
