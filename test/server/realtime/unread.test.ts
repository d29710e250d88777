import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import type { Ack } from '../../../shared/protocol/socket.ts'
import { PROTOCOL_VERSION } from '../../../shared/protocol/version.ts'
import type { Happening } from '../../../shared/session/events.ts'
import { smallStudy } from '../../study.ts'
import { eventually, freshId, Guest, soon } from '../guest.ts'
import type { Dialect } from '../model/endpoint/endpoint.ts'
import { RawPolls } from '../raw-polls.ts'
import { RawSocket } from '../raw-socket.ts'
import { type Rig, startRig } from '../rig.ts'

const study = smallStudy((draft) => {
  Reflect.deleteProperty(draft.flow![3]!, 'probes')
  Object.assign(draft.flow![3]!, { turns: { min: 1, max: 60 } })
})
/** Characters of one reply, and how many of them make the state of a session a megabyte. */
const LONG = 50_000
const MANY = 20

let rig: Rig
/** The same, where no time passes for allowances: what was used up stays so. */
let still: Rig
let other: Guest
const open: RawSocket[] = []
beforeAll(async () => {
  rig = await startRig(study)
  still = await startRig(study, { clock: { ...systemClock, steady: () => 0 } })
  other = await rig.guest()
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.end()
  // Whatever one participant did, another is answered.
  expect((await other.catchUp(0)).ok).toBe(true)
})
afterAll(async () => {
  other.leave()
  await rig.end()
  await still.end()
})

/** A person with a talk of so many replies of so many characters, whose turns were not typed one by one. Not connected. */
async function personWithLongTalk(at: Rig, replies = MANY, characters = LONG): Promise<Guest> {
  const guest = await at.guest()
  await guest.toTalk()
  await lengthen(at, guest, replies, characters)
  guest.leave()
  return guest
}

async function lengthen({ store }: Rig, guest: Guest, replies: number, characters: number): Promise<void> {
  const { session } = guest
  const { seq, study: _, ...progress } = (await store.session(session))!
  const tip = guest.lines.at(-1)?.id ?? null
  let parent = tip
  const happenings: Happening[] = []
  for (let at = 0; at < replies; at += 1) {
    const turn = freshId()
    const reply = `${turn}.1`
    const by = { stage: 'talk', reply }
    const text = 'A river. '.repeat(characters / 9)
    happenings.push(
      { type: 'turn.taken', body: { stage: 'talk', turn, parent, text: 'More.' } },
      { type: 'reply.begun', body: { ...by, turn, promptHash: 'none' } },
      { type: 'reply.finished', body: { ...by, outcome: 'complete', text, call: null } },
    )
    parent = reply
  }
  const events = happenings.map((happening, at) => ({
    ...{ id: freshId(), session, seq: seq + 1 + at, version: 1, at: systemClock.now(), actor: 'engine' as const },
    ...{ clientAt: null, clientOffset: null, ...happening },
  }))
  expect(await store.append(session, events, progress)).toEqual({ kind: 'appended' })
  // The server has the session in memory, and finds at the next use that it was changed elsewhere.
  expect(await guest.catchUp(guest.replica.seq)).toMatchObject({ ok: true, seq: seq + events.length })
}

/** A model that says much in one piece. */
const longReply: Dialect = async (exchange) => {
  exchange.open()
  await exchange.sayAll(['A river. '.repeat(LONG / 9)])
  await exchange.finish('stop')
  await exchange.done()
}

function handshake({ session, token }: Guest, after = 1e9): string {
  return `40${JSON.stringify({ protocol: PROTOCOL_VERSION, session, token, after })}`
}

/** A connection of a person that is up, and has heard no more than it must. */
async function raw(at: Rig, guest: Guest): Promise<RawSocket> {
  const socket = await soon('a connection', RawSocket.open(at.url))
  open.push(socket)
  socket.send(handshake(guest))
  await soon(
    'the state',
    socket.until((text) => text.startsWith('42["update"')),
  )
  return socket
}

let asked = 0
function catchUp(after = 0): string {
  asked += 1
  return `42${asked}["catchUp",{"after":${after}}]`
}

