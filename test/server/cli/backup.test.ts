import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { backup } from '../../../server/cli/backup.ts'
import { erase } from '../../../server/cli/erase.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { openSqliteStore, StoreRefusal } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { smallStudy } from '../../study.ts'
import { Exported } from '../export/files.ts'
import { eventually, Guest } from '../guest.ts'
import { saying, startEndpoint } from '../model/endpoint/endpoint.ts'
import { freePort, Program } from '../program.ts'
import { heldReply } from '../rig.ts'
import { call as callOf, enrolled } from '../store/contract/material.ts'
import { legibleIn } from '../store/interleaved.ts'
import { writeStudy } from '../study-files.ts'
import { call } from './calls.ts'

vi.setConfig({ testTimeout: 300_000 })

const root = path.resolve(import.meta.dirname, '..', '..', '..')
const migrations = path.join(root, 'migrations', 'sqlite')

let place: string
let folder: string
let to: string
const ends: (() => Promise<unknown>)[] = []
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'parallax-backup-'))
  folder = path.join(place, 'data')
  to = path.join(place, 'copy')
  vi.stubEnv('PARALLAX_DATA', folder)
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  vi.unstubAllEnvs()
  rmSync(place, { recursive: true, force: true })
})

async function openStore(): Promise<Store> {
  const store = await openSqliteStore({ folder, migrations, role: 'tool' })
  ends.push(() => store.close())
  return store
}

test('from a backup made while people take part, a server whose data are lost goes on with the same links and sessions [S14]', async () => {
  const study = smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))
  writeStudy(path.join(place, 'studies'), study)
  const endpoint = await startEndpoint()
  ends.push(() => endpoint.close())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    PORT: String(port),
    PARALLAX_STUDIES: path.join(place, 'studies'),
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'normal' } }),
  }
  const start = async (data: string) => {
    const program = await new Program({ ...env, PARALLAX_DATA: data }).running()
    ends.push(() => program.kill())
    return program
  }
  const first = await start(folder)
  const people = await Promise.all([1, 2, 3].map(async () => (await Guest.enrol(url, first.link)).connect()))
  const [talks, reads, early] = people as [Guest, Guest, Guest]
  for (const guest of [talks, reads]) await guest.toTalk()
  await talks.reply(`${await talks.say('Said before the backup.')}.1`)
  endpoint.script(heldReply(['Half a reply, ']).dialect)
  const turn = await reads.say('Tell me more.')
  await reads.until('half of it', ({ live }) => live[`${turn}.1`] === 'Half a reply, ')
  const store = await openStore()
  await eventually('half of it kept', async () => {
    return (await store.checkpointed({ session: reads.session, reply: `${turn}.1` })) === 'Half a reply, '
  })
  const { seq, entries } = talks.replica

  const { code, out } = await call(backup, to)
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^Copied 3 sessions \(0 erased\) with \d+ events, and 1 study versions\./),
  ])
  expect(readdirSync(to)).toEqual(['parallax.sqlite'])
  await talks.reply(`${await talks.say('Said after the backup.')}.1`)
  const late = await (await Guest.enrol(url, first.link)).connect()
  for (const guest of [...people, late]) guest.leave()
  await first.kill()
  await store.close()
  rmSync(folder, { recursive: true })

  const second = await start(to)
  expect(second.out).toContain('1 sessions were under way')
  expect(second.link).toBe(first.link)
  const back = (guest: Guest) => new Guest(url, guest.token, guest.enrolled).connect()
  const [talksOn, readsOn, begins] = await Promise.all([back(talks), back(reads), back(early)])
  expect(talksOn.replica).toMatchObject({ seq, entries })
  expect(await readsOn.reply(`${turn}.1`)).toMatchObject({ outcome: 'truncated', text: 'Half a reply, ' })
  endpoint.script(saying('A whole reply.'))
  await readsOn.must('reply.asked', { stage: readsOn.screen('chat').stage, turn })
  expect((await readsOn.reply(`${turn}.2`)).text).toBe('A whole reply.')
  for (const guest of [talksOn, readsOn, begins]) await guest.toEnd()
  // Who came after the backup is unknown to it, and begins anew by the same link.
  await expect(back(late)).rejects.toThrow('unauthorised')
  const again = await (await Guest.enrol(url, second.link)).connect()
  await again.toEnd()
  for (const guest of [talksOn, readsOn, begins, again]) guest.leave()
  expect(await second.close()).toBe(0)
  expect(second.err).toBe('')

  vi.stubEnv('PARALLAX_DATA', to)
  const files = path.join(place, 'export')
  expect(await call(exportVerb, study.id, '--out', files)).toMatchObject({ code: 0 })
  const exported = new Exported(files)
  expect(exported.manifest.sequences).toMatchObject({ sessions: 4, gaps: [], complete: true })
  const said = exported.csv('turns.csv').map(({ text }) => text)
  expect(said).toContain('Said before the backup.')
  expect(said).not.toContain('Said after the backup.')
})

test('who is erased after a backup is erased in it by the same verb', async () => {
  const store = await openStore()
  await enrolled(store, 's00000', { identifiers: { PID: 'zqs00000qz' } })
  expect((await call(backup, to)).code).toBe(0)
  expect((await call(erase, 's00000')).code).toBe(0)
  expect(legibleIn(folder, ['s00000'])).toEqual([])
  expect(legibleIn(to, ['s00000'])).not.toEqual([])
  vi.stubEnv('PARALLAX_DATA', to)
  expect((await call(erase, 's00000')).code).toBe(0)
  expect(legibleIn(to, ['s00000'])).toEqual([])
})

