import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadStudies } from '../../server/studies/load.ts'
import { createRandom } from '../../shared/random.ts'
import type { Study } from '../../shared/study/study.ts'
import { freshId, Guest } from './guest.ts'
import { answering } from './model/endpoint/endpoint.ts'
import { type Rig, startRig } from './rig.ts'
import { markedStudy } from './secrets-planted.ts'
import { startTap, type Tap } from './tap.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
/** Random, so that nothing has it by accident. */
const mark = `zq${createRandom(`${process.pid} ${Date.now()}`)
  .integer(2 ** 32)
  .toString(36)}x`
const study = markedStudy(mark)

let rig: Rig
let tap: Tap
beforeAll(async () => {
  rig = await startRig(study, { model: `${mark}-model`, pages: true })
  tap = await startTap(rig.url)
})
afterAll(async () => {
  await tap.close()
  await rig.end()
})

/** What reached clients and holds the mark: the characters around each place. */
function leaks(heard: readonly string[]): string[] {
  return heard.flatMap((text) =>
    [...text.matchAll(new RegExp(mark, 'gi'))].map((hit) => text.slice(Math.max(0, hit.index - 80), hit.index + 30)),
  )
}

const enrol = (wish: Record<string, unknown> = {}) => Guest.enrol(tap.url, rig.link(), wish)

/** A whole session with its errors and refusals, seen through the tap. */
async function passThrough(locale: string, transports: ('websocket' | 'polling')[]): Promise<string | null> {
  const guest = await (await enrol({ locale })).connect({ transports })
  const { stage: first, version } = guest.screen('consent')
  await guest.propose('locale.chosen', { locale: 'fr' })
  await guest.propose('consent.given', { stage: first, version: 'none', uses: [] })
  await guest.propose('consent.given', { stage: first, version, uses: ['reuse'] })
  await guest.consent('telemetry')
  while (guest.replica.screen?.kind === 'survey') {
    const { stage, items } = guest.screen('survey')
    await guest.propose('stage.completed', { stage })
    await guest.propose('stage.completed', { stage: first })
    for (const { id } of items) {
      await guest.propose('item.answered', { stage, item: id, answer: { kind: 'code', code: 99 }, position: 0 })
      await guest.propose('item.answered', { stage, item: first, answer: { kind: 'skipped' }, position: 0 })
    }
    await guest.answerAll()
  }
  await guest.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  const { stage } = guest.screen('chat')
  await guest.propose('stage.completed', { stage })
  await guest.propose('turn.taken', { stage, turn: freshId(), parent: 'nowhere', text: 'Hello' })
  await guest.propose('turn.taken', { stage: first, turn: freshId(), parent: null, text: 'Hello' })
  await rig.runner.quiet(guest.session)
  rig.endpoint.script(answering(400, { error: { message: `The prompt "${mark}" of ${mark}-model is bad` } }))
  const turn = await guest.say('What do you think?')
  await guest.reply(`${turn}.1`)
  await guest.must('reply.asked', { stage, turn })
  await guest.reply(`${turn}.2`)
  await guest.propose('reply.stopped', { stage, reply: `${turn}.2`, shown: 1 })
  const more = await guest.say('And then?')
  await guest.propose('reply.stopped', { stage, reply: `${more}.1`, shown: 1 })
  await guest.reply(`${more}.1`)
  await guest.must('stage.completed', { stage })
  await guest.catchUp(0)
  await guest.toEnd()
  await guest.propose('session.withdrawn', { erase: true })
  await guest.propose('turn.taken', { stage, turn: freshId(), parent: null, text: 'Late' })
  guest.leave()
  return (await rig.store.session(guest.session))!.condition
}

async function ask(target: string, options: RequestInit = {}): Promise<number> {
  const response = await fetch(`${tap.url}${target}`, options)
  await response.arrayBuffer()
  return response.status
}

