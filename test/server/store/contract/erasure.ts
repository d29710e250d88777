import { expect, test } from 'vitest'
import type { Store } from '../../../../server/store/store.ts'
import { AT, call, enrolled, enrolment, event, gathered, HASH, type Kit, probe, progress, turn } from './material.ts'

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

/** Verbs that write nothing of a session: they read, or what they keep is a study's, a probe run's or the installation's. */
type OfNoSession =
  | (
      | 'publish'
      | 'version'
      | 'versions'
      | 'sessionByToken'
      | 'session'
      | 'sessions'
      | 'countSessions'
      | 'countIdStates'
      | 'silence'
      | 'pendingSessions'
    )
  | ('read' | 'checkpointed' | 'lastErrors' | 'probes' | 'beginRun' | 'endRun' | 'runs' | 'missingJobs' | 'jobCounts')
  | (
      | 'recordJob'
      | 'missingCodings'
      | 'recordCoding'
      | 'claim'
      | 'scan'
      | 'snapshot'
      | 'erasedAfter'
      | 'uncleared'
      | 'clear'
      | 'secret'
    )
  | ('replaceSecret' | 'keptSecret' | 'committed' | 'scratch' | 'close')

/** What comes late for the erased session `gone`, through every other verb. */
const LATE: Record<Exclude<keyof Store, OfNoSession>, (store: Store, words: string) => Promise<unknown>> = {
  async append(store, words) {
    const erased = { kind: 'erased' }
    expect(await store.append('gone', [turn('gone', 2, 'zq-gone-qz'.repeat(500))], progress)).toEqual(erased)
    expect(await store.append('gone', [turn('gone', 5, words)], progress)).toEqual(erased)
    expect(await store.append('gone', [], { ...progress, stage: words })).toEqual(erased)
  },
  async assign(store) {
    const drawn = await store.assign('gone', { study: HASH, kind: 'live', name: 'all' }, () => {
      throw new Error('An erased session is not drawn for.')
    })
    expect(drawn).toEqual({ kind: 'erased' })
  },
  async enrol(store, words) {
    const identifiers = { PID: 'zq-gone-qz id', VISIT: words }
    const same = await store.enrol(enrolment('gone', { identifiers: { PID: words } }))
    expect(same).toEqual({ kind: 'resumed', session: 'gone', participant: 'person-of-gone' })
    // The platform id is still known by another session of theirs, and leads back into this one.
    const back = await store.enrol(enrolment('again', { identifiers, token: 'another-token' }))
    expect(back).toEqual({ kind: 'resumed', session: 'gone', participant: 'person-of-gone' })
  },
  checkpoint: (store, words) => store.checkpoint([{ session: 'gone', reply: 'r', from: 0, text: words }]),
  async recordCall(store, words) {
    await store.recordCall(call('late', 'gone', { error: words, outcome: 'failed', promptHash: words, record: words }))
    const { rows } = await gathered(store.scan('modelCalls', live))
    const { record, error, promptHash } = rows.find(({ id }) => id === 'late')!
    expect([record, error, promptHash]).toEqual([null, null, null])
  },
  async recordProbe(store, words) {
    const answer = probe('gone', { repeat: 9, text: words, promptHash: words })
    await store.recordProbe(answer, call('late-probe', 'gone', { record: words, error: words, promptHash: words }))
    expect((await store.probes('gone')).at(-1)).toMatchObject({ text: null, promptHash: null })
  },
  recordTelemetry: (store, words) => store.recordTelemetry({ session: 'gone', id: 'late', at: AT, marks: [words] }),
  async erase(store) {
    await store.erase('gone', AT + 200)
    expect(await store.erasedAfter(0)).toEqual([{ number: 1, session: 'gone' }])
  },
}

