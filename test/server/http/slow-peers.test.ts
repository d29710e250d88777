import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { eventually, soon } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

const patient = { headers: 20_000, request: 60_000, standstill: 60_000, handshake: 20_000 }

let rig: Rig
const sockets: Socket[] = []
async function start(patience: Partial<typeof patient>): Promise<void> {
  rig = await startRig(smallStudy(), { patience: { ...patient, ...patience } })
}
beforeEach(() => {
  sockets.length = 0
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await rig.end()
})

/** A connection of TCP, and what came over it. */
function dial(): { socket: Socket; heard: () => string; closed: Promise<void> } {
  const { hostname, port } = new URL(rig.url)
  // It keeps its own end open, as one does who wishes the server ill.
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  sockets.push(socket)
  let heard = ''
  socket.on('data', (part) => {
    heard += part
  })
  socket.on('error', () => {})
  return { socket, heard: () => heard, closed: new Promise((resolve) => socket.once('close', () => resolve())) }
}

/** Sends something again and again, and resolves once the server has ended the connection. */
async function trickle({ socket, closed }: ReturnType<typeof dial>, part: string): Promise<void> {
  const sending = setInterval(() => socket.write(part), 20)
  await soon('the end of the connection', closed).finally(() => clearInterval(sending))
}

describe('a request that comes slowly', () => {
  test('is not waited for when its headers have no end', async () => {
    await start({ headers: 300 })
    const peer = dial()
    peer.socket.write('GET /api/links/x HTTP/1.1\r\nhost: x\r\n')
    await trickle(peer, 'x-more: and more\r\n')
    expect(peer.heard()).toContain('408')
  })

  test('is not waited for when nothing of it comes', async () => {
    await start({ headers: 300 })
    const { socket } = dial()
    await soon('the end of the connection', new Promise((resolve) => socket.once('end', resolve)))
  })

  test('is not waited for when its body has no end, though bytes go on coming', async () => {
    await start({ headers: 300, request: 600 })
    const peer = dial()
    peer.socket.write(
      `POST /api/links/${rig.link()}/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
        'content-length: 200000\r\n\r\n',
    )
    await trickle(peer, ' ')
    expect(peer.heard()).toContain('408')
  })

  test('is not waited for either when it is a poll', async () => {
    await start({ headers: 300, request: 600 })
    const opened = await fetch(`${rig.url}/socket.io/?EIO=4&transport=polling`)
    const { sid } = JSON.parse((await opened.text()).slice(1))
    const peer = dial()
    peer.socket.write(
      `POST /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nhost: x\r\ncontent-length: 200000\r\n\r\n`,
    )
    await trickle(peer, ' ')
  })

  test('and is no HTTP is answered, and its connection ends', async () => {
    await start({})
    const peer = dial()
    peer.socket.write('Good morning\r\n\r\n')
    await soon(
      'an answer',
      eventually('an answer', async () => peer.heard().includes('malformed')),
    )
    await trickle(peer, 'And?')
  })
})

/** What cannot be made smaller: some megabytes more than the system takes on the way to a reader. */
async function keepMuch(): Promise<void> {
  const of = {
    session: null,
    study: rig.hash,
    purpose: 'probe',
    at: 1,
    promptHash: 'x',
    alias: 'main',
    model: 'm',
  } as const
  for (let call = 0; call < 12; call += 1)
    await rig.store.recordCall({
      ...of,
      id: `call-${call}`,
      outcome: 'complete',
      error: null,
      record: randomBytes(1024 * 1024).toString('base64'),
    })
}

async function link(): Promise<string> {
  const made = await fetch(`${rig.url}/api/researcher/studies/small/download-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}` },
  })
  return `${rig.url}${((await made.json()) as { url: string }).url}`
}

function download(url: string): Promise<IncomingMessage> {
  return soon('the beginning of a download', new Promise((resolve, reject) => get(url, resolve).on('error', reject)))
}

const scratch = () => (existsSync(rig.store.scratch) ? readdirSync(rig.store.scratch) : [])

describe('a download', () => {
  test('whose reader has stopped ends, leaves no file, and keeps nobody else from one', async () => {
    await start({ standstill: 500 })
    await keepMuch()
    const stopped = await download(await link())
    expect(scratch()).toHaveLength(1)
    await eventually('an empty folder', async () => scratch().length === 0)
    const next = await download(await link())
    expect(next.statusCode).toBe(200)
    for (const response of [stopped, next]) response.destroy()
    await eventually('an empty folder', async () => scratch().length === 0)
  })

  test('may take longer than a reader may stand still, to be made and to be read', async () => {
    await start({ standstill: 2_000 })
    await keepMuch()
    const { snapshot } = rig.store
    rig.store.snapshot = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      return snapshot()
    }
    const began = performance.now()
    const response = await download(await link())
    expect(performance.now() - began).toBeGreaterThan(2_400)
    // A fifth of a second for each half megabyte.
    let bytes = 0
    let paid = 0
    for await (const part of response) {
      bytes += part.length
      if (bytes - paid < 512 * 1024) continue
      paid = bytes
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(response.complete).toBe(true)
    expect(performance.now() - began).toBeGreaterThan(6_000)
    expect(bytes).toBeGreaterThan(10 * 1024 * 1024)
  })
})
