import { expect, test } from 'vitest'
import { MOST_MARKS } from '../../../../shared/session/limits.ts'
import { AT, call, enrolled, enrolment, gathered, type Kit, probe, progress, publish, turn } from './material.ts'

const live = { studyId: 'demo', kinds: ['live'] } as const

export function callsContract(kit: () => Kit): void {
  test('a model call is kept whole, once, for a session or for none [ST4]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const free = call('free', null, { purpose: 'probe', record: [1, { half: '\ud83d' }] })
    await store.recordCall(call('of-s', 's'))
    await store.recordCall(free)
    await store.recordCall(call('of-s', 's', { outcome: 'failed' }))
    const { rows } = await gathered(store.scan('modelCalls', live))
    expect(rows).toEqual([free, call('of-s', 's')])
  })

  test('the latest failed call of each session is found, and none where none failed', async () => {
    const { store } = kit()
    for (const session of ['s', 't', 'u']) await enrolled(store, session)
    await store.recordCall(call('1', 's', { outcome: 'failed', error: 'First.', at: AT + 1 }))
    await store.recordCall(call('2', 's', { outcome: 'filtered', error: 'Second.', at: AT + 2 }))
    await store.recordCall(call('3', 's', { at: AT + 3 }))
    await store.recordCall(call('4', 't'))
    await store.recordCall(call('5', 'u', { outcome: 'failed', error: 'Third.', at: AT + 5 }))
    expect(await store.lastErrors(['s', 't', 'nobody'])).toEqual(
      new Map([['s', { at: AT + 2, kind: 'filtered', message: 'Second.' }]]),
    )
  })

  test('sessions in which no reply came are counted by kind, with the last error of a reply in them', async () => {
    const { store } = kit()
    const reply = (text: string, wish: Parameters<typeof call>[2] = {}) => ({ record: { result: { text } }, ...wish })
    const failed = (error: string, at: number) => reply('', { outcome: 'failed', error, at: AT + at })
    const sessions: Record<string, Parameters<typeof call>[2][]> = {
      whole: [failed('Early.', 1), reply('Peace.')],
      part: [reply('Pea', { outcome: 'truncated', error: 'cut: …' })],
      stoppedReading: [reply('Pea', { outcome: 'stopped' })],
      waiting: [],
      stoppedWaiting: [reply(' \n', { outcome: 'stopped' })],
      silent: [
        failed('First.', 2),
        failed('Second.', 9),
        { ...reply('1'), purpose: 'probe', error: 'Of a probe.', at: AT + 99 },
      ],
      silentEarlier: [failed('Third.', 5)],
      erased: [failed('Fourth.', 50)],
    }
    await enrolled(store, 'nothing-written')
    for (const [session, calls] of Object.entries(sessions)) {
      await enrolled(store, session)
      await store.append(session, [turn(session, 2)], { ...progress, turns: 1 })
      for (const [nth, wish] of calls.entries()) await store.recordCall(call(`${session}-${nth}`, session, wish))
    }
    await store.erase('erased', AT)
    await enrolled(store, 'left', { kind: 'preview' })
    await store.append('left', [turn('left', 2)], { ...progress, turns: 1, phase: 'withdrawn' })
    await enrolled(store, 'of-another', { studyId: 'other', study: 'e'.repeat(64) })
    await store.append('of-another', [turn('of-another', 2)], { ...progress, turns: 1 })
    await store.recordCall(call('of-another', 'of-another', failed('Fifth.', 70)))
    expect(await store.silence('demo')).toEqual([
      { kind: 'live', wrote: 7, silent: 3, error: { at: AT + 9, message: 'Second.' } },
      { kind: 'preview', wrote: 1, silent: 1, error: null },
    ])
    expect(await store.silence('nothing')).toEqual([])
  })

  test('are counted to the last where they are more than a page', async () => {
    const { store } = kit()
    await publish(store)
    const names = Array.from({ length: 251 }, (_, nth) => `many-${nth}`)
    await Promise.all(
      names.map(async (session) => {
        await store.enrol(enrolment(session))
        await store.append(session, [turn(session, 2)], { ...progress, turns: 1 })
        await store.recordCall(
          call(session, session, { outcome: 'failed', error: 'Down.', record: { result: { text: '' } } }),
        )
      }),
    )
    expect(await store.silence('demo')).toMatchObject([{ kind: 'live', wrote: 251, silent: 251 }])
  })

  test('an answer to a probe is kept once with its call, so that a round can go on where it stopped [S15]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const asked = [
      probe('s'),
      probe('s', { repeat: 1, code: null, outcome: 'unparsed', text: '' }),
      probe('s', { reversed: true, call: 'call-3' }),
      probe('s', { moment: 'end' }),
    ]
    for (const [at, one] of asked.entries()) await store.recordProbe(one, call(`call-${at}`, 's', { purpose: 'probe' }))
    await store.recordProbe(probe('s', { code: 1, text: 'Answer: 1' }), call('call-again', 's', { purpose: 'probe' }))
    expect(await store.probes('s')).toEqual(asked)
    expect((await gathered(store.scan('probes', live))).rows).toEqual(asked)
    expect((await gathered(store.scan('modelCalls', live))).rows).toHaveLength(5)
    expect(await store.probes('nobody')).toEqual([])
  })

  test('telemetry is kept once by its id [ST4]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const row = { session: 's', id: 'a', at: AT, marks: [{ kind: 'hidden', ms: 1.5 }] }
    await Promise.all([store.recordTelemetry(row), store.recordTelemetry({ ...row, marks: [] })])
    await store.recordTelemetry({ ...row, id: 'b' })
    expect((await gathered(store.scan('telemetry', live))).rows).toEqual([row, { ...row, id: 'b' }])
  })

  test('of telemetry beyond the most of a session only the number is kept, and of other sessions all [S19]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 'other')
    const batch = (id: string, count: number, session = 's') => ({
      ...{ session, id, at: AT },
      marks: Array.from({ length: count }, () => ({ at: 1, kind: 'blur' })),
    })
    const kept = batch('first', MOST_MARKS - 10)
    await store.recordTelemetry(kept)
    await store.recordTelemetry(batch('too many', 11))
    await store.recordTelemetry(batch('after', 1))
    await store.recordTelemetry(kept)
    await store.recordTelemetry({ ...batch('later', 5), at: AT + 7 })
    // An answer that was lost: the page sends its batch again, and nothing more was dropped.
    for (const again of ['too many', 'after', 'later']) await store.recordTelemetry({ ...batch(again, 9), at: AT + 8 })
    await store.recordTelemetry(batch('first', MOST_MARKS, 'other'))
    const { rows } = await gathered(store.scan('telemetry', live))
    const dropped = { session: 's', id: 'dropped', at: AT + 7, marks: [{ at: AT + 7, kind: 'dropped', count: 17 }] }
    expect(rows).toEqual([kept, dropped, batch('first', MOST_MARKS, 'other')])
  })

  test('a version of a study is kept once by its hash, and versions are listed newest first [ST4]', async () => {
    const { store } = kit()
    const version = { hash: 'c'.repeat(64), id: 'demo', json: '{"new":"é"}', publishedAt: AT + 5 }
    await publish(store)
    await store.publish(version)
    await store.publish({ ...version, publishedAt: AT + 9 })
    await publish(store, 'd'.repeat(64), 'another')
    expect(await store.version(version.hash)).toEqual(version)
    expect(await store.version('e'.repeat(64))).toBeNull()
    expect(await store.versions()).toEqual([
      { hash: 'd'.repeat(64), id: 'another', publishedAt: AT },
      { hash: version.hash, id: 'demo', publishedAt: AT + 5 },
      { hash: 'a'.repeat(64), id: 'demo', publishedAt: AT },
    ])
  })

  test('a secret is made once, whoever asks first, and stays until it is replaced', async () => {
    const { store, second, reopen } = kit()
    const other = await second()
    let made = 0
    const make = () => `secret ${++made}`
    const asked = await Promise.all([
      store.secret('links', make),
      other.secret('links', make),
      store.secret('links', make),
    ])
    expect(new Set(asked).size).toBe(1)
    expect(made).toBe(1)
    expect(await store.keptSecret('seed')).toBeNull()
    expect(await store.secret('seed', () => 'its own')).toBe('its own')
    expect(await store.keptSecret('seed')).toBe('its own')
    await store.replaceSecret('links', 'another')
    await store.replaceSecret('fresh', 'first')
    await store.close()
    const after = await reopen()
    expect(await after.secret('links', make)).toBe('another')
    expect(await after.secret('fresh', make)).toBe('first')
    expect(made).toBe(1)
  })

  test('a closed store keeps what was asked before and refuses what comes after', async () => {
    const { store, reopen } = kit()
    await enrolled(store, 's')
    const asked = store.recordCall(call('late', 's'))
    await store.close()
    await asked
    await expect(store.recordCall(call('later', 's'))).rejects.toThrow('closed')
    await store.close()
    const after = await reopen()
    expect((await gathered(after.scan('modelCalls', live))).rows.map(({ id }) => id)).toEqual(['late'])
  })
}