/** The answers that came, as acknowledgements. */
function answersOf(texts: readonly string[]): Ack[] {
  return texts.filter((text) => text.startsWith('43')).map((text) => JSON.parse(text.replace(/^43\d+/, ''))[0])
}

function count(answers: readonly Ack[]): Record<string, number> {
  const found: Record<string, number> = {}
  for (const answer of answers) {
    const kind = answer.ok ? 'ok' : answer.problem.code
    found[kind] = (found[kind] ?? 0) + 1
  }
  return found
}

async function answered(socket: RawSocket, times: number): Promise<Record<string, number>> {
  await soon(
    `${times} answers`,
    eventually('all answers', async () => answersOf(socket.texts).length >= times),
  )
  return count(answersOf(socket.texts))
}

describe('a socket that does not read', () => {
  test('is closed before more is written to it, over a WebSocket', async () => {
    const socket = await raw(rig, await personWithLongTalk(rig))
    socket.tcp.pause()
    let over = false
    void socket.closed.then(() => {
      over = true
    })
    // The system itself takes some megabytes on the way, so it takes a while.
    await eventually('the end of the connection', async () => {
      socket.send(catchUp())
      return over
    })
  })

  test('is closed before more is written to it, over polls', async () => {
    const guest = await personWithLongTalk(rig)
    const polls = await RawPolls.open(rig.url)
    await polls.send(handshake(guest))
    await polls.poll()
    for (let time = 0; time < 5; time += 1) await polls.send(catchUp())
    expect(await polls.areOver()).toBe(true)
  })

  test('is closed when others of its session go on talking', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const polls = await RawPolls.open(rig.url)
    await polls.send(handshake(guest))
    await polls.poll()
    rig.endpoint.script(...Array.from({ length: 25 }, () => longReply))
    for (let turn = 0; turn < 25; turn += 1) await guest.reply(`${await guest.say('Tell me more.')}.1`)
    expect(await polls.areOver()).toBe(true)
    guest.leave()
  })

  test('is closed when it only sends pings', async () => {
    const socket = await raw(rig, other)
    socket.tcp.pause()
    let over = false
    void socket.closed.then(() => {
      over = true
    })
    await eventually('the end of the connection', async () => {
      socket.ping(5_000)
      return over
    })
  })

  test('and leaves its answers to polls on many connections is closed', async () => {
    // An answer must be longer than what the system itself takes on the way.
    const guest = await personWithLongTalk(rig, 4, 1_500_000)
    const polls = await RawPolls.open(rig.url)
    await polls.send(handshake(guest))
    await eventually(
      'the state',
      async () => (await polls.poll())?.some((one) => one.startsWith('42["update"')) ?? false,
    )
    const unread: Awaited<ReturnType<RawPolls['pollUnread']>>[] = []
    await eventually('the end of the polls', async () => {
      await polls.send(catchUp())
      unread.push(await polls.pollUnread())
      return polls.areOver()
    })
    for (const socket of unread) socket.destroy()
  })
})

