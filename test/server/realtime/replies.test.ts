import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ModelCallRow } from '../../../server/store/session-rows.ts'
import { LONGEST_REPLY } from '../../../shared/session/limits.ts'
import { smallStudy } from '../../study.ts'
import type { Guest } from '../guest.ts'
import { type Dialect, type DialectName, PIECES, saying, TEXT } from '../model/endpoint/endpoint.ts'
import { heldReply, type Rig, startRig } from '../rig.ts'

/** No probes, so that what the endpoint is asked is the talk alone; nothing is offered but stopping. */
const study = smallStudy((draft) => {
  Reflect.deleteProperty(draft.flow![3]!, 'probes')
  Object.assign(draft.flow![3]!, { affordances: ['stop'] })
})

let rig: Rig
const guests: Guest[] = []
beforeAll(async () => {
  rig = await startRig(study)
})
afterEach(() => {
  for (const guest of guests.splice(0)) guest.leave()
})
afterAll(() => rig.end())

async function talker(): Promise<Guest> {
  const guest = await rig.guest()
  guests.push(guest)
  await guest.toTalk()
  return guest
}

const lastBody = async (guest: Guest, type: string) =>
  (await rig.store.read(guest.session, 0)).findLast((event) => event.type === type)?.body

/** A model that says more and more until it is hung up on, and how many characters it could write. */
function endless(): { dialect: Dialect; sent(): number } {
  let sent = 0
  const dialect: Dialect = async (exchange) => {
    exchange.open()
    for (const piece = 'on and on '.repeat(5_000); !exchange.response.destroyed; sent += piece.length)
      await Promise.race([exchange.say(piece), exchange.received.closed])
  }
  return { dialect, sent: () => sent }
}

/** Much more than what the system takes on the way, which is some megabytes, and much less than comes of no end. */
const MOST_SENT = 64_000_000

async function callsOf({ store }: Rig, { session }: Guest): Promise<ModelCallRow[]> {
  const rows: ModelCallRow[] = []
  for await (const page of store.scan('modelCalls', { studyId: study.id, kinds: ['live'] })) rows.push(...page)
  return rows.filter((row) => row.session === session)
}

describe('a reload in mid-stream', () => {
  test('gets what was missed and then the live tail, and the text is whole [S13]', async () => {
    const guest = await talker()
    const held = heldReply(['The river ', 'was low ', '👩🏽‍🌾 '], ['that year, ', 'and the wells ', 'were dry.'])
    rig.endpoint.script(held.dialect)
    const reply = `${await guest.say('Tell me of the river')}.1`
    await guest.until('the first part', ({ live }) => live[reply] === 'The river was low 👩🏽‍🌾 ')
    guest.leave()

    const reloaded = await guest.tab().connect()
    guests.push(reloaded)
    expect(reloaded.replica.live[reply]).toBe('The river was low 👩🏽‍🌾 ')
    held.go()
    const { text } = await reloaded.reply(reply)
    expect(text).toBe('The river was low 👩🏽‍🌾 that year, and the wells were dry.')
    const tail = reloaded.deltas.filter((delta) => delta.reply === reply)
    expect(tail[0]!.from).toBe('The river was low 👩🏽‍🌾 '.length)
    expect(tail.map((delta) => delta.text).join('')).toBe('that year, and the wells were dry.')
  })

  test('finds the reply finished that went on while nobody was connected [S13]', async () => {
    const guest = await talker()
    const held = heldReply(['All '], ['is well.'])
    rig.endpoint.script(held.dialect)
    const reply = `${await guest.say('Is all well?')}.1`
    await guest.until('the first part', ({ live }) => live[reply] === 'All ')
    guest.leave()
    held.go()
    await rig.runner.quiet(guest.session)
    const reloaded = await guest.tab().connect()
    guests.push(reloaded)
    expect(await reloaded.reply(reply)).toMatchObject({ outcome: 'complete', text: 'All is well.' })
  })

  test('a client that lost some frames gets the running text whole', async () => {
    const guest = await talker()
    const held = heldReply(['One ', 'two '], ['three.'])
    rig.endpoint.script(held.dialect)
    const reply = `${await guest.say('Count')}.1`
    await guest.until('the first part', ({ live }) => live[reply] === 'One two ')
    const ack = await guest.catchUp(guest.replica.seq)
    expect(ack).toMatchObject({ ok: true, update: { live: { reply, from: 0, text: 'One two ' }, entries: [] } })
    held.go()
    expect((await guest.reply(reply)).text).toBe('One two three.')
  })
})