test('says as JSON what was copied, with the SHA-256 of the file', async () => {
  await enrolled(await openStore(), 's')
  const { code, out } = await call(backup, '--json', to)
  const file = path.join(to, 'parallax.sqlite')
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ folder: to, file, sha256, sessions: 1, erased: 0, events: 1, versions: 1 })
})

describe('refuses, and makes nothing,', () => {
  const refusal = async (...args: string[]) => {
    const before = readdirSync(place, { recursive: true })
    const { code, out, err } = await call(backup, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(readdirSync(place, { recursive: true }).filter((name) => !/-(shm|wal)$/.test(String(name)))).toEqual(
      before.filter((name) => !/-(shm|wal)$/.test(String(name))),
    )
    return err
  }
  beforeEach(async () => {
    await enrolled(await openStore(), 's')
  })

  test('a call that names no folder, or more than one', async () => {
    expect(await refusal()).toMatch(/^Name one folder/)
    expect(await refusal(to, `${to}2`)).toMatch(/^Name one folder/)
  })

  test('a folder that is not empty, and a file', async () => {
    mkdirSync(to)
    writeFileSync(path.join(to, 'notes'), '')
    expect(await refusal(to)).toMatch(/copy is not empty; name a new one/)
    expect(await refusal(path.join(to, 'notes'))).toMatch(/^DIR: .*notes is a file; name a folder\./)
  })

  test('the data folder itself, a folder in it, and one behind a link into it', async () => {
    symlinkSync(folder, path.join(place, 'link'))
    for (const named of [
      folder,
      path.join(folder, 'new'),
      path.join(folder, 'a', 'b'),
      path.join(place, 'link', 'new'),
    ])
      expect(await refusal(named)).toMatch(/is in the data folder .* itself, and would be lost with it/)
    // A name that only begins alike is another folder.
    expect((await call(backup, `${folder}-copy`)).code).toBe(0)
  })

  test('where there is no data folder, and makes none', async () => {
    const nowhere = path.join(place, 'nowhere')
    vi.stubEnv('PARALLAX_DATA', nowhere)
    await expect(call(backup, to)).rejects.toThrow(StoreRefusal)
    expect([existsSync(nowhere), existsSync(to)]).toEqual([false, false])
  })
})

describe('as a program', () => {
  function parallax(...args: string[]): { child: ChildProcess; said: () => string } {
    const { PATH = '', HOME = '' } = process.env
    const program = ['--import', 'tsx', path.join(root, 'server', 'cli', 'main.ts')]
    const env = { PATH, HOME, PARALLAX_DATA: folder }
    const child = spawn(process.execPath, [...program, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (part) => {
        said += part
      })
    ends.push(async () => void child.kill('SIGKILL'))
    return { child, said: () => said }
  }

  test('it is listed among the verbs', async () => {
    const { child, said } = parallax()
    await once(child, 'close')
    expect(said()).toMatch(/^ {2}backup +copy the data folder, also while the server runs$/m)
  })

  /** The state of a program as the system tells it, where it does; T is a program that was stopped. */
  function stateOf({ pid }: ChildProcess): string {
    const stat = `/proc/${pid}/stat`
    return existsSync(stat) ? readFileSync(stat, 'utf8').replace(/^.*\) /s, '')[0]! : 'T'
  }

  /** A backup of a large data folder that stands still in its midst. */
  async function halfWay() {
    const store = await openStore()
    await enrolled(store, 's')
    const part = path.join(to, 'parallax.sqlite.part')
    let calls = 0
    for (;;) {
      for (const most = 2 * calls + 40; calls < most; calls += 1)
        await store.recordCall(callOf(`c${calls}`, 's', { record: 'x'.repeat(1_000_000) }))
      const { child, said } = parallax('backup', to)
      const closed = once(child, 'close')
      let isOver = false
      void closed.then(() => {
        isOver = true
      })
      while (!isOver && !existsSync(part)) await new Promise((resolve) => setTimeout(resolve, 1))
      child.kill('SIGSTOP')
      await eventually('a stand', async () => isOver || stateOf(child) === 'T')
      const copied = statSync(part, { throwIfNoEntry: false })?.size ?? Infinity
      if (copied < calls * 900_000) return { child, said, closed }
      // It was not to be stopped in time: it is tried again with more to copy.
      child.kill('SIGKILL')
      await closed
      rmSync(to, { recursive: true, force: true })
    }
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stopped by %s in its midst, it leaves nothing and exits with %d', async (signal, code) => {
    const { child, said, closed } = await halfWay()
    child.kill(signal)
    child.kill('SIGCONT')
    expect(await closed).toEqual([code, null])
    expect(said()).toMatch(/^Stopped; nothing of the copy is left\.$/m)
    expect(existsSync(to)).toBe(false)
  })

  test('killed in its midst, it leaves what no server takes for a data folder', async () => {
    const { child, closed } = await halfWay()
    child.kill('SIGKILL')
    await closed
    expect(readdirSync(to)).not.toContain('parallax.sqlite')
    const server = new Program({ PORT: String(await freePort()), PARALLAX_DATA: to })
    expect((await server.exited).code).toBe(1)
    expect(server.err).toMatch(/holds a backup that was cut off/)
  })
})
