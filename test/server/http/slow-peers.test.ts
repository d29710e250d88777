import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { eventually, soon } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

const MB = 1024 * 1024
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
    // Where this machine is slow, the server may not wait for these either.
    let sid = ''
    await eventually('a row of polls', async () => {
      const opened = await fetch(`${rig.url}/socket.io/?EIO=4&transport=polling`).catch(() => null)
      if (opened?.status === 200) sid = JSON.parse((await opened.text()).slice(1)).sid
      return sid !== ''
    })
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
async function keepMuch(megabytes = 12): Promise<void> {
  const of = {
    session: null,
    study: rig.hash,
    purpose: 'probe',
    at: 1,
    promptHash: 'x',
    alias: 'main',
    model: 'm',
  } as const
  for (let call = 0; call < megabytes; call += 1)
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

/** A download that has begun: where this machine is slow, the server may not wait for some. */
async function begunDownload(): Promise<IncomingMessage> {
  let begun: IncomingMessage | null = null
  await eventually('a download', async () => {
    const response = await link()
      .then(download)
      .catch(() => null)
    if (response?.statusCode === 200) begun = response
    else response?.destroy()
    return begun !== null
  })
  return begun!
}

const scratch = () => (existsSync(rig.store.scratch) ? readdirSync(rig.store.scratch) : [])

describe('a download', () => {
  test('whose reader has stopped ends, leaves no file, and keeps nobody else from one', async () => {
    await start({ standstill: 500 })
    await keepMuch()
    const { snapshot } = rig.store
    let made: string[] = []
    rig.store.snapshot = () => {
      made = scratch()
      return snapshot()
    }
    for (let times = 0; times < 2; times += 1) {
      const stopped = await begunDownload()
      expect(made).toHaveLength(1)
      // Nobody reads on, and the connection stays open at this end.
      await eventually('an empty folder', async () => scratch().length === 0)
      stopped.destroy()
    }
  })

  test('may take longer to be made than a reader may stand still', async () => {
    await start({})
    const served: Socket[] = []
    rig.server.on('connection', (socket: Socket) => served.push(socket))
    const url = await link()
    const { snapshot } = rig.store
    rig.store.snapshot = async () => {
      const socket = served.at(-1)!
      socket.setTimeout(50)
      await once(socket, 'timeout')
      // From here on it is not this that is tried.
      socket.setTimeout(600_000)
      return snapshot()
    }
    const response = await download(url)
    expect(response.statusCode).toBe(200)
    response.resume()
    await soon('the end of the download', once(response, 'end'))
    expect(response.complete).toBe(true)
  })

  test('may take longer to be read than a reader may stand still', async () => {
    // Where this machine itself stands still for as long, it is tried again with more.
    for (let standstill = 2_000, isWhole = false; !isWhole; standstill *= 2) {
      await start({ standstill })
      await keepMuch(24)
      const response = await begunDownload()
      const began = performance.now()
      let bytes = 0
      let wasUnderWay: boolean | null = null
      try {
        for await (const part of response) {
          bytes += part.length
          // So much a second for twice that time, or all that comes where this machine is slower; then the rest.
          while (wasUnderWay === null && (bytes / (8 * MB)) * 2 * standstill > performance.now() - began)
            await new Promise((resolve) => setTimeout(resolve, 10))
          if (performance.now() - began > 2 * standstill) wasUnderWay ??= scratch().length === 1
        }
      } catch (error) {
        if (standstill > 60_000) throw error
      }
      isWhole = response.complete
      if (isWhole) expect(wasUnderWay).toBe(true)
      else await rig.end()
    }
  })
})
