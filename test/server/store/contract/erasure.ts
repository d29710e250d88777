import { expect, test } from 'vitest'
import type { Store } from '../../../../server/store/store.ts'
import { AT, call, enrolled, enrolment, event, gathered, type Kit, probe, progress, turn } from './material.ts'

const live = { studyId: 'demo', kinds: ['live'] } as const

/** Fills a session so that `words` stand wherever a person's words can. */
async function fill(store: Store, session: string, words: string): Promise<void> {
  await enrolled(store, session, { identifiers: { PID: `${words} id`, VISIT: `${words} visit` } })
  const stop = event(session, 3, { type: 'reply.stopped', body: { stage: 'talk', reply: 'r', shown: 1 } })
  await store.append(session, [turn(session, 2, words.repeat(500)), stop], { ...progress, pending: true })
  await store.checkpoint([{ session, reply: 'r', from: 0, text: words }])
  await store.checkpoint([{ session, reply: 'finished', from: 0, text: `${words} draft` }])
  const body = { stage: 'talk', reply: 'finished', outcome: 'complete', text: words, call: null } as const
  await store.append(session, [event(session, 4, { type: 'reply.finished', body })], { ...progress, pending: true })
  const failed = { outcome: 'failed', error: `About ${words}.`, promptHash: `hash of ${words}`, record: [words] }
  await store.recordCall(call(`call-${session}`, session, failed))
  const answer = probe(session, { text: words, promptHash: `hash of ${words}` })
  await store.recordProbe(answer, call(`probe-${session}`, session, { purpose: 'probe', record: { words } }))
  await store.recordTelemetry({ session, id: 't', at: AT, marks: [words] })
}

export function erasureContract(kit: () => Kit): void {
  test('after erasure nothing that a person wrote is left, in rows or in files, and the sequence is provable [S16]', async () => {
    const { store, onDisk, second } = kit()
    await fill(store, 'gone', 'zq-gone-qz')
    await fill(store, 'stays', 'zq-stays-qz')
    const before = await store.read('gone', 0)
    expect(await onDisk('zq-gone-qz')).toBe(true)

    await store.erase('gone', AT + 99)
    expect(await onDisk('zq-gone-qz')).toBe(false)
    expect(await onDisk('zq-stays-qz')).toBe(true)
    const after = await (await second()).read('gone', 0)
    expect(after).toEqual(before.map((one) => ({ ...one, body: null })))
    expect(after.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(await store.session('gone')).toMatchObject({ erasedAt: AT + 99, pending: false, seq: 4 })
    expect(await store.checkpointed({ session: 'gone', reply: 'r' })).toBe('')
    expect(await store.lastErrors(['gone', 'stays'])).toEqual(
      new Map([['stays', { at: AT, kind: 'failed', message: 'About zq-stays-qz.' }]]),
    )
    expect(await store.probes('gone')).toMatchObject([{ code: 2, text: null, promptHash: null }])

    const scanned = { events: 8, modelCalls: 4, probes: 2, telemetry: 1, identifiers: 2, sessions: 2 } as const
    for (const table of ['events', 'modelCalls', 'probes', 'telemetry', 'identifiers', 'sessions'] as const) {
      const { rows } = await gathered<object>(store.scan(table, live))
      expect(rows).toHaveLength(scanned[table])
      expect(JSON.stringify(rows)).not.toContain('zq-gone-qz')
    }
    const { rows } = await gathered(store.scan('modelCalls', live))
    const erased = { outcome: 'failed', error: null, promptHash: null, record: null }
    expect(rows.find(({ id }) => id === 'call-gone')).toMatchObject(erased)
  })

  test('an erased session is sealed: what comes late leaves no word behind [S16]', async () => {
    const { store, onDisk } = kit()
    await fill(store, 'gone', 'zq-gone-qz')
    await store.erase('gone', AT + 99)
    const late = 'zq-late-qz'
    expect(await store.append('gone', [turn('gone', 2, 'zq-gone-qz'.repeat(500))], progress)).toEqual({
      kind: 'erased',
    })
    expect(await store.append('gone', [turn('gone', 5, late)], progress)).toEqual({ kind: 'erased' })
    await store.checkpoint([{ session: 'gone', reply: 'r', from: 0, text: late }])
    await store.recordCall(call('late', 'gone', { error: late, outcome: 'failed', promptHash: late, record: late }))
    const answer = probe('gone', { repeat: 9, text: late, promptHash: late })
    await store.recordProbe(answer, call('late-probe', 'gone', { record: late }))
    await store.recordTelemetry({ session: 'gone', id: 'late', at: AT, marks: [late] })
    const stratum = { study: 'a'.repeat(64), kind: 'live', name: 'all' } as const
    const drawn = await store.assign('gone', stratum, () => {
      throw new Error('An erased session is not drawn for.')
    })
    expect(drawn).toEqual({ kind: 'erased' })
    expect(await onDisk(late)).toBe(false)
    await store.erase('gone', AT + 200)
    expect(await store.session('gone')).toMatchObject({ erasedAt: AT + 99, seq: 4 })
    const { rows } = await gathered(store.scan('modelCalls', live))
    expect(rows.map(({ id, record }) => [id, record])).toContainEqual(['late', null])
  })

  test('a person who comes back after erasure is not known, and other sessions of theirs stay [S16]', async () => {
    const { store } = kit()
    const identifiers = { PID: 'anna' }
    await enrolled(store, 'first', { participant: 'p', identifiers })
    await store.enrol(enrolment('second', { identifiers, wave: 2 }))
    await store.erase('first', AT)
    expect((await store.read('second', 0))[0]!.body).not.toBeNull()
    const again = await store.enrol(enrolment('third', { identifiers }))
    expect(again).toEqual({ kind: 'resumed', session: 'first', participant: 'p' })
    await store.erase('second', AT)
    expect(await store.enrol(enrolment('fourth', { identifiers }))).toEqual({
      kind: 'enrolled',
      session: 'fourth',
      participant: 'person-of-fourth',
    })
  })

  test('erasing a session that never was is a failure that says so', async () => {
    await expect(kit().store.erase('nobody', AT)).rejects.toThrow('No session "nobody"')
  })
}
