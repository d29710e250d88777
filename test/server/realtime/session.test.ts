import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { freshId, type Guest } from '../guest.ts'
import { saying, TEXT } from '../model/endpoint/endpoint.ts'
import { type Rig, startRig } from '../rig.ts'

/** No probes, so that what the endpoint is asked is the talk alone, and no editing. */
const quiet = smallStudy((draft) => {
  Reflect.deleteProperty(draft.flow![3]!, 'probes')
  Object.assign(draft.flow![3]!, { affordances: ['stop'] })
})
let rig: Rig
beforeAll(async () => {
  rig = await startRig(quiet)
})
afterAll(() => rig.end())

const typesOf = async (guest: Guest) => (await rig.store.read(guest.session, 0)).map((event) => event.type)

describe('a whole session', () => {
  test('goes from consent to the end over a socket, and its log has every fact once and without a gap [S1] [S5]', async () => {
    const guest = await rig.guest()
    await guest.toTalk('telemetry')
    expect(await guest.reply(`${await guest.say('Good morning 👋🏽')}.1`)).toMatchObject({
      outcome: 'complete',
      text: TEXT,
    })
    expect(guest.lines.filter((line) => line.kind === 'turn').map((line) => line.text)).toEqual(['Good morning 👋🏽'])
    await guest.must('stage.completed', { stage: guest.screen('chat').stage })
    await guest.toEnd()
    expect(guest.screen('ended').how).toBe('completed')

    const log = await rig.store.read(guest.session, 0)
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
    const types = log.map((event) => event.type)
    for (const once of ['session.opened', 'consent.given', 'assignment.made', 'talk.opened', 'turn.taken'] as const)
      expect(types.filter((type) => type === once)).toHaveLength(1)
    expect(types.indexOf('assignment.made')).toBeGreaterThan(types.indexOf('consent.given'))
    expect(types.indexOf('assignment.made')).toBeLessThan(types.indexOf('talk.opened'))
    expect(await rig.store.session(guest.session)).toMatchObject({ phase: 'completed', turns: 1, pending: false })
    guest.leave()
  })

  test('a session can be taken in Arabic over polling alone', async () => {
    const guest = await rig.guest({ locale: 'ar-EG' })
    guest.leave()
    const polling = await guest.tab().connect({ transports: ['polling'] })
    expect(polling.screen('consent').title).toBe('قبل أن تبدأ')
    await polling.toEnd()
    expect(polling.screen('ended').how).toBe('completed')
    polling.leave()
  })

  test('both conditions are met, and the next two sessions of a block are one of each [S3]', async () => {
    const own = await startRig(quiet)
    const conditions: (string | null)[] = []
    for (let number = 0; number < 4; number += 1) {
      const guest = await own.guest()
      await guest.toTalk()
      conditions.push((await own.store.session(guest.session))!.condition)
      guest.leave()
    }
    await own.end()
    expect(conditions.slice(0, 2).sort()).toEqual(['elder', 'plain'])
    expect(conditions.slice(2).sort()).toEqual(['elder', 'plain'])
  })
})

