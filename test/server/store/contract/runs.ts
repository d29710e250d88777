import { expect, test } from 'vitest'
import { AT, call, codingOf, gathered, HASH, jobOf, type Kit, publish, runOf } from './material.ts'

const study = { studyId: 'demo', kinds: [] } as const

export function runsContract(kit: () => Kit): void {
  test('a run is kept from its begin, and its end is added', async () => {
    const { store } = kit()
    await publish(store)
    await publish(store, 'b'.repeat(64), 'other')
    await store.beginRun(runOf('one'))
    const two = runOf('two', { startedAt: AT + 1, alias: 'second', capabilities: { seed: 'honoured' } })
    await store.beginRun(two)
    await store.beginRun(runOf('elsewhere', { studyId: 'other', study: 'b'.repeat(64) }))
    const end = { endedAt: AT + 9, endReason: 'done' }
    await store.endRun('one', end)
    const runs = [runOf('one', end), two]
    expect(await store.runs('demo')).toEqual(runs)
    expect((await gathered(store.scan('probeRuns', study))).rows).toEqual(runs)
    await expect(store.endRun('nobody', end)).rejects.toThrow(/No run "nobody" has begun/)
  })

  test('an answer is kept once by its key, with its call, and says when it was there already [ST4]', async () => {
    const { store } = kit()
    await publish(store)
    await store.beginRun(runOf('one'))
    const first = jobOf('k1', { text: 'half \ud83d', levels: { persona: 'elder' }, wordings: { persona: 1 } })
    const second = jobOf('k2', {
      code: null,
      outcome: 'refused',
      canary: 'middle',
      favoured: 2,
      promptTokens: null,
      completionTokens: null,
      reportedModel: null,
      fingerprint: null,
    })
    expect(await store.recordJob(first, call('c1', null, { purpose: 'probe' }))).toBe('kept')
    const both = await Promise.all([
      store.recordJob(second, call('c2', null)),
      store.recordJob({ ...second, text: 'Again.' }, call('c3', null)),
    ])
    expect(both).toEqual(['kept', 'repeated'])
    expect(await store.recordJob({ ...first, code: 3 }, call('c4', null))).toBe('repeated')
    expect((await gathered(store.scan('probeJobs', study))).rows).toEqual([first, second])
    const calls = await gathered(store.scan('modelCalls', study))
    expect(calls.rows.map(({ id }) => id)).toEqual(['c1', 'c2'])
  })

  test('of some keys, those without an answer are named in their order', async () => {
    const { store } = kit()
    await publish(store)
    await store.beginRun(runOf('one'))
    for (const key of ['b', 'd']) await store.recordJob(jobOf(key), call(key, null))
    expect(await store.missingJobs(['e', 'd', 'c', 'b', 'a'])).toEqual(['e', 'c', 'a'])
    expect(await store.missingJobs([])).toEqual([])
    expect(await store.missingJobs(['b', 'd'])).toEqual([])
  })

  test('answers are counted by model, version, outcome and canary, with the tokens that were reported', async () => {
    const { store } = kit()
    await publish(store)
    await store.beginRun(runOf('one'))
    const wishes = [
      {},
      { promptTokens: null, completionTokens: null },
      { canary: 'end' },
      { outcome: 'refused' },
    ] as const
    for (const [at, wish] of wishes.entries()) await store.recordJob(jobOf(`k${at}`, wish), call(`c${at}`, null))
    const common = { alias: 'main', study: HASH, canary: null, withUsage: 1, promptTokens: 100, completionTokens: 3 }
    expect(await store.jobCounts('demo')).toEqual([
      { ...common, outcome: 'classified', count: 2 },
      { ...common, outcome: 'classified', canary: 'end', count: 1 },
      { ...common, outcome: 'refused', count: 1 },
    ])
    expect(await store.jobCounts('other')).toEqual([])
  })

  test('a coding is kept once by job and coder, and never touches the answer that it reads [ST4]', async () => {
    const { store } = kit()
    await publish(store)
    await store.beginRun(runOf('one'))
    for (const key of ['a', 'b', 'c']) await store.recordJob(jobOf(key), call(key, null))
    expect(await store.recordCoding(codingOf('b'), call('c1', null, { purpose: 'coding' }))).toBe('kept')
    expect(await store.recordCoding(codingOf('b', { code: 1 }), call('c2', null))).toBe('repeated')
    expect(await store.recordCoding(codingOf('b', { coder: 'other 1' }), call('c3', null))).toBe('kept')
    expect(await store.recordCoding(codingOf('c', { coder: 'other 1' }), call('c5', null))).toBe('kept')
    expect(await store.missingCodings('reader 1', ['c', 'b', 'a'])).toEqual(['c', 'a'])
    expect(await store.missingCodings('other 1', ['c', 'b', 'a'])).toEqual(['a'])
    expect((await gathered(store.scan('probeCodings', study))).rows).toEqual([
      codingOf('b'),
      codingOf('b', { coder: 'other 1' }),
      codingOf('c', { coder: 'other 1' }),
    ])
    expect((await gathered(store.scan('probeJobs', study))).rows).toEqual(['a', 'b', 'c'].map((key) => jobOf(key)))
    await expect(store.recordCoding(codingOf('nothing'), call('c4', null))).rejects.toThrow(/No job "nothing" is kept/)
    expect((await gathered(store.scan('modelCalls', study))).rows).toHaveLength(6)
  })

  test('answers and codings are read to the last, page by page, and only those of the study', async () => {
    const { store } = kit()
    await publish(store)
    await publish(store, 'b'.repeat(64), 'other')
    await store.beginRun(runOf('one'))
    const keys = Array.from({ length: 1_203 }, (_, at) => `k${at}`)
    await Promise.all(
      keys.flatMap((key) => [
        store.recordJob(jobOf(key), call(`c-${key}`, null)),
        store.recordJob(jobOf(`o-${key}`, { studyId: 'other' }), call(`o-${key}`, null, { study: 'b'.repeat(64) })),
        store.recordCoding(codingOf(key), call(`r-${key}`, null)),
      ]),
    )
    const jobs = await gathered(store.scan('probeJobs', study))
    expect(jobs.rows.map(({ key }) => key)).toEqual(keys)
    expect(jobs.largest).toBeLessThanOrEqual(1_000)
    const codings = await gathered(store.scan('probeCodings', study))
    expect(codings.rows.map(({ job }) => job)).toEqual(keys)
    expect((await gathered(store.scan('probeCodings', { studyId: 'other', kinds: [] }))).rows).toEqual([])
  })

  test('answers outlive the program that wrote them [ST1]', async () => {
    const { store, reopen } = kit()
    await publish(store)
    await store.beginRun(runOf('one'))
    const asked = store.recordJob(jobOf('late'), call('c', null))
    await store.close()
    expect(await asked).toBe('kept')
    await expect(store.recordJob(jobOf('later'), call('d', null))).rejects.toThrow('closed')
    expect((await gathered((await reopen()).scan('probeJobs', study))).rows).toEqual([jobOf('late')])
  })

  test('a piece of work is held by one program at a time, and is no lock of another piece or of the server [ST15]', async () => {
    const { store, second } = kit()
    const other = await second()
    const held = await store.claim('demo')
    expect(held).not.toBeNull()
    expect(await other.claim('demo')).toBeNull()
    expect(await other.claim('server')).not.toBeNull()
    held!.release()
    const next = await other.claim('demo')
    expect(next).not.toBeNull()
    next!.release()
  })
}
