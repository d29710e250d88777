import { describe, expect, test } from 'vitest'
import type { RunIdentity } from '../../../../shared/analysis/answers/run-identity.ts'
import {
  planOf,
  type Registration,
  registeredText,
  standingOf,
} from '../../../../shared/analysis/contrasts/registration.ts'
import type { SessionKind } from '../../../../shared/session/events.ts'
import type { Contrast } from '../../../../shared/study/study.ts'

const settings = { level: 0.95, resamples: 2000, rearrangements: 1999, reportVersion: 2 }
const contrast = (id: string, more: Partial<Contrast> = {}): Contrast => ({
  id,
  title: id,
  factor: 'framing',
  level: id,
  baseline: 'none',
  ...more,
})
const study = (...contrasts: Contrast[]) => ({ contrasts, control: 'none' })

function frozen(of: ReturnType<typeof study>): Registration {
  return {
    kind: 'parallax preregistration 1',
    study: 'small',
    title: 'Small',
    studyHash: 'a'.repeat(64),
    frozenAt: '2026-01-01T00:00:00.000Z',
    plan: planOf(of, settings),
    promptsHash: 'p',
    runPromptsHash: null,
    hash: 'b'.repeat(64),
  }
}

describe('an analysis stands to its registration', () => {
  test('as registered where nothing differs', () => {
    const planned = study(contrast('user', { smallestEffect: 0.2 }))
    const standing = standingOf(frozen(planned), planned, 'a'.repeat(64), settings)
    expect(standing).toMatchObject({ sameStudy: true, planned: ['user'], differences: [] })
  })

  test('a contrast that was added, changed or dropped later is told, and none of them is planned [A13]', () => {
    const registered = frozen(study(contrast('user', { smallestEffect: 0.2 }), contrast('person'), contrast('kept')))
    const now = study(contrast('user', { smallestEffect: 0.5 }), contrast('story'), contrast('kept'))
    const { planned, differences } = standingOf(registered, now, 'a'.repeat(64), settings)
    expect(planned).toEqual(['kept'])
    expect(differences).toEqual([
      'Contrast "story" was not registered: exploratory.',
      'Contrast "person" was registered and is not analysed.',
      'Contrast "user" is not as it was registered: exploratory.',
    ])
  })

  test('sessions that are of no participant are told, pooled or alone', () => {
    const planned = study(contrast('user'))
    const told = (...kinds: SessionKind[]) =>
      standingOf(frozen(planned), planned, 'a'.repeat(64), settings, { sessions: kinds.map((kind) => ({ kind })) })
        .differences
    expect(told('live', 'live')).toEqual([])
    const said = 'simulated or preview; the registration is of people who take part.'
    expect(told('live', 'simulated', 'simulated')).toEqual([`Of 3 sessions, 2 are ${said}`])
    expect(told('preview')).toEqual([`Of 1 session, 1 is ${said}`])
  })

  test('another version, control or setting is told [A13]', () => {
    const planned = study(contrast('user'))
    const { differences, sameStudy } = standingOf(frozen(planned), { ...planned, control: 'food' }, 'c'.repeat(64), {
      ...settings,
      resamples: 100,
    })
    expect(sameStudy).toBe(false)
    expect(differences).toEqual([
      'The study version analysed is cccccccccccc; aaaaaaaaaaaa was registered.',
      'The control is "food"; "none" was registered.',
      'The number of resamples is 100; 2000 was registered.',
    ])
  })

  test('its text is all of it but the hash', () => {
    const one = frozen(study(contrast('user')))
    expect(registeredText({ ...one, hash: 'c'.repeat(64) })).toBe(registeredText(one))
    expect(registeredText({ ...one, title: 'Other' })).not.toBe(registeredText(one))
  })

  test('a model that is another than was registered, or is sent other parameters, is told', () => {
    const planned = study(contrast('user'))
    const registered = { alias: 'main', provider: 'Acme', model: 'gpt-5', parameters: null, sent: {} }
    const registration: Registration = { ...frozen(planned), models: [registered] }
    const told = (...called: RunIdentity[]) =>
      standingOf(registration, planned, 'a'.repeat(64), settings, { called }).differences
    const same = { alias: 'main', provider: 'Acme', baseUrl: 'http://elsewhere.example', model: 'gpt-5' }
    const parameters = { rename: {}, drop: ['temperature'], add: {} }
    expect(told(same, { ...same, alias: 'other', model: 'x' })).toEqual([])
    expect(told({ ...same, model: 'gpt-6' }, { ...same, parameters }, { ...same, parameters })).toEqual([
      'Under "main", gpt-6 (Acme) was called; gpt-5 (Acme) was registered.',
      'Under "main", gpt-5 (Acme), without temperature was called; gpt-5 (Acme) was registered.',
    ])
    expect(standingOf(frozen(planned), planned, 'a'.repeat(64), settings, { called: [same] }).differences).toEqual([])
  })
})
