import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { sha256 } from '../../server/digest.ts'
import { publishStudies } from '../../server/open.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { enrol } from '../../server/studies/enrol.ts'
import { loadStudies } from '../../server/studies/load.ts'
import type { Study } from '../../shared/study/study.ts'
import { smallStudy } from '../study.ts'
import { eventually, Guest, soon } from './guest.ts'
import { startEndpoint } from './model/endpoint/endpoint.ts'
import { freePort, Program } from './program.ts'
import { RawPolls } from './raw-polls.ts'
import { RawSocket } from './raw-socket.ts'
import { heldReply, SECRET } from './rig.ts'
import { event } from './store/contract/material.ts'
import { writeStudy } from './study-files.ts'

vi.setConfig({ testTimeout: 300_000 })

const root = path.resolve(import.meta.dirname, '..', '..')
const migrations = path.join(root, 'migrations', 'sqlite')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-main-'))
})
const programs: Program[] = []
afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function started(env: Record<string, string>): Program {
  const program = new Program(env)
  programs.push(program)
  return program
}

/** A data folder of a study with many people of whom a start has something to take up, or finds that there is nothing. */
async function withPending(name: string, study: Study, isWork: boolean) {
  const studies = path.join(folder, `studies-${name}`)
  writeStudy(studies, study)
  const [loaded] = loadStudies(studies, root).studies
  const data = path.join(folder, `data-${name}`)
  const store = await openSqliteStore({ folder: data, migrations, role: 'server' })
  await publishStudies(store, [loaded!], 1)
  const sessions = Array.from({ length: 1_500 }, (_, at) => `pending-session-${at}`)
  await Promise.all(
    sessions.map(async (session) => {
      const wish = { session, kind: 'live' as const, locale: 'en', at: 1, tokenHash: sha256(session), query: {} }
      await enrol(store, loaded!, wish)
      const progress = { locale: 'en', phase: 'consenting', stage: 'welcome', condition: null, turns: 0 } as const
      const body = { stage: 'welcome', version: '1', uses: [] }
      const consented = event(session, 2, { type: 'consent.given', body }, `consent-of-${session}`)
      await store.append(session, isWork ? [consented] : [], { ...progress, pending: true })
    }),
  )
  await store.close()
  return { studies, data }
}