describe('a stop', () => {
  test('keeps what was shown, ends the model call, and lets the talk go on [S12]', async () => {
    const guest = await talker()
    rig.endpoint.script(heldReply(['Once upon ', 'a time ', 'there was']).dialect, saying('Very well.'))
    const reply = `${await guest.say('A story')}.1`
    await guest.until('the story', ({ live }) => live[reply] === 'Once upon a time there was')
    const call = rig.endpoint.requests.at(-1)!
    const { stage } = guest.screen('chat')
    await guest.must('reply.stopped', { stage, reply, shown: 9 })
    expect(await guest.reply(reply)).toMatchObject({ outcome: 'stopped', text: 'Once upon' })
    await call.closed
    expect(await lastBody(guest, 'reply.stopped')).toMatchObject({ shown: 9 })
    expect(await lastBody(guest, 'reply.finished')).toMatchObject({ outcome: 'stopped' })
    await guest.reply(`${await guest.say('Enough')}.1`)
    const sent = rig.endpoint.requests.at(-1)!.body.messages.map((message) => message.content)
    expect(sent).toContain('Once upon')
  })

  test('a stop that comes after the end is refused, and the reply stays whole [S12]', async () => {
    const guest = await talker()
    const reply = `${await guest.say('Greet me')}.1`
    await guest.reply(reply)
    const { stage } = guest.screen('chat')
    const late = await guest.propose('reply.stopped', { stage, reply, shown: 3 })
    expect(late).toMatchObject({ ok: false, problem: { code: 'stale' } })
    expect((await guest.reply(reply)).text).toBe(TEXT)
  })

  test('a person who stops and leaves finds the stop carried out [S12] [S13]', async () => {
    const guest = await talker()
    rig.endpoint.script(heldReply(['Word ', 'by word']).dialect)
    const reply = `${await guest.say('Slowly')}.1`
    await guest.until('all words', ({ live }) => live[reply] === 'Word by word')
    const { stage } = guest.screen('chat')
    guest.socket.emit('propose', guest.proposal('reply.stopped', { stage, reply, shown: 4 }), () => {})
    await guest.until('the stop', ({ entries }) => {
      const entry = entries[reply]
      return entry?.kind === 'reply' && (entry.state === 'stopping' || entry.state === 'finished')
    })
    guest.leave()
    await rig.runner.quiet(guest.session)
    const back = await guest.tab().connect()
    guests.push(back)
    expect(await back.reply(reply)).toMatchObject({ outcome: 'stopped', text: 'Word' })
  })
})

