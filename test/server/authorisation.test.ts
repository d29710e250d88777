import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResearcherOverview, ResearcherSessions } from '../../shared/protocol/http.ts'
import { PROTOCOL_VERSION } from '../../shared/protocol/socket.ts'
import { smallStudy } from '../study.ts'
import { freshId, Guest, soon } from './guest.ts'
import { type Rig, SECRET, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes')))
})
afterAll(() => rig.end())

/** How a handshake with this `auth` ends: the refusal, or "connected". */
function handshake(auth: Record<string, unknown>): Promise<string> {
  const socket = io(rig.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth })
  const ended = new Promise<string>((resolve) => {
    socket.on('connect', () => resolve('connected'))
    socket.on('connect_error', (error) => resolve(error.message))
  })
  return soon('the end of a handshake', ended).finally(() => socket.disconnect())
}

describe('the handshake', () => {
  test.each<[string, (guest: Guest) => Record<string, unknown>, string]>([
    ['is taken with the session’s own token', (guest) => authOf(guest), 'connected'],
    [
      'of an older client is refused',
      (guest) => ({ ...authOf(guest), protocol: PROTOCOL_VERSION - 1 }),
      'stale-client',
    ],
    ['of a newer client is refused', (guest) => ({ ...authOf(guest), protocol: PROTOCOL_VERSION + 1 }), 'stale-client'],
    ['without anything is refused', () => ({}), 'stale-client'],
    ['with another token is refused', (guest) => ({ ...authOf(guest), token: freshId() }), 'unauthorised'],
    [
      'for a session that there is not is refused',
      (guest) => ({ ...authOf(guest), session: freshId() }),
      'unauthorised',
    ],
    ['without a session is refused', () => ({ protocol: PROTOCOL_VERSION, token: 'x', after: 0 }), 'malformed'],
    ['with a place before the first is refused', (guest) => ({ ...authOf(guest), after: -1 }), 'malformed'],
    ['with more than it should have is refused', (guest) => ({ ...authOf(guest), admin: true }), 'malformed'],
    ['with an object for a token is refused', (guest) => ({ ...authOf(guest), token: { $ne: '' } }), 'malformed'],
  ])('%s', async (_, auth, outcome) => {
    expect(await handshake(auth(await Guest.enrol(rig.url, rig.link())))).toBe(outcome)
  })

  test('with the token of another session is refused', async () => {
    const [one, other] = [await Guest.enrol(rig.url, rig.link()), await Guest.enrol(rig.url, rig.link())]
    expect(await handshake({ ...authOf(one), token: other.token })).toBe('unauthorised')
  })

  test('a client further on than the log is still told where the session stands', async () => {
    const guest = await Guest.enrol(rig.url, rig.link())
    guest.replica = { ...guest.replica, seq: 999 }
    await guest.connect()
    expect(guest.updates[0]).toMatchObject({ seq: 1, screen: { kind: 'consent' } })
    guest.leave()
  })
})

describe('enrolment', () => {
  test('the same ids again give the same session', async () => {
    const wish = { session: freshId(), token: `${freshId()}-a-secret-of-its-own` }
    const [first, again] = [await Guest.enrol(rig.url, rig.link(), wish), await Guest.enrol(rig.url, rig.link(), wish)]
    expect(again.session).toBe(first.session)
    expect((await rig.store.read(first.session, 0)).map((event) => event.type)).toEqual(['session.opened'])
  })

  test('a session’s id with another token is refused', async () => {
    const session = freshId()
    await Guest.enrol(rig.url, rig.link(), { session })
    await expect(Guest.enrol(rig.url, rig.link(), { session })).rejects.toThrow(/409.*conflicting-id/)
  })

  test('platform ids lead back to the unfinished session, on another device with another token', async () => {
    const query = { PROLIFIC_PID: freshId(), utm_source: 'not kept' }
    const phone = await (await Guest.enrol(rig.url, rig.link(), { query })).connect()
    await phone.consent()
    const laptop = await (await Guest.enrol(rig.url, rig.link(), { query })).connect()
    expect(laptop.session).toBe(phone.session)
    expect(laptop.screen('survey')).toEqual(phone.screen('survey'))
    phone.leave()
    laptop.leave()
  })

  test('platform ids of a preview do not lead into the live study', async () => {
    const query = { PROLIFIC_PID: freshId() }
    const preview = await Guest.enrol(rig.url, rig.link('preview'), { query })
    const live = await Guest.enrol(rig.url, rig.link(), { query })
    expect([preview.enrolled.preview, live.enrolled.preview]).toEqual([true, false])
    expect(live.session).not.toBe(preview.session)
  })

  test.each([
    ['ar', 'ar'],
    ['ar-EG', 'ar'],
    ['fr', 'en'],
    [null, 'en'],
  ])('the language wished for is %s, and the session’s is %s', async (locale, given) => {
    expect((await Guest.enrol(rig.url, rig.link(), { locale })).enrolled.locale).toBe(given)
  })

  test('a link says the languages to choose from, and one that leads nowhere says so', async () => {
    const link = await fetch(`${rig.url}/api/links/${rig.link()}`)
    expect(await link.json()).toEqual({ locales: ['en', 'ar'], preview: false })
    const nowhere = await fetch(`${rig.url}/api/links/nowhere`)
    expect(nowhere.status).toBe(404)
    expect(await nowhere.json()).toMatchObject({ problem: { code: 'unknown-study' } })
  })
})

