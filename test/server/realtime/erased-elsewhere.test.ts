import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../../server/log.ts'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import type { BodyOf } from '../../../shared/session/events.ts'
import { smallStudy } from '../../study.ts'
import { eventually, freshId, type Guest, soon } from '../guest.ts'
import { heldReply, type Rig, startRig } from '../rig.ts'

const WORDS = 'the lantern under the fig tree'
const SAID = 'I remember your lantern well'
const quiet = smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))

let rig: Rig
let logged: string
/** Another program's view of the same data, as the command line has it. */
let elsewhere: Store

async function start(study = quiet): Promise<void> {
  logged = ''
  const destination = new Writable({
    write(part, _encoding, done) {
      logged += part
      done()
    },
  })
  rig = await startRig(study, { log: createLog('warn', destination) })
  const migrations = path.join(import.meta.dirname, '../../../migrations/sqlite')
  elsewhere = await openSqliteStore({ folder: rig.folder, migrations, role: 'tool' })
}
beforeEach(() => start())
afterEach(async () => {
  await elsewhere.close()
  await rig.end()
})

/** Appends a withdrawal past the server, as another program may. */
async function withdrawElsewhere(session: string, body: BodyOf<'session.withdrawn'>): Promise<void> {
  const { seq, locale, condition, turns } = (await elsewhere.session(session))!
  const times = { at: Date.now(), clientAt: null, clientOffset: null }
  const envelope = { id: freshId(), session, seq: seq + 1, version: 1, actor: 'researcher' as const, ...times }
  const progress = { locale, condition, turns, phase: 'withdrawn' as const, stage: null, pending: body.erase }
  const outcome = await elsewhere.append(session, [{ ...envelope, type: 'session.withdrawn', body }], progress)
  expect(outcome).toEqual({ kind: 'appended' })
}

async function eraseElsewhere(session: string): Promise<void> {
  await withdrawElsewhere(session, { erase: true })
  await elsewhere.erase(session, Date.now())
}

async function talking(): Promise<Guest> {
  const guest = await rig.guest({ query: { PROLIFIC_PID: freshId() } })
  await guest.toTalk('telemetry')
  await guest.reply(`${await guest.say(`I lost ${WORDS}`)}.1`)
  expect(JSON.stringify(guest.replica.entries)).toContain(WORDS)
  return guest
}