describe('proposals', () => {
  test('the same proposal twice is taken once and acknowledged with the same number [S4]', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const { stage } = guest.screen('chat')
    const parent = guest.lines.at(-1)?.id ?? null
    const proposal = guest.proposal('turn.taken', { stage, turn: freshId(), parent, text: 'Once.' })
    const [first, again] = await Promise.all([guest.send(proposal), guest.send(proposal)])
    const later = await guest.send(proposal)
    expect(first).toMatchObject({ ok: true })
    expect([again, later].map((ack) => ack.ok && ack.seq)).toEqual([first.ok && first.seq, first.ok && first.seq])
    expect((await typesOf(guest)).filter((type) => type === 'turn.taken')).toHaveLength(1)
    guest.leave()
  })

  test('a repeat after its stage is over is acknowledged, not refused [S4]', async () => {
    const guest = await rig.guest()
    const { stage, version } = guest.screen('consent')
    const proposal = guest.proposal('consent.given', { stage, version, uses: [] })
    const first = await guest.send(proposal)
    await guest.answerAll()
    expect(await guest.send(proposal)).toMatchObject({ ok: true, seq: first.ok && first.seq })
    guest.leave()
  })

  test('another body under the same id is refused, and the first stands [S4]', async () => {
    const guest = await rig.guest()
    const id = freshId()
    await guest.must('locale.chosen', { locale: 'ar' }, id)
    const clash = await guest.propose('locale.chosen', { locale: 'en' }, id)
    expect(clash).toMatchObject({ ok: false, problem: { code: 'conflicting-id' } })
    const clashOfType = await guest.propose('session.withdrawn', { erase: true }, id)
    expect(clashOfType).toMatchObject({ ok: false, problem: { code: 'conflicting-id' } })
    expect(guest.replica.locale).toBe('ar')
    guest.leave()
  })

  test('a hundred proposals at once are taken one after the other, without a gap [S1]', async () => {
    const guest = await rig.guest()
    await guest.consent()
    const { stage, items } = guest.screen('survey')
    const side = items.find((item) => item.answer.kind === 'options')!
    const acks = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        guest.propose('item.answered', {
          stage,
          item: side.id,
          answer: { kind: 'code', code: (number % 2) + 1 },
          position: 0,
        }),
      ),
    )
    const numbers = acks.map((ack) => (ack.ok ? ack.seq : null))
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, number) => numbers[0]! + number))
    expect((await rig.store.session(guest.session))!.seq).toBe(numbers.at(-1))
    guest.leave()
  })
})

describe('two tabs', () => {
  test('both see what either did, and the reply as it is written', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const other = await guest.tab().connect()
    const turn = await guest.say('From the first tab')
    const [here, there] = await Promise.all([guest.reply(`${turn}.1`), other.reply(`${turn}.1`)])
    expect(there).toEqual(here)
    const second = await other.say('From the second tab')
    await guest.reply(`${second}.1`)
    expect(guest.lines.map((line) => line.id)).toEqual(other.lines.map((line) => line.id))
    guest.leave()
    other.leave()
  })

  test('a turn that follows what is no longer the end is refused [S10]', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const other = await guest.tab().connect()
    const { stage } = guest.screen('chat')
    const parent = guest.lines.at(-1)?.id ?? null
    await guest.reply(`${await guest.say('First')}.1`)
    const late = await other.propose('turn.taken', { stage, turn: freshId(), parent, text: 'Late' })
    expect(late).toMatchObject({ ok: false, problem: { code: 'stale' } })
    guest.leave()
    other.leave()
  })

  test('of two turns sent at the same moment from two tabs one is taken [S10]', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const other = await guest.tab().connect()
    const { stage } = guest.screen('chat')
    const parent = guest.lines.at(-1)?.id ?? null
    const acks = await Promise.all(
      [guest, other].map((tab) => tab.propose('turn.taken', { stage, turn: freshId(), parent, text: 'Me first' })),
    )
    expect(acks.map((ack) => (ack.ok ? 'taken' : ack.problem.code)).sort()).toEqual(['busy', 'taken'])
    guest.leave()
    other.leave()
  })

  test('what one tab completes moves the other on', async () => {
    const guest = await rig.guest()
    const other = await guest.tab().connect()
    await guest.consent()
    await other.until('the survey', ({ screen }) => screen?.kind === 'survey')
    const consent = guest.updates[0]!.screen
    if (consent.kind !== 'consent') throw new Error('The first screen is consent.')
    const late = await other.propose('consent.given', { stage: consent.stage, version: '1', uses: [] })
    expect(late).toMatchObject({ ok: false, problem: { code: 'wrong-stage' } })
    guest.leave()
    other.leave()
  })
})

describe('what the model is sent', () => {
  test('is the talk so far, in order, under the structure assigned', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const before = rig.endpoint.requests.length
    rig.endpoint.script(saying('The first reply.'), saying('The second reply.'))
    await guest.reply(`${await guest.say('First question')}.1`)
    await guest.reply(`${await guest.say('Second question')}.1`)
    const { condition } = (await rig.store.session(guest.session))!
    const [first, second] = rig.endpoint.requests.slice(before).map((request) => request.body.messages)
    expect(first![0]!.content).toContain(condition === 'plain' ? 'You answer plainly.' : 'old')
    const said = second!.filter((message) => message.role !== 'system').map((message) => message.content)
    expect(said.slice(-3)).toEqual(['First question', 'The first reply.', 'Second question'])
    guest.leave()
  })
})