describe('nothing of a condition reaches a participant', () => {
  test('in whole sessions of every condition, over both transports, with errors and refusals [S18]', async () => {
    const ways = ['websocket', 'polling', 'websocket', 'polling', 'websocket', 'websocket'] as const
    const met: (string | null)[] = []
    for (const [number, way] of ways.entries()) met.push(await passThrough(number % 3 === 0 ? 'ar' : 'en', [way]))
    expect(new Set(met)).toEqual(new Set(study.conditions.map((condition) => condition.id)))
    for (const id of met) expect(id).toContain(mark)

    const heard = tap.heard()
    expect(leaks(heard)).toEqual([])
    // The tap has heard what it should: words of every stage, what the model said, refusals, and no packed bodies.
    const all = heard.join('')
    for (const words of [
      'Before you begin',
      'Some questions',
      'Talk about your street.',
      'Peace, neighbour.',
      'Again',
      'That was all.',
    ])
      expect(all).toContain(words)
    for (const code of ['wrong-stage', 'unfit-answer', 'unknown-item', 'incomplete', 'stale', 'not-offered', 'ended'])
      expect(all).toContain(`"code":"${code}"`)
    expect(all).toContain('be upon you')
    expect(all).not.toMatch(/content-encoding|permessage-deflate/i)
  })

  test('in pages, in answers and refusals over HTTP, and in refused handshakes [S18]', async () => {
    const json = { 'content-type': 'application/json' }
    expect(await ask(`/s/${rig.link()}`)).toBe(200)
    expect(await ask(`/api/links/${rig.link()}`)).toBe(200)
    expect(await ask('/api/links/nowhere')).toBe(404)
    expect(await ask(`/api/links/${rig.link()}/sessions`, { method: 'POST', headers: json, body: '{}' })).toBe(400)
    expect(await ask('/api/researcher/overview')).toBe(401)
    expect(await ask(`/api/researcher/studies/${'nothing'}/sessions`)).toBe(401)
    expect(await ask('/api/researcher/studies/nothing/download-link', { method: 'POST' })).toBe(401)
    expect(await ask('/api/downloads/none/none.zip')).toBe(401)
    expect(await ask('/nothing')).toBe(404)
    const guest = await enrol()
    await expect(enrol({ session: guest.session })).rejects.toThrow('409')
    await expect(new Guest(tap.url, freshId(), guest.enrolled).connect()).rejects.toThrow('unauthorised')
    for (const file of readdirSync(path.join(root, 'dist', 'assets'))) expect(await ask(`/assets/${file}`)).toBe(200)
    expect(leaks(tap.heard())).toEqual([])
  })

  test('when the server itself fails [S18]', async () => {
    const own = await startRig(markedStudy(mark), { model: `${mark}-model` })
    const ownTap = await startTap(own.url)
    const guest = await (await Guest.enrol(ownTap.url, own.link())).connect()
    await own.store.close()
    const { stage, version } = guest.screen('consent')
    expect(await guest.propose('consent.given', { stage, version, uses: [] })).toMatchObject({
      ok: false,
      problem: { code: 'internal' },
    })
    await expect(Guest.enrol(ownTap.url, own.link())).rejects.toThrow('500')
    expect(leaks(ownTap.heard())).toEqual([])
    guest.leave()
    await ownTap.close()
    await own.end()
  })

  test('and this test would hear it: a mark in a title is found on both transports', async () => {
    const leaky = markedStudy(mark, (draft) => Object.assign(draft.flow![0]!.title!, { en: `Title ${mark}` }))
    const own = await startRig(leaky)
    for (const transport of ['websocket', 'polling'] as const) {
      const ownTap = await startTap(own.url)
      const enrolled = await Guest.enrol(own.url, own.link())
      const guest = await new Guest(ownTap.url, enrolled.token, enrolled.enrolled).connect({ transports: [transport] })
      expect(leaks(ownTap.heard()).length).toBeGreaterThan(0)
      guest.leave()
      await ownTap.close()
    }
    await own.end()
  })
})

function wordingsOf(level: { wordings?: Record<string, string>[] | undefined } | object): string[] {
  return 'wordings' in level ? (level.wordings ?? []).flatMap((words) => Object.values(words)) : []
}

/** Texts that tell a level, condition or prompt of a study. Short common words are no tell-tale in a program. */
function telling(one: Study): string[] {
  const levels = Object.values(one.factors).flatMap((factor) => [
    factor.label,
    ...Object.entries(factor.levels).flatMap(([id, level]) => [id, level.label, ...wordingsOf(level)]),
  ])
  const ids = [...one.conditions.map((condition) => condition.id), ...one.flow.map((stage) => stage.id)]
  return [...levels, ...ids, one.title, one.description].filter((text) => text.length >= 12 || /[-_ ]/.test(text))
}

test('the built pages hold no level, wording or condition of the shipped studies [S18]', () => {
  const { studies } = loadStudies(path.join(root, 'studies'), root)
  expect(studies.length).toBeGreaterThanOrEqual(2)
  const texts = studies.flatMap(({ study: one }) => telling(one))
  expect(texts.length).toBeGreaterThan(50)
  const bundles = readdirSync(path.join(root, 'dist', 'assets')).map((file) => ({
    file,
    text: readFileSync(path.join(root, 'dist', 'assets', file), 'utf8'),
  }))
  const found = bundles.flatMap(({ file, text }) =>
    texts.filter((one) => text.includes(one)).map((one) => `${file}: ${one}`),
  )
  expect(found).toEqual([])
})
