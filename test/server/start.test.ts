import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { smallStudy } from '../study.ts'
import { eventually, Guest } from './guest.ts'
import { startEndpoint, type TestEndpoint } from './model/endpoint/endpoint.ts'
import { freePort, Program } from './program.ts'
import { heldReply } from './rig.ts'
import { writeStudy } from './study-files.ts'

// Each start of a program takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const root = path.resolve(import.meta.dirname, '..', '..')
let folder: string
let endpoint: TestEndpoint
let studies: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-start-'))
  studies = path.join(folder, 'studies')
  writeStudy(
    studies,
    smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes')),
  )
  endpoint = await startEndpoint()
})
afterAll(async () => {
  await endpoint.close()
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
/** An environment that works, with a data folder of its own. */
async function environment(): Promise<Record<string, string>> {
  count += 1
  return {
    PORT: String(await freePort()),
    PARALLAX_DATA: path.join(folder, `data-${count}`),
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'normal' } }),
  }
}

/** Starts the server, which must refuse, and returns what it said. */
async function refusal(env: Record<string, string>): Promise<string> {
  const program = new Program(env)
  const { code } = await program.exited
  expect({ code, out: program.out }).toEqual({ code: 1, out: '' })
  expect(program.err).not.toMatch(/\n\s+at |Error:/)
  return program.err.trimEnd()
}

const sentence = /^[^\n]+[.]$/

describe('a server that cannot start says why in one sentence, exits with 1, and leaves nothing half done', () => {
  test('when the port is in use', async () => {
    const env = await environment()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(Number(env.PORT), '127.0.0.1', resolve))
    const said = await refusal(env)
    expect(said).toMatch(sentence)
    expect(said).toContain(`Port ${env.PORT} is in use; stop the other program, or set PORT`)
    await new Promise((resolve) => other.close(resolve))
    const again = await new Program(env).running()
    expect(again.out).toContain('#key=')
    expect(await again.close()).toBe(0)
  })

  test('when PORT is no port', async () => {
    const env = await environment()
    for (const PORT of ['abc', '65536']) {
      const said = await refusal({ ...env, PORT })
      expect(said).toMatch(sentence)
      expect(said).toContain(`PORT="${PORT}" cannot be used`)
      expect(existsSync(env.PARALLAX_DATA!)).toBe(false)
    }
  })

  test('when the data folder cannot be written', async () => {
    const env = await environment()
    writeFileSync(path.join(folder, 'a-file'), 'No folder.')
    const said = await refusal({ ...env, PARALLAX_DATA: path.join(folder, 'a-file', 'data') })
    expect(said).toMatch(sentence)
    expect(said).toMatch(/The data folder \S+ cannot be written \(ENOTDIR\); give this account/)
  })

  test('when the database was written by a newer program, which is left as it was', async () => {
    const env = await environment()
    const store = await openSqliteStore({
      folder: env.PARALLAX_DATA!,
      migrations: path.join(root, 'migrations', 'sqlite'),
      role: 'tool',
    })
    await store.close()
    const file = path.join(env.PARALLAX_DATA!, 'parallax.sqlite')
    const db = new Database(file)
    db.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)').run(
      'of-the-future',
      9_999_999_999_999,
    )
    db.close()
    const before = readFileSync(file)
    const said = await refusal(env)
    expect(said).toMatch(sentence)
    expect(said).toContain('was written by a newer program than this one; start the newer program')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('when a study file is broken, naming file and line', async () => {
    const env = await environment()
    const broken = path.join(folder, 'broken')
    const file = writeStudy(broken, smallStudy())
    writeFileSync(file, readFileSync(file, 'utf8').replace('kind: chat', 'kind: chatt'))
    const said = await refusal({ ...env, PARALLAX_STUDIES: broken })
    expect(said).toMatch(/study\.yaml:\d+/)
    expect(said).toContain('chatt')
    expect(existsSync(env.PARALLAX_DATA!)).toBe(false)
  })

  test('when there is no study', async () => {
    const env = await environment()
    const empty = path.join(folder, 'empty')
    mkdirSync(empty)
    const said = await refusal({ ...env, PARALLAX_STUDIES: empty })
    expect(said).toMatch(sentence)
    expect(said).toContain('There is no study in')
    expect(existsSync(env.PARALLAX_DATA!)).toBe(false)
  })

  test('when a study names a model that nothing is bound to', async () => {
    const env = await environment()
    const said = await refusal({ ...env, PARALLAX_MODELS: '{}' })
    expect(said).toContain('"main"')
    expect(said).toContain('PARALLAX_MODELS')
    expect(existsSync(env.PARALLAX_DATA!)).toBe(false)
  })

  test('when another server has the data folder', async () => {
    const env = await environment()
    const first = await new Program(env).running()
    const said = await refusal({ ...env, PORT: String(await freePort()) })
    expect(said).toMatch(sentence)
    expect(said).toContain('Another Parallax server has the data folder')
    expect(await first.close()).toBe(0)
  })
})

