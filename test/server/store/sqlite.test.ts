import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteStore, StoreRefusal } from '../../../server/store/sqlite/open.ts'
import * as schema from '../../../server/store/sqlite/schema.ts'
import type { Store } from '../../../server/store/store.ts'
import { enrolled, enrolment, HASH, progress, turn } from './contract/material.ts'
import { storeContract } from './contract.ts'

const migrations = join(import.meta.dirname, '../../../migrations/sqlite')

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'parallax-store-'))
}

function startAppender(folder: string): ChildProcess {
  const program = join(import.meta.dirname, 'sqlite-appender.ts')
  const tsx = import.meta.resolve('tsx')
  return spawn(process.execPath, ['--import', tsx, program, folder, migrations], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

storeContract('SQLite', async () => {
  const folder = freshFolder()
  const opened: Store[] = []
  const open = async (role: 'server' | 'tool') => {
    const store = await openSqliteStore({ folder, migrations, role })
    opened.push(store)
    return store
  }
  return {
    store: await open('server'),
    second: () => open('tool'),
    reopen: () => open('server'),
    onDisk: async (text) => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text)),
    startAppender: () => startAppender(folder),
    async drop() {
      for (const store of opened) await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})

describe('the folder of a SQLite store', () => {
  let folder: string
  let file: string
  const opened: Store[] = []
  const open = async (role: 'server' | 'tool' = 'server', from = migrations) => {
    const store = await openSqliteStore({ folder, migrations: from, role })
    opened.push(store)
    return store
  }
  const refusal = async (role: 'server' | 'tool' = 'server', from = migrations): Promise<string> => {
    const reason = await open(role, from).then(
      () => 'opened',
      (error: unknown) => error,
    )
    expect(reason).toBeInstanceOf(StoreRefusal)
    return (reason as StoreRefusal).message
  }
  beforeEach(() => {
    folder = freshFolder()
    file = join(folder, 'parallax.sqlite')
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
    rmSync(folder, { recursive: true })
  })

  test('is made when it is not there, and keeps its sessions through a restart', async () => {
    folder = join(folder, 'deep/inside')
    const store = await open()
    await enrolled(store, 's')
    await store.close()
    const again = await open()
    expect(await again.read('s', 0)).toHaveLength(1)
    folder = join(folder, '../..')
  })

  test('is refused where nothing can be written', async () => {
    const above = folder
    writeFileSync(join(folder, 'a-file'), '')
    folder = join(folder, 'a-file')
    expect(await refusal()).toMatch(/a-file cannot be written \(E\w+\).*name another folder/)
    folder = join(folder, 'below')
    expect(await refusal('tool')).toMatch(/cannot be written/)
    folder = above
  })

  test('is refused when its database is no database, and the file is left as it is [ST12]', async () => {
    writeFileSync(file, 'These are notes and no database. '.repeat(100))
    const before = readFileSync(file)
    expect(await refusal()).toMatch(/is not a sound database .*put a backup in its place/)
    expect(await refusal('tool')).toMatch(/is not a sound database/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('is refused when its database is damaged, and the file is left as it is [ST12]', async () => {
    const store = await open()
    await enrolled(store, 's')
    await store.append(
      's',
      Array.from({ length: 300 }, (_, at) => turn('s', at + 2)),
      progress,
    )
    await store.close()
    const whole = readFileSync(file)
    truncateSync(file, statSync(file).size - 20 * 4096)
    expect(await refusal()).toMatch(/is not a sound database/)
    const scribbled = Buffer.from(whole)
    scribbled.fill(0x5a, scribbled.length - 20 * 4096)
    writeFileSync(file, scribbled)
    expect(await refusal()).toMatch(/is not a sound database/)
    expect(readFileSync(file).equals(scribbled)).toBe(true)
  })

  test('is refused when its database is a folder or belongs to another program', async () => {
    mkdirSync(file)
    expect(await refusal()).toMatch(/cannot be opened .*may read and write/)
    rmSync(file, { recursive: true })
    const other = new Database(file)
    other.exec('CREATE TABLE songs (title TEXT)')
    other.close()
    expect(await refusal()).toMatch(/is a database of another program; name another data folder/)
  })

  test('is refused when a newer program wrote its database, which is not touched [ST12]', async () => {
    await (await open()).close()
    const newer = new Database(file)
    newer.exec(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('${'f'.repeat(64)}', 9000000000000)`)
    newer.close()
    const before = readFileSync(file)
    expect(await refusal()).toMatch(/was written by a newer program .*start the newer program/)
    expect(await refusal('tool')).toMatch(/was written by a newer program/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('is brought up to date whole, and not at all when a migration fails [ST13]', async () => {
    const store = await open()
    await enrolled(store, 's')
    await store.close()
    const next = join(folder, 'migrations')
    const addMigration = (sql: string) => {
      cpSync(migrations, next, { recursive: true })
      const journal = JSON.parse(readFileSync(join(next, 'meta/_journal.json'), 'utf8'))
      journal.entries.push({ idx: 99, version: '6', when: 8000000000000, tag: '0099_more', breakpoints: true })
      writeFileSync(join(next, 'meta/_journal.json'), JSON.stringify(journal))
      writeFileSync(join(next, '0099_more.sql'), sql)
    }
    addMigration(
      'ALTER TABLE sessions ADD COLUMN extra TEXT;\n--> statement-breakpoint\nALTER TABLE nowhere ADD COLUMN x;',
    )
    await expect(open('server', next)).rejects.toThrow()
    const after = await open()
    expect(await after.session('s')).toMatchObject({ id: 's' })
    // A live server keeps its tables: a tool of a newer program may not change them.
    addMigration('ALTER TABLE sessions ADD COLUMN extra TEXT;')
    expect(await refusal('tool', next)).toMatch(/Another Parallax server .*cannot update its tables; stop the other/)
    await after.close()
    expect(await (await open('tool', next)).session('s')).toMatchObject({ id: 's' })
    expect(await refusal()).toMatch(/was written by a newer program/)
    addMigration('ALTER TABLE sessions ADD COLUMN changed TEXT;')
    expect(await refusal('tool', next)).toMatch(/other contents of a migration/)
  })

  test('of before ids were judged opens, and whoever its ids stand for goes on', async () => {
    const before = join(folder, 'migrations')
    cpSync(migrations, before, { recursive: true })
    const journal = JSON.parse(readFileSync(join(before, 'meta/_journal.json'), 'utf8'))
    journal.entries = journal.entries.filter(({ idx }: { idx: number }) => idx < 2)
    writeFileSync(join(before, 'meta/_journal.json'), JSON.stringify(journal))
    const old = new Database(file)
    migrate(drizzle(old), { migrationsFolder: before })
    old.exec(`INSERT INTO study_versions VALUES ('${HASH}', 'demo', '{}', 1);
      INSERT INTO participants VALUES ('p', 'demo', 1);
      INSERT INTO sessions (id, study, study_id, kind, participant, wave, locale, opened_at, last_at, seq, phase, turns, pending)
        VALUES ('s', '${HASH}', 'demo', 'live', 'p', 1, 'en', 1, 1, 0, 'consenting', 0, 0);
      INSERT INTO session_tokens VALUES (1, 'token-of-s');
      INSERT INTO identifiers (session, study_id, participant, name, value, identifies, at)
        VALUES (1, 'demo', 'p', 'PID', ' anna', 1, 1);`)
    old.close()
    const store = await open()
    expect(await store.session('s')).toMatchObject({ id: 's', idState: null })
    expect(await store.countIdStates('demo')).toEqual([])
    const anna = enrolment('elsewhere', { identifiers: { PID: 'anna' }, idAsGiven: ' anna', idState: 'usable' })
    expect(await store.enrol(anna)).toMatchObject({ kind: 'resumed', session: 's' })
    expect(await store.session('s')).toMatchObject({ idState: null })
  })

  test('takes one server at a time and any tool beside it [ST15]', async () => {
    const store = await open()
    await enrolled(store, 's')
    expect(await refusal()).toMatch(/Another Parallax server has the data folder .* open.*; stop the other/)
    const tool = await open('tool')
    expect(await tool.append('s', [turn('s', 2)], progress)).toEqual({ kind: 'appended' })
    expect(await store.read('s', 1)).toHaveLength(1)
    await store.close()
    expect(await (await open()).read('s', 1)).toHaveLength(1)
  })

  test('is held against the server of another program until that program ends, in whatever way [ST15]', async () => {
    const program = startAppender(folder)
    const gone = once(program, 'close')
    const lines = createInterface({ input: program.stdout! })
    await once(lines, 'line')
    expect(await refusal()).toMatch(/Another Parallax server/)
    const tool = await open('tool')
    expect((await tool.read('session-one', 0)).length).toBeGreaterThan(0)
    program.kill('SIGKILL')
    await gone
    await open()
  })

  test('loses erased text even when another program was reading at that moment', async () => {
    const store = await open()
    await enrolled(store, 's')
    const reader = new Database(file, { readonly: true })
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM sessions').get()
    await store.append('s', [turn('s', 2, 'zq-sentinel-qz')], progress)
    await store.erase('s', 1)
    const holds = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes('zq-sentinel-qz'))
    expect(holds()).toBe(true)
    reader.close()
    await enrolled(store, 't')
    expect(holds()).toBe(false)
  })

  test('has the columns that the schema names, and no other', async () => {
    await (await open()).close()
    const db = new Database(file, { readonly: true })
    const tables = Object.values(schema).filter((one) => one instanceof SQLiteTable)
    const named = tables.map((table) => {
      const { name, columns } = getTableConfig(table)
      return [
        name,
        columns.map((column) => `${column.name} ${column.getSQLType()} ${column.notNull || column.primary}`),
      ]
    })
    const kept = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
      )
      .pluck()
      .all()
      .map((name) => {
        const columns = db.pragma(`table_info(${name})`) as {
          name: string
          type: string
          notnull: number
          pk: number
        }[]
        return [name, columns.map((one) => `${one.name} ${one.type.toLowerCase()} ${one.notnull === 1 || one.pk > 0}`)]
      })
    db.close()
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(named))
  })
})
