import { describe, expect, test } from 'vitest'
import type { Event } from '../../../shared/session/events.ts'
import { open, step } from '../../../shared/session/step.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, PLAIN, Walk } from './walk.ts'

const study = smallStudy()

describe('the log', () => {
  test('a log begins with the opening at 1, and with nothing else [S1]', () => {
    const walk = new Walk(study)
    expect(() => open(study, walk.event('consent.declined', { stage: 'welcome' }, 1))).toThrow(
      'begins with "consent.declined" at 1',
    )
    expect(() => open(study, { ...walk.log[0]!, seq: 2 })).toThrow('at 2')
  })

  test('a session is opened once [S1]', () => {
    const walk = new Walk(study)
    const body = { study: 'a'.repeat(64), kind: 'live' as const, participant: 'person-1', wave: 1, locale: 'en' }
    expect(walk.refusal('session.opened', body)).toBe('out-of-order')
  })

  test.each([
    ['leaves a gap', 3],
    ['comes again', 1],
  ])('a fact whose number %s is refused [S1]', (_, seq) => {
    const walk = new Walk(study)
    const stepped = step(study, walk.session, walk.event('locale.chosen', { locale: 'ar' }, seq))
    expect(stepped).toMatchObject({ ok: false, refusal: { code: 'out-of-order' } })
  })

  test('every fact taken moves the number and the time on [S1]', () => {
    const walk = new Walk(study).take('locale.chosen', { locale: 'ar' })
    expect(walk.session).toMatchObject({ seq: 2, lastAt: 2_000, openedAt: 1_000, locale: 'ar' })
  })
})

test('a person adds no more to a session that is full, but may still withdraw [S19]', () => {
  const walk = new Walk(study).toTalk()
  const full = { ...walk.session, seq: 5_000 }
  const by = (event: Event): Event => ({ ...event, actor: 'participant' })
  const turn = walk.event('turn.taken', { stage: 'talk', turn: 'a', parent: null, text: 'x' }, 5_001)
  expect(step(study, full, by(turn))).toMatchObject({ ok: false, refusal: { code: 'limit' } })
  expect(step(study, { ...full, seq: 4_999 }, by({ ...turn, seq: 5_000 }))).toMatchObject({ ok: true })
  expect(step(study, full, by(walk.event('session.withdrawn', { erase: true }, 5_001)))).toMatchObject({ ok: true })
})

describe('consent', () => {
  test('nothing of a later stage is taken before consent [S2]', () => {
    const walk = new Walk(study)
    const answer = { kind: 'code' as const, code: 1 }
    expect(walk.refusal('item.answered', { stage: 'you', item: 'near/side', answer, position: 0 })).toBe('wrong-stage')
    expect(walk.refusal('turn.taken', { stage: 'talk', turn: 'a', parent: null, text: 'Hi' })).toBe('wrong-stage')
    expect(walk.refusal('stage.completed', { stage: 'welcome' })).toBe('incomplete')
    expect(walk.refusal('assignment.made', PLAIN)).toBe('out-of-order')
  })

  test('consent to another version of the text is refused [S2]', () => {
    const refused = new Walk(study).refusal('consent.given', { stage: 'welcome', version: '0', uses: [] })
    expect(refused).toBe('stale')
  })

  test('consent to a use that the text does not offer is refused [S2]', () => {
    const refused = new Walk(study).refusal('consent.given', { stage: 'welcome', version: '1', uses: ['reuse'] })
    expect(refused).toBe('not-offered')
  })

  test('consent is kept with the version read and the uses allowed, and leads on [S2]', () => {
    const walk = new Walk(study).consent('telemetry')
    expect(walk.session.consent).toEqual({ version: '1', uses: ['telemetry'] })
    expect(walk.stage).toBe('you')
    expect(walk.refusal('consent.given', { stage: 'welcome', version: '1', uses: [] })).toBe('wrong-stage')
  })

  test('declining ends the session, and nothing more is taken but a withdrawal [S2] [S16]', () => {
    const walk = new Walk(study).take('consent.declined', { stage: 'welcome' })
    expect(walk.session.phase).toEqual({ kind: 'ended', how: 'declined' })
    expect(walk.refusal('consent.given', { stage: 'welcome', version: '1', uses: [] })).toBe('ended')
    expect(walk.refusal('session.withdrawn', { erase: true })).toBeNull()
  })

  test('the language is chosen among those of the study, until consent is given [S2]', () => {
    const walk = new Walk(study)
    expect(walk.refusal('locale.chosen', { locale: 'fr' })).toBe('not-offered')
    walk.take('locale.chosen', { locale: 'ar' }).consent()
    expect(walk.session.locale).toBe('ar')
    expect(walk.refusal('locale.chosen', { locale: 'en' })).toBe('out-of-order')
  })
})

describe('assignment', () => {
  test('a session waits for its assignment after consent and screening, before any other stage [S3]', () => {
    const walk = new Walk(study).consent()
    const places = { kind: 'places' as const, places: [], words: 'the delta' }
    walk.take('item.answered', { stage: 'you', item: 'near/home', answer: places, position: 0 })
    walk.code('you', 'near/side', 2)
    expect(walk.refusal('assignment.made', PLAIN)).toBe('out-of-order')
    walk.take('stage.completed', { stage: 'you' })
    expect(walk.session.phase).toEqual({ kind: 'assigning' })
    expect(walk.refusal('stage.completed', { stage: 'before' })).toBe('wrong-stage')
  })

  test('a session is assigned once [S3]', () => {
    const walk = new Walk(study).toBefore(ELDER)
    expect(walk.session.assignment).toEqual(ELDER)
    expect(walk.refusal('assignment.made', PLAIN)).toBe('out-of-order')
    expect(walk.session.assignment).toEqual(ELDER)
  })

  test('a study without screening is assigned right after consent [S3]', () => {
    const unscreened = smallStudy((draft) => draft.flow!.splice(1, 1))
    expect(new Walk(unscreened).consent().session.phase).toEqual({ kind: 'assigning' })
  })
})
