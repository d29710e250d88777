import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { smallStudy } from '../study.ts'
import { freshId, Guest, soon } from './guest.ts'
import { saying } from './model/endpoint/endpoint.ts'
import { type Rig, SECRET, startRig } from './rig.ts'

let rig: Rig
let guest: Guest
beforeAll(async () => {
  rig = await startRig(
    smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes')),
    { pages: true },
  )
})
beforeEach(async () => {
  guest = await rig.guest()
})
// Whatever came in, the server answers afterwards, and the session has lost nothing.
afterEach(async () => {
  guest.leave()
  const again = await guest.tab().connect()
  expect(again.replica.seq).toBe((await rig.store.session(guest.session))!.seq)
  expect(again.replica.screen).not.toBeNull()
  again.leave()
})
afterAll(() => rig.end())

type Answer = { status: number; type: string; text: string }

/** Sends bytes as they are, since `fetch` would refuse or repair them, and reads the answer. */
function raw(request: string): Promise<Answer> {
  const { hostname, port } = new URL(rig.url)
  const answered = new Promise<Answer>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request))
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(part))
    socket.on('error', reject)
    socket.on('close', () => {
      const text = Buffer.concat(parts).toString()
      const [head = '', ...body] = text.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1])
      resolve({ status, type: /content-type: ([^\r;]*)/i.exec(head)?.[1] ?? '', text: body.join('\r\n\r\n') })
    })
  })
  return soon('an answer to raw bytes', answered)
}

function rawRequest(method: string, target: string, body = '', headers = ''): Promise<Answer> {
  const length = Buffer.byteLength(body)
  return raw(
    `${method} ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${length}\r\n${headers}\r\n${body}`,
  )
}

const enrolling = (body: string, type = 'application/json') =>
  rawRequest('POST', `/api/links/${rig.link()}/sessions`, body, `content-type: ${type}\r\n`)

