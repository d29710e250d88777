import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { eventually, freshId, type Guest, soon } from '../guest.ts'
import { heldReply, type Rig, startRig } from '../rig.ts'

const WORDS = 'the lantern under the fig tree'
const SAID = 'I remember your lantern well'

/** Probes wait in the model, so that a withdrawal meets them on their way. */
let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy())
})
afterAll(() => rig.end())

/** Everything on disk and in an export of the rig, as bytes. */
async function everything(): Promise<string> {
  const out = await rig.exported(['live', 'preview', 'simulated'])
  return [out, rig.folder]
    .flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
}

/** A talk in which a reply is on its way and has said something. */
async function midReply(): Promise<{ guest: Guest; reply: string }> {
  const guest = await rig.guest({ query: { PROLIFIC_PID: `pid-${freshId()}` } })
  await guest.consent('telemetry')
  await guest.answerAll(WORDS)
  await guest.answerAll(WORDS)
  await guest.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  await rig.runner.quiet(guest.session)
  await guest.telemetry({ id: freshId(), marks: [{ at: 77_001, kind: 'copy' }] })
  rig.endpoint.script(heldReply([SAID, ', neighbour']).dialect)
  const reply = `${await guest.say(`I lost ${WORDS}`)}.1`
  await guest.until('what it says', ({ live }) => live[reply] === `${SAID}, neighbour`)
  return { guest, reply }
}

/** Resolves when the store says that the session was erased. */
function erased(guest: Guest): Promise<void> {
  return eventually('erasure', async () => (await rig.store.session(guest.session))!.erasedAt !== null)
}

describe('withdrawal', () => {
  test('aborts the model call, and what was said so far ends the reply [S13] [S16]', async () => {
    const { guest } = await midReply()
    const call = rig.endpoint.requests.at(-1)!
    await guest.must('session.withdrawn', { erase: false })
    expect(guest.screen('ended').how).toBe('withdrawn')
    await soon('the end of the model call', call.closed)
    await rig.runner.quiet(guest.session)
    const log = await rig.store.read(guest.session, 0)
    expect(log.slice(-2).map((event) => event.type)).toEqual(['session.withdrawn', 'reply.finished'])
    expect(log.at(-1)!.body).toMatchObject({ outcome: 'stopped', text: `${SAID}, neighbour` })
    expect(await everything()).toContain(WORDS)
    guest.leave()
  })

  test('asks nothing more of the model, not even the probes of the end [S16]', async () => {
    const { guest } = await midReply()
    await guest.must('session.withdrawn', { erase: false })
    await rig.runner.quiet(guest.session)
    const asked = rig.endpoint.requests.length
    await (await guest.tab().connect()).catchUp(0)
    await rig.runner.quiet(guest.session)
    expect(rig.endpoint.requests).toHaveLength(asked)
    expect((await rig.store.probes(guest.session)).map((probe) => probe.moment)).not.toContain('end')
    guest.leave()
  })

  test('takes nothing more [S16]', async () => {
    const { guest } = await midReply()
    const { stage } = guest.screen('chat')
    await guest.must('session.withdrawn', { erase: false })
    const turn = { stage, turn: freshId(), parent: null, text: 'One more thing' }
    expect(await guest.propose('turn.taken', turn)).toMatchObject({ ok: false, problem: { code: 'ended' } })
    guest.leave()
  })
})

describe('erasure', () => {
  test('leaves no word of the person or the model on disk or in an export, and the sequence whole [S16]', async () => {
    const own = await startRig(smallStudy())
    const shared = rig
    rig = own
    try {
      const { guest } = await midReply()
      const { participant } = (await rig.store.session(guest.session))!
      expect(await everything()).toContain(WORDS)
      await guest.must('session.withdrawn', { erase: true })
      await erased(guest)

      const log = await rig.store.read(guest.session, 0)
      expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
      expect(log.map((event) => event.body)).toEqual(log.map(() => null))
      expect(log.map((event) => event.type)).toEqual(expect.arrayContaining(['turn.taken', 'reply.finished']))
      expect(await rig.store.checkpointed({ session: guest.session, reply: 'any' })).toBe('')
      for (const probe of await rig.store.probes(guest.session)) expect(probe).toMatchObject({ text: null })

      const left = await everything()
      for (const gone of [WORDS, SAID, 'pid-guest', '77001', '77_001']) expect(left).not.toContain(gone)
      expect(left).toContain(participant)
      guest.leave()
      await rig.stop()
      expect(
        readdirSync(own.folder)
          .map((file) => readFileSync(path.join(own.folder, file), 'utf8'))
          .join(),
      ).not.toMatch(/lantern|pid-guest/)
    } finally {
      rig = shared
      await own.end()
    }
  })

  test('a person who comes back sees that the session is over, in the same tab or a new one [S16]', async () => {
    const { guest } = await midReply()
    const withdrawal = guest.proposal('session.withdrawn', { erase: true })
    const taken = await guest.send(withdrawal)
    expect(taken).toMatchObject({ ok: true })
    await erased(guest)
    const back = await guest.tab().connect()
    expect(back.screen('ended').how).toBe('withdrawn')
    expect(back.replica.entries).toEqual({})
    expect(back.socket.connected).toBe(true)
    const more = await back.propose('session.withdrawn', { erase: true })
    expect(more).toMatchObject({ ok: false, problem: { code: 'ended' } })
    // The acknowledgement may have been lost on its way. [S4]
    expect(await back.send(withdrawal)).toMatchObject({ ok: true, seq: taken.ok && taken.seq })
    guest.leave()
    back.leave()
  })
})
