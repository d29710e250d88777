import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { erase } from '../../../server/cli/erase.ts'
import { exportStudy } from '../../../server/export/export.ts'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { smallStudy } from '../../study.ts'
import { Exported } from '../export/files.ts'
import { eventually, freshId, Guest } from '../guest.ts'
import { startEndpoint } from '../model/endpoint/endpoint.ts'
import { freePort, Program } from '../program.ts'
import { type Rig, startRig } from '../rig.ts'
import { AT, enrolled } from '../store/contract/material.ts'
import { eraseAmongOthers, legibleIn } from '../store/interleaved.ts'
import { writeStudy } from '../study-files.ts'
import { call } from './calls.ts'

vi.setConfig({ testTimeout: 300_000 })

const migrations = path.join(import.meta.dirname, '../../../migrations/sqlite')
const quiet = smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))

let place: string
let folder: string
const ends: (() => Promise<unknown>)[] = []
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'parallax-erase-'))
  folder = path.join(place, 'data')
  vi.stubEnv('PARALLAX_DATA', folder)
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  vi.unstubAllEnvs()
  rmSync(place, { recursive: true, force: true })
})

async function openStore(role: 'server' | 'tool' = 'tool'): Promise<Store> {
  const store = await openSqliteStore({ folder, migrations, role })
  ends.push(() => store.close())
  return store
}

/** A rig on the data folder that the command line has. */
async function rigHere(): Promise<Rig> {
  const rig = await startRig(quiet, { folder })
  ends.push(() => rig.end())
  return rig
}

describe('without a server', () => {
  test('erases all who are named, and leaves nothing of them in any file [S16]', async () => {
    const store = await openStore()
    const calls: unknown[] = []
    const erased = await eraseAmongOthers(store, 100, {
      seed: 'c',
      at: 25,
      erase: async (sessions) => {
        const { code, out } = await call(erase, ...sessions)
        calls.push([code, out.match(/Erased session s\d{5}\./g)?.length, out.endsWith('left in the data folder.')])
        expect(legibleIn(folder, sessions)).toEqual([])
      },
    })
    expect(calls).toEqual(Array(4).fill([0, 25, true]))
    expect(legibleIn(folder, erased)).toEqual([])
    expect(await store.session(erased[0]!)).toMatchObject({ phase: 'withdrawn', stage: null, pending: false })
  })

  test('erases nobody when one of the names is none, and names it', async () => {
    const store = await openStore()
    await enrolled(store, 'here')
    const { code, out, err } = await call(erase, 'here', 'nobody')
    expect([code, out, err]).toEqual([
      2,
      '',
      expect.stringMatching(/^No session "nobody", so nothing was erased; .*\n$/),
    ])
    expect(await store.session('here')).toMatchObject({ erasedAt: null, phase: 'consenting' })
    expect(await call(erase)).toMatchObject({ code: 2, err: expect.stringContaining('Name a session') })
  })

  test('says of who was erased before when that was, and clears the files if they were not', async () => {
    const store = await openStore()
    await enrolled(store, 's')
    await store.erase('s', AT)
    expect(await store.uncleared()).toBe(AT)
    const { code, out } = await call(erase, 's', 's')
    expect([code, out]).toEqual([
      0,
      `Session s was erased on ${new Date(AT).toISOString()}.Nothing of it is left in the data folder.`,
    ])
    expect(await store.uncleared()).toBeNull()
  })

  test('while an export reads what was there before, says that copies are still to go, and with the next call they are gone', async () => {
    const store = await openStore()
    await enrolled(store, 's00000', { identifiers: { PID: 'zqs00000qz' } })
    const snapshot = await store.snapshot()
    const first = await call(erase, 's00000')
    expect(first.code).toBe(3)
    expect(first.out).toMatch(
      /^Erased session s00000\.Somebody who reads the bytes of the database file may still find stray copies in it\. .* an export is being made\. Give/,
    )
    await snapshot.close()
    expect(await call(erase, 's00000')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing of it is left'),
    })
    expect(legibleIn(folder, ['s00000'])).toEqual([])
  })

  test('when it breaks off after the withdrawal, the next start of the server erases [S16]', async () => {
    const before = await rigHere()
    const guest = await before.guest()
    await guest.toTalk()
    guest.leave()
    await before.stop()
    const db = new Database(path.join(folder, 'parallax.sqlite'))
    db.exec("CREATE TRIGGER trouble BEFORE DELETE ON event_bodies BEGIN SELECT RAISE(ABORT, 'trouble'); END")
    await expect(call(erase, guest.session)).rejects.toThrow('trouble')
    db.exec('DROP TRIGGER trouble')
    db.close()
    const after = await rigHere()
    expect(await after.store.session(guest.session)).toMatchObject({ phase: 'withdrawn', pending: false })
    expect((await after.store.session(guest.session))!.erasedAt).not.toBeNull()
  })
})

