import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { freshId, Guest } from '../guest.ts'
import { type Rig, startRig } from '../rig.ts'

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
      expect(laptop.seen.screen).toMatchObject({ kind: 'ended' })
      phone.leave()
      laptop.leave()
    }
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
