import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkerOptions } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { soon } from '../guest.ts'
import { AT, enrolled, progress, turn } from './contract/material.ts'

/** How the next threads fare; null is as ever. */
const threads = vi.hoisted(() => ({ start: null as ((thread: EventEmitter) => void) | null }))
vi.mock('node:worker_threads', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:worker_threads')>()
  // A function that gives an object is made with `new` as a class is.
  function Worker(program: string, options: WorkerOptions) {
    if (threads.start === null) return new real.Worker(program, options)
    const thread = new EventEmitter()
    threads.start(thread)
    return thread
  }
  return { ...real, Worker }
})

const migrations = join(import.meta.dirname, '../../../migrations/sqlite')
let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-rewrite-'))
  store = await openSqliteStore({ folder, migrations, role: 'server' })
  for (const session of ['gone', 'stays']) await enrolled(store, session)
  await store.erase('gone', AT)
})
afterEach(async () => {
  threads.start = null
  await soon('the close of the store', store.close())
  rmSync(folder, { recursive: true })
})

test.each<[string, (thread: EventEmitter) => void, RegExp]>([
  [
    'cannot be made',
    () => {
      throw new Error('ERR_WORKER_INIT_FAILED')
    },
    /ERR_WORKER_INIT_FAILED/,
  ],
  ['fails', (thread) => setImmediate(() => thread.emit('error', new Error('out of memory'))), /out of memory/],
  ['ends without a word', (thread) => setImmediate(() => thread.emit('exit', 7)), /the thread ended with 7/],
])('a rewrite whose thread %s says so, and writes go on; the next one clears', async (_what, start, why) => {
  threads.start = start
  const clearing = store.clear()
  // It waits for the end of the rewrite, and for no longer.
  const written = store.append('stays', [turn('stays', 2)], progress)
  expect(await soon('the end of the rewrite', clearing)).toEqual({ kind: 'later', why: expect.stringMatching(why) })
  expect(await soon('the write', written)).toEqual({ kind: 'appended' })
  expect(await store.uncleared()).toBe(AT)
  threads.start = null
  expect(await soon('the next', store.clear())).toEqual({ kind: 'clear' })
  expect(await soon('another write', store.append('stays', [turn('stays', 3)], progress))).toEqual({ kind: 'appended' })
})

test('a store that is closed while its file is rewritten waits for the end of that, and nothing is marked as cleared', async () => {
  let thread = new EventEmitter()
  threads.start = (made) => {
    thread = made
  }
  const clearing = store.clear()
  let isClosed = false
  const closing = store.close().then(() => {
    isClosed = true
  })
  for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(isClosed).toBe(false)
  thread.emit('message', { kind: 'done' })
  expect(await soon('the end of the rewrite', clearing)).toMatchObject({ kind: 'later' })
  await soon('the close', closing)
  threads.start = null
  const next = await openSqliteStore({ folder, migrations, role: 'tool' })
  expect(await next.uncleared()).toBe(AT)
  await next.close()
})
