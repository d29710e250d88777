import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResearcherOverview } from '../../../shared/protocol/http.ts'
import { smallStudy } from '../../study.ts'
import { Exported } from '../export/files.ts'
import { freshId, Guest } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

/** Without probes, so that a session ends without waiting for a model. */
const withResume = (resume?: string) =>
  smallStudy((draft) => {
    Reflect.deleteProperty(draft.flow![3]!, 'probes')
    if (resume !== undefined) Object.assign(draft, { resume })
  })

describe('a study whose sessions go on by platform id', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig(withResume())
  })
  afterAll(() => rig.end())
  const enrol = (wish: Record<string, unknown>) => Guest.enrol(rig.url, rig.link(), wish)

  test('answers in the language of the session and not of the other device', async () => {
    const query = { PROLIFIC_PID: freshId() }
    const phone = await (await enrol({ query, locale: 'en' })).connect()
    await phone.must('locale.chosen', { locale: 'ar' })
    const laptop = await enrol({ query, locale: 'en' })
    expect(laptop.enrolled).toEqual({ session: phone.session, locale: 'ar', preview: false })
    phone.leave()
  })

  test('says of a preview that it is one, whichever link leads back to it', async () => {
    const ids = { session: freshId(), token: `${freshId()}-a-secret-of-its-own` }
    await Guest.enrol(rig.url, rig.link('preview'), ids)
    expect((await enrol(ids)).enrolled).toMatchObject({ session: ids.session, preview: true })
  })

  test('shows its end to who has declined or withdrawn, on another device, and draws nobody again', async () => {
    for (const leave of ['consent.declined', 'session.withdrawn'] as const) {
      const query = { PROLIFIC_PID: freshId() }
      const phone = await (await enrol({ query })).connect()
      if (leave === 'consent.declined') await phone.must(leave, { stage: phone.screen('consent').stage })
      else {
        await phone.consent()
        await phone.must(leave, { erase: false })
      }
      const laptop = await (await enrol({ query })).connect()
      expect(laptop.session).toBe(phone.session)
      expect(laptop.replica.screen).toMatchObject({ kind: 'ended' })
      phone.leave()
      laptop.leave()
    }
  })
})

