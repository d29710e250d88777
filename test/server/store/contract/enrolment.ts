import { expect, test } from 'vitest'
import { AT, enrolled, enrolment, gathered, HASH, type Kit, progress, publish } from './material.ts'

const live = { studyId: 'demo', kinds: ['live'] } as const

export function enrolmentContract(kit: () => Kit): void {
  test('enrolling opens a session with its first event [S1]', async () => {
    const { store } = kit()
    await publish(store)
    const outcome = await store.enrol(enrolment('s', { participant: 'p', wave: 2, kind: 'preview' }))
    expect(outcome).toEqual({ kind: 'enrolled', session: 's', participant: 'p' })
    expect(await store.session('s')).toEqual({
      id: 's',
      study: HASH,
      studyId: 'demo',
      kind: 'preview',
      participant: 'p',
      wave: 2,
      locale: 'en',
      openedAt: AT + 1,
      lastAt: AT + 1,
      seq: 1,
      phase: 'consenting',
      stage: null,
      condition: null,
      turns: 0,
      pending: false,
      erasedAt: null,
      idState: null,
    })
    expect(await store.read('s', 0)).toMatchObject([{ seq: 1, type: 'session.opened', body: { participant: 'p' } }])
    expect(await store.session('nobody')).toBeNull()
  })

  test('a lost answer is asked for again without a second session, and another token is refused [S4]', async () => {
    const { store } = kit()
    await publish(store)
    const asked = Array.from({ length: 20 }, () => store.enrol(enrolment('s')))
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind)
    expect(kinds).toEqual(['enrolled', ...new Array(19).fill('resumed')])
    expect(await store.enrol(enrolment('s', { token: 'stolen' }))).toEqual({ kind: 'refused' })
    expect(await store.sessionByToken('s', 'stolen')).toBeNull()
    expect(await store.read('s', 0)).toHaveLength(1)
  })

  test('a session is opened by the hashes of its own tokens and by no other [ST7]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 't')
    expect(await store.sessionByToken('s', 'token-of-s')).toMatchObject({ id: 's' })
    expect(await store.sessionByToken('s', 'token-of-t')).toBeNull()
    expect(await store.sessionByToken('s', '')).toBeNull()
    expect(await store.sessionByToken('nobody', 'token-of-s')).toBeNull()
  })

  test('the same platform ids, 50 times at once from as many devices, are one participant with one session [ST6]', async () => {
    const { store } = kit()
    await publish(store)
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        store.enrol(enrolment(`s${at}`, { identifiers: { PID: 'anna', VISIT: `visit ${at}` } })),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'enrolled')).toHaveLength(1)
    expect(outcomes.filter(({ kind }) => kind === 'resumed')).toHaveLength(49)
    expect(new Set(outcomes.map((one) => ('session' in one ? one.session : null)))).toEqual(new Set(['s0']))
    expect(await store.sessionByToken('s0', 'token-of-s37')).toMatchObject({ id: 's0' })
    expect(await store.session('s37')).toBeNull()
    expect((await gathered(store.scan('sessions', live))).rows).toHaveLength(1)
  })

  test('another wave or another kind is a new session of the same participant', async () => {
    const { store } = kit()
    await publish(store)
    const identifiers = { PID: 'anna' }
    await store.enrol(enrolment('first', { participant: 'p', identifiers }))
    const again = (session: string, wish: object) => store.enrol(enrolment(session, { ...wish, identifiers }))
    const of = (session: string) => ({ kind: 'enrolled', session, participant: 'p' })
    expect(await again('wave', { wave: 2 })).toEqual(of('wave'))
    expect(await again('preview', { kind: 'preview' })).toEqual(of('preview'))
    expect(await again('still', {})).toEqual({ kind: 'resumed', session: 'first', participant: 'p' })
  })

  test.each(['completed', 'declined', 'withdrawn'] as const)(
    'who has %s comes back to that session and is never drawn again [ST6]',
    async (phase) => {
      const { store } = kit()
      await publish(store)
      const identifiers = { PID: 'anna' }
      await store.enrol(enrolment('first', { participant: 'p', identifiers }))
      await store.append('first', [], { ...progress, phase })
      const back = { kind: 'resumed', session: 'first', participant: 'p' }
      expect(await store.enrol(enrolment('again', { identifiers }))).toEqual(back)
      expect(await store.sessionByToken('first', 'token-of-again')).toMatchObject({ id: 'first', phase })
      expect(await store.session('again')).toBeNull()
    },
  )

  test('who comes back to an erased session finds it erased, and leaves no platform id in it', async () => {
    const { store } = kit()
    await publish(store)
    const identifiers = { PID: 'anna', VISIT: 'second visit' }
    await store.enrol(enrolment('first', { participant: 'p', identifiers: { PID: 'anna' } }))
    await store.enrol(enrolment('wave', { wave: 2, identifiers: { PID: 'anna' } }))
    await store.erase('first', AT + 9)
    const back = { kind: 'resumed', session: 'first', participant: 'p' }
    expect(await store.enrol(enrolment('again', { identifiers }))).toEqual(back)
    expect(await store.sessionByToken('first', 'token-of-again')).toMatchObject({ id: 'first', erasedAt: AT + 9 })
    const { rows } = await gathered(store.scan('identifiers', live))
    expect(rows.map(({ session, value }) => `${session} ${value}`)).toEqual(['wave anna'])
  })

  test('a session that is kept to its device opens by its own token, and by a platform id elsewhere never', async () => {
    const { store } = kit()
    await publish(store)
    const wish = { identifiers: { PID: '1042' }, resume: 'device' } as const
    await store.enrol(enrolment('first', { ...wish, participant: 'p' }))
    const back = { kind: 'resumed', session: 'first', participant: 'p' }
    expect(await store.enrol(enrolment('first', wish))).toEqual(back)
    expect(await store.enrol(enrolment('guess', wish))).toEqual({ kind: 'refused' })
    expect(await store.sessionByToken('first', 'token-of-guess')).toBeNull()
    await store.append('first', [], { ...progress, phase: 'completed' })
    expect(await store.enrol(enrolment('guess', wish))).toEqual({ kind: 'refused' })
    expect(await store.session('guess')).toBeNull()
    expect(await store.enrol(enrolment('wave', { ...wish, wave: 2 }))).toMatchObject({ participant: 'p' })
  })

  test('where no new session may be opened, who has one goes on with it, and nobody else comes in', async () => {
    const { store } = kit()
    await publish(store)
    const identifiers = { PID: 'anna' }
    await store.enrol(enrolment('first', { identifiers }))
    const back = { kind: 'resumed', session: 'first' }
    expect(await store.enrol(enrolment('first', { open: false }))).toMatchObject(back)
    expect(await store.enrol(enrolment('phone', { identifiers, open: false }))).toMatchObject(back)
    expect(await store.sessionByToken('first', 'token-of-phone')).toMatchObject({ id: 'first' })
    for (const wish of [{}, { identifiers: { PID: 'bea' } }, { identifiers, wave: 2 }])
      expect(await store.enrol(enrolment('new', { ...wish, open: false }))).toEqual({ kind: 'closed' })
    expect(await store.enrol(enrolment('first', { token: 'stolen', open: false }))).toEqual({ kind: 'refused' })
    expect(await store.session('new')).toBeNull()
    expect((await gathered(store.scan('identifiers', live))).rows.map(({ value }) => value)).toEqual(['anna'])
  })

  test('the platform id that tells people apart tells the participant; no other does [ST6]', async () => {
    const { store } = kit()
    await publish(store)
    const enrol = (session: string, identifiers: Record<string, string>, studyId = 'demo') =>
      store.enrol(enrolment(session, { identifiers, studyId }))
    await enrol('a', { STUDY: '7', PID: 'anna' })
    expect(await enrol('z', { STUDY: '7' })).toMatchObject({ kind: 'enrolled', participant: 'person-of-z' })
    expect(await enrol('y', { STUDY: '7' })).toMatchObject({ kind: 'enrolled', participant: 'person-of-y' })
    expect(await enrol('b', { PID: 'bea', STUDY: '7' })).toMatchObject({ kind: 'enrolled', participant: 'person-of-b' })
    expect(await enrol('c', { PID: '', STUDY: '7' })).toMatchObject({ kind: 'enrolled', participant: 'person-of-c' })
    expect(await enrol('d', { PID: '', STUDY: 'anna' })).toMatchObject({ kind: 'enrolled' })
    expect(await enrol('e', { PID: '', STUDY: '' })).toMatchObject({ kind: 'enrolled' })
    expect(await enrol('f', { PID: '', STUDY: '' })).toMatchObject({ kind: 'enrolled' })
    expect(await enrol('g', { PID: 'anna' }, 'other')).toMatchObject({ kind: 'enrolled', participant: 'person-of-g' })
    expect(await enrol('h', { PID: 'anna', STUDY: '8' })).toMatchObject({ kind: 'resumed', session: 'a' })
  })

  test('a session is not handed to another person who comes with the same browser', async () => {
    const { store } = kit()
    await publish(store)
    const come = (identifiers: Record<string, string>) => store.enrol(enrolment('shared', { identifiers }))
    await come({ PID: 'anna' })
    expect(await come({ PID: 'anna' })).toMatchObject({ kind: 'resumed', session: 'shared' })
    expect(await come({})).toMatchObject({ kind: 'resumed', session: 'shared' })
    expect(await come({ PID: 'bea' })).toEqual({ kind: 'refused' })
  })

  test('a session without an id is not handed to a person whom the study knows by theirs', async () => {
    const { store } = kit()
    await publish(store)
    await store.enrol(enrolment('bea', { identifiers: { PID: 'bea' } }))
    await store.enrol(enrolment('shared'))
    expect(await store.enrol(enrolment('shared', { identifiers: { PID: 'new' } }))).toMatchObject({ kind: 'resumed' })
    expect(await store.enrol(enrolment('shared', { identifiers: { PID: 'bea' } }))).toEqual({ kind: 'refused' })
  })

  test('an id that was kept before ids were cleaned is known in both forms', async () => {
    const { store } = kit()
    await publish(store)
    await store.enrol(enrolment('first', { identifiers: { PID: 'anna ' } }))
    const cleaned = { identifiers: { PID: 'anna' }, idAsGiven: 'anna ' }
    const back = { kind: 'resumed', session: 'first' }
    expect(await store.enrol(enrolment('first', cleaned))).toMatchObject(back)
    expect(await store.enrol(enrolment('other', cleaned))).toMatchObject(back)
    // From then on it is known in its clean form as well, whichever way the link writes it.
    expect(await store.enrol(enrolment('third', { identifiers: { PID: 'anna' } }))).toMatchObject(back)
    expect(await store.enrol(enrolment('first', { identifiers: { PID: 'anna' } }))).toMatchObject(back)
    expect(await store.enrol(enrolment('first', { identifiers: { PID: 'bea' } }))).toEqual({ kind: 'refused' })
  })

  test('what the link told of the person is kept with the session, and counted among live ones', async () => {
    const { store } = kit()
    for (const [session, idState] of [
      ['a', 'usable'],
      ['b', 'template'],
      ['c', 'template'],
      ['d', undefined],
    ] as const)
      await enrolled(store, session, idState && { idState })
    await enrolled(store, 'preview', { kind: 'preview', idState: 'template' })
    await enrolled(store, 'other', { study: 'b'.repeat(64), studyId: 'other', idState: 'blank' })
    const counts = await store.countIdStates('demo')
    expect(counts.toSorted((a, b) => b.count - a.count)).toEqual([
      { idState: 'template', count: 2 },
      { idState: 'usable', count: 1 },
    ])
    expect(await store.session('b')).toMatchObject({ idState: 'template' })
    expect((await gathered(store.scan('sessions', live))).rows.map((row) => row.idState)).toEqual([
      'usable',
      'template',
      'template',
      null,
    ])
  })

  test('platform ids are kept apart and stand in no body [ST7]', async () => {
    const { store } = kit()
    await enrolled(store, 's', { participant: 'p', identifiers: { PID: 'anna-5eed', EMPTY: '' } })
    const { rows } = await gathered(store.scan('identifiers', live))
    expect(rows).toEqual([{ participant: 'p', session: 's', name: 'PID', value: 'anna-5eed', at: AT }])
    for (const table of ['sessions', 'events', 'modelCalls', 'probes', 'telemetry'] as const)
      expect(JSON.stringify((await gathered(store.scan(table, live))).rows)).not.toContain('anna-5eed')
  })

  test('a first event that cannot be made leaves no trace of the enrolment [ST2]', async () => {
    const { store } = kit()
    await publish(store)
    const asked = enrolment('s', { identifiers: { PID: 'anna' } })
    const broken = {
      ...asked,
      opened: () => {
        throw new Error('No first event.')
      },
    }
    const [failed, neighbour] = await Promise.allSettled([store.enrol(broken), store.enrol(enrolment('t'))])
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'No first event.' } })
    expect(neighbour).toMatchObject({ value: { kind: 'enrolled' } })
    await expect(store.enrol({ ...asked, opened: () => enrolment('x').opened('p') })).rejects.toThrow('first event')
    expect(await store.session('s')).toBeNull()
    expect((await gathered(store.scan('identifiers', live))).rows).toEqual([])
    expect(await store.enrol(asked)).toMatchObject({ kind: 'enrolled' })
  })

  test('sessions are listed newest first, a page at a time, and counted by kind and phase', async () => {
    const { store } = kit()
    for (let at = 1; at <= 5; at += 1) await enrolled(store, `s${at}`)
    await enrolled(store, 'other', { study: 'b'.repeat(64), studyId: 'other' })
    await enrolled(store, 'preview', { kind: 'preview' })
    await store.append('s2', [], { ...progress, phase: 'completed' })
    const ids: string[][] = []
    for (let before: string | null = null; ; ) {
      const page = await store.sessions(live, { before, limit: 2 })
      ids.push(page.rows.map(({ id }) => id))
      before = page.next
      if (before === null) break
    }
    expect(ids).toEqual([['s5', 's4'], ['s3', 's2'], ['s1']])
    expect((await store.sessions({ ...live, kinds: [] }, { before: null, limit: 2 })).rows).toEqual([])
    await expect(store.sessions(live, { before: 'x', limit: 2 })).rejects.toThrow('"x" is not a cursor')
    expect(await store.countSessions('demo')).toEqual(
      expect.arrayContaining([
        { kind: 'live', phase: 'consenting', count: 4 },
        { kind: 'live', phase: 'completed', count: 1 },
        { kind: 'preview', phase: 'consenting', count: 1 },
      ]),
    )
  })
}
