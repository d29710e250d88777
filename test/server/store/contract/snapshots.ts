import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Snapshot } from '../../../../server/store/store.ts'
import {
  AT,
  call,
  codingOf,
  enrolled,
  gathered,
  jobOf,
  type Kit,
  probe,
  progress,
  publish,
  runOf,
  turn,
} from './material.ts'

const live = { studyId: 'demo', kinds: ['live'] } as const
const TABLES = [
  'sessions',
  'events',
  'modelCalls',
  'probes',
  'telemetry',
  'identifiers',
  'probeRuns',
  'probeJobs',
  'probeCodings',
] as const

/** All that a snapshot or a store holds, table by table. */
async function everything(reader: Pick<Snapshot, 'scan' | 'versions'>): Promise<unknown> {
  const tables: Record<string, object[]> = {}
  for (const table of TABLES) tables[table] = (await gathered<object>(reader.scan(table, live))).rows
  return structuredClone({ ...tables, versions: await reader.versions() })
}

export function snapshotsContract(kit: () => Kit): void {
  test('a snapshot holds what was committed when it was taken, in every table, whatever is written or erased later [ST10]', async () => {
    const { store } = kit()
    for (const session of ['a', 'b']) {
      await enrolled(store, session, { identifiers: { PID: session } })
      await store.append(session, [turn(session, 2, `Words of ${session}.`)], progress)
      await store.recordProbe(probe(session), call(`probe-${session}`, session))
      await store.recordTelemetry({ session, id: 't', at: AT, marks: [session] })
    }
    await store.beginRun(runOf('one'))
    await store.recordJob(jobOf('k1'), call('job-1', null))
    await store.recordCoding(codingOf('k1'), call('coding-1', null))
    const before = await everything(store)
    const snapshot = await store.snapshot()
    try {
      await enrolled(store, 'c', { identifiers: { PID: 'c' } })
      await store.append('a', [turn('a', 3)], progress)
      await store.recordProbe(probe('a', { repeat: 1 }), call('late', 'a'))
      await store.recordTelemetry({ session: 'b', id: 't2', at: AT, marks: [] })
      await store.beginRun(runOf('two'))
      await store.recordJob(jobOf('k2'), call('job-2', null))
      await store.recordCoding(codingOf('k2'), call('coding-2', null))
      await publish(store, 'd'.repeat(64))
      await store.erase('b', AT + 9)
      expect(await everything(snapshot)).toEqual(before)
      expect(await snapshot.version('d'.repeat(64))).toBeNull()
    } finally {
      await snapshot.close()
    }
    const later = await store.snapshot()
    expect(await everything(later)).toEqual(await everything(store))
    expect(await later.version('d'.repeat(64))).not.toBeNull()
    await later.close()
  })

  test('pages of one snapshot agree, though each is read after more was written [ST10]', async () => {
    const { store } = kit()
    const count = 1_203
    await Promise.all(Array.from({ length: count }, (_, at) => enrolled(store, `s${at}`)))
    const snapshot = await store.snapshot()
    let sessions = 0
    for await (const page of snapshot.scan('sessions', live)) {
      sessions += page.length
      await enrolled(store, `late-${sessions}`)
      await store.append('s1202', [turn('s1202', 2 + Math.floor(sessions / 500))], progress)
    }
    expect(sessions).toBe(count)
    const { rows } = await gathered(snapshot.scan('events', live))
    expect(rows).toHaveLength(count)
    await snapshot.close()
  })

  test('what was erased while a snapshot was open has left the disk once it is closed [S16]', async () => {
    const { store, onDisk } = kit()
    await enrolled(store, 's')
    const snapshot = await store.snapshot()
    await store.append('s', [turn('s', 2, 'zq-sentinel-qz')], progress)
    await store.erase('s', AT)
    await snapshot.close()
    await snapshot.close()
    expect(await onDisk('zq-sentinel-qz')).toBe(false)
  })

  test('a store that closes ends its snapshots, so that nothing goes on reading', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const snapshot = await store.snapshot()
    await store.close()
    await expect(gathered(snapshot.scan('events', live))).rejects.toThrow()
    await snapshot.close()
  })

  test('a server that opens or closes the store throws away what was being made, and a tool does not', async () => {
    const { store, second, reopen } = kit()
    const file = join(store.scratch, 'half-an-export')
    const make = () => {
      mkdirSync(store.scratch, { recursive: true })
      writeFileSync(file, 'Words.')
    }
    make()
    const tool = await second()
    expect(tool.scratch).toBe(store.scratch)
    await tool.close()
    expect(existsSync(file)).toBe(true)
    await store.close()
    expect(existsSync(file)).toBe(false)
    make()
    await reopen()
    expect(existsSync(file)).toBe(false)
  })
}
