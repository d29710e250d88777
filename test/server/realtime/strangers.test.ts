import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../../shared/protocol/version.ts'
import { smallStudy } from '../../study.ts'
import { eventually, freshId, soon } from '../guest.ts'
import { RawPolls } from '../raw-polls.ts'
import { RawSocket } from '../raw-socket.ts'
import { type Rig, startRig } from '../rig.ts'

let rig: Rig
/** How often the database was asked whose token it is. */
let looked = 0
const open: RawSocket[] = []
beforeAll(async () => {
  rig = await startRig(smallStudy())
  const { sessionByToken } = rig.store
  rig.store.sessionByToken = (session, hash) => {
    looked += 1
    return sessionByToken(session, hash)
  }
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.end()
  // Whatever strangers did, a person gets in, over either transport.
  for (const transport of ['websocket', 'polling'] as const) {
    const guest = await rig.guest()
    const tab = await guest.tab().connect({ transports: [transport] })
    await tab.consent()
    for (const one of [guest, tab]) one.leave()
  }
  looked = 0
})
afterAll(() => rig.end())

async function stranger(query = ''): Promise<RawSocket> {
  const socket = await soon('a connection', RawSocket.open(rig.url, query))
  open.push(socket)
  return socket
}

/** A handshake that is well made, for a session that there is not. */
function handshake(place = ''): string {
  const token = `${freshId()}-a-token-of-nobody`
  return `40${place}${JSON.stringify({ protocol: PROTOCOL_VERSION, session: freshId(), token, after: 0 })}`
}

const handshakes = (text: string) => text.startsWith('44') || text.startsWith('40')

describe('handshakes', () => {
  test('two may be tried on one connection, and the third ends it', async () => {
    const socket = await stranger()
    socket.send(handshake())
    await soon('a refusal', socket.until(handshakes))
    socket.send(handshake())
    await soon(
      'a look at the second',
      eventually('a second look', async () => looked === 2),
    )
    socket.send(handshake())
    await soon('the end of the connection', socket.closed)
    expect(looked).toBe(2)
  })

  test.each([
    ['to places that there are not', () => handshake('/admin,')],
    ['with nothing in them', () => '40'],
    ['that are no JSON', () => '40{'],
  ])('%s count as well', async (_, made) => {
    const socket = await stranger()
    socket.send(...Array.from({ length: 3 }, made))
    await soon('the end of the connection', socket.closed)
    expect(socket.texts.filter(handshakes).length).toBeLessThan(3)
  })

  test('by the dozen in one body of a poll cost two looks into the database', async () => {
    const polls = await RawPolls.open(rig.url)
    await polls.send(...Array.from({ length: 30 }, () => handshake()))
    expect(await polls.areOver()).toBe(true)
    expect(looked).toBe(2)
  })

  test('15 MB of them are refused unread', async () => {
    const polls = await RawPolls.open(rig.url)
    expect(await polls.sendBytes(Buffer.from('40{}\x1e'.repeat(3_000_000)))).toBeOneOf([413, null])
    expect(looked).toBe(0)
  })

  test('that do not come are not waited for', async () => {
    const own = await startRig(smallStudy(), {
      patience: { headers: 20_000, request: 20_000, standstill: 20_000, handshake: 200 },
    })
    const socket = await soon('a connection', RawSocket.open(own.url))
    await soon('the end of the connection', socket.closed)
    await own.end()
  })
})

describe('a connection without a session is cut off', () => {
  test.each<[string, string | Buffer]>([
    ['an event that announces binary data', '451-["propose",{"_placeholder":true,"num":0}]'],
    ['an acknowledgement that announces it', '461-1[{"_placeholder":true,"num":0}]'],
    ['binary data', Buffer.alloc(1_000)],
    ['an empty message', '4'],
    ['a blank where the kind stands, which the library takes for a handshake', '4 '],
    ['a kind that there is not', '49'],
    ['an event', '42["propose",{}]'],
  ])('at %s', async (_, message) => {
    const socket = await stranger()
    socket.send(message)
    await soon('the end of the connection', socket.closed)
    expect(looked).toBe(0)
  })

  test('at binary data in a poll', async () => {
    const polls = await RawPolls.open(rig.url)
    await polls.send('bAAAA')
    expect(await polls.areOver()).toBe(true)
  })

  test('when it sends more than a handshake takes, before the frame is whole', async () => {
    const socket = await stranger()
    socket.begin(200_000, 'x'.repeat(20_000))
    await soon('the end of the connection', socket.closed)
  })

  test('when it does so in the place of polls that nobody knows', async () => {
    const { id } = await RawPolls.open(rig.url)
    const socket = await stranger(`&sid=${id}`)
    socket.begin(200_000, 'x'.repeat(20_000))
    await soon('the end of the connection', socket.closed)
  })

  test('when a poll of it is longer than a handshake takes', async () => {
    const polls = await RawPolls.open(rig.url)
    expect(await polls.send('x'.repeat(20_000))).toBeOneOf([413, null])
  })

  test('when it is the oldest of very many', async () => {
    const own = await startRig(smallStudy())
    const socket = await soon('a connection', RawSocket.open(own.url))
    await soon('many more', openPolls(own.url, 2_010))
    await soon('the end of the oldest', socket.closed)
    const guest = await own.guest()
    guest.leave()
    await own.end()
  })
})

/** Opens so many rows of polls, asked for one behind the other on one connection. */
async function openPolls(url: string, count: number): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(count))
  let opened = 0
  for await (const part of socket) {
    opened += part.toString().split('"sid"').length - 1
    if (opened >= count) break
  }
}

test('whoever is known may say more than a stranger, over either transport', async () => {
  for (const transport of ['websocket', 'polling'] as const) {
    const guest = await (await rig.guest()).tab().connect({ transports: [transport] })
    const long = { ...guest.proposal('locale.chosen', { locale: 'ar' }), more: 'x'.repeat(100_000) }
    const answer = await soon('an answer', guest.socket.emitWithAck('propose', long as never))
    expect(answer).toMatchObject({ ok: false, problem: { code: 'malformed' } })
    guest.leave()
  }
})

test('who says farewell is not kept as a connection of nobody', async () => {
  const guest = await rig.guest()
  const socket = await stranger()
  const { session, token } = guest
  socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, session, token, after: 0 })}`)
  await soon(
    'the state',
    socket.until((text) => text.startsWith('42["update"')),
  )
  socket.send('41')
  await soon('the end of the connection', socket.closed)
  guest.leave()
})

test.each(['/', '/chat', '/socket.iox', '//', '/socket.io', '/api/links/x'])(
  'a WebSocket to %s is none of ours and ends at once, for both ends',
  async (place) => {
    const { hostname, port } = new URL(rig.url)
    const socket = new RawSocket(connect({ port: Number(port), host: hostname, allowHalfOpen: true }))
    open.push(socket)
    socket.tcp.resume()
    socket.tcp.write(
      `GET ${place} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
        `sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`,
    )
    // One end of a connection stays open on its own, and is told that the other is gone when it goes on talking.
    const talking = setInterval(() => socket.tcp.write('And?'), 20)
    await soon('its end', socket.closed).finally(() => clearInterval(talking))
  },
)