describe('a link that brings no id', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig(withResume())
  })
  afterAll(() => rig.end())
  const enrol = (query: Record<string, string>, wish = {}) => Guest.enrol(rig.url, rig.link(), { query, ...wish })
  const device = () => ({ session: freshId(), token: `${freshId()}-a-secret-of-its-own` })
  const identifiers = async () =>
    new Exported(await rig.exported())
      .csv('identifiers.csv')
      .map(({ session, name, value }) => ({ session, name, value }))

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are the templates of platforms
  test.each([
    '{{%PROLIFIC_PID%}}',
    '%7B%7B%25PROLIFIC_PID%25%7D%7D',
    'null',
    'undefined',
    'NaN',
    '',
    ' \u200B\uFEFF',
    '[PROLIFIC_PID]',
    '${e://Field/PROLIFIC_PID}',
    '%SURVEY_CODE%',
    'PROLIFIC_PID',
    'ASSIGNMENT_ID_NOT_AVAILABLE',
    'test',
    '0',
    'a\0b',
    '\uD800',
    'x'.repeat(600),
  ])('but %j, gives each person a session of their own, kept to their device', async (value) => {
    const [anna, bea] = [device(), device()]
    const first = await (await enrol({ PROLIFIC_PID: value }, anna)).connect()
    await first.consent()
    const second = await (await enrol({ PROLIFIC_PID: value }, bea)).connect()
    expect(second.session).not.toBe(first.session)
    expect(second.replica.screen).toMatchObject({ kind: 'consent' })
    const again = await (await enrol({ PROLIFIC_PID: value }, anna)).connect()
    expect(again.session).toBe(first.session)
    expect(again.replica.screen).toEqual(first.replica.screen)
    for (const guest of [first, second, again]) guest.leave()
    const kept = (await identifiers()).filter(({ session }) => [first.session, second.session].includes(session!))
    expect(kept).toEqual([])
  })
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above

  test('keeps apart two people whose ids differ, and knows each of them on another device', async () => {
    const ids = ['4711', '4712', 'Zoe\u0301', 'Zoë', freshId()]
    const first = await Promise.all(ids.map((PROLIFIC_PID) => enrol({ PROLIFIC_PID })))
    expect(new Set(first.map(({ session }) => session)).size).toBe(ids.length)
    const ways = [(id: string) => ` ${id}\u200B`, (id: string) => `\uFEFF${id.normalize('NFC')}\t`, (id: string) => id]
    for (const way of ways)
      for (const [nth, id] of ids.entries())
        expect((await enrol({ PROLIFIC_PID: way(id) })).session, id).toBe(first[nth]!.session)
    expect((await enrol({ 'amp;PROLIFIC_PID': '4711' })).session).toBe(first[0]!.session)
    expect((await enrol({ prolific_pid: '4711' })).session).toBe(first[0]!.session)
    const own = (await identifiers()).filter(({ session }) => session === first[2]!.session)
    expect(own).toEqual([{ session: first[2]!.session, name: 'PROLIFIC_PID', value: 'Zo\u00E9' }])
  })

  test('because it brings two, is not taken for either of them', async () => {
    const [anna, bea] = [freshId(), freshId()]
    const { session } = await enrol({ PROLIFIC_PID: anna })
    expect((await enrol({ PROLIFIC_PID: anna, 'amp;PROLIFIC_PID': bea })).session).not.toBe(session)
    expect((await enrol({ PROLIFIC_PID: anna, 'amp;PROLIFIC_PID': `${anna} ` })).session).toBe(session)
    expect((await enrol({ PROLIFIC_PID: '{{%PROLIFIC_PID%}}', 'amp;PROLIFIC_PID': anna })).session).toBe(session)
  })

  test('does not come of other parameters, however many and long they are', async () => {
    const id = freshId()
    const others = Object.fromEntries(Array.from({ length: 2_000 }, (_, nth) => [`utm_${nth}`, 'x'.repeat(60)]))
    const query = { [`k${'y'.repeat(5_000)}`]: 'z'.repeat(20_000), ...others, PROLIFIC_PID: id }
    const { session } = await enrol(query)
    expect((await enrol({ PROLIFIC_PID: id })).session).toBe(session)
    expect((await identifiers()).filter((row) => row.session === session)).toHaveLength(1)
    // Also where none of them is the study's.
    expect((await enrol(others)).session).not.toBe(session)
  })

  test('is told in sessions.csv, without the id itself', async () => {
    const id = freshId()
    const sessions = await Promise.all(
      [{ PROLIFIC_PID: id }, {}, { PROLIFIC_PID: '{{%PROLIFIC_PID%}}' }, { PROLIFIC_PID: 'test' }].map((query) =>
        enrol(query as Record<string, string>),
      ),
    )
    const found = new Exported(await rig.exported())
    const told = sessions.map(({ session }) => found.session(session).platform_id_state)
    expect(told).toEqual(['usable', 'absent', 'template', 'placeholder'])
    for (const name of found.names) if (name !== 'identifiers.csv') expect(found.text(name), name).not.toContain(id)
  })

  test('is told on the researcher’s page, of live sessions alone and from the store', async () => {
    const overview = async (): Promise<ResearcherOverview['studies'][number]> => {
      const headers = { authorization: `Bearer ${SECRET}` }
      const answer = await fetch(`${rig.url}/api/researcher/overview`, { headers })
      return ((await answer.json()) as ResearcherOverview).studies[0]!
    }
    const before = await overview()
    const count = ({ ids }: typeof before, state: string) => ids.counts.find((one) => one.idState === state)?.count ?? 0
    expect(before.ids.parameter).toBe('PROLIFIC_PID')
    await enrol({ PROLIFIC_PID: '[PROLIFIC_PID]' })
    await Guest.enrol(rig.url, rig.link('preview'), { query: { PROLIFIC_PID: '[PROLIFIC_PID]' } })
    await enrol({ PROLIFIC_PID: freshId() })
    const after = await overview()
    expect(count(after, 'template')).toBe(count(before, 'template') + 1)
    expect(count(after, 'usable')).toBe(count(before, 'usable') + 1)
    expect(JSON.stringify(after)).not.toContain('[PROLIFIC_PID]')
  })
})

describe('a study whose sessions are kept to their device', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig(withResume('device'))
  })
  afterAll(() => rig.end())

  test('lets the device go on, and refuses its platform id elsewhere', async () => {
    const own = { session: freshId(), token: `${freshId()}-a-secret-of-its-own`, query: { PROLIFIC_PID: '1042' } }
    const phone = await Guest.enrol(rig.url, rig.link(), own)
    expect((await Guest.enrol(rig.url, rig.link(), own)).session).toBe(phone.session)
    const guess = Guest.enrol(rig.url, rig.link(), { query: own.query })
    await expect(guess).rejects.toThrow(/409.*conflicting-id/)
  })
})