/** All bytes of the data folder's files. */
function onDisk(): string {
  const files = readdirSync(rig.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1')).join('\n')
}

test('who looks on is told by itself that it is over, and has nothing left of it [S16]', async () => {
  const guest = await talking()
  const second = await guest.tab().connect()
  const other = await talking()
  await eraseElsewhere(guest.session)
  for (const tab of [guest, second]) {
    await tab.until('the end', ({ screen }) => screen?.kind === 'ended')
    expect(tab.screen('ended').how).toBe('withdrawn')
    expect([tab.replica.entries, tab.replica.live]).toEqual([{}, {}])
  }
  expect(other.screen('chat').open).toBe(true)
  expect(JSON.stringify(other.replica.entries)).toContain(WORDS)
  for (const tab of [guest, second, other]) tab.leave()
})

test('from then on no word of it is answered from memory, to whoever asks [S16]', async () => {
  const guest = await talking()
  await eraseElsewhere(guest.session)
  const caughtUp = await guest.catchUp(0)
  const back = await guest.tab().connect()
  for (const heard of [caughtUp, back.updates]) expect(JSON.stringify(heard)).not.toContain(WORDS)
  expect(back.screen('ended').how).toBe('withdrawn')
  guest.leave()
  back.leave()
})

test('a reply that is being written stops, and nothing of it is kept or told afterwards [S16]', async () => {
  const guest = await talking()
  const held = heldReply([SAID], [', neighbour'])
  rig.endpoint.script(held.dialect)
  const reply = `${await guest.say('Do you remember?')}.1`
  await guest.until('what it says', ({ live }) => live[reply] === SAID)
  const call = rig.endpoint.requests.at(-1)!
  await eraseElsewhere(guest.session)
  await soon('the end of the model call', call.closed)
  held.go()
  await guest.until('the end', ({ screen }) => screen?.kind === 'ended')
  // The close waits for all work that is under way.
  await elsewhere.close()
  await rig.stop()
  expect(guest.replica.live).toEqual({})
  expect(JSON.stringify(guest.deltas)).not.toContain('neighbour')
  expect(logged).toBe('')
  for (const word of [WORDS, SAID]) expect(onDisk()).not.toContain(word)
  guest.leave()
})

test('nothing more is told of a reply that is being written fast, once the page has ended [S16]', async () => {
  const guest = await talking()
  rig.endpoint.script(async (exchange) => {
    exchange.open()
    while (!exchange.response.destroyed) {
      await exchange.say(`${SAID} `)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  })
  const reply = `${await guest.say('Do you remember?')}.1`
  let heard: number | null = null
  guest.socket.on('update', ({ screen }) => {
    if (screen.kind === 'ended') heard ??= guest.deltas.length
  })
  await guest.until('what it says', ({ live }) => (live[reply] ?? '').length > 500)
  await eraseElsewhere(guest.session)
  await guest.until('the end', ({ screen }) => screen?.kind === 'ended')
  // The close waits for the work that was under way, and the answer comes after all that was told before.
  await rig.runner.close()
  await guest.catchUp(0)
  expect(guest.deltas.length).toBe(heard)
  expect(guest.replica.live).toEqual({})
  guest.leave()
})

test('probes that are under way stop, and none of them is kept [S16]', async () => {
  await elsewhere.close()
  await rig.end()
  await start(smallStudy())
  rig.endpoint.script(...[1, 2, 3, 4].map(() => heldReply([]).dialect))
  const guest = await rig.guest()
  await guest.toTalk()
  const asked = await soon('the probes', Promise.all([1, 2, 3, 4].map((count) => rig.endpoint.arrival(count))))
  await eraseElsewhere(guest.session)
  await soon('the end of their calls', Promise.all(asked.map(({ closed }) => closed)))
  await guest.until('the end', ({ screen }) => screen?.kind === 'ended')
  await rig.runner.close()
  expect(await rig.store.probes(guest.session)).toEqual([])
  expect(rig.endpoint.requests).toHaveLength(4)
  expect(logged).toBe('')
  guest.leave()
})

/** Lets nothing of the session's queue go on from its next use, until it is let go. Resolves once it stands still. */
function heldQueue(session: string): { stands: Promise<void>; go(): void } {
  const { session: read } = rig.store
  let go = () => {}
  const stands = new Promise<void>((stand) => {
    rig.store.session = async (id) => {
      if (id !== session) return read(id)
      rig.store.session = read
      stand()
      await new Promise<void>((resolve) => {
        go = resolve
      })
      return read(id)
    }
  })
  return { stands, go: () => go() }
}

/** Whatever can go on has gone on by then. */
async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('a reply that has ended and waits for its turn to be kept is not, when the session is erased meanwhile [S16]', async () => {
  const guest = await talking()
  const held = heldReply([SAID])
  rig.endpoint.script(held.dialect)
  const reply = `${await guest.say('Do you remember?')}.1`
  await guest.until('what it says', ({ live }) => live[reply] === SAID)
  const queue = heldQueue(guest.session)
  const caughtUp = guest.catchUp(0)
  await soon('a queue that stands still', queue.stands)
  held.go()
  await eventually('the end of the reply', async () => rig.runner.running === 0)
  await someTurns()
  await eraseElsewhere(guest.session)
  const before = (await rig.store.read(guest.session, 0)).length
  const telling = rig.runner.erased(guest.session)
  queue.go()
  await Promise.all([telling, caughtUp])
  await rig.runner.close()
  expect(await rig.store.read(guest.session, 0)).toHaveLength(before)
  expect(logged).toBe('')
  expect(guest.screen('ended').how).toBe('withdrawn')
  guest.leave()
})

test('nor is a round of probes that has ended and waits for its turn [S16]', async () => {
  await elsewhere.close()
  await rig.end()
  await start(smallStudy())
  const held = [1, 2, 3, 4].map(() => heldReply(['2']))
  rig.endpoint.script(...held.map(({ dialect }) => dialect))
  const guest = await rig.guest()
  await guest.toTalk()
  await soon('the probes', rig.endpoint.arrival(4))
  const queue = heldQueue(guest.session)
  const caughtUp = guest.catchUp(0)
  await soon('a queue that stands still', queue.stands)
  for (const { go } of held) go()
  await eventually('answers', async () => (await rig.store.probes(guest.session)).length === 4)
  await someTurns()
  await eraseElsewhere(guest.session)
  const before = (await rig.store.read(guest.session, 0)).length
  const telling = rig.runner.erased(guest.session)
  queue.go()
  await Promise.all([telling, caughtUp])
  await rig.runner.close()
  expect(await rig.store.read(guest.session, 0)).toHaveLength(before)
  expect(logged).toBe('')
  guest.leave()
})

test('what the person goes on to do is refused, and leaves no trace [S16]', async () => {
  const guest = await talking()
  const { stage } = guest.screen('chat')
  await eraseElsewhere(guest.session)
  const before = await rig.store.session(guest.session)
  const turn = { stage, turn: freshId(), parent: guest.lines.at(-1)!.id, text: WORDS }
  expect(await guest.propose('turn.taken', turn)).toMatchObject({ ok: false, problem: { code: 'ended' } })
  await guest.telemetry({ id: freshId(), marks: [{ at: 1, kind: 'copy' }] })
  expect(await rig.store.session(guest.session)).toEqual(before)
  for await (const page of rig.store.scan('telemetry', { studyId: quiet.id, kinds: ['live'] })) expect(page).toEqual([])
  guest.leave()
})

test('any change of a session by another program is seen at the next use, and none is written over', async () => {
  const guest = await talking()
  await withdrawElsewhere(guest.session, { erase: false })
  await guest.catchUp(0)
  expect(guest.screen('ended').how).toBe('withdrawn')
  const log = await rig.store.read(guest.session, 0)
  expect(log.at(-1)!.type).toBe('session.withdrawn')
  guest.leave()
})
