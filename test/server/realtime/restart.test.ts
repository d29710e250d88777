import { afterEach, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { eventually, Guest, soon } from '../guest.ts'
import { saying } from '../model/endpoint/endpoint.ts'
import { heldReply, type Rig, startRig } from '../rig.ts'

const quiet = smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))

const rigs: Rig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.end()
})

async function start(study = quiet, folder?: string): Promise<Rig> {
  const rig = await startRig(study, folder === undefined ? {} : { folder })
  rigs.push(rig)
  return rig
}

/** The same person at another server over the same data. */
const returning = (guest: Guest, rig: Rig) => new Guest(rig.url, guest.token, guest.enrolled).connect()

describe('a graceful close in mid-reply', () => {
  test('leaves the reply open in the log; the restart ends it as interrupted with the text kept, and it can be asked for again [S14]', async () => {
    const first = await start()
    const guest = await first.guest()
    await guest.toTalk()
    first.endpoint.script(heldReply(['The harvest ', 'was 🌾 ']).dialect)
    const turn = await guest.say('And the harvest?')
    await guest.until('the first part', ({ live }) => live[`${turn}.1`] === 'The harvest was 🌾 ')
    await soon('the close', first.stop())

    const second = await start(quiet, first.folder)
    expect(second.recovered).toBe(1)
    const log = await second.store.read(guest.session, 0)
    expect(log.slice(-2).map((event) => event.type)).toEqual(['reply.begun', 'reply.finished'])
    expect(log.at(-1)!.body).toMatchObject({ outcome: 'interrupted', text: 'The harvest was 🌾 ' })

    const back = await returning(guest, second)
    expect(await back.reply(`${turn}.1`)).toMatchObject({ outcome: 'truncated', text: 'The harvest was 🌾 ' })
    second.endpoint.script(saying('The harvest was good.'))
    await back.must('reply.asked', { stage: back.screen('chat').stage, turn })
    expect((await back.reply(`${turn}.2`)).text).toBe('The harvest was good.')
    back.leave()
  })

  test('does not wait for clients or models', async () => {
    const rig = await start()
    const guests = await Promise.all([rig.guest(), rig.guest(), rig.guest()])
    for (const guest of guests) {
      await guest.toTalk()
      rig.endpoint.script('silent-before-text')
      await guest.say('Are you there?')
    }
    await rig.endpoint.arrival(3)
    await soon('the close', rig.stop())
    await eventually('all sockets closed', async () => guests.every((guest) => !guest.socket.connected))
  })
})

describe('a restart', () => {
  test('changes nothing of a session that was at rest, and what was acknowledged is acknowledged again [S4] [S14]', async () => {
    const first = await start()
    const guest = await first.guest()
    await guest.consent()
    const { stage, items } = guest.screen('survey')
    const item = items.find((one) => one.answer.kind === 'options')!.id
    const proposal = guest.proposal('item.answered', { stage, item, answer: { kind: 'code', code: 2 }, position: 1 })
    const before = await guest.send(proposal)
    await first.stop()

    const second = await start(quiet, first.folder)
    expect(second.recovered).toBe(0)
    const back = await returning(guest, second)
    expect(back.replica).toMatchObject({ seq: guest.replica.seq, screen: guest.replica.screen })
    expect(await back.send(proposal)).toMatchObject({ ok: true, seq: before.ok && before.seq })
    expect((await second.store.session(guest.session))!.seq).toBe(guest.replica.seq)
    back.leave()
  })
})

describe('probes', () => {
  test('go on after a restart, and nothing is asked twice [S15]', async () => {
    const study = smallStudy()
    const first = await start(study)
    first.endpoint.script(saying('A lot'), saying('7'), heldReply([]).dialect, heldReply([]).dialect)
    const guest = await first.guest()
    await guest.toTalk()
    const kept = async (rig: Rig) => (await rig.store.probes(guest.session)).map((one) => `${one.item} ${one.repeat}`)
    await eventually('two probes', async () => (await kept(first)).length === 2)
    const before = await kept(first)
    await first.stop()

    const second = await start(study, first.folder)
    expect(second.recovered).toBe(1)
    await second.runner.quiet(guest.session)
    expect(second.endpoint.requests).toHaveLength(2)
    expect((await kept(second)).sort()).toEqual(['near/trust 0', 'near/trust 1', 'near/warmth 0', 'near/warmth 1'])
    expect((await kept(second)).slice(0, 2).sort()).toEqual(before.sort())
    const finished = (await second.store.read(guest.session, 0)).filter((event) => event.type === 'probes.finished')
    expect(finished.map((event) => event.body)).toEqual([{ stage: 'talk', moment: 'start', asked: 4, failed: 0 }])
  })

  test('ask each item as often as the study says at each moment, beside the talk and never in it [S15]', async () => {
    const rig = await start(smallStudy())
    const guest = await rig.guest()
    await guest.toEnd(2)
    await rig.runner.quiet(guest.session)
    const probes = await rig.store.probes(guest.session)
    expect(probes.map(({ moment, item, repeat }) => `${moment} ${item} ${repeat}`).sort()).toEqual(
      ['end', 'start'].flatMap((moment) =>
        ['trust 0', 'trust 1', 'warmth 0', 'warmth 1'].map((one) => `${moment} near/${one}`),
      ),
    )
    const talks = rig.endpoint.requests.map((request) => request.body.messages.map((message) => message.content))
    const replies = talks.filter((contents) => /^Turn \d\.$/.test(contents.at(-1)!))
    expect(replies).toHaveLength(2)
    for (const contents of replies) expect(contents.join()).not.toContain('How much do you trust')
    const log = await rig.store.read(guest.session, 0)
    expect(log.filter((event) => event.type === 'probes.finished')).toHaveLength(2)
    guest.leave()
  })
})