describe('a server that is asked to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s in mid-reply closes with exit code 0 and keeps the reply for the restart [S14]',
    async (signal) => {
      const env = await environment()
      const first = await new Program(env).running()
      const guest = await (await Guest.enrol(`http://127.0.0.1:${env.PORT}`, first.link)).connect()
      await guest.toTalk()
      endpoint.script(heldReply(['The well ', 'is deep ']).dialect)
      const turn = await guest.say('How deep?')
      await guest.until('the first part', ({ live }) => live[`${turn}.1`] === 'The well is deep ')
      first.child.kill(signal)
      expect((await first.exited).code).toBe(0)
      expect(first.err).toBe('')
      expect(readdirSync(env.PARALLAX_DATA!)).not.toContain('parallax.sqlite-wal')

      const second = await new Program(env).running()
      expect(second.out).toContain('1 sessions were under way at the last stop and go on.')
      expect(second.out).not.toContain('#key=')
      const back = await guest.tab().connect()
      expect(await back.reply(`${turn}.1`)).toMatchObject({ outcome: 'truncated', text: 'The well is deep ' })
      back.leave()
      expect(await second.close()).toBe(0)
    },
  )
})

test('HOST=localhost is this machine by both of its addresses, sockets included, and both end when it stops', async () => {
  const env = await environment()
  const program = await new Program({ ...env, HOST: 'localhost' }).running()
  expect(program.out).toContain(`http://localhost:${env.PORT}/s/`)
  const hasSix = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
  const guests: Guest[] = []
  for (const host of ['127.0.0.1', ...(hasSix ? ['[::1]'] : [])]) {
    const guest = await Guest.enrol(`http://${host}:${env.PORT}`, program.link)
    for (const transports of [['polling'], ['websocket']] as const) {
      guests.push(await guest.tab().connect({ transports: [...transports] }))
      await guests.at(-1)!.until(`a screen at ${host} by ${transports}`, ({ screen }) => screen !== null)
    }
  }
  expect(await program.close()).toBe(0)
  for (const guest of guests) guest.leave()
})

test('what a person is to read at the start comes first and whole, and log lines after it', async () => {
  const env = await environment()
  const withBad = path.join(folder, 'studies-with-a-bad-one')
  writeStudy(withBad, smallStudy())
  mkdirSync(path.join(withBad, 'bad'))
  writeFileSync(path.join(withBad, 'bad', 'study.yaml'), 'id: bad\n')
  const screen = path.join(folder, 'screen.txt')
  const fd = openSync(screen, 'a')
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'server', 'main.ts')], {
    cwd: root,
    env: { PATH, HOME, ...env, PARALLAX_STUDIES: withBad },
    stdio: ['ignore', fd, fd],
  })
  closeSync(fd)
  const ended = new Promise((resolve) => child.once('close', resolve))
  const shown = () => readFileSync(screen, 'utf8')
  await eventually('the start and its log', async () => shown().includes('is not served"'), 60_000)
  child.kill('SIGTERM')
  await ended
  const [told, logged] = [shown().slice(0, shown().indexOf('{"level"')), shown().slice(shown().indexOf('{"level"'))]
  expect(told).toMatch(/^\nParallax is running\.\n[\s\S]*NOT SERVED: study "bad" has errors[\s\S]*study check \S+\n\n$/)
  for (const line of logged.trimEnd().split('\n')) expect(() => JSON.parse(line), line).not.toThrow()
})
