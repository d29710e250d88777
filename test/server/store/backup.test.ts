import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BackupProblem, backUp } from '../../../server/store/sqlite/backup.ts'
import { openSqliteStore, StoreRefusal } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { eventually } from '../guest.ts'
import { AT, call, enrolled, progress, turn } from './contract/material.ts'
import { eraseAmongOthers, legibleIn } from './interleaved.ts'

const migrations = join(import.meta.dirname, '../../../migrations/sqlite')

let place: string
let folder: string
let file: string
let to: string
const opened: Store[] = []
const open = async (role: 'server' | 'tool' = 'server', from = folder) => {
  const store = await openSqliteStore({ folder: from, migrations, role })
  opened.push(store)
  return store
}
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'parallax-backup-'))
  folder = join(place, 'data')
  file = join(folder, 'parallax.sqlite')
  to = join(place, 'backups', 'today')
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(place, { recursive: true })
})

const run = (more: Partial<Parameters<typeof backUp>[0]> = {}) => backUp({ folder, to, progress: () => {}, ...more })

/** A store of some megabytes: so many pieces are copied one after another. */
async function filled(): Promise<Store> {
  const store = await open()
  for (const session of ['s00000', 's00001']) {
    await enrolled(store, session)
    await store.append(session, [turn(session, 2, `zq${session}qz`), turn(session, 3)], progress)
    for (let nth = 0; nth < 60; nth += 1)
      await store.recordCall(call(`${session}-${nth}`, session, { record: 'x'.repeat(60_000) }))
  }
  return store
}

/** Why the backup came to nothing; nothing of it may be left. */
async function problem(more: Partial<Parameters<typeof backUp>[0]> = {}): Promise<string> {
  const reason = await run(more).then(
    () => 'copied',
    (error: unknown) => error,
  )
  expect(reason).toBeInstanceOf(BackupProblem)
  expect(existsSync(join(place, 'backups'))).toBe(false)
  return (reason as BackupProblem).message
}

test('a backup is a data folder of its own, with one file that has the SHA-256 that was told', async () => {
  const store = await filled()
  await store.erase('s00001', AT)
  await store.secret('installation key', () => 'a key')
  await store.claim('work')
  const made = await run()
  expect(readdirSync(to)).toEqual(['parallax.sqlite'])
  const bytes = readFileSync(made.file)
  expect(made).toEqual({
    ...{ file: join(to, 'parallax.sqlite'), sessions: 2, erased: 1, events: 6, versions: 1 },
    ...{ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  })
  const copy = await open('server', to)
  expect(await copy.read('s00000', 0)).toEqual(await store.read('s00000', 0))
  expect(await copy.keptSecret('installation key')).toBe('a key')
  expect(await copy.append('s00000', [turn('s00000', 4)], progress)).toEqual({ kind: 'appended' })
  expect(await store.append('s00000', [turn('s00000', 4, 'Elsewhere.')], progress)).toEqual({ kind: 'appended' })
})

test('holds what was committed when it began and ends, though another program writes between any two pieces', async () => {
  await filled()
  const other = new Database(file)
  const write = other.prepare("INSERT INTO secrets VALUES (?, 'later')")
  let pieces = 0
  const made = await run({
    progress() {
      pieces += 1
      write.run(`secret ${pieces}`)
      // 7 MB are in pieces of 1 MB.
      if (pieces > 50) throw new Error('It begins anew with every write.')
    },
  })
  other.close()
  expect(pieces).toBeGreaterThan(5)
  expect(made).toMatchObject({ sessions: 2, events: 6 })
  const copy = await open('server', to)
  expect(await copy.keptSecret('secret 1')).toBeNull()
})

test('beside a program that never stops writing, each of five backups holds a whole log, and more than the one before', async () => {
  const appender = join(import.meta.dirname, 'sqlite-appender.ts')
  const args = ['--import', import.meta.resolve('tsx'), appender, folder, migrations]
  const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const lines = createInterface({ input: program.stdout! })
    /** The number of the newest event of the first session that the program has told of. */
    let told = 0
    lines.on('line', (line: string) => {
      const [session, seq] = line.split(' ')
      if (session === 'session-one') told = Number(seq)
    })
    let [before, held] = [0, 0]
    for (let nth = 0; nth < 5; nth += 1) {
      await eventually('another write', async () => told > held)
      to = join(place, `backup-${nth}`)
      const { events } = await run()
      expect(events).toBeGreaterThan(before)
      before = events
      const copy = await open('server', to)
      const log = await copy.read('session-one', 0)
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
      held = log.length
    }
  } finally {
    const gone = once(program, 'close')
    program.kill('SIGKILL')
    await gone
  }
}, 300_000)

test('a backup holds no word of who was erased before it, in gaps of the file neither, and its source is left as it is [ST14]', async () => {
  const store = await open()
  const erase = async (sessions: string[]) => {
    for (const session of sessions) await store.erase(session, AT)
  }
  const erased = await eraseAmongOthers(store, 250, { seed: 'b', erase })
  expect(legibleIn(folder, erased)).not.toEqual([])
  await run()
  expect(legibleIn(to, erased)).toEqual([])
  expect(await store.uncleared()).toBe(AT)
  expect(await (await open('tool', to)).uncleared()).toBeNull()
}, 120_000)

