import { expect, test } from 'vitest'
import { call, enrolled, gathered, HASH, type Kit, probe, progress, turn } from './material.ts'

const live = { studyId: 'demo', kinds: ['live'] } as const

export function scansContract(kit: () => Kit): void {
  test('ten thousand events are read in pages of bounded size, session by session and in order [ST11]', async () => {
    const { store } = kit()
    const expected: string[] = []
    // One session alone is longer than several pages.
    const lengths = [1_700, ...new Array<number>(40).fill(211)]
    for (const [at, length] of lengths.entries()) {
      await enrolled(store, `s${at}`)
      const events = Array.from({ length: length - 1 }, (_, one) => turn(`s${at}`, one + 2))
      await store.append(`s${at}`, events, progress)
      for (let seq = 1; seq <= length; seq += 1) expected.push(`s${at} ${seq}`)
    }
    const { rows, largest } = await gathered(store.scan('events', live))
    expect(rows.length).toBeGreaterThan(10_000)
    expect(rows.map(({ session, seq }) => `${session} ${seq}`)).toEqual(expected)
    expect(largest).toBeLessThanOrEqual(1_000)
  })

  test('every table is read to its last row, whatever the number of pages [ST11]', async () => {
    const { store } = kit()
    const COUNT = 1_203
    await enrolled(store, 'a', { identifiers: { PID: 'x' } })
    const numbers = Array.from({ length: COUNT }, (_, at) => at)
    await Promise.all(
      numbers.flatMap((at) => [
        enrolled(store, `s${at}`, { identifiers: { PID: `p${at}` } }),
        store.recordCall(call(`free-${at}`, null)),
        store.recordProbe(probe('a', { repeat: at }), call(`probe-${at}`, 'a')),
        store.recordTelemetry({ session: 'a', id: `t${at}`, at, marks: [] }),
      ]),
    )
    const ids = async (table: 'sessions' | 'modelCalls' | 'telemetry') =>
      (await gathered<{ id: string }>(store.scan(table, live))).rows.map(({ id }) => id)
    const named = (name: string) => numbers.map((at) => `${name}${at}`)
    expect(await ids('sessions')).toEqual(['a', ...named('s')])
    expect(await ids('modelCalls')).toEqual([...named('free-'), ...named('probe-')])
    expect(await ids('telemetry')).toEqual(named('t'))
    const { rows } = await gathered(store.scan('probes', live))
    expect(rows.map(({ repeat }) => repeat)).toEqual(numbers)
    const identifiers = await gathered(store.scan('identifiers', live))
    expect(identifiers.rows.map(({ value }) => value)).toEqual(['x', ...named('p')])
  })

  test('a scan holds only what its study and kinds are', async () => {
    const { store } = kit()
    await enrolled(store, 'live')
    await enrolled(store, 'preview', { kind: 'preview' })
    await enrolled(store, 'simulated', { kind: 'simulated' })
    await enrolled(store, 'other', { study: 'b'.repeat(64), studyId: 'other' })
    await store.recordCall(call('c', 'live'))
    await store.recordCall(call('d', null, { study: 'b'.repeat(64) }))
    const sessions = async (studyId: string, ...kinds: ('live' | 'preview' | 'simulated')[]) =>
      (await gathered(store.scan('events', { studyId, kinds }))).rows.map(({ session }) => session)
    expect(await sessions('demo', 'live')).toEqual(['live'])
    expect(await sessions('demo', 'simulated', 'live')).toEqual(['live', 'simulated'])
    expect(await sessions('other', 'live')).toEqual(['other'])
    expect(await sessions('demo')).toEqual([])
    expect(await sessions('unknown', 'live')).toEqual([])
    const calls = await gathered(store.scan('modelCalls', live))
    expect(calls.rows.map(({ id }) => id)).toEqual(['c'])
    expect(calls.rows[0]!.study).toBe(HASH)
  })

  test('what is written while a scan is under way is not held up by it [ST10]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await store.append(
      's',
      Array.from({ length: 1_200 }, (_, at) => turn('s', at + 2)),
      progress,
    )
    let seq = 1_201
    let read = 0
    for await (const page of store.scan('events', live)) {
      read += page.length
      seq += 1
      expect(await store.append('s', [turn('s', seq)], progress)).toEqual({ kind: 'appended' })
      if (read > 3_000) break
    }
    expect(read).toBeGreaterThanOrEqual(1_201)
  })
}