describe('a reply that went wrong', () => {
  const half = PIECES.slice(0, 2).join('')
  test.each<[DialectName, string, string, string]>([
    ['cut-cleanly', 'truncated', 'truncated', half],
    ['length', 'truncated', 'truncated', TEXT],
    ['refusal', 'broken', 'refused', ''],
    ['filtered', 'broken', 'filtered', PIECES[0]],
    ['bad-request', 'broken', 'failed', ''],
    ['unauthorised', 'broken', 'failed', ''],
  ])('%s is shown as %s, logged as %s, and can be asked for again [S11]', async (fault, shown, logged, text) => {
    const guest = await talker()
    rig.endpoint.script(fault, saying('This time it went well.'))
    const turn = await guest.say('Try')
    expect(await guest.reply(`${turn}.1`)).toMatchObject({ outcome: shown, text })
    expect(await lastBody(guest, 'reply.finished')).toMatchObject({ outcome: logged })
    const { stage } = guest.screen('chat')
    await guest.must('reply.asked', { stage, turn })
    expect(await guest.reply(`${turn}.2`)).toMatchObject({ outcome: 'complete', text: 'This time it went well.' })
    expect(guest.lines.map((line) => line.id).slice(-2)).toEqual([turn, `${turn}.2`])
  })

  test('one without end is hung up on, kept up to the most that is taken, and can be asked for again [S11]', async () => {
    const guest = await talker()
    const boundless = endless()
    rig.endpoint.script(boundless.dialect, saying('Briefly, then.'))
    const turn = await guest.say('Try')
    const { text, outcome } = await guest.reply(`${turn}.1`)
    expect([outcome, text.length]).toEqual(['truncated', LONGEST_REPLY])
    expect(text).toBe('on and on '.repeat(LONGEST_REPLY / 10))
    await rig.endpoint.requests.at(-1)!.closed
    expect(await lastBody(guest, 'reply.finished')).toMatchObject({ outcome: 'truncated', text })
    const errors = await rig.store.lastErrors([guest.session])
    expect(errors.get(guest.session)!.message).toMatch(/^too long: /)
    expect(boundless.sent()).toBeLessThan(MOST_SENT)
    const [call] = await callsOf(rig, guest)
    expect(call).toMatchObject({ purpose: 'reply', outcome: 'truncated', error: expect.stringMatching(/^too long: /) })
    expect(JSON.stringify(call).length).toBeLessThan(LONGEST_REPLY + 10_000)
    const { stage } = guest.screen('chat')
    await guest.must('reply.asked', { stage, turn })
    expect(await guest.reply(`${turn}.2`)).toMatchObject({ outcome: 'complete', text: 'Briefly, then.' })
  })

  test('its real error is the researcher’s to read, and not the participant’s [S18]', async () => {
    const guest = await talker()
    rig.endpoint.script('unauthorised')
    await guest.reply(`${await guest.say('Try')}.1`)
    const errors = await rig.store.lastErrors([guest.session])
    expect(errors.get(guest.session)!.message).toContain('Incorrect API key')
    expect(JSON.stringify([guest.updates, guest.deltas])).not.toContain('API key')
  })
})

test('a probe beside the talk whose reply has no end is hung up on too, kept with why it was cut, and the talk goes on [S15]', async () => {
  const own = await startRig(smallStudy())
  try {
    const replies = [1, 2, 3, 4].map(endless)
    own.endpoint.script(...replies.map(({ dialect }) => dialect))
    const guest = await own.guest()
    guests.push(guest)
    await guest.toTalk()
    await own.runner.quiet(guest.session)
    for (const { closed } of own.endpoint.requests.slice(0, 4)) await closed
    for (const { sent } of replies) expect(sent()).toBeLessThan(MOST_SENT)
    const calls = await callsOf(own, guest)
    expect(calls.map(({ purpose, outcome }) => `${purpose} ${outcome}`)).toEqual(Array(4).fill('probe truncated'))
    for (const call of calls) {
      expect(call.error).toMatch(/^too long: /)
      expect(JSON.stringify(call).length).toBeLessThan(LONGEST_REPLY + 10_000)
    }
    expect((await own.store.probes(guest.session)).map(({ code }) => code)).toEqual(Array(4).fill(null))
    expect((await guest.reply(`${await guest.say('And now?')}.1`)).text).toBe(TEXT)
  } finally {
    await own.end()
  }
})

test('a talk cannot be left while a reply is on its way, and can be after it [S8]', async () => {
  const guest = await talker()
  const held = heldReply(['Wait '], ['for it.'])
  rig.endpoint.script(held.dialect)
  const reply = `${await guest.say('Now')}.1`
  const { stage } = guest.screen('chat')
  expect(await guest.propose('stage.completed', { stage })).toMatchObject({ ok: false, problem: { code: 'busy' } })
  held.go()
  await guest.reply(reply)
  await guest.must('stage.completed', { stage })
})
