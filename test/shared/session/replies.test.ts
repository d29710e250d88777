import { describe, expect, test } from 'vitest'
import type { ReplyOutcome } from '../../../shared/session/events.ts'
import { outcomeOfTalks, type ReplyFate } from '../../../shared/session/replies.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, PLAIN, Walk } from './walk.ts'

const study = smallStudy((draft) => {
  Object.assign(draft.flow![3]!, { affordances: ['stop', 'edit', 'try-again'], turns: { min: 1, max: 12 } })
})
const talkOf = (walk: Walk) => outcomeOfTalks(study, walk.session, walk.log)
const talking = () => new Walk(study).toTalk()

/** A session whose turns were answered so, one after the other. */
function answered(...ends: (readonly [ReplyOutcome, string])[]): Walk {
  const walk = talking()
  ends.forEach(([outcome, text], nth) => {
    walk.turn(`t${nth}`).begin(`t${nth}`).finish(`t${nth}`, { outcome, text })
  })
  return walk
}

describe('what became of a reply', () => {
  test.each<[ReplyOutcome, string, ReplyFate]>([
    ['complete', 'Peace.', 'come'],
    ['truncated', 'Pea', 'cut'],
    ['interrupted', 'Pea', 'cut'],
    ['truncated', '', 'failed'],
    ['interrupted', '  ', 'failed'],
    ['refused', '', 'refused'],
    ['filtered', 'Pea', 'refused'],
    ['failed', '', 'failed'],
  ])('one that ended as %s with "%s" has %s', (outcome, text, fate) => {
    const { replies } = talkOf(answered([outcome, text]))
    expect(replies).toEqual({
      ...{ asked: 1, come: 0, cut: 0, refused: 0, failed: 0, stopped: 0, waiting: 0 },
      [fate]: 1,
    })
  })

  test('one that the person stopped is stopped, however the model ended it [S12]', () => {
    const walk = talking().turn('a').begin('a')
    walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 2 }).finish('a', { outcome: 'failed', text: '' })
    expect(talkOf(walk).replies).toMatchObject({ asked: 1, stopped: 1, failed: 0 })
  })

  test('one that has not ended, or not begun, is on its way', () => {
    expect(talkOf(talking().turn('a')).replies).toMatchObject({ asked: 1, waiting: 1 })
    expect(talkOf(talking().turn('a').begin('a')).replies).toMatchObject({ asked: 1, waiting: 1 })
  })

  test('each further reply to a turn is one more that was asked for, on whatever branch [S10] [S11]', () => {
    const walk = answered(['failed', ''])
    walk.take('reply.asked', { stage: 'talk', turn: 't0' }).begin('t0', 2).finish('t0', { attempt: 2 })
    walk.turn('b').begin('b').finish('b', { outcome: 'refused', text: '' })
    walk.turn('c', 't0.2').begin('c').finish('c', { outcome: 'truncated', text: 'You' })
    expect(talkOf(walk).replies).toEqual({
      ...{ asked: 4, come: 1, cut: 1, refused: 1, failed: 1, stopped: 0, waiting: 0 },
    })
  })

  test('the opening line is none, since nobody asked for it', () => {
    const { replies, got } = talkOf(new Walk(study).toTalk(ELDER, 'Peace, neighbour.'))
    expect([replies.asked, replies.come, got]).toEqual([0, 0, null])
  })
})

describe('what a person got', () => {
  test('is nothing to tell of before anything was asked for, or while all of it is on its way', () => {
    expect(talkOf(new Walk(study).toBefore()).got).toBeNull()
    expect(talkOf(talking()).got).toBeNull()
    expect(talkOf(talking().turn('a').begin('a')).got).toBeNull()
  })

  test.each<[string, (readonly [ReplyOutcome, string])[], string]>([
    [
      'no reply at all where every one failed',
      [
        ['failed', ''],
        ['refused', ''],
        ['truncated', ''],
      ],
      'none',
    ],
    [
      'a part where one was cut after some text',
      [
        ['failed', ''],
        ['interrupted', 'Pea'],
        ['failed', ''],
      ],
      'part',
    ],
    ['a part where a filter cut in after some text', [['filtered', 'Pea']], 'part'],
    [
      'a whole reply where one came, whatever became of others',
      [
        ['failed', ''],
        ['complete', 'Peace.'],
      ],
      'whole',
    ],
  ])('is %s', (_, ends, got) => {
    expect(talkOf(answered(...ends)).got).toBe(got)
  })

  test('is none where people stopped waiting before any text came, and a part where they stopped reading', () => {
    const stoppedAt = (shown: number, text: string) => {
      const walk = talking().turn('a').begin('a').take('reply.stopped', { stage: 'talk', reply: 'a.1', shown })
      return talkOf(walk.finish('a', { outcome: 'stopped', text })).got
    }
    expect([stoppedAt(0, ''), stoppedAt(3, 'Peace')]).toEqual(['none', 'part'])
  })

  test('is none where the person left before anything came, and waited for while they are there', () => {
    const walk = answered(['failed', '']).take('reply.asked', { stage: 'talk', turn: 't0' }).begin('t0', 2)
    expect(talkOf(walk).got).toBe('none')
    const alone = talking().turn('a').begin('a')
    expect(talkOf(alone).got).toBeNull()
    expect(talkOf(alone.take('session.withdrawn', { erase: false })).got).toBe('none')
  })
})

describe('probes', () => {
  test('are counted over the rounds that have ended', () => {
    const walk = talking().take('probes.finished', { stage: 'talk', moment: 'start', asked: 4, failed: 1 })
    expect(talkOf(walk).probes).toEqual({ asked: 4, come: 3, failed: 1 })
    walk.exchange('a').take('stage.completed', { stage: 'talk' })
    walk.take('probes.finished', { stage: 'talk', moment: 'end', asked: 4, failed: 4 })
    expect(talkOf(walk).probes).toEqual({ asked: 8, come: 3, failed: 5 })
  })
})

describe('a chat that never opened', () => {
  test('is told while the person stands before it, and when they have left from there', () => {
    const walk = new Walk(study).toTalk(PLAIN, null)
    expect(talkOf(walk).unopened).toBe(true)
    expect(talkOf(walk.take('session.withdrawn', { erase: false })).unopened).toBe(true)
  })

  test('is none of a session that was elsewhere, or whose chat opened', () => {
    expect(talkOf(new Walk(study).toBefore()).unopened).toBe(false)
    expect(talkOf(new Walk(study).toBefore().take('session.withdrawn', { erase: false })).unopened).toBe(false)
    expect(talkOf(new Walk(study).consent().take('session.withdrawn', { erase: false })).unopened).toBe(false)
    expect(talkOf(talking()).unopened).toBe(false)
    expect(talkOf(talking().take('session.withdrawn', { erase: false })).unopened).toBe(false)
    expect(talkOf(talking().exchange('a').take('stage.completed', { stage: 'talk' })).unopened).toBe(false)
    const declined = new Walk(study).take('consent.declined', { stage: 'welcome' })
    expect(talkOf(declined).unopened).toBe(false)
  })
})