export function erasureContract(kit: () => Kit): void {
  test('after erasure nothing that a person wrote is left, in rows or in files, and the sequence is provable [S16, ST8]', async () => {
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

  test.each(Object.entries(LATE))(
    'an erased session is sealed: %s, coming late, leaves no word behind [S16, ST8]',
    async (_verb, comeLate) => {
      const { store, onDisk, second } = kit()
      await fill(store, 'gone', 'zq-gone-qz')
      await enrolled(store, 'other', { participant: 'person-of-gone', wave: 2, identifiers: { PID: 'zq-gone-qz id' } })
      const tool = await second()
      await tool.erase('gone', AT + 99)
      // Through the store that did it, and through one that hears of it only from what is kept.
      for (const writer of [tool, store]) await comeLate(writer, 'zq-late-qz')
      expect(await onDisk('zq-late-qz')).toBe(false)
      expect(await store.session('gone')).toMatchObject({ erasedAt: AT + 99, seq: 4, phase: 'in-progress' })
      expect((await store.read('gone', 0)).map(({ body }) => body)).toEqual([null, null, null, null])
    },
  )

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

  test('every store hears of every erasure, in their order and once', async () => {
    const { store, second } = kit()
    const tool = await second()
    for (const session of ['a', 'b', 'c']) await enrolled(store, session)
    expect(await store.erasedAfter(0)).toEqual([])
    await tool.erase('b', AT)
    await store.erase('a', AT + 1)
    await store.erase('b', AT + 2)
    const both = [
      { number: 1, session: 'b' },
      { number: 2, session: 'a' },
    ]
    for (const one of [store, tool]) expect(await one.erasedAfter(0)).toEqual(both)
    await tool.erase('c', AT)
    expect(await store.erasedAfter(2)).toEqual([{ number: 3, session: 'c' }])
    expect(await store.erasedAfter(3)).toEqual([])
  })

  test('an erasure is uncleared until the files were rewritten, by whatever store, and nothing else is changed by that', async () => {
    const { store, second, reopen } = kit()
    expect(await store.uncleared()).toBeNull()
    expect(await store.clear()).toEqual({ kind: 'clear' })
    await fill(store, 'stays', 'zq-stays-qz')
    await fill(store, 'gone', 'zq-gone-qz')
    await fill(store, 'first', 'zq-first-qz')
    await store.erase('gone', AT + 7)
    await (await second()).erase('first', AT + 5)
    expect(await store.uncleared()).toBe(AT + 5)
    const before = [await store.read('stays', 0), await store.read('gone', 0), await store.session('first')]
    // Only the server knows when nobody is kept waiting by it.
    expect(await (await second()).clear()).toMatchObject({ kind: 'later', why: expect.stringContaining('server') })
    expect(await store.clear()).toEqual({ kind: 'clear' })
    expect(await store.uncleared()).toBeNull()
    expect([await store.read('stays', 0), await store.read('gone', 0), await store.session('first')]).toEqual(before)
    await store.erase('stays', AT)
    expect(await (await second()).uncleared()).toBe(AT)
    await store.close()
    expect(await (await reopen()).uncleared()).toBeNull()
  })

  test('what is written while the files are rewritten waits for its end, in order, and what is read does not', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 'gone')
    await store.erase('gone', AT)
    const clearing = store.clear()
    const written = [2, 3].map(async (seq) => [
      await store.append('s', [turn('s', seq)], progress),
      await store.uncleared(),
    ])
    expect(await store.read('s', 0)).toHaveLength(1)
    expect(await store.uncleared()).toBe(AT)
    expect(await Promise.all(written)).toEqual(Array(2).fill([{ kind: 'appended' }, null]))
    expect(await clearing).toEqual({ kind: 'clear' })
    expect((await store.read('s', 0)).map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test('nothing is rewritten while a snapshot keeps what was erased; once it is closed, all of it goes', async () => {
    const { store } = kit()
    await enrolled(store, 'gone')
    const snapshot = await store.snapshot()
    await store.erase('gone', AT)
    expect(await store.clear()).toMatchObject({ kind: 'later', why: expect.stringContaining('export') })
    expect(await store.uncleared()).toBe(AT)
    await snapshot.close()
    expect(await store.clear()).toEqual({ kind: 'clear' })
  })

  test('erasing a session that never was is a failure that says so', async () => {
    await expect(kit().store.erase('nobody', AT)).rejects.toThrow('No session "nobody"')
  })
}
