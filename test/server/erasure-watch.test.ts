import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../server/clock.ts'
import { ErasureWatch } from '../../server/erasure-watch.ts'
import { createLog } from '../../server/log.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import type { Clearing, Store } from '../../server/store/store.ts'
import { AT, enrolled, progress, turn } from './store/contract/material.ts'

const migrations = path.join(import.meta.dirname, '../../migrations/sqlite')
const MINUTE = 60_000

/** A clock whose time the test sets. */
class SetClock implements Clock {
  time = AT
  #ticks: (() => void)[] = []
  now = () => this.time
  steady = () => this.time
  every(_ms: number, tick: () => void): () => void {
    this.#ticks.push(tick)
    return () => {
      this.#ticks = this.#ticks.filter((one) => one !== tick)
    }
  }
  tick(): void {
    for (const tick of this.#ticks) tick()
  }
}

let folder: string
let store: Store
let tool: Store
let clock: SetClock
let watch: ErasureWatch
let logged: string
let told: string[]
/** Tries to clear, by what became of them. */
let tries: Promise<Clearing>[]
/** How many of the next reads of what is to be done fail. */
let faults = 0
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-watch-'))
  store = await openSqliteStore({ folder, migrations, role: 'server' })
  tool = await openSqliteStore({ folder, migrations, role: 'tool' })
  for (const session of ['before', 'a', 'b', 'c']) await enrolled(store, session)
  await tool.erase('before', AT)
  await store.clear()
  clock = new SetClock()
  logged = ''
  told = []
  tries = []
  faults = 0
  watch = watching()
  await settled()
})
afterEach(async () => {
  watch.close()
  await tool.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

function watching(): ErasureWatch {
  const destination = new Writable({
    write(part, _encoding, done) {
      logged += part
      done()
    },
  })
  const read = async <Read>(from: () => Promise<Read>) => {
    if (faults === 0) return from()
    faults -= 1
    throw new Error('disk I/O error')
  }
  return new ErasureWatch({
    store: {
      erasedAfter: (number) => read(() => store.erasedAfter(number)),
      uncleared: () => read(() => store.uncleared()),
      clear() {
        const clearing = store.clear()
        tries.push(clearing)
        return clearing
      },
      get committed() {
        return store.committed
      },
    },
    clock,
    log: createLog('warn', destination),
    erased: async (session) => void told.push(session),
  })
}

/** Lets everything run on that does not wait for a rewrite, and then that. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  await Promise.all(tries)
  await new Promise((resolve) => setImmediate(resolve))
}

/** Lets time pass and the watch look; gives how often it has tried to clear by then. */
async function after(ms: number): Promise<number> {
  clock.time += ms
  clock.tick()
  await settled()
  return tries.length
}

let seq = 1
async function someoneWrites(): Promise<void> {
  seq = (await store.session('c'))!.seq + 1
  await store.append('c', [turn('c', seq)], progress)
}

test('each erasure while it stands is told of once, whoever made it, and none from before', async () => {
  await tool.erase('b', clock.time)
  await store.erase('a', clock.time)
  await after(500)
  await after(500)
  expect(told).toEqual(['b', 'a'])
  watch.close()
  await tool.erase('c', clock.time)
  await after(500)
  expect(told).toEqual(['b', 'a'])
})

test('a watch whose first read failed says so once, and tells later of all that was erased, and clears', async () => {
  watch.close()
  await tool.erase('a', clock.time)
  faults = 1
  watch = watching()
  await settled()
  expect(told).toEqual([])
  await tool.erase('b', clock.time)
  await after(500)
  expect(told).toEqual(['before', 'a', 'b'])
  expect(JSON.parse(logged)).toMatchObject({ level: 50, error: { message: 'disk I/O error' } })
  expect(await after(6_000)).toBe(1)
  expect(await store.uncleared()).toBeNull()
})

test('a read that fails later costs no erasure either, and none is told of twice', async () => {
  await tool.erase('a', clock.time)
  await after(500)
  await tool.erase('b', clock.time)
  // Both reads of one look: whom to tell of, and what to clear.
  faults = 2
  await after(500)
  expect(told).toEqual(['a'])
  await after(500)
  await after(500)
  expect(told).toEqual(['a', 'b'])
  expect(await after(6_000)).toBe(1)
})

test('the files are cleared when nobody has written for five seconds, and not before', async () => {
  await store.erase('a', clock.time)
  expect(await after(500)).toBe(0)
  expect(await after(4_400)).toBe(0)
  await someoneWrites()
  expect(await after(500)).toBe(0)
  expect(await after(4_900)).toBe(0)
  expect(await after(200)).toBe(1)
  expect(await store.uncleared()).toBeNull()
  expect(await after(60 * MINUTE)).toBe(1)
})

test('in a server that is never idle they are cleared five minutes after the erasure', async () => {
  await tool.erase('a', clock.time)
  for (let minutes = 0; minutes < 5; minutes += 1) {
    await someoneWrites()
    expect(await after(MINUTE)).toBe(0)
  }
  await someoneWrites()
  expect(await after(500)).toBe(1)
  expect(await store.uncleared()).toBeNull()
})

test('after a rewrite as much as twenty times its time passes before the next', async () => {
  await store.erase('a', clock.time)
  await after(500)
  clock.time += 6_000
  clock.tick()
  await new Promise((resolve) => setImmediate(resolve))
  expect(tries).toHaveLength(1)
  clock.time += 2_000
  await settled()
  await store.erase('b', clock.time)
  expect(await after(20_000)).toBe(1)
  expect(await after(19_000)).toBe(1)
  expect(await after(2_000)).toBe(2)
})

test('what keeps the files from being cleared is tried again, and complained of once when it lasts', async () => {
  await store.erase('a', clock.time)
  const snapshot = await store.snapshot()
  await after(500)
  expect(await after(6_000)).toBe(1)
  expect(await tries[0]).toMatchObject({ kind: 'later' })
  expect(await after(20_000)).toBe(1)
  expect(await after(11_000)).toBe(2)
  expect(logged).toBe('')
  for (let minutes = 0; minutes < 8; minutes += 1) await after(MINUTE)
  expect(logged.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(logged)).toMatchObject({ level: 40, why: expect.stringContaining('export') })
  await snapshot.close()
  await after(MINUTE)
  expect(await store.uncleared()).toBeNull()
})
