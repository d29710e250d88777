import { describe, expect, test } from 'vitest'
import { EMPTY_REPLICA, pathTo, talkOf, withDelta, withUpdate } from '../../../../client/participant/engine/replica.ts'
import type { Update } from '../../../../shared/protocol/socket.ts'
import { CHAT, finished, running, turn, update } from '../proposals.ts'

const seenAfter = (...updates: Update[]) => updates.reduce(withUpdate, EMPTY_REPLICA)
const ids = (replica: ReturnType<typeof seenAfter>) => talkOf(replica).map((entry) => entry.id)

describe('updates', () => {
  test('bring the screen, the language and the lines', () => {
    const replica = seenAfter(update(4, [turn('t1', null, 3), running('r1', 't1', 4)]))
    expect(replica).toMatchObject({ seq: 4, locale: 'en', screen: { kind: 'chat' } })
    expect(ids(replica)).toEqual(['t1', 'r1'])
  })

  test('may come twice without any effect', () => {
    const one = update(4, [turn('t1', null, 3), running('r1', 't1', 4)])
    expect(seenAfter(one, one)).toEqual(seenAfter(one))
  })

  test('that are late never replace a newer screen or a newer line', () => {
    const late = update(3, [turn('t1', null, 3), running('r1', 't1', 3)], {
      screen: { ...CHAT, turns: { taken: 0, min: 1, max: 10 } },
    })
    const now = update(5, [turn('t1', null, 3), finished('r1', 't1', 5)], {
      screen: { ...CHAT, turns: { taken: 1, min: 1, max: 10 } },
    })
    expect(seenAfter(now, late)).toEqual(seenAfter(now))
  })

  test('that are late still bring a line that is missing', () => {
    const replica = seenAfter(update(5, [finished('r1', 't1', 5)]), update(4, [turn('t1', null, 4)]))
    expect(ids(replica)).toEqual(['t1', 'r1'])
  })

  test('of another stage leave the lines of the one before behind', () => {
    const next = update(9, [], { screen: { ...CHAT, stage: 'second-talk' } })
    expect(seenAfter(update(5, [turn('t1', null, 4), finished('r1', 't1', 5)]), next).entries).toEqual({})
  })

  test('of an earlier stage that come late change nothing', () => {
    const next = update(9, [], { screen: { ...CHAT, stage: 'second-talk' } })
    const late = update(5, [turn('t1', null, 4)])
    expect(seenAfter(next, late)).toEqual(seenAfter(next))
  })
})

describe('the talk', () => {
  test('follows the newest line: an edited turn leaves the earlier branch', () => {
    const replica = seenAfter(
      update(5, [turn('t1', null, 2), finished('r1', 't1', 3), turn('t2', 'r1', 4), finished('r2', 't2', 5)]),
      update(6, [turn('t1b', null, 6), running('t1b.1', 't1b', 6)]),
    )
    expect(ids(replica)).toEqual(['t1b', 't1b.1'])
    expect(pathTo(replica, 'r2').map((entry) => entry.id)).toEqual(['t1', 'r1', 't2', 'r2'])
  })

  test('shows the second attempt at a reply in place of the first', () => {
    const replica = seenAfter(
      update(3, [turn('t1', null, 2), finished('t1.1', 't1', 3)]),
      update(4, [running('t1.2', 't1', 4)]),
    )
    expect(ids(replica)).toEqual(['t1', 't1.2'])
  })

  test('is empty before anything was said', () => {
    expect(ids(seenAfter(update(1)))).toEqual([])
  })
})

describe('text on its way', () => {
  const begun = seenAfter(update(4, [turn('t1', null, 3), running('r1', 't1', 4)]))
  const take = (replica: typeof begun, from: number, text: string) => withDelta(replica, { reply: 'r1', from, text })

  test('is put together in order', () => {
    const { replica, gap } = take(take(begun, 0, 'Hello ').replica, 6, 'there')
    expect(gap).toBe(false)
    expect(replica.live.r1).toBe('Hello there')
  })

  test('that comes again or overlaps is not doubled', () => {
    const once = take(begun, 0, 'Hello ').replica
    expect(take(once, 0, 'Hello').replica).toBe(once)
    expect(take(once, 3, 'lo there').replica.live.r1).toBe('Hello there')
  })

  test('with a gap before it is not taken, and the gap is told', () => {
    const { replica, gap } = take(take(begun, 0, 'Hel').replica, 6, 'there')
    expect(gap).toBe(true)
    expect(replica.live.r1).toBe('Hel')
  })

  test('in an update fills the gap', () => {
    const torn = take(begun, 0, 'Hel').replica
    const replica = withUpdate(torn, update(4, [], { live: { reply: 'r1', from: 0, text: 'Hello there' } }))
    expect(replica.live.r1).toBe('Hello there')
  })

  test('is dropped when the reply is finished, and none is taken afterwards', () => {
    const done = withUpdate(take(begun, 0, 'Hel').replica, update(5, [finished('r1', 't1', 5, 'Hello there')]))
    expect(done.live).toEqual({})
    expect(take(done, 3, 'lo').replica).toBe(done)
    expect(take(done, 300, 'lo').gap).toBe(false)
  })
})
