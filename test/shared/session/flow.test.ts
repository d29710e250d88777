import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../shared/instrument/answer.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, PLAIN, Walk } from './walk.ts'

const study = smallStudy()

/** Goes from the talk's end to the last stage. */
function toDebrief(walk: Walk): Walk {
  walk.take('stage.completed', { stage: 'talk' })
  if (walk.stage === 'elders') walk.take('stage.completed', { stage: 'elders' })
  return walk.code('after', 'near/trust', 1).take('stage.completed', { stage: 'after' })
}

describe('the order of stages', () => {
  test('stages come in the order of the file, and after the last the session is completed [S5]', () => {
    const walk = toDebrief(new Walk(study).toTalk(ELDER, 'Peace.').exchange('a'))
    walk.take('stage.completed', { stage: 'debrief' })
    expect(walk.session.phase).toEqual({ kind: 'ended', how: 'completed' })
    expect(walk.session.completed).toEqual(['welcome', 'you', 'before', 'talk', 'elders', 'after', 'debrief'])
  })

  test('a stage whose condition on the level does not hold is passed over [S5]', () => {
    const walk = new Walk(study).toTalk(PLAIN).exchange('a').take('stage.completed', { stage: 'talk' })
    expect(walk.stage).toBe('after')
    expect(walk.session.completed).not.toContain('elders')
  })

  test.each([
    [1, 'before'],
    [2, 'talk'],
  ])('a stage can depend on an answer: code %i leads to "%s" [S5]', (code, stage) => {
    const choosy = smallStudy((draft) => {
      Object.assign(draft.flow![2]!, { when: { answers: { 'you.near/side': [1] } } })
    })
    const walk = new Walk(choosy).consent()
    const places = { kind: 'places' as const, places: [], words: '' }
    walk.take('item.answered', { stage: 'you', item: 'near/home', answer: places, position: 0 })
    walk.code('you', 'near/side', code).take('stage.completed', { stage: 'you' }).take('assignment.made', PLAIN)
    expect(walk.stage).toBe(stage)
  })

  test.each([
    ['ar', 'before'],
    ['en', 'talk'],
  ])('a stage can depend on the language: %s leads to "%s" [S5]', (locale, stage) => {
    const choosy = smallStudy((draft) => {
      Object.assign(draft.flow![2]!, { when: { locales: ['ar'] } })
    })
    const walk = new Walk(choosy, locale).consent()
    const places = { kind: 'places' as const, places: [], words: '' }
    walk.take('item.answered', { stage: 'you', item: 'near/home', answer: places, position: 0 })
    walk.code('you', 'near/side', 1).take('stage.completed', { stage: 'you' }).take('assignment.made', PLAIN)
    expect(walk.stage).toBe(stage)
  })

  test('a completed stage is not completed again [S5] [S6]', () => {
    const walk = new Walk(study).toTalk()
    expect(walk.refusal('stage.completed', { stage: 'before' })).toBe('wrong-stage')
  })
})

