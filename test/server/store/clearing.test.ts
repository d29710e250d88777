import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { eventually, soon } from '../guest.ts'
import { AT, call, enrolled, progress, turn } from './contract/material.ts'
import { eraseAmongOthers, legibleIn } from './interleaved.ts'

const migrations = join(import.meta.dirname, '../../../migrations/sqlite')

let folder: string
let file: string
const opened: Store[] = []
const programs: ChildProcess[] = []
const open = async (role: 'server' | 'tool' = 'server', from = migrations) => {
  const store = await openSqliteStore({ folder, migrations: from, role })
  opened.push(store)
  return store
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-clearing-'))
  file = join(folder, 'parallax.sqlite')
})
afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.kill('SIGKILL')
    if (program.exitCode === null && program.signalCode === null) await once(program, 'close')
  }
  for (const store of opened.splice(0)) await store.close()
  rmSync(folder, { recursive: true })
})

/** A server's opening of the folder, as a program of its own; `said` resolves when it is open. */
function startOpener(): { program: ChildProcess; said: Promise<unknown> } {
  const opener = join(import.meta.dirname, 'sqlite-opener.ts')
  // This program keeps its own temporary files in the first folder that it opened.
  const { SQLITE_TMPDIR: _, ...env } = process.env
  const program = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), opener, folder, migrations], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  programs.push(program)
  return { program, said: once(createInterface({ input: program.stdout! }), 'line') }
}

/** Erases one of two sessions in a database larger than the cache, and leaves it uncleared. */
async function erasedInLarge(): Promise<void> {
  const store = await open()
  for (const session of ['s00000', 's00001']) {
    await enrolled(store, session)
    await store.append(session, [turn(session, 2, `zq${session}qz`)], progress)
    for (let nth = 0; nth < 400; nth += 1)
      await store.recordCall(call(`${session}-${nth}`, session, { record: `zq${session}qz${'x'.repeat(60_000)}` }))
  }
  await store.erase('s00000', AT)
  await store.close()
}

test('a thousand people who were erased in the midst of others are legible nowhere in the files once they were cleared [S16, ST8]', async () => {
  const store = await open()
  const erase = async (sessions: string[]) => {
    for (const session of sessions) await store.erase(session, AT)
  }
  const erased = await eraseAmongOthers(store, 1_000, { seed: 'a', erase })
  // Otherwise it was no trial: deletion alone, which overwrites what it deletes, leaves some of them.
  expect(legibleIn(folder, erased)).not.toEqual([])
  const { n } = countOf('erasures')
  expect(n).toBe(1_000)
  expect(await store.clear()).toEqual({ kind: 'clear' })
  expect(legibleIn(folder, erased)).toEqual([])
  const stays = (await store.sessions({ studyId: 'demo', kinds: ['live'] }, { before: null, limit: 200 })).rows
    .filter(({ erasedAt }) => erasedAt === null)
    .map(({ id }) => id)
  expect(stays.length).toBeGreaterThan(100)
  expect(legibleIn(folder, stays).length).toBe(stays.length)
  await store.close()
  expect(legibleIn(folder, erased)).toEqual([])
}, 300_000)

function sizeOf(name: string): number {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
}

function countOf(table: string): { n: number } {
  const db = new Database(file, { readonly: true })
  const counted = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!
  db.close()
  return counted
}

describe('a start of the server', () => {
  test('clears the files of what a tool erased while none was running', async () => {
    const tool = await open('tool')
    const erase = async (sessions: string[]) => {
      for (const session of sessions) await tool.erase(session, AT)
    }
    const erased = await eraseAmongOthers(tool, 250, { seed: 'b', erase })
    await tool.close()
    expect(legibleIn(folder, erased)).not.toEqual([])
    const store = await open()
    expect(await store.uncleared()).toBeNull()
    expect(legibleIn(folder, erased)).toEqual([])
  }, 120_000)

  test('clears the files of what was erased before it was noted what is yet to be cleared', async () => {
    const before = await open()
    for (const session of ['a', 'b', 'c']) await enrolled(before, session)
    await before.close()
    // The tables of then, and sessions as they were kept then.
    const db = new Database(file)
    db.exec('DROP TABLE erasures; DELETE FROM __drizzle_migrations WHERE created_at >= 1795824000000')
    db.exec("UPDATE sessions SET erased_at = CASE id WHEN 'a' THEN 2 WHEN 'b' THEN 1 END")
    db.close()
    const tool = await open('tool')
    expect(await tool.uncleared()).toBe(1)
    expect((await tool.erasedAfter(0)).map(({ session }) => session)).toEqual(['b', 'a'])
    await tool.close()
    expect(await (await open()).uncleared()).toBeNull()
  })

  test('says what it does, since it may take long, and nothing when nothing is due', async () => {
    const said: string[] = []
    const start = () => openSqliteStore({ folder, migrations, role: 'server', tell: (sentence) => said.push(sentence) })
    const first = await start()
    await enrolled(first, 's')
    await first.erase('s', AT)
    await first.close()
    expect(said).toEqual([])
    await (await start()).close()
    expect(said).toEqual([expect.stringMatching(/^Rewriting the database of .*parallax-clearing.*what was erased/)])
    await (await start()).close()
    expect(said).toHaveLength(1)
  })
})