/** A problem says what and the remedy in a sentence, and quotes no stack and no path of the server. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer).toMatchObject({ status, type: 'application/json' })
  const { problem } = JSON.parse(answer.text)
  expect(problem.code).toBe(code)
  expect(problem.message).toMatch(/^\S.{14,}[.]$/su)
  expect(problem.message.length).toBeLessThan(600)
  expect(answer.text).not.toMatch(/node_modules|\bat .*:\d+:\d+|\/server\//)
}

const good = () => ({ session: freshId(), token: `${freshId()}-a-secret-of-its-own`, locale: 'en', query: {} })

describe('bodies over HTTP', () => {
  test.each<[string, () => string]>([
    ['that are no JSON', () => '{"session": '],
    ['that are nothing', () => ''],
    ['that are a list', () => '[]'],
    ['that are null', () => 'null'],
    ['with a number for an id', () => JSON.stringify({ ...good(), session: 7 })],
    ['with an id that is too short', () => JSON.stringify({ ...good(), session: 'short' })],
    ['with an id of other letters', () => JSON.stringify({ ...good(), session: 'ناس'.repeat(8) })],
    ['with a path for an id', () => JSON.stringify({ ...good(), session: '../../../etc/passwd' })],
    ['with a field too many', () => JSON.stringify({ ...good(), kind: 'simulated' })],
    ['with a nested query', () => JSON.stringify({ ...good(), query: { a: { b: 'c' } } })],
    ['with a list of the same parameters', () => JSON.stringify({ ...good(), query: { PROLIFIC_PID: ['a', 'b'] } })],
    ['with a language that is none', () => JSON.stringify({ ...good(), locale: 'x'.repeat(36) })],
    ['that name a prototype', () => `{"__proto__": {"session": "x"}, "session": "x"}`],
    ['that name a constructor', () => `{"constructor": {"prototype": {"a": 1}}, "session": "x"}`],
    ['with a prototype in the query', () => `{"query": {"__proto__": "x"}}`],
    ['that are deeply nested', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['with a deeply nested query', () => `{"query": ${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`],
    ['with 20,000 keys', () => `{${Array.from({ length: 20_000 }, (_, key) => `"k${key}":1`).join()}}`],
  ])('%s are refused as malformed', async (_, body) => {
    expectProblem(await enrolling(body()), 400, 'malformed')
  })

  test('of another kind than JSON are refused', async () => {
    expectProblem(await enrolling(JSON.stringify(good()), 'text/plain'), 400, 'malformed')
    expectProblem(await enrolling('<session/>', 'application/xml'), 400, 'malformed')
    expectProblem(await enrolling('a=b', 'application/x-www-form-urlencoded'), 400, 'malformed')
  })

  test('of 10 MB are refused as too large', async () => {
    const response = await fetch(`${rig.url}/api/links/${rig.link()}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...good(), locale: 'x'.repeat(10_000_000) }),
    }).catch(() => null)
    // The server answers before it has read all, and may close while the client still writes.
    if (response !== null) {
      expect(response.status).toBe(413)
      expect(await response.json()).toMatchObject({ problem: { code: 'too-large' } })
    }
  })

  test('a platform id that is odd text is kept byte for byte', async () => {
    const odd = 'پ👩🏽‍🌾\u200F\u0301"\',\\\n\t{}'
    const query = { PROLIFIC_PID: odd, toString: 'x', __proto__x: 'y' }
    const one = await Guest.enrol(rig.url, rig.link(), { query })
    const rows = readFileSync(path.join(await rig.exported(), 'identifiers.csv'), 'utf8')
    expect(rows).toMatch(new RegExp(`^${one.session},`, 'm'))
    expect(rows).toContain(`,PROLIFIC_PID,"${odd.replaceAll('"', '""')}"`)
  })
})

describe('a request that cannot be read', () => {
  test.each<[string, () => Promise<Answer>, RegExp]>([
    ['an address that is too long', () => rawRequest('GET', `/s/${'a'.repeat(9_000)}`), /The address is too long/],
    ['an address that is not encoded', () => rawRequest('GET', '/s/%zz'), /not well encoded/],
    ['a way out', () => rawRequest('GET', '/assets/..%5c..%5cpackage.json'), /leads out of the folder/],
    ['a body that is not JSON', () => enrolling('{'), /The request is not JSON/],
    ['an empty body', () => enrolling(''), /holds JSON, and it is empty/],
    ['XML', () => enrolling('<session/>', 'application/xml'), /of a type that is not read/],
  ])('is told about in plain words: %s', async (_, ask, words) => {
    const { status, text } = await ask()
    expect(status).toBe(400)
    expect(text).toMatch(words)
    expect(text).not.toMatch(/FST_|undefined/)
  })
})

describe('routes', () => {
  test.each([
    ['GET', '/api/nothing', 404, 'unknown-route'],
    ['GET', '/nothing', 404, 'unknown-route'],
    ['DELETE', '/api/researcher/overview', 404, 'unknown-route'],
    ['PUT', '/researcher', 404, 'unknown-route'],
    ['TRACE', '/researcher', 404, 'unknown-route'],
    ['PROPFIND', '/researcher', 404, 'unknown-route'],
    ['GET', '/api/links/%00', 404, 'unknown-study'],
    ['GET', '/api/links/__proto__', 404, 'unknown-study'],
    ['GET', `/api/links/${'x'.repeat(90)}`, 404, 'unknown-study'],
    ['GET', '/api/links/%E0%A4%A', 400, 'malformed'],
    ['POST', '/api/links/nowhere/sessions', 404, 'unknown-study'],
    ['GET', '/api/downloads/__proto__/x.zip', 401, 'unauthorised'],
  ])('%s %s is refused with %i %s', async (method, target, status, code) => {
    expectProblem(await rawRequest(method, target), status, code)
  })

  test('a method that HTTP does not have is refused', async () => {
    expectProblem(await rawRequest('FETCH', '/researcher'), 400, 'malformed')
  })

  test('what is no HTTP at all is refused', async () => {
    expectProblem(await raw('Good morning\r\n\r\n'), 400, 'malformed')
  })

  test('headers that are too long are refused', async () => {
    expectProblem(await rawRequest('GET', '/researcher', '', `x-long: ${'x'.repeat(70_000)}\r\n`), 431, 'too-large')
  })

  test.each([
    '/assets/../package.json',
    '/assets/../../server/main.ts',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%00',
    '/assets/.built',
    '/assets//etc/passwd',
    '/s/../package.json',
    '/s/..%2f..%2fpackage.json',
    '/s/x/../../package.json',
    '//etc/passwd',
    '/.git/config',
    '/data/parallax.sqlite',
  ])('%s leads to no file of the server', async (target) => {
    const answer = await rawRequest('GET', target)
    expect([200, 400, 403, 404]).toContain(answer.status)
    if (answer.status === 200) expect(answer.text).toContain('<div id="')
    else expect(answer.type).toBe('application/json')
    expect(answer.text).not.toMatch(/"dependencies"|root:|SQLite format|\[core\]|buildApp/)
  })

  test('a study’s name cannot lead a download out of its folder', async () => {
    const headers = `authorization: Bearer ${SECRET}\r\n`
    for (const study of ['..%2f..%2fetc', '__proto__', 'constructor', '%00'])
      expectProblem(
        await rawRequest('POST', `/api/researcher/studies/${study}/download-link`, '', headers),
        404,
        'unknown-study',
      )
    const cursor = await rawRequest('GET', "/api/researcher/studies/small/sessions?before=';DROP%20TABLE", '', headers)
    expectProblem(cursor, 400, 'malformed')
  })
})

/** Sends anything as a proposal and returns the answer. */
function propose(raw: unknown): Promise<{ ok: boolean; problem?: { code: string; message: string } }> {
  return soon('an answer', guest.socket.emitWithAck('propose', raw as never)) as never
}