test('a stop while sessions are taken up again ends with 0, no error and no greeting, and the next start tells the secret that it makes', async () => {
  // Who has consented waits for a condition to be drawn.
  const study = smallStudy((draft) => draft.flow!.splice(1, 2))
  const { studies, data } = await withPending('of-many', study, true)
  const env = {
    PORT: String(await freePort()),
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  for (let tries = 1; ; tries += 1) {
    const copy = path.join(folder, `data-of-try-${tries}`)
    cpSync(data, copy, { recursive: true })
    const program = started({ ...env, PARALLAX_DATA: copy })
    await program.listens()
    // While another writes, no session is taken up, and no secret is made that the greeting would tell.
    const other = new Database(path.join(copy, 'parallax.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    await program.heard()
    const isLate = program.out !== ''
    program.child.kill('SIGTERM')
    await program.heard()
    other.exec('COMMIT')
    other.close()
    const { code } = await soon('the end of the server', program.exited)
    expect(code).toBe(0)
    expect(program.err).not.toMatch(/"level":[456]0|\n\s+at /)
    // Where this machine was slow to look, all was taken up by then; it is tried again.
    if (isLate) continue
    expect(program.out).toBe('')
    const next = await started({ ...env, PARALLAX_DATA: copy }).running()
    expect(next.out).toContain('#key=')
    expect(await next.close()).toBe(0)
    return
  }
})

/** A running program with much to download, and one guest in mid-reply. */
async function inMidReply() {
  const studies = path.join(folder, 'studies-of-much')
  const study = smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))
  writeStudy(studies, study)
  const data = path.join(folder, 'data-of-much')
  const store = await openSqliteStore({ folder: data, migrations, role: 'server' })
  const [loaded] = loadStudies(studies, root).studies
  await publishStudies(store, [loaded!], 1)
  const call = { session: null, study: loaded!.hash, purpose: 'probe', at: 1, promptHash: 'x', alias: 'main' } as const
  for (let at = 0; at < 12; at += 1) {
    const record = randomBytes(1024 * 1024).toString('base64')
    await store.recordCall({ ...call, id: `call-${at}`, model: 'm', outcome: 'complete', error: null, record })
  }
  await store.close()

  const endpoint = await startEndpoint()
  endpoint.script(heldReply(['Half of ', 'the answer']).dialect)
  const env = {
    PORT: String(await freePort()),
    PARALLAX_DATA: data,
    PARALLAX_STUDIES: studies,
    PARALLAX_RESEARCHER_SECRET: SECRET,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  const program = await started(env).running()
  const url = `http://127.0.0.1:${env.PORT}`
  const guest = await (await Guest.enrol(url, program.link)).connect()
  await guest.toTalk()
  const reply = `${await guest.say('Tell me.')}.1`
  await guest.until('half a reply', ({ live }) => live[reply] === 'Half of the answer')
  return { data, endpoint, program, url, guest, reply }
}

/** One end of a connection that stays open whatever the other does, and reads nothing of what comes. */
function rudePeer(url: string, text: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => {})
  socket.write(text)
  return socket
}

test('a signal ends the server within seconds and in order, whoever holds on to it, and further signals cut off nothing', async () => {
  const { data, endpoint, program, url, guest, reply } = await inMidReply()
  const head = (line: string, ...more: string[]) => `${line} HTTP/1.1\r\nhost: x\r\n${more.join('\r\n')}\r\n\r\n`
  const upgrade = ['connection: Upgrade', 'upgrade: websocket']
  const socketIo = '/socket.io/?EIO=4&transport='
  const made = await fetch(`${url}/api/researcher/studies/small/download-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}` },
  })
  const { url: download } = (await made.json()) as { url: string }
  const slow = rudePeer(
    url,
    head(`POST /api/links/${program.link}/sessions`, 'content-type: application/json', 'content-length: 200000'),
  )
  const trickling = setInterval(() => slow.write(' '), 50)
  const polls = await RawPolls.open(url)
  const peers = [
    slow,
    rudePeer(url, head(`GET ${download}`)),
    rudePeer(url, head('GET /chat', ...upgrade)),
    rudePeer(url, head(`GET ${socketIo}websocket`, ...upgrade)),
    rudePeer(url, 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: web'),
    rudePeer(url, head(`GET ${socketIo}polling&sid=${polls.id}`)),
    rudePeer(url, head('GET /api/links/x')),
    rudePeer(url, ''),
    (await RawSocket.open(url)).tcp.pause(),
  ]
  const scratch = path.join(data, 'tmp')
  await eventually('a download under way', async () => existsSync(scratch) && readdirSync(scratch).length > 0)
  await eventually('the beginning of the download', async () => peers[1]!.readableLength > 0, 60_000)

  const told = (await RawPolls.open(url)).poll()
  await fetch(`${url}/api/links/x`)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM'] as const) {
    program.child.kill(signal)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const { code } = await soon('the end of the server', program.exited, 60_000)
  clearInterval(trickling)
  for (const peer of peers) peer.destroy()
  guest.leave()
  await endpoint.close()

  expect(code).toBe(0)
  // Sockets come first: who waits for news is told of the end, and not cut off.
  expect(await told).toEqual(['1'])
  expect(program.err).not.toMatch(/"level":[56]0|\n\s+at /)
  expect(existsSync(scratch)).toBe(false)
  // SQLite puts its log away when the last to use it closes.
  expect(readdirSync(data).filter((name) => name.endsWith('-wal'))).toEqual([])
  const store = await openSqliteStore({ folder: data, migrations, role: 'server' })
  expect(await store.checkpointed({ session: guest.session, reply })).toBe('Half of the answer')
  await store.close()
})