describe('a rewrite', () => {
  test.each([
    ['the temporary copy', (name: string) => name.startsWith('etilqs')],
    ['the write-ahead log', (name: string) => name.endsWith('-wal') && sizeOf(name) > 1_000_000],
  ])(
    'that is killed while it writes %s harms nothing, and the next start does it',
    async (_what, isThen) => {
      // Whoever looks on may be too slow to see it; then the moment has passed, and it is tried with data made anew.
      for (let isMet = false; !isMet; ) {
        await erasedInLarge()
        const { program, said } = startOpener()
        const gone = once(program, 'close')
        const seen = new Promise<boolean>((resolve) => {
          const watcher = watch(folder, (_event, name) => {
            if (name === null || !isThen(name)) return
            watcher.close()
            resolve(true)
          })
          void said.then(() => {
            watcher.close()
            resolve(false)
          })
        })
        isMet = await soon('that moment', seen)
        program.kill('SIGKILL')
        await gone
        if (!isMet) for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
      }
      const store = await open()
      expect(await store.uncleared()).toBeNull()
      expect(legibleIn(folder, ['s00000'])).toEqual([])
      expect(legibleIn(folder, ['s00001'])).not.toEqual([])
      expect((await store.read('s00001', 0)).map(({ body }) => body)).not.toContain(null)
      expect(countOf('model_call_bodies')).toEqual({ n: 400 })
    },
    300_000,
  )

  test('puts its temporary copy nowhere but into the data folder', async () => {
    await erasedInLarge()
    const names = new Set<string | null>()
    const watcher = watch(folder, (_event, name) => names.add(name))
    const { said } = startOpener()
    await soon('an open folder', said)
    await eventually('what the folder tells', async () => [...names].some((name) => name?.startsWith('etilqs')))
    watcher.close()
    expect(statSync(file).size).toBeLessThan(30_000_000)
  }, 120_000)

  test('is not begun without room on the disk for it, and the sentence says how much is missing', async () => {
    const store = await open()
    await enrolled(store, 's')
    await store.erase('s', AT)
    const { size } = statSync(file)
    const { bavail, bsize } = statfsSync(folder)
    // A file with a hole: as long as the disk's free space, and no room taken.
    truncateSync(file, size + bavail * bsize)
    expect(await store.clear()).toMatchObject({
      kind: 'later',
      why: expect.stringMatching(/needs \d+ MB more of free space/),
    })
    expect(await store.uncleared()).toBe(AT)
    truncateSync(file, size)
    expect(await store.clear()).toEqual({ kind: 'clear' })
  })

  test('without a server empties the scratch folder too, in which a killed one may have left an export', async () => {
    const tool = await open('tool')
    await enrolled(tool, 's00000')
    mkdirSync(join(tool.scratch, 'export-x'), { recursive: true })
    writeFileSync(join(tool.scratch, 'export-x', 'turns.csv'), 'zqs00000qz')
    await tool.erase('s00000', AT)
    expect(legibleIn(folder, ['s00000'])).toHaveLength(1)
    expect(await tool.clear()).toEqual({ kind: 'clear' })
    expect(legibleIn(folder, ['s00000'])).toEqual([])
  })

  test('keeps a server from starting in its midst, with a sentence that names it', async () => {
    await erasedInLarge()
    const tool = await open('tool')
    const clearing = tool.clear()
    await expect(open()).rejects.toThrow(/an erasure rewrites its database/)
    expect(await clearing).toEqual({ kind: 'clear' })
    await open()
  })
})

test('while another program writes, writes wait in line, and all else goes on', async () => {
  const store = await open()
  await enrolled(store, 's')
  const other = new Database(file)
  try {
    other.exec('BEGIN IMMEDIATE')
    let outcome: unknown = 'none yet'
    const written = Promise.all([2, 3].map((seq) => store.append('s', [turn('s', seq)], progress))).then((both) => {
      outcome = both
    })
    // If waiting held the event loop, none of these turns could come before it had given up.
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await store.read('s', 0)).toHaveLength(1)
    expect(outcome).toBe('none yet')
    other.exec('COMMIT')
    await written
    expect(outcome).toEqual([{ kind: 'appended' }, { kind: 'appended' }])
  } finally {
    other.close()
  }
})
