import { describe, expect, test } from 'vitest'
import { allowsTelemetry } from '../../../shared/session/session.ts'
import { workOf } from '../../../shared/session/work.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, PLAIN, Walk } from './walk.ts'

const study = smallStudy()
const keys = (walk: Walk) => workOf(study, walk.session).map((work) => work.key)

describe('work', () => {
  test('a session asks for its assignment, and then for nothing until the talk [S3]', () => {
    const walk = new Walk(study).consent()
    expect(keys(walk)).toEqual([])
    const places = { kind: 'places' as const, places: [], words: '' }
    walk.take('item.answered', { stage: 'you', item: 'near/home', answer: places, position: 0 })
    walk.code('you', 'near/side', 1).take('stage.completed', { stage: 'you' })
    expect(keys(walk)).toEqual(['assign'])
    expect(keys(walk.take('assignment.made', PLAIN))).toEqual([])
  })

  test('a talk that is reached asks to be opened, and for the probes of its start [S9] [S15]', () => {
    const walk = new Walk(study).toTalk(PLAIN, null)
    expect(keys(walk)).toEqual(['open talk', 'probe talk.start'])
    expect(keys(walk.take('talk.opened', { stage: 'talk', text: '' }))).toEqual(['probe talk.start'])
  })

  test('a turn asks for a reply, which stays work until it is finished [S11] [S13]', () => {
    const walk = new Walk(study).toTalk().take('probes.finished', START).turn('a')
    expect(workOf(study, walk.session)).toEqual([
      { key: 'reply a.1', kind: 'reply', stage: 'talk', turn: 'a', reply: 'a.1', begun: false },
    ])
    expect(workOf(study, walk.begin('a').session)).toMatchObject([{ key: 'reply a.1', begun: true }])
    expect(keys(walk.finish('a'))).toEqual([])
  })

  test('a stop is work of its own, in place of the reply [S12]', () => {
    const walk = new Walk(study).toTalk().take('probes.finished', START).turn('a').begin('a')
    expect(keys(walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 3 }))).toEqual(['stop a.1'])
  })

  test('the probes of the end come when the talk is completed, and go on after the session is [S15]', () => {
    const walk = new Walk(study).toTalk().take('probes.finished', START).exchange('a')
    expect(keys(walk)).toEqual([])
    walk.take('stage.completed', { stage: 'talk' })
    expect(keys(walk)).toEqual(['probe talk.end'])
    walk.code('after', 'near/trust', 1).take('stage.completed', { stage: 'after' })
    walk.take('stage.completed', { stage: 'debrief' })
    expect(keys(walk)).toEqual(['probe talk.end'])
    expect(keys(walk.take('probes.finished', END))).toEqual([])
  })

  test('a round of probes is over once, and changes no talk [S15]', () => {
    const walk = new Walk(study).toTalk(ELDER, 'Peace.')
    const talks = walk.session.talks
    walk.take('probes.finished', START)
    expect(walk.session.talks).toEqual(talks)
    expect(walk.refusal('probes.finished', START)).toBe('out-of-order')
  })

  test('a talk that is passed over asks for no probes [S5] [S15]', () => {
    const gated = smallStudy((draft) => {
      Object.assign(draft.flow![3]!, { when: { levels: { persona: ['elder'] } } })
    })
    const walk = new Walk(gated).toBefore(PLAIN).code('before', 'near/trust', 1).code('before', 'near/warmth', 1)
    walk.take('stage.completed', { stage: 'before' })
    expect(walk.stage).toBe('after')
    expect(workOf(gated, walk.session)).toEqual([])
  })
})

describe('withdrawal', () => {
  test('a withdrawn session takes nothing more, and asks nothing of a model [S16]', () => {
    const walk = new Walk(study).toTalk().exchange('a').take('session.withdrawn', { erase: false })
    expect(walk.session.phase).toEqual({ kind: 'ended', how: 'withdrawn', erase: false })
    expect(keys(walk)).toEqual([])
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'b', parent: 'a.1', text: 'x' })).toBe('ended')
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe('ended')
  })

  test('whoever withdrew may still ask for erasure, once, and whoever finished may still withdraw [S16]', () => {
    const walk = new Walk(study).toTalk().exchange('a').take('session.withdrawn', { erase: false })
    expect(walk.refusal('session.withdrawn', { erase: false })).toBe('ended')
    expect(keys(walk.take('session.withdrawn', { erase: true }))).toEqual(['erase'])
    expect(walk.refusal('session.withdrawn', { erase: true })).toBe('ended')
    const over = new Walk(study).toTalk().take('probes.finished', START).exchange('a')
    over.take('stage.completed', { stage: 'talk' }).code('after', 'near/trust', 1)
    over.take('stage.completed', { stage: 'after' }).take('stage.completed', { stage: 'debrief' })
    expect(keys(over.take('session.withdrawn', { erase: true }))).toEqual(['erase'])
  })

  test('a session can be withdrawn at any stage [S16]', () => {
    const stages = [
      new Walk(study),
      new Walk(study).consent(),
      new Walk(study).toBefore(),
      new Walk(study).toTalk(PLAIN, null),
      new Walk(study).toTalk().turn('a'),
    ]
    for (const walk of stages) expect(walk.refusal('session.withdrawn', { erase: true })).toBeNull()
  })

  test('a reply that has not begun is not begun after a withdrawal; one on its way is ended first [S13] [S16]', () => {
    const unbegun = new Walk(study).toTalk().turn('a').take('session.withdrawn', { erase: true })
    expect(keys(unbegun)).toEqual(['erase'])
    const running = new Walk(study).toTalk().turn('a').begin('a').take('session.withdrawn', { erase: true })
    expect(keys(running)).toEqual(['reply a.1'])
    expect(keys(running.finish('a', { outcome: 'stopped', text: 'Half' }))).toEqual(['erase'])
  })

  test('erasure waits for a stop that is not carried out yet [S16]', () => {
    const walk = new Walk(study).toTalk().turn('a').begin('a')
    walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 1 }).take('session.withdrawn', { erase: true })
    expect(keys(walk)).toEqual(['stop a.1'])
  })

  test('a withdrawal without erasure erases nothing [S16]', () => {
    expect(keys(new Walk(study).toTalk().exchange('a').take('session.withdrawn', { erase: false }))).toEqual([])
  })

  test('a declined session asks for no work [S16]', () => {
    expect(keys(new Walk(study).take('consent.declined', { stage: 'welcome' }))).toEqual([])
  })
})

test.each([
  [['telemetry'], true],
  [['quotation'], false],
  [[], false],
] as const)('recording how things were done is allowed by consent to it only: %j [S17]', (uses, allowed) => {
  expect(allowsTelemetry(new Walk(study).session)).toBe(false)
  expect(allowsTelemetry(new Walk(study).consent(...uses).session)).toBe(allowed)
})

const START = { stage: 'talk', moment: 'start', asked: 4, failed: 0 } as const
const END = { stage: 'talk', moment: 'end', asked: 4, failed: 0 } as const