describe('beside a server', () => {
  /** The server as a program of its own on the data folder, and its address. */
  async function startServer(): Promise<{ program: Program; url: string }> {
    const endpoint = await startEndpoint()
    ends.push(() => endpoint.close())
    writeStudy(path.join(place, 'studies'), quiet)
    const port = await freePort()
    const program = await new Program({
      PORT: String(port),
      PARALLAX_DATA: folder,
      PARALLAX_STUDIES: path.join(place, 'studies'),
      PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'normal' } }),
    }).running()
    ends.push(() => program.kill())
    return { program, url: `http://127.0.0.1:${port}` }
  }

  test('a thousand people who were erased in the midst of others are legible nowhere in the files while the server runs on [S16]', async () => {
    const { program, url } = await startServer()
    const store = await openStore()
    const codes = new Set<number>()
    const erased = await eraseAmongOthers(store, 1_000, {
      seed: 'd',
      at: 250,
      erase: async (sessions) => void codes.add((await call(erase, ...sessions)).code),
    })
    // 3 is no failure: what is still to leave the file is the server's to do, and the same call tells when it is done.
    for (const code of codes) expect([0, 3]).toContain(code)
    await eventually('a cleared file', async () => (await call(erase, erased.at(-1)!)).code === 0, 180_000)
    expect(legibleIn(folder, erased)).toEqual([])
    expect((await fetch(`${url}/api/links/${program.link}`)).status).toBe(200)
    expect(await program.close()).toBe(0)
    expect(program.err).toBe('')
  }, 420_000)

  test('the page of who is erased ends, the command waits for the server to clear the file, and the server goes on [S16]', async () => {
    const { program, url } = await startServer()
    const [gone, stays] = await Promise.all([1, 2].map(async () => (await Guest.enrol(url, program.link)).connect()))
    for (const guest of [gone!, stays!]) {
      await guest.toTalk()
      await guest.reply(`${await guest.say(`zq${guest === gone ? 's00000' : 's00001'}qz`)}.1`)
    }
    expect(legibleIn(folder, ['s00000'])).not.toEqual([])
    const erasing = call(erase, gone!.session)
    await gone!.until('the end', ({ screen }) => screen?.kind === 'ended')
    expect(gone!.replica.entries).toEqual({})
    expect(await erasing).toMatchObject({ code: 0, out: expect.stringContaining('Nothing of it is left') })
    expect(legibleIn(folder, ['s00000'])).toEqual([])
    expect(legibleIn(folder, ['s00001'])).not.toEqual([])
    await stays!.reply(`${await stays!.say('And on we go.')}.1`)
    for (const guest of [gone!, stays!]) guest.leave()
    expect(await program.close()).toBe(0)
    expect(program.err).toBe('')
  })

  test('leaves of a session what the erasure by its own person leaves', async () => {
    const rig = await rigHere()
    const people = await Promise.all([1, 2].map(() => rig.guest({ query: { PROLIFIC_PID: freshId() } })))
    for (const guest of people) {
      await guest.toTalk('telemetry')
      await guest.reply(`${await guest.say('zqs00000qz')}.1`)
    }
    const [own, others] = people as [Guest, Guest]
    await own.must('session.withdrawn', { erase: true })
    expect((await call(erase, others.session)).code).toBe(0)
    await eventually('both erasures', async () => (await rig.store.erasedAfter(0)).length === 2)
    expect(legibleIn(folder, ['s00000'])).toEqual([])
    const out = path.join(place, 'export')
    const request = { store: rig.store, studyId: quiet.id, kinds: ['live'], folder: out, identifiers: true } as const
    await exportStudy({ ...request, at: AT, progress: () => {} })
    const exported = new Exported(out)
    const rowOf = ({ session }: Guest) => {
      const { session: _s, participant: _p, ...row } = exported.session(session)
      return Object.fromEntries(Object.entries(row).filter(([, value]) => !/^\d{4}-\d\d-\d\dT|^\d{4,}$/.test(value)))
    }
    // The draw of the two may differ, and nothing else.
    const drawn = ['condition', 'index', 'persona', 'opening']
    const alike = ([name]: [string, string]) => !drawn.some((part) => name.includes(part))
    expect(Object.entries(rowOf(others)).filter(alike)).toEqual(Object.entries(rowOf(own)).filter(alike))
    const typesOf = ({ session }: Guest) =>
      exported.jsonl('events.jsonl').flatMap((line) => (line.session === session ? [[line.type, line.body]] : []))
    expect(typesOf(others)).toEqual(typesOf(own))
    for (const guest of people) guest.leave()
  })
})
