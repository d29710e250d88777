import { describe, expect, test } from 'vitest'
import { Proposal } from '../../../shared/protocol/socket.ts'
import { readBody } from '../../../shared/session/events.ts'
import { pathOf, turnsTaken } from '../../../shared/session/session.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, PLAIN, Walk } from './walk.ts'

const study = smallStudy()
const affording = (...affordances: string[]) =>
  smallStudy((draft) => {
    Object.assign(draft.flow![3]!, { affordances })
  })
const talkOf = (walk: Walk) => walk.session.talks.talk!
const lines = (walk: Walk) =>
  pathOf(talkOf(walk)).map((node) =>
    node.kind === 'turn' ? node.text : node.reply.state === 'finished' ? node.reply.text : node.reply.state,
  )

describe('opening', () => {
  test('no turn is taken before the talk is open [S9]', () => {
    const walk = new Walk(study).toTalk(PLAIN, null)
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'a', parent: null, text: 'Hi' })).toBe('busy')
  })

  test('a talk is opened once [S9]', () => {
    expect(new Walk(study).toTalk().refusal('talk.opened', { stage: 'talk', text: '' })).toBe('out-of-order')
  })

  test('a talk is opened only at its stage [S9]', () => {
    expect(new Walk(study).toBefore().refusal('talk.opened', { stage: 'talk', text: '' })).toBe('wrong-stage')
  })

  test("the assistant's opening line is the first of the talk, and the first turn follows it [S9]", () => {
    const walk = new Walk(study).toTalk(ELDER, 'Peace, neighbour.')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'a', parent: null, text: 'Hi' })).toBe('stale')
    walk.exchange('a')
    expect(lines(walk)).toEqual(['Peace, neighbour.', 'I say a.', 'You said a.'])
  })

  test('without an opening line the first turn follows nothing [S9]', () => {
    expect(lines(new Walk(study).toTalk().exchange('a'))).toEqual(['I say a.', 'You said a.'])
  })
})

describe('turns', () => {
  test('a turn is not taken while a reply is on its way [S10]', () => {
    const walk = new Walk(study).toTalk().turn('a')
    const next = { stage: 'talk', turn: 'b', parent: 'a.1', text: 'And?' }
    expect(walk.refusal('turn.taken', next)).toBe('busy')
    expect(walk.begin('a').refusal('turn.taken', next)).toBe('busy')
    walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 1 })
    expect(walk.refusal('turn.taken', next)).toBe('busy')
    expect(walk.finish('a', { outcome: 'stopped' }).refusal('turn.taken', next)).toBeNull()
  })

  test('a turn follows the tip of the talk [S10]', () => {
    const walk = new Walk(affording('stop')).toTalk().exchange('a')
    const text = 'And?'
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: null, text })).toBe('stale')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: 'a', text })).toBe('stale')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: 'elsewhere', text })).toBe('stale')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: 'a.1', text })).toBeNull()
  })

  test('the same turn is not taken twice [S10]', () => {
    const walk = new Walk(study).toTalk().exchange('a')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'a', parent: 'a.1', text: 'x' })).toBe('out-of-order')
  })

  test('no turn is taken beyond the most turns of the path [S10]', () => {
    const walk = new Walk(study).toTalk().exchange('a').exchange('b').exchange('c')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'd', parent: 'c.1', text: 'x' })).toBe('limit')
  })

  test('where editing is offered, a turn may stand beside an earlier one, and the talk goes on from it [S10]', () => {
    const walk = new Walk(affording('edit')).toTalk().exchange('a').exchange('b').turn('c', null).begin('c').finish('c')
    expect(lines(walk)).toEqual(['I say c.', 'You said c.'])
    expect(talkOf(walk).nodes).toHaveLength(6)
    expect(turnsTaken(talkOf(walk))).toBe(1)
    expect(lines(walk.exchange('d'))).toHaveLength(4)
  })

  test('an edit is taken although all turns were, since it makes the path no longer [S10]', () => {
    const walk = new Walk(affording('edit')).toTalk().exchange('a').exchange('b').exchange('c')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'd', parent: 'b.1', text: 'x' })).toBeNull()
    expect(turnsTaken(talkOf(walk))).toBe(3)
  })

  test('a talk has at most three times its turns, with those edited away [S10]', () => {
    const walk = new Walk(affording('edit')).toTalk()
    for (let edit = 1; edit <= 9; edit += 1) walk.turn(`t${edit}`, null).begin(`t${edit}`).finish(`t${edit}`)
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'more', parent: null, text: 'x' })).toBe('limit')
  })

  test('an edit replaces a turn: it cannot hang on something that no turn followed [S10]', () => {
    const walk = new Walk(affording('edit')).toTalk().exchange('a')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: 'a', text: 'x' })).toBe('stale')
  })

  test('the id of a turn can never be that of a reply [S10]', () => {
    const proposed = (turn: string) =>
      Proposal.safeParse({
        id: 'proposal-0123456789',
        at: 0,
        offset: null,
        type: 'turn.taken',
        body: { stage: 'talk', turn, parent: null, text: 'Hi' },
      }).success
    expect(proposed('turn-1')).toBe(true)
    expect(proposed('turn-1.1')).toBe(false)
  })

  test('the id of a reply to the longest id of a turn can be read again [S10]', () => {
    const turn = (length: number) =>
      Proposal.safeParse({
        id: 'proposal-0123456789',
        at: 0,
        offset: null,
        type: 'turn.taken',
        body: { stage: 'talk', turn: 'x'.repeat(length), parent: null, text: 'Hi' },
      }).success
    const longest = Array.from({ length: 200 }, (_, length) => length).findLast(turn)!
    const reply = `${'x'.repeat(longest)}.100`
    expect(() => readBody('reply.asked', 1, { stage: 'talk', turn: reply })).not.toThrow()
  })
})