const asResearcher = { headers: { authorization: `Bearer ${SECRET}` } }

describe('the researcher’s routes', () => {
  const routes: [string, string][] = [
    ['GET', '/api/researcher/overview'],
    ['GET', '/api/researcher/studies/small/sessions'],
    ['POST', '/api/researcher/studies/small/download-link'],
  ]
  test.each(routes)('%s %s needs the secret', async (method, route) => {
    const guest = await Guest.enrol(rig.url, rig.link())
    const wrong = [undefined, '', 'Bearer ', 'Bearer wrong', `Basic ${SECRET}`, SECRET, `Bearer ${guest.token}`]
    for (const authorization of wrong) {
      const headers = authorization === undefined ? {} : { authorization }
      const response = await fetch(`${rig.url}${route}`, { method, headers })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ problem: { code: 'unauthorised' } })
    }
    expect((await fetch(`${rig.url}${route}`, { method, ...asResearcher })).status).toBe(200)
  })

  test('an unknown study is named, with those that there are', async () => {
    const response = await fetch(`${rig.url}/api/researcher/studies/smal/sessions`, asResearcher)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      problem: { code: 'unknown-study', message: 'No study "smal". Known studies: small.' },
    })
  })

  test('the overview and the sessions say what there is', async () => {
    const guest = await rig.guest()
    await guest.toTalk()
    const overview: ResearcherOverview = await (await fetch(`${rig.url}/api/researcher/overview`, asResearcher)).json()
    expect(overview.studies).toMatchObject([
      { id: 'small', version: rig.hash, conditions: 2, model: { alias: 'main', builtIn: false } },
    ])
    expect(overview.studies[0]!.links[0]).toEqual({ kind: 'live', url: `/s/${rig.link()}` })
    const page: ResearcherSessions = await (
      await fetch(`${rig.url}/api/researcher/studies/small/sessions`, asResearcher)
    ).json()
    expect(page.sessions[0]).toMatchObject({ id: guest.session, kind: 'live', stage: 'talk', turns: 0, error: null })
    guest.leave()
  })
})

describe('a download', () => {
  test('works once with its link, and is a zip', async () => {
    const made = await fetch(`${rig.url}/api/researcher/studies/small/download-link`, {
      method: 'POST',
      ...asResearcher,
    })
    const { url } = (await made.json()) as { url: string }
    const first = await fetch(`${rig.url}${url}`)
    expect(first.headers.get('content-type')).toBe('application/zip')
    const bytes = Buffer.from(await first.arrayBuffer())
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
    expect(bytes.toString('latin1')).toContain('small/manifest.json')
    expect(bytes.toString('latin1')).not.toContain('identifiers.csv')
    const again = await fetch(`${rig.url}${url}`)
    expect(again.status).toBe(401)
    expect(await again.json()).toMatchObject({ problem: { code: 'unauthorised' } })
  })

  test('an invented link is refused', async () => {
    expect((await fetch(`${rig.url}/api/downloads/invented/small.zip`)).status).toBe(401)
  })
})

function authOf(guest: Guest): Record<string, unknown> {
  return { protocol: PROTOCOL_VERSION, session: guest.session, token: guest.token, after: 0 }
}
