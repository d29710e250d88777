import { describe, expect, test } from 'vitest'
import { MOST_EVENTS, MOST_REPLIES_A_TURN } from '../../../shared/session/limits.ts'
import { step } from '../../../shared/session/step.ts'
import { smallStudy } from '../../study.ts'
import { PLAIN, Walk } from './walk.ts'

const editing = smallStudy((draft) => {
  Object.assign(draft.flow![3]!, { affordances: ['stop', 'edit'], turns: { min: 1, max: 2 } })
})

describe('what a person can cost', () => {
  test('a turn gets five replies and no sixth, however often they go wrong [S11]', () => {
    const walk = new Walk(smallStudy()).toTalk(PLAIN).turn('a').begin('a').finish('a', { outcome: 'failed', text: '' })
    for (let attempt = 2; attempt <= MOST_REPLIES_A_TURN; attempt += 1) {
      walk.take('reply.asked', { stage: 'talk', turn: 'a' })
      walk.begin('a', attempt).finish('a', { attempt, outcome: 'failed', text: '' })
    }
    expect(walk.refusal('reply.asked', { stage: 'talk', turn: 'a' })).toBe('limit')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: walk.tip, text: 'On.' })).toBe(null)
  })

  test('a stopped reply is a good one: it is answered again only where the study offers it [S11]', () => {
    const stopped = (study = editing) => {
      const walk = new Walk(study).toTalk(PLAIN).turn('a').begin('a')
      walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 3 })
      return walk.finish('a', { outcome: 'stopped' }).refusal('reply.asked', { stage: 'talk', turn: 'a' })
    }
    expect(stopped()).toBe('not-offered')
    const offered = smallStudy((draft) => {
      Object.assign(draft.flow![3]!, { affordances: ['stop', 'try-again'] })
    })
    expect(stopped(offered)).toBe(null)
  })

  test('turns edited away count toward a bound of their own [S10]', () => {
    const walk = new Walk(editing).toTalk(PLAIN)
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) walk.turn(id, null).begin(id).finish(id)
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'g', parent: null, text: 'Again.' })).toBe('limit')
  })

  test('turns edited away are no turns of the talk, so a talk is not left early through them [S8]', () => {
    const study = smallStudy((draft) => {
      Object.assign(draft.flow![3]!, { affordances: ['edit'], turns: { min: 2, max: 5 } })
    })
    const walk = new Walk(study).toTalk(PLAIN)
    for (const id of ['a', 'b', 'c']) walk.turn(id, null).begin(id).finish(id)
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe('incomplete')
    walk.exchange('d')
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe(null)
  })

  test('a session that is full takes nothing more of the person but a withdrawal [S19]', () => {
    const walk = new Walk(smallStudy()).toTalk(PLAIN)
    const full = { ...walk.session, seq: MOST_EVENTS }
    const from = (event: ReturnType<Walk['event']>) =>
      step(walk.study, full, { ...event, actor: 'participant', seq: MOST_EVENTS + 1 })
    const turn = walk.event('turn.taken', { stage: 'talk', turn: 'a', parent: null, text: 'Hi' })
    expect(from(turn)).toMatchObject({ ok: false, refusal: { code: 'limit' } })
    expect(from(walk.event('session.withdrawn', { erase: true }))).toMatchObject({ ok: true })
  })
})

describe('a stop that crosses the end of the reply', () => {
  test('counts as stopped, with what was on screen [S12]', () => {
    const walk = new Walk(smallStudy()).toTalk(PLAIN).turn('a').begin('a')
    walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 3 })
    walk.finish('a', { outcome: 'complete', text: 'You said a.' })
    const reply = walk.session.talks.talk!.nodes.at(-1)
    expect(reply).toMatchObject({ reply: { state: 'finished', outcome: 'stopped', text: 'You' } })
  })
})

describe('withdrawing after the end', () => {
  const ended = (how: 'declined' | 'withdrawn') =>
    how === 'declined'
      ? new Walk(smallStudy()).take('consent.declined', { stage: 'welcome' })
      : new Walk(smallStudy()).take('session.withdrawn', { erase: false })

  test('is open to who has declined, and who has withdrawn may still ask for erasure [S16]', () => {
    for (const how of ['declined', 'withdrawn'] as const) {
      const walk = ended(how)
      expect(walk.refusal('session.withdrawn', { erase: true })).toBe(null)
      expect(walk.session.phase).toEqual({ kind: 'ended', how: 'withdrawn', erase: true })
    }
  })

  test('an erasure that was asked for is not taken back, nor asked for twice [S16]', () => {
    const walk = ended('withdrawn').take('session.withdrawn', { erase: true })
    expect(walk.refusal('session.withdrawn', { erase: false })).toBe('ended')
    expect(walk.refusal('session.withdrawn', { erase: true })).toBe('ended')
  })
})