describe('replies', () => {
  test('each turn wants one reply, which begins once [S11]', () => {
    const walk = new Walk(study).toTalk().turn('a')
    expect(walk.tip).toBe('a.1')
    const begun = { stage: 'talk', reply: 'a.1', turn: 'a', promptHash: 'h' }
    expect(walk.refusal('reply.begun', begun)).toBeNull()
    expect(walk.refusal('reply.begun', begun)).toBe('out-of-order')
    expect(walk.refusal('reply.begun', { ...begun, reply: 'a.2' })).toBe('out-of-order')
  })

  test('a reply is finished once [S11]', () => {
    const walk = new Walk(study).toTalk().exchange('a')
    const again = { stage: 'talk', reply: 'a.1', outcome: 'complete' as const, text: 'Once more.', call: null }
    expect(walk.refusal('reply.finished', again)).toBe('out-of-order')
  })

  test.each(['truncated', 'refused', 'filtered', 'failed', 'interrupted'] as const)(
    'a reply that ended as %s can be asked for again where nothing is offered [S11]',
    (outcome) => {
      const walk = new Walk(affording()).toTalk().turn('a').begin('a').finish('a', { outcome, text: '' })
      walk.take('reply.asked', { stage: 'talk', turn: 'a' }).begin('a', 2).finish('a', { attempt: 2, text: 'Better.' })
      expect(lines(walk)).toEqual(['I say a.', 'Better.'])
      expect(talkOf(walk).nodes.map((node) => node.id)).toEqual(['a', 'a.1', 'a.2'])
    },
  )

  test('another reply instead of a good one is taken only where the study offers it [S11]', () => {
    const asked = { stage: 'talk', turn: 'a' }
    expect(new Walk(affording()).toTalk().exchange('a').refusal('reply.asked', asked)).toBe('not-offered')
    expect(new Walk(affording('try-again')).toTalk().exchange('a').refusal('reply.asked', asked)).toBeNull()
  })

  test('a reply that the person stopped is no reply that went wrong [S11]', () => {
    const stopped = (walk: Walk) => {
      walk.turn('a').begin('a').take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 3 })
      return walk.finish('a', { outcome: 'stopped' }).refusal('reply.asked', { stage: 'talk', turn: 'a' })
    }
    expect(stopped(new Walk(affording('stop')).toTalk())).toBe('not-offered')
    expect(stopped(new Walk(affording('stop', 'try-again')).toTalk())).toBeNull()
  })

  test('a turn gets at most five replies [S11]', () => {
    const walk = new Walk(affording()).toTalk().turn('a')
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      walk.begin('a', attempt).finish('a', { attempt, outcome: 'failed', text: '' })
      const refused = walk.refusal('reply.asked', { stage: 'talk', turn: 'a' })
      expect(refused).toBe(attempt < 5 ? null : 'limit')
    }
  })

  test('only the last turn can be answered again, and not while a reply is on its way [S11]', () => {
    const walk = new Walk(affording('try-again')).toTalk().exchange('a').exchange('b')
    expect(walk.refusal('reply.asked', { stage: 'talk', turn: 'a' })).toBe('stale')
    expect(walk.refusal('reply.asked', { stage: 'talk', turn: 'none' })).toBe('stale')
    walk.take('reply.asked', { stage: 'talk', turn: 'b' })
    expect(walk.refusal('reply.asked', { stage: 'talk', turn: 'b' })).toBe('busy')
  })

  test('an opening line cannot be asked for again [S11]', () => {
    const walk = new Walk(affording('try-again')).toTalk(ELDER, 'Peace.')
    expect(walk.refusal('reply.asked', { stage: 'talk', turn: 'a' })).toBe('stale')
  })
})

