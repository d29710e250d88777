import { expect, test } from 'vitest'
import { whyMissing } from '../../../server/export/missing.ts'
import type { Session } from '../../../shared/session/session.ts'
import { stageOf } from '../../../shared/study/items.ts'
import { smallStudy } from '../../study.ts'

/** `follow` depends on an answer of `elders`, which only one persona is shown, and `arabic` on the language. */
const study = smallStudy((loose) => {
  const at = loose.flow!.findIndex((stage) => String(stage.id) === 'after')
  const extra = (id: string, when: object) => ({ ...structuredClone(loose.flow![at]!), id, when })
  loose.flow!.splice(
    at,
    0,
    extra('follow', { answers: { 'elders.near/trust': [1] } }) as never,
    extra('arabic', { locales: ['ar'] }) as never,
  )
})

const before: Session = {
  id: 's',
  seq: 9,
  study: 'x',
  kind: 'live',
  participant: 'p',
  wave: 1,
  locale: 'en',
  openedAt: 0,
  lastAt: 0,
  phase: { kind: 'in-stage', stage: 'welcome' },
  consent: null,
  assignment: null,
  answers: {},
  talks: {},
  probed: [],
  completed: [],
}
const consented: Session = { ...before, consent: { version: '1', uses: [] }, completed: ['welcome'] }
const levels = { persona: 'plain', opening: 'person' }
const plain: Session = {
  ...consented,
  assignment: { condition: 'plain', levels, wordings: {}, stratum: 'all', index: 0 },
  completed: ['welcome', 'you', 'before'],
  phase: { kind: 'in-stage', stage: 'talk' },
}
const elder: Session = { ...plain, assignment: { ...plain.assignment!, levels: { ...levels, persona: 'elder' } } }
const later: Session = {
  ...plain,
  completed: [...plain.completed, 'talk'],
  phase: { kind: 'in-stage', stage: 'after' },
}
const declined: Session = { ...before, phase: { kind: 'ended', how: 'declined' } }
const withdrawn: Session = { ...plain, phase: { kind: 'ended', how: 'withdrawn', erase: false } }
const done: Session = {
  ...later,
  completed: [...later.completed, 'after', 'debrief'],
  phase: { kind: 'ended', how: 'completed' },
}

test.each([
  ['a stage ahead', consented, 'after', 'not-reached'],
  ['the stage on screen', later, 'after', 'not-reached'],
  ['a stage that was left', done, 'after', 'left-blank'],
  ['a stage of another language, while the language can be changed', before, 'arabic', 'not-reached'],
  ['a stage of another language, once it cannot', consented, 'arabic', 'not-shown'],
  ['a stage of a level, before one is assigned', consented, 'elders', 'not-reached'],
  ['a stage of a level, for who declined', declined, 'elders', 'not-reached'],
  ['a stage of another level', plain, 'elders', 'not-shown'],
  ['a stage of another level, for who withdrew before it', withdrawn, 'elders', 'not-shown'],
  ['a stage of the level, ahead', elder, 'elders', 'not-reached'],
  ['a stage that depends on an answer yet to be given', elder, 'follow', 'not-reached'],
  ['a stage that depends on an answer never asked for, once it is passed', later, 'follow', 'not-shown'],
  ['the same, when all is over', done, 'follow', 'not-shown'],
])('%s', (_, session, stage, code) => {
  expect(whyMissing(study, session, stageOf(study, stage))).toBe(code)
})

test('a stage that depends on an answer that was another', () => {
  const answers = { elders: { 'near/trust': { kind: 'code', code: 2 } as const } }
  const answered: Session = { ...withdrawn, answers, completed: [...plain.completed, 'talk', 'elders'] }
  expect(whyMissing(study, answered, stageOf(study, 'follow'))).toBe('not-shown')
})