async function toTalk() {
  await guest.toTalk()
  return { stage: guest.screen('chat').stage, parent: guest.lines.at(-1)?.id ?? null }
}

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)

describe('proposals over the socket', () => {
  test.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'turn.taken'],
    ['a list', () => [1, 2, 3]],
    ['an empty object', () => ({})],
    ['a type that there is not', () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), type: 'soul.sold' })],
    ['a fact of the engine', () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), type: 'assignment.made' })],
    ['a prototype for a type', () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), type: '__proto__' })],
    ['an id that is too short', () => guest.proposal('locale.chosen', { locale: 'ar' }, 'short')],
    ['a time that is no number', () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), at: 'now' })],
    ['a field too many', () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), actor: 'engine' })],
    ['a number for a language', () => guest.proposal('locale.chosen', { locale: 7 as never })],
    [
      'a body that is deeply nested',
      () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), body: nested(1_000) }),
    ],
    [
      'an id that is deeply nested',
      () => ({ ...guest.proposal('locale.chosen', { locale: 'ar' }), id: nested(1_000) }),
    ],
    [
      'an object with 15,000 keys',
      () => Object.fromEntries(Array.from({ length: 15_000 }, (_, key) => [`k${key}`, key])),
    ],
    ['a prototype key', () => JSON.parse('{"__proto__": {"type": "locale.chosen"}, "id": "x"}')],
  ])('%s is refused as malformed, and nothing is kept', async (_, body) => {
    const answer = await propose(body())
    expect(answer).toMatchObject({ ok: false, problem: { code: 'malformed' } })
    expect(answer.problem!.message.length).toBeLessThan(600)
    expect((await rig.store.session(guest.session))!.seq).toBe(1)
  })

  test.each<[string, string, RegExp]>([
    ['a quarter of a megabyte of text', 'x'.repeat(250_000), /longer than 8000 characters; shorten it/],
    ['one character too many', 'x'.repeat(8_001), /longer than 8000/],
    ['a null character', 'a\0b', /null character; remove it/],
    ['a lone surrogate', 'a\uD83Cb', /not well-formed Unicode/],
    ['nothing but blanks', ' \n ', /is empty; write something/],
  ])('a turn with %s is refused with the remedy, and the talk goes on', async (_, text, words) => {
    const { stage, parent } = await toTalk()
    const answer = await propose(guest.proposal('turn.taken', { stage, turn: freshId(), parent, text }))
    expect(answer).toMatchObject({ ok: false, problem: { code: 'malformed' } })
    expect(answer.problem!.message).toMatch(words)
    await guest.reply(`${await guest.say('Shorter.')}.1`)
  })

  test.each<[string, () => unknown]>([
    ['bytes', () => Buffer.from([1, 2, 3])],
    ['bytes in a body', () => guest.proposal('locale.chosen', { locale: Buffer.from('ar') as never })],
  ])('%s, which no client sends, end the connection, and nothing is kept', async (_, body) => {
    const ended = new Promise((resolve) => guest.socket.once('disconnect', resolve))
    guest.socket.emit('propose', body() as never, () => {})
    await soon('the end of the connection', ended)
    expect((await rig.store.session(guest.session))!.seq).toBe(1)
  })

  test('ids that there are not are refused', async () => {
    const { stage, version } = guest.screen('consent')
    const unknown = [
      guest.proposal('consent.given', { stage: 'nowhere', version, uses: [] }),
      guest.proposal('consent.given', { stage: '__proto__', version, uses: [] }),
      guest.proposal('consent.given', { stage: 'welcome', version, uses: [] }),
      guest.proposal('item.answered', { stage, item: 'near/trust', answer: { kind: 'skipped' }, position: 0 }),
      guest.proposal('stage.completed', { stage: 'constructor' }),
    ]
    for (const proposal of unknown)
      expect(await propose(proposal)).toMatchObject({ ok: false, problem: { code: 'wrong-stage' } })
  })

  test('uses, places and positions that the page does not offer, or twice, are refused', async () => {
    const { stage: first, version } = guest.screen('consent')
    const uses = guest.proposal('consent.given', { stage: first, version, uses: ['telemetry', 'telemetry'] })
    expect(await propose(uses)).toMatchObject({
      problem: { code: 'not-offered', message: expect.stringMatching(/names a use twice/) },
    })
    await guest.consent()
    for (;;) {
      const { stage, items } = guest.screen('survey')
      const at = items.findIndex(({ answer }) => answer.kind === 'population')
      const item = items[at]
      if (item === undefined) {
        await guest.answerAll()
        continue
      }
      const answer = (places: string[], position = at) =>
        propose(
          guest.proposal('item.answered', {
            stage,
            item: item.id,
            answer: { kind: 'places', places, words: '' },
            position,
          }),
        )
      const unfit = (message: RegExp) => ({
        ok: false,
        problem: { code: 'unfit-answer', message: expect.stringMatching(message) },
      })
      expect(await answer(['EGY', 'XXX'])).toMatchObject(unfit(/does not offer the place "XXX"/))
      expect(await answer(['EGY', 'EGY'])).toMatchObject(unfit(/named twice/))
      expect(await answer(['EGY'], 1000)).toMatchObject(unfit(/Position 1000 is not on this page/))
      expect(await answer(['EGY', 'DEU'])).toMatchObject({ ok: true })
      return
    }
  })

  test('the ids of another session are of no use', async () => {
    const other = await rig.guest()
    await other.toTalk()
    const { stage } = other.screen('chat')
    const reply = `${await other.say('Mine')}.1`
    await other.reply(reply)
    expect(await propose(guest.proposal('reply.stopped', { stage, reply, shown: 0 }))).toMatchObject({
      ok: false,
      problem: { code: 'wrong-stage' },
    })
    await toTalk()
    expect(await propose(guest.proposal('reply.asked', { stage, turn: reply.slice(0, -2) }))).toMatchObject({
      ok: false,
      problem: { code: 'stale' },
    })
    other.leave()
  })

  test('a turn whose ids would bend the tree is refused, and the server goes on', async () => {
    const { stage, parent } = await toTalk()
    const turn = (id: string, from: string | null, text = 'Bend') =>
      propose(guest.proposal('turn.taken', { stage, turn: id, parent: from, text }))
    expect(await turn('a.1', parent)).toMatchObject({ ok: false, problem: { code: 'malformed' } })
    expect(await turn('x'.repeat(100), parent)).toMatchObject({ ok: false, problem: { code: 'malformed' } })
    expect(await turn('a', 'a')).toMatchObject({ ok: false, problem: { code: 'stale' } })
    expect(await turn('a', parent)).toMatchObject({ ok: true })
    await guest.reply('a.1')
    expect(await turn('a', 'a.1')).toMatchObject({ ok: false, problem: { code: 'out-of-order' } })
  })
})