describe('a session', () => {
  test('has eight sockets; with a ninth the oldest goes, and comes back by itself', async () => {
    const guest = await Guest.enrol(rig.url, rig.link())
    const tabs: Guest[] = []
    for (let tab = 0; tab < 8; tab += 1) tabs.push(await guest.tab().connect())
    const gone = new Promise((resolve) => tabs[0]!.socket.once('disconnect', resolve))
    const ninth = await guest.tab().connect()
    await soon('the end of the oldest', gone)
    await ninth.consent()
    const seen = ({ screen }: Guest['replica']) => screen?.kind === 'survey'
    for (const tab of tabs.slice(1)) await tab.until('the survey', seen)
    await tabs[0]!.connect()
    await tabs[0]!.until('the survey', seen)
    for (const tab of [...tabs, ninth]) tab.leave()
  })

  test('may ask for so much over all its sockets together', async () => {
    const guest = await still.guest()
    const sockets = [await raw(still, guest), await raw(still, guest)]
    for (const socket of sockets) socket.send(...Array.from({ length: 250 }, () => `421["nothing"]`))
    const [one, two] = await Promise.all(sockets.map((socket) => answered(socket, 250)))
    // Three handshakes took 15 of the 300, and what is said of a session's state some little more.
    const both = (kind: string) => (one![kind] ?? 0) + (two![kind] ?? 0)
    const granted = both('unknown-route')
    expect(granted).toBeGreaterThan(280)
    expect(granted).toBeLessThanOrEqual(285)
    expect(both('too-many')).toBe(500 - granted)
    guest.leave()
  })

  test('gets no new allowance by coming again', async () => {
    const guest = await Guest.enrol(still.url, still.link())
    for (let time = 0; time < 59; time += 1) (await guest.tab().connect()).leave()
    await expect(guest.tab().connect()).rejects.toThrow('unavailable')
    await expect(guest.tab().connect()).rejects.toThrow('unavailable')
  })

  test('pays for large answers, so that few of them are given at once', async () => {
    const socket = await raw(still, await personWithLongTalk(still))
    for (let time = 1; time <= 20; time += 1) {
      socket.send(catchUp())
      await answered(socket, time)
    }
    const { ok } = count(answersOf(socket.texts))
    expect(ok).toBeGreaterThan(3)
    expect(ok).toBeLessThan(12)
  })

  test('pays for them too when it asks for all at once, with proposals that were taken before', async () => {
    const guest = await still.guest()
    const { stage, version } = guest.screen('consent')
    const proposal = guest.proposal('consent.given', { stage, version, uses: [] })
    await guest.send(proposal)
    await guest.toTalk()
    await lengthen(still, guest, MANY, LONG)
    guest.leave()
    const socket = await raw(still, guest)
    socket.send(...Array.from({ length: 50 }, (_, at) => `42${at}${JSON.stringify(['propose', proposal])}`))
    const found = await answered(socket, 50)
    expect(found.ok).toBeGreaterThan(3)
    expect(found.ok).toBeLessThan(12)
  })

  test('has as many catch-ups under way as it may have sockets; more are refused for the moment', async () => {
    const guest = await still.guest()
    const socket = await raw(still, guest)
    socket.send(...Array.from({ length: 60 }, () => catchUp()))
    expect(await answered(socket, 60)).toEqual({ ok: 8, 'too-many': 52 })
    socket.send(catchUp())
    expect(await answered(socket, 61)).toEqual({ ok: 9, 'too-many': 52 })
    guest.leave()
  })

  test('is cut off when it sends far more than anybody writes, and takes part again', async () => {
    const guest = await rig.guest()
    const socket = await raw(rig, guest)
    const frame = `421${JSON.stringify(['propose', 'x'.repeat(200_000)])}`
    for (let time = 0; time < 40; time += 1) socket.send(frame)
    await soon('the end of the connection', socket.closed)
    guest.leave()
    await eventually('consent', async () => {
      try {
        await (await guest.connect()).consent()
        return true
      } catch {
        return false
      }
    })
    guest.leave()
  })
})

test('an event with very many arguments is answered as any other', async () => {
  const guest = await rig.guest()
  const socket = await raw(rig, guest)
  socket.send(`421["nothing"${',1'.repeat(120_000)}]`, `422["propose"${',1'.repeat(120_000)}]`)
  expect(await answered(socket, 2)).toEqual({ 'unknown-route': 1, malformed: 1 })
  guest.leave()
})

test('an answer that was refused as too much is given when it is asked for again', async () => {
  const guest = await rig.guest()
  await guest.consent()
  const { stage, items } = guest.screen('survey')
  const body = { stage, item: items[1]!.id, answer: { kind: 'code' as const, code: 1 }, position: 0 }
  const proposals = Array.from({ length: 400 }, () => guest.proposal('item.answered', body, freshId()))
  const first = await Promise.all(proposals.map((proposal) => guest.send(proposal)))
  const refused = proposals.filter((_, at) => !first[at]!.ok)
  expect(refused.length).toBeGreaterThan(20)
  for (const proposal of refused)
    await eventually('an answer', async () => {
      const ack = await guest.send(proposal)
      if (!ack.ok) expect(ack.problem.code).toBe('too-many')
      return ack.ok
    })
  expect((await rig.store.session(guest.session))!.seq).toBe(guest.replica.seq)
  guest.leave()
})