test('a stop in the midst of a rewrite of the database waits for it, ends with 0 and no error, and the next start is sound', async () => {
  const studies = path.join(folder, 'studies-of-rewrites')
  writeStudy(studies, smallStudy())
  const data = path.join(folder, 'data-of-rewrites')
  const store = await openSqliteStore({ folder: data, migrations, role: 'server' })
  const [loaded] = loadStudies(studies, root).studies
  await publishStudies(store, [loaded!], 1)
  for (const session of ['who-is-erased', 'who-stays']) {
    const wish = { session, kind: 'live' as const, locale: 'en', at: 1, tokenHash: sha256(session), query: {} }
    await enrol(store, loaded!, wish)
    const of = { session, study: loaded!.hash, purpose: 'reply', at: 1, promptHash: 'x', alias: 'main' } as const
    for (let at = 0; at < 400; at += 1) {
      const record = 'x'.repeat(60_000)
      await store.recordCall({ ...of, id: `${session}-${at}`, model: 'm', outcome: 'complete', error: null, record })
    }
  }
  await store.close()
  const env = {
    PORT: String(await freePort()),
    PARALLAX_DATA: data,
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  const program = await started(env).running()
  const rewriting = new Promise<void>((resolve) => {
    const watcher = watch(data, (_event, name) => {
      if (!name?.startsWith('etilqs')) return
      watcher.close()
      resolve()
    })
  })
  const tool = await openSqliteStore({ folder: data, migrations, role: 'tool' })
  await tool.erase('who-is-erased', Date.now())
  await tool.close()
  await soon('a rewrite', rewriting)
  // Who reads an older state keeps the rewrite from its end for two seconds.
  const reader = new Database(path.join(data, 'parallax.sqlite'), { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM sessions').get()
  program.child.kill('SIGTERM')
  const { code } = await soon('the end of the server', program.exited)
  reader.close()
  expect(code).toBe(0)
  expect(program.err).not.toMatch(/"level":[456]0|\n\s+at /)

  const next = await openSqliteStore({ folder: data, migrations, role: 'server' })
  expect(await next.uncleared()).toBeNull()
  expect((await next.session('who-stays'))!.erasedAt).toBeNull()
  await next.close()
})

test('when npm, which started it, is ended, the server ends too, in order', async () => {
  const studies = path.join(folder, 'studies-of-npm')
  writeStudy(studies, smallStudy())
  const data = path.join(folder, 'data-of-npm')
  const env = {
    PORT: String(await freePort()),
    PARALLAX_STUDIES: studies,
    PARALLAX_DATA: data,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  // As npm does it: a process between, which passes no signal on.
  const server = `"${process.execPath}" --import tsx "${path.join(root, 'server', 'main.ts')}" & echo "server $!"; wait`
  const { PATH = '', HOME = '' } = process.env
  const npm = spawn('sh', ['-c', server], {
    cwd: root,
    env: { PATH, HOME, ...env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  npm.stdout.on('data', (part) => {
    out += part
  })
  npm.stderr.on('data', (part) => {
    err += part
  })
  // What they say ends when the last of both has ended.
  const ended = new Promise((resolve) => npm.once('close', resolve))
  try {
    await eventually('a server that runs', async () => /Researcher[\s\S]*\n\n$/.test(out), 60_000)
    npm.kill('SIGTERM')
    await soon('the end of the server', ended, 20_000)
  } finally {
    const pid = Number(/server (\d+)/.exec(out)?.[1])
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
  expect(out + err).toContain('npm, which started the server, has ended')
  expect(out + err).not.toMatch(/"level":[456]0|\n\s+at /)
  // A database that was closed in order leaves no log beside it.
  expect(readdirSync(data).filter((name) => name.endsWith('-wal'))).toEqual([])
  expect(await (await started({ ...env, PARALLAX_DATA: data }).running()).close()).toBe(0)
})

test('a stop during the start ends it without an error before it listens, and the next start is a start', async () => {
  const studies = path.join(folder, 'studies-of-starts')
  writeStudy(studies, smallStudy())
  const data = path.join(folder, 'data-of-starts')
  const env = {
    PARALLAX_DATA: data,
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  await (await openSqliteStore({ folder: data, migrations, role: 'server' })).close()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    rmSync(path.join(data, 'server.lock'))
    // While another writes, the start has to wait.
    const other = new Database(path.join(data, 'parallax.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    const program = started({ ...env, PORT: String(await freePort()) })
    await eventually(
      'a start that has come to the data',
      async () => existsSync(path.join(data, 'server.lock')),
      60_000,
    )
    program.child.kill(signal)
    await program.heard()
    other.exec('COMMIT')
    other.close()
    const { code } = await soon('the end of the server', program.exited)
    expect(code).toBe(0)
    expect(program.err).not.toMatch(/Server listening|"level":[56]0|\n\s+at /)
    expect(program.out).toBe('')
  }
  const next = await started({ ...env, PORT: String(await freePort()) }).running()
  expect(await next.close()).toBe(0)
})

test('what a start meets after it was told to stop is no error of it', async () => {
  const { studies, data } = await withPending('of-trouble', smallStudy(), false)
  const env = {
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  for (let tries = 1; ; tries += 1) {
    const copy = path.join(folder, `data-of-trouble-${tries}`)
    cpSync(data, copy, { recursive: true })
    const other = new Database(path.join(copy, 'parallax.sqlite'))
    const program = started({ ...env, PORT: String(await freePort()), PARALLAX_DATA: copy })
    await program.listens()
    // The greeting comes to wait for its turn to write the secret that it tells.
    other.exec('BEGIN IMMEDIATE')
    await program.rests()
    const isLate = program.out !== ''
    program.child.kill('SIGTERM')
    await program.heard()
    // Now there is no place for it any more.
    if (!isLate) other.exec('ALTER TABLE secrets RENAME TO elsewhere')
    other.exec('COMMIT')
    other.close()
    const { code } = await soon('the end of the server', program.exited)
    expect(code).toBe(0)
    expect(program.err).not.toMatch(/"level":[456]0|\n\s+at |Error/)
    // Where this machine was slow to look, the secret was told before the other wrote; it is tried again.
    if (!isLate) return
  }
})