test('a folder of an older program is copied as it is, and brought up to date where it is used', async () => {
  await (await filled()).close()
  const db = new Database(file)
  db.exec('DROP TABLE erasures; DELETE FROM __drizzle_migrations WHERE created_at >= 1795824000000')
  db.exec("UPDATE sessions SET erased_at = 7 WHERE id = 's00001'")
  const schema = () => db.prepare("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'").pluck().get()
  const before = schema()
  expect(await run()).toMatchObject({ sessions: 2, erased: 1 })
  expect(schema()).toBe(before)
  db.close()
  expect(await (await open('tool', to)).uncleared()).toBe(7)
})

describe('a copy that is not sound is removed, and the sentence says what is wrong with it [ST14]', () => {
  beforeEach(async () => {
    await (await filled()).close()
  })

  test('when a page of the data is damaged that nothing else reads', async () => {
    const db = new Database(file, { readonly: true })
    const find = db.prepare(
      "SELECT pageno FROM dbstat WHERE name = 'model_call_bodies' AND pagetype = 'overflow' LIMIT 1",
    )
    const page = find.pluck().get() as number
    db.close()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, (page - 1) * 4096, page * 4096)
    writeFileSync(file, bytes)
    expect(await problem()).toMatch(/^The copy is not sound \(.*\), so it was removed\. .* keep it as it is/s)
  })

  test.each([
    [
      'an event is missing',
      'DELETE FROM events WHERE seq = 2 AND session = 1',
      /row of event_bodies belongs to nothing/,
    ],
    [
      'a log is shorter than its number',
      "UPDATE sessions SET seq = 4 WHERE id = 's00001'",
      /log of session s00001 has gaps/,
    ],
    ['a log has a hole', 'UPDATE events SET seq = 4 WHERE seq = 3 AND session = 1', /log of session s00000 has gaps/],
    [
      'what was said is missing',
      'DELETE FROM event_bodies WHERE event = 2',
      /log of session s00000 lacks what was said/,
    ],
  ])('when %s', async (_what, sql, why) => {
    const db = new Database(file)
    db.pragma('foreign_keys = OFF')
    db.exec(sql)
    db.close()
    expect(await problem()).toMatch(why)
  })

  test('and an empty folder that was there already stays', async () => {
    const db = new Database(file)
    db.exec('UPDATE sessions SET seq = 4')
    db.close()
    mkdirSync(to, { recursive: true })
    await expect(run()).rejects.toThrow('has gaps')
    expect(readdirSync(to)).toEqual([])
  })
})

test('a backup that is ended in its midst leaves nothing [ST14]', async () => {
  await filled()
  const stop = new AbortController()
  let half = false
  const reason = await run({
    signal: stop.signal,
    progress(bytes) {
      if (bytes < 2_000_000) return
      half = existsSync(join(to, 'parallax.sqlite.part')) && !existsSync(join(to, 'parallax.sqlite'))
      stop.abort()
    },
  }).catch((error: unknown) => error)
  expect([half, reason]).toEqual([true, stop.signal.reason])
  expect(existsSync(join(place, 'backups'))).toBe(false)
})

test('no server and no tool takes a backup that was cut off for a data folder', async () => {
  await filled()
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'parallax.sqlite.part'), readFileSync(file).subarray(0, 1_000_000))
  for (const role of ['server', 'tool'] as const) {
    await expect(open(role, to)).rejects.toThrow(
      /holds a backup that was cut off \(parallax\.sqlite\.part\) and no data/,
    )
    expect(readdirSync(to)).toEqual(['parallax.sqlite.part'])
  }
})

describe('is refused with one sentence, and makes nothing', () => {
  const refusal = async () => {
    const reason = await run().catch((error: unknown) => error)
    expect(reason).toBeInstanceOf(StoreRefusal)
    expect(existsSync(join(place, 'backups'))).toBe(false)
    return (reason as StoreRefusal).message
  }

  test('where there is no data', async () => {
    expect(await refusal()).toMatch(/^There is no data in .*data \(no parallax\.sqlite\); set PARALLAX_DATA/)
    mkdirSync(folder)
    writeFileSync(file, '')
    expect(await refusal()).toMatch(/^There is no data in/)
  })

  test('where the data are damaged', async () => {
    await (await filled()).close()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, bytes.length - 40 * 4096, bytes.length - 20 * 4096)
    writeFileSync(file, bytes)
    expect(await refusal()).toMatch(/is not a sound database/)
  })

  test('where the data are no database, or that of another program', async () => {
    mkdirSync(folder)
    writeFileSync(file, 'These are notes and no database. '.repeat(100))
    expect(await refusal()).toMatch(/is not a sound database/)
    rmSync(file)
    const other = new Database(file)
    other.exec('CREATE TABLE songs (title TEXT)')
    other.close()
    expect(await refusal()).toMatch(/is a database of another program/)
  })

  test('where the disk has no room for it', async () => {
    await (await filled()).close()
    const { bavail, bsize } = statfsSync(place)
    const pages = Math.ceil((bavail * bsize + statSync(file).size) / 4096)
    // A database that says it is as long as the disk's free space, with a hole that takes no room.
    const header = openSync(file, 'r+')
    const number = Buffer.alloc(4)
    number.writeUInt32BE(pages)
    writeSync(header, number, 0, 4, 28)
    truncateSync(file, pages * 4096)
    expect(await refusal()).toMatch(/^The backup needs \d+ MB, and the disk of .* has \d+ MB left; make room/)
  })
})