describe('stopping', () => {
  const stop = (shown: number) => ({ stage: 'talk', reply: 'a.1', shown })

  test('only the characters on screen at a stop belong to the talk [S12]', () => {
    const walk = new Walk(study).toTalk().turn('a').begin('a').take('reply.stopped', stop(8))
    walk.finish('a', { outcome: 'stopped', text: 'You said a and more.' })
    expect(lines(walk).at(-1)).toBe('You said')
  })

  test('a stop never cuts a character in two [S12]', () => {
    const walk = new Walk(study).toTalk().turn('a').begin('a').take('reply.stopped', stop(3))
    walk.finish('a', { outcome: 'stopped', text: 'Hi🌿!' })
    expect(lines(walk).at(-1)).toBe('Hi')
  })

  test('a stop after more than was written keeps all of it [S12]', () => {
    const walk = new Walk(study).toTalk().turn('a').begin('a').take('reply.stopped', stop(5_000))
    expect(lines(walk.finish('a', { outcome: 'complete' })).at(-1)).toBe('You said a.')
  })

  test('a reply counts as stopped however the model ended meanwhile [S12]', () => {
    const walk = new Walk(study).toTalk().turn('a').begin('a').take('reply.stopped', stop(3))
    walk.finish('a', { outcome: 'complete' })
    expect(talkOf(walk).nodes.at(-1)).toMatchObject({ reply: { state: 'finished', outcome: 'stopped', text: 'You' } })
  })

  test('a reply that is not yet begun can be stopped; one that is stopped or over cannot [S12]', () => {
    const walk = new Walk(study).toTalk().turn('a')
    expect(walk.refusal('reply.stopped', stop(0))).toBeNull()
    expect(walk.refusal('reply.stopped', stop(0))).toBe('stale')
    expect(walk.finish('a', { outcome: 'stopped', text: '' }).refusal('reply.stopped', stop(0))).toBe('stale')
    expect(walk.refusal('reply.stopped', { ...stop(0), reply: 'none' })).toBe('stale')
  })

  test('a reply that was stopped before it began does not begin any more [S12]', () => {
    const walk = new Walk(study).toTalk().turn('a').take('reply.stopped', stop(0))
    const begun = { stage: 'talk', reply: 'a.1', turn: 'a', promptHash: 'h' }
    expect(walk.refusal('reply.begun', begun)).toBe('out-of-order')
  })
})
