import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Composition } from '../../../shared/session/events.ts'
import { smallStudy } from '../../study.ts'
import { freshId, type Guest } from '../guest.ts'
import { type Rig, startRig } from '../rig.ts'

const composition: Composition = {
  startedAfterMs: 1_234,
  durationMs: 5_678,
  insertions: 40,
  deletions: 2,
  pastes: 1,
  pastedCharacters: 11,
  inputMethodCompositions: 0,
  pauses: { count: 1, longestMs: 2_500 },
  device: 'touch',
}

let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes')))
})
afterAll(() => rig.end())

/** Answers with its time, marks of attention, and a turn with its composition. */
async function measured(...uses: ('telemetry' | 'quotation')[]): Promise<Guest> {
  const guest = await rig.guest()
  await guest.telemetry({ id: freshId(), marks: [{ at: 1, kind: 'focus' }] })
  await guest.consent(...uses)
  const { stage, items } = guest.screen('survey')
  const item = items.find((one) => one.answer.kind === 'options')!.id
  const answer = { kind: 'code' as const, code: 1 }
  await guest.must('item.answered', { stage, item, answer, position: 0, tookMs: 4_321 })
  while (guest.replica.screen?.kind === 'survey') await guest.answerAll()
  await guest.telemetry({ id: freshId(), marks: [{ at: 2, kind: 'hidden' }] })
  await guest.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  const parent = guest.lines.at(-1)?.id ?? null
  const turn = freshId()
  await guest.must('turn.taken', { stage: guest.screen('chat').stage, turn, parent, text: 'So.', composition })
  await guest.reply(`${turn}.1`)
  guest.leave()
  return guest
}

async function kept(guest: Guest) {
  const log = await rig.store.read(guest.session, 0)
  const telemetry = readFileSync(path.join(await rig.exported(), 'telemetry.jsonl'), 'utf8')
  return {
    answers: log.filter((event) => event.type === 'item.answered').map((event) => event.body),
    turn: log.find((event) => event.type === 'turn.taken')!.body,
    marks: telemetry.split('\n').filter((line) => line.includes(guest.session)),
  }
}

describe('recording how things are done', () => {
  test('nothing of it is kept where consent does not allow it [S17]', async () => {
    const { answers, turn, marks } = await kept(await measured('quotation'))
    for (const answer of answers) expect(answer).not.toHaveProperty('tookMs')
    expect(turn).not.toHaveProperty('composition')
    expect(marks).toEqual([])
  })

  test('all of it is kept where consent allows it, but for what came before consent [S17]', async () => {
    const { answers, turn, marks } = await kept(await measured('telemetry'))
    expect(answers[0]).toMatchObject({ tookMs: 4_321 })
    expect(turn).toMatchObject({ composition })
    expect(marks).toHaveLength(1)
    expect(marks[0]).toContain('hidden')
  })

  test('a repeat is known as one although something was left out of what was kept [S4] [S17]', async () => {
    const guest = await rig.guest()
    await guest.toTalk('quotation')
    const { stage } = guest.screen('chat')
    const parent = guest.lines.at(-1)?.id ?? null
    const proposal = guest.proposal('turn.taken', { stage, turn: freshId(), parent, text: 'So.', composition })
    const first = await guest.send(proposal)
    expect(await guest.send(proposal)).toMatchObject({ ok: true, seq: first.ok && first.seq })
    guest.leave()
  })
})
