import { expect, test } from 'vitest'
import { createComeBack, fitsFrame, isLasting } from '../../../../client/participant/engine/connection.ts'
import { LONGEST_FRAME } from '../../../../shared/protocol/frame.ts'
import { Proposal, Telemetry } from '../../../../shared/protocol/socket.ts'
import { LONGEST_TURN } from '../../../../shared/session/limits.ts'

test('a refused handshake that passes, or that something between the two says, is tried again', () => {
  expect(['stale-client', 'unauthorised', 'malformed'].filter(isLasting)).toHaveLength(3)
  expect(['unavailable', 'xhr poll error', 'timeout', 'toString', ''].filter(isLasting)).toEqual([])
})

test('whoever is sent away comes back after longer and longer pauses, and after short ones once something was heard', () => {
  const pauses: number[] = []
  let connects = 0
  const { comeBack, heard } = createComeBack(
    () => {
      connects += 1
    },
    (milliseconds, act) => {
      pauses.push(milliseconds)
      act()
    },
  )
  for (let time = 0; time < 7; time += 1) comeBack()
  heard()
  comeBack()
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 1_000])
  expect(connects).toBe(8)
})

test('the longest that a person can write fits a frame, and what does not is never sent', () => {
  // An escape takes the most characters of all: six for one.
  const worst = (length: number) => '\u0001'.repeat(length)
  const ids = { id: 'i'.repeat(64), at: 1_800_000_000_000.125, offset: -99_999.125 }
  const key = 'k'.repeat(100)
  const turn = (text: string): Proposal => ({
    ...ids,
    type: 'turn.taken',
    body: { stage: key, turn: 't'.repeat(90), parent: key, text },
  })
  const answer = { kind: 'text', text: worst(20_000) } as const
  const longest: Proposal[] = [
    turn(worst(LONGEST_TURN)),
    {
      ...ids,
      type: 'item.answered',
      body: { stage: key, item: worst(200), answer, tookMs: 1e9 - 0.125, position: 999 },
    },
  ]
  for (const proposal of longest) {
    expect(Proposal.safeParse(proposal).success).toBe(true)
    expect(fitsFrame(proposal)).toBe(true)
  }
  expect(fitsFrame(turn('é'.repeat(120_000)))).toBe(true)
  expect(fitsFrame(turn('é'.repeat(131_000)))).toBe(false)
  const marks = Array.from({ length: 200 }, () => ({ at: 99_999_999_999_999.98, kind: 'offline' as const }))
  expect(Telemetry.safeParse({ id: ids.id, marks }).success).toBe(true)
  expect(JSON.stringify({ id: ids.id, marks }).length).toBeLessThan(LONGEST_FRAME / 10)
})