describe('answers', () => {
  const answering = (walk: Walk, stage: string, item: string, answer: Answer) =>
    walk.refusal('item.answered', { stage, item, answer, position: 0 })

  test('an answer to an item of another page is refused [S6]', () => {
    const walk = new Walk(study).toBefore()
    expect(answering(walk, 'before', 'near/side', { kind: 'code', code: 1 })).toBe('unknown-item')
    expect(answering(walk, 'before', 'near/nothing', { kind: 'code', code: 1 })).toBe('unknown-item')
    expect(answering(walk, 'you', 'near/side', { kind: 'code', code: 1 })).toBe('wrong-stage')
    expect(answering(walk, 'after', 'near/trust', { kind: 'code', code: 1 })).toBe('wrong-stage')
  })

  test('an answer to a talk is refused, and so is a turn in a survey [S6]', () => {
    const walk = new Walk(study).toBefore()
    expect(walk.refusal('turn.taken', { stage: 'before', turn: 'a', parent: null, text: 'Hi' })).toBe('wrong-stage')
    const talking = new Walk(study).toTalk()
    expect(answering(talking, 'talk', 'near/trust', { kind: 'code', code: 1 })).toBe('wrong-stage')
  })

  test.each<[string, string, Answer]>([
    ['a code that is no option', 'near/trust', { kind: 'code', code: 4 }],
    ['a code outside the range', 'near/warmth', { kind: 'code', code: 11 }],
    ['text for a choice', 'near/trust', { kind: 'text', text: 'a lot' }],
    ['a code for text', 'near/why', { kind: 'code', code: 1 }],
    ['text that is too long', 'near/why', { kind: 'text', text: 'x'.repeat(501) }],
    ['leaving out what is not optional', 'near/trust', { kind: 'skipped' }],
    ['places for a choice', 'near/trust', { kind: 'places', places: [], words: '' }],
  ])('%s does not fit [S7]', (_, item, answer) => {
    expect(answering(new Walk(study).toBefore(), 'before', item, answer)).toBe('unfit-answer')
  })

  test.each<[string, string, Answer]>([
    ['the ends of a range', 'near/warmth', { kind: 'code', code: 0 }],
    ['text of the full length', 'near/why', { kind: 'text', text: 'x'.repeat(500) }],
    ['leaving out what is optional', 'near/why', { kind: 'skipped' }],
  ])('%s fit [S7]', (_, item, answer) => {
    const walk = new Walk(study).toBefore()
    expect(answering(walk, 'before', item, answer)).toBeNull()
    expect(walk.session.answers.before![item]).toEqual(answer)
  })

  test('the last of several answers stands, and each is a fact [S7]', () => {
    const walk = new Walk(study).toBefore()
    const facts = walk.log.length
    walk.code('before', 'near/trust', 1).code('before', 'near/trust', 3)
    expect(walk.log).toHaveLength(facts + 2)
    expect(walk.session.answers.before!['near/trust']).toEqual({ kind: 'code', code: 3 })
  })

  test('an answer cannot be changed once its stage is completed [S7]', () => {
    const walk = new Walk(study).toTalk()
    expect(answering(walk, 'before', 'near/trust', { kind: 'code', code: 1 })).toBe('wrong-stage')
  })

  test('the same item in two stages has two answers [S7]', () => {
    const walk = toDebrief(new Walk(study).toTalk().exchange('a'))
    expect(walk.session.answers.before!['near/trust']).toEqual({ kind: 'code', code: 2 })
    expect(walk.session.answers.after!['near/trust']).toEqual({ kind: 'code', code: 1 })
  })
})

describe('completing', () => {
  test('a survey is completed when every item that is not optional has an answer [S8]', () => {
    const walk = new Walk(study).toBefore().code('before', 'near/trust', 1)
    expect(walk.refusal('stage.completed', { stage: 'before' })).toBe('incomplete')
    walk.code('before', 'near/warmth', 5).take('stage.completed', { stage: 'before' })
    expect(walk.stage).toBe('talk')
  })

  test('a chat is completed only after its least number of turns [S8]', () => {
    const longer = smallStudy((draft) => {
      Object.assign(draft.flow![3]!, { turns: { min: 2, max: 3 } })
    })
    const walk = new Walk(longer).toTalk().exchange('a')
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe('incomplete')
    walk.exchange('b').take('stage.completed', { stage: 'talk' })
    expect(walk.stage).toBe('after')
  })

  test('a chat is not completed while a reply is on its way [S8]', () => {
    const walk = new Walk(study).toTalk().turn('a')
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe('busy')
    walk.begin('a')
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe('busy')
    walk.take('reply.stopped', { stage: 'talk', reply: 'a.1', shown: 2 })
    expect(walk.refusal('stage.completed', { stage: 'talk' })).toBe('busy')
    walk.finish('a', { outcome: 'stopped' }).take('stage.completed', { stage: 'talk' })
  })
})