describe('other events of the socket', () => {
  test.each<[string, unknown[]]>([
    ['soul', []],
    ['soul', [{ anything: true }]],
    ['__proto__', [1]],
    ['update', [{ seq: 1 }]],
    ['constructor', ['x']],
  ])('one named "%s" with %j is answered as unknown', async (name, args) => {
    const socket = guest.socket as never as { emitWithAck(name: string, ...args: unknown[]): Promise<unknown> }
    expect(await soon('an answer', socket.emitWithAck(name, ...args))).toMatchObject({
      ok: false,
      problem: { code: 'unknown-route' },
    })
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a text', { after: '3' }],
    ['a place before the first', { after: -1 }],
    ['half a place', { after: 1.5 }],
  ])('catching up after %s is refused as malformed', async (_, request) => {
    expect(await soon('an answer', guest.socket.emitWithAck('catchUp', request as never))).toMatchObject({
      ok: false,
      problem: { code: 'malformed' },
    })
  })

  test.each<[string, unknown]>([
    ['no marks', { id: 'telemetry-0123456789', marks: [] }],
    ['marks of another kind', { id: 'telemetry-0123456789', marks: [{ at: 1, kind: 'screenshot' }] }],
    [
      'too many marks',
      { id: 'telemetry-0123456789', marks: Array.from({ length: 201 }, () => ({ at: 1, kind: 'blur' })) },
    ],
    ['nothing', null],
  ])('telemetry with %s is refused as malformed', async (_, batch) => {
    expect(await guest.telemetry(batch as never)).toMatchObject({ ok: false, problem: { code: 'malformed' } })
  })

  test('a proposal whose sender wants no answer does no harm', async () => {
    const socket = guest.socket as never as { emit(name: string, ...args: unknown[]): void }
    for (const event of ['propose', 'catchUp', 'telemetry', 'soul']) {
      socket.emit(event)
      socket.emit(event, null)
      socket.emit(event, guest.proposal('locale.chosen', { locale: 'ar' }))
      socket.emit(event, 1, 2, 3, 4)
    }
    expect((await guest.catchUp(0)).ok).toBe(true)
  })

  test.each<[string, string | Buffer]>([
    ['a frame that is no packet', 'not a packet'],
    ['a packet of no type', '49'],
    ['a packet that is no JSON', '42["propose",{'],
    ['a packet with an empty name', '42[]'],
    ['a packet whose name is an object', '42[{"a":1}]'],
    ['a packet that claims attachments', '459999-["propose",{"_placeholder":true,"num":0}]'],
    ['a packet with a placeholder out of place', '451-["propose",{"_placeholder":true,"num":"__proto__"}]'],
    ['a packet to another namespace', '42/admin,["propose",{}]'],
    ['a nested packet', `42["propose",${'['.repeat(200_000)}${']'.repeat(200_000)}]`],
    ['binary that nobody announced', Buffer.from([0xff, 0x00, 0x01])],
    ['a frame that is longer than any person writes', `42["propose","${'x'.repeat(256 * 1024)}"]`],
    ['a frame of 17 MB', 'x'.repeat(17 * 1024 * 1024)],
    ['an event with more arguments than a call can have', `42["propose"${',1'.repeat(125_000)}]`],
    ['an unknown event with as many', `427["soul"${',1'.repeat(125_000)}]`],
    ['an acknowledgement with as many', `437[1${',1'.repeat(125_000)}]`],
    ['very many handshakes', '40{}'],
  ])('%s ends at most its own connection', async (_, frame) => {
    const other = await rig.guest()
    const engine = guest.socket.io.engine as never as { transport: { ws: { send(data: unknown): void } } }
    for (let time = 0; time < (frame === '40{}' ? 1_000 : 1); time += 1) engine.transport.ws.send(frame)
    expect((await other.catchUp(0)).ok).toBe(true)
    await other.consent()
    other.leave()
  })

  test.each([
    ['17 MB', 17 * 1024 * 1024],
    ['somewhat more than 256 KB', 257 * 1024],
  ])('a poll of %s is refused', async (_, length) => {
    const polling = await guest.tab().connect({ transports: ['polling'] })
    const { id } = polling.socket.io.engine as never as { id: string }
    const response = await fetch(`${rig.url}/socket.io/?EIO=4&transport=polling&sid=${id}`, {
      method: 'POST',
      body: 'x'.repeat(length),
    }).catch(() => null)
    if (response !== null) expect(response.status).toBe(413)
    polling.leave()
  })
})

describe('odd text that is text', () => {
  const odd = [
    'emoji 👩🏽‍🌾 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣',
    'marks \u200Fيمين\u200E \u202Bنص\u202C \u2066x\u2069',
    'combining e\u0301 vs é, نَصٌّ, क्षि, Z͑ͫa̴l',
    'joiners می\u200Cخواهم \u200D \uFEFF',
    '"quotes", commas; =1+1 +2 -3 @x \t tabs\r\nlines\nmore\u2028ends\u0085',
    '</script><img src=x onerror=alert(1)> {{7*7}} \\u0000 %00 ../..',
    "Robert'); DROP TABLE sessions;--",
  ].join(' | ')

  test('is stored, sent to the model, shown and exported as it was written', async () => {
    await guest.consent()
    await guest.answerAll(odd.slice(0, 190))
    await guest.answerAll(odd)
    await guest.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
    rig.endpoint.script(saying(odd))
    const turn = await guest.say(odd)
    expect((await guest.reply(`${turn}.1`)).text).toBe(odd)
    expect(rig.endpoint.requests.at(-1)!.body.messages.at(-1)!.content).toBe(odd)
    const again = await guest.tab().connect()
    expect(again.lines.filter((line) => 'text' in line && line.text === odd)).toHaveLength(2)
    again.leave()

    const folder = await rig.exported()
    const events = readFileSync(path.join(folder, 'events.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.includes(guest.session))
      .map((line) => JSON.parse(line))
    const texts = events.flatMap(({ body }) => [body.text, body.answer?.text, body.answer?.words]).filter(Boolean)
    expect(texts.filter((text: string) => text === odd)).toHaveLength(3)
    const quoted = `"${odd.replaceAll('"', '""')}"`
    expect(readFileSync(path.join(folder, 'turns.csv'), 'utf8').split(quoted)).toHaveLength(3)
    expect(readFileSync(path.join(folder, 'responses.csv'), 'utf8')).toContain(quoted)
  })
})
