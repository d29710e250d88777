import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'
import { CallWatch, type EndedCall } from '../../server/model/call-watch.ts'
import type { ModelOutcome } from '../../server/model/model.ts'
import { smallStudy } from '../study.ts'
import { Guest } from './guest.ts'
import type { Dialect } from './model/endpoint/endpoint.ts'
import { type Rig, SECRET, startRig } from './rig.ts'

describe.each(['info', 'debug'])('at level %s the log', (level) => {
  const lines: string[] = []
  let rig: Rig
  beforeAll(async () => {
    const log = createLog(level, { write: (line: string) => void lines.push(line) })
    rig = await startRig(smallStudy(), { pages: true, log })
  })
  afterAll(() => rig.end())

  test('tells routes, and neither platform ids, addresses, tickets nor links', async () => {
    const marked = 'PROLIFIC_PID=platform-id-of-anna'
    await fetch(`${rig.url}/s/${rig.link()}?${marked}`)
    await fetch(`${rig.url}/nowhere/platform-id-of-anna?${marked}`)
    await fetch(`${rig.url}/nowhere/%zz?${marked}`)
    const guest = await Guest.enrol(rig.url, rig.link(), { query: { PROLIFIC_PID: 'platform-id-of-anna' } })
    const headers = { authorization: `Bearer ${SECRET}` }
    const make = `${rig.url}/api/researcher/studies/small/download-link`
    const { url } = (await (await fetch(make, { method: 'POST', headers })).json()) as { url: string }
    await (await fetch(`${rig.url}${url}`)).arrayBuffer()
    await rig.stop()

    const logged = lines.map((line) => JSON.parse(line))
    const told = logged.flatMap(({ req }) => (req === undefined ? [] : [req]))
    expect(told).toContainEqual({ method: 'GET', route: '/s/:link' })
    expect(told).toContainEqual({ method: 'GET', route: 'none' })
    expect(told).toContainEqual({ method: 'GET', route: '/api/downloads/:ticket/:file' })
    expect(logged).toContainEqual(expect.objectContaining({ msg: 'enrolment', session: guest.session }))
    const requests = logged.filter(({ reqId }) => reqId !== undefined)
    const text = JSON.stringify(requests)
    for (const secret of ['platform-id-of-anna', SECRET, guest.token, rig.link(), url.split('/')[3]!, '127.0.0.1'])
      expect(text).not.toContain(secret)
  })
})

type Line = { level: number; msg: string; [key: string]: unknown }
const WARN = 40

/** A log whose lines are kept. */
function keptLog(): { lines: Line[]; log: ReturnType<typeof createLog> } {
  const lines: Line[] = []
  return { lines, log: createLog('warn', { write: (line: string) => void lines.push(JSON.parse(line)) }) }
}

describe('a model that fails', () => {
  const withoutProbes = () => smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))

  /** Refuses a request and quotes what it was sent, as some endpoints do. */
  const quoting: Dialect = (exchange) => {
    const said = exchange.received.body.messages.map(({ content }) => content).join(' / ')
    exchange.answer(400, { error: { message: `Cannot answer "${said}"` } })
  }

  test('is warned of with ids, alias and cause, once for many, and never with what was written', async () => {
    const { lines, log } = keptLog()
    const rig = await startRig(withoutProbes(), { log })
    const guest = await rig.guest()
    await guest.toTalk()
    // Each refusal is tried once more without a wish that some endpoints do not know.
    rig.endpoint.script(...Array.from({ length: 10 }, () => quoting))
    const turn = await guest.say('My aunt Salma lives by the river.')
    const { stage } = guest.screen('chat')
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await guest.reply(`${turn}.${attempt}`)).toMatchObject({ outcome: 'broken' })
      if (attempt < 5) await guest.must('reply.asked', { stage, turn })
    }
    const { session } = guest
    guest.leave()
    await rig.end()
    const about = { level: WARN, alias: 'main', purpose: 'reply', session, cause: 'request, status 400' }
    expect(lines).toEqual([
      expect.objectContaining({ ...about, msg: 'a reply failed', reply: `${turn}.1`, inARow: 1 }),
      expect.objectContaining({ ...about, reply: `${turn}.5`, inARow: 5, unsaid: 3 }),
    ])
    expect(lines[1]!.msg).toContain('one after the other')
    expect(JSON.stringify(lines)).not.toMatch(/Salma|river|Cannot answer/)
  })

  test('in its probes alone is warned of too', async () => {
    const { lines, log } = keptLog()
    const rig = await startRig(smallStudy(), { log, model: 'server-error' })
    const guest = await rig.guest()
    await guest.toTalk()
    await rig.runner.quiet(guest.session)
    guest.leave()
    await rig.end()
    expect(lines[0]).toMatchObject({
      level: WARN,
      purpose: 'probe',
      session: guest.session,
      cause: 'server, status 500',
    })
  })

  test('is silent where replies come, and where people stop them', async () => {
    const { lines, log } = keptLog()
    const rig = await startRig(withoutProbes(), { log })
    const guest = await rig.guest()
    await guest.toTalk()
    await guest.reply(`${await guest.say('Hello')}.1`)
    rig.endpoint.script('silent-before-text')
    const turn = await guest.say('And now?')
    await guest.must('reply.stopped', { stage: guest.screen('chat').stage, reply: `${turn}.1`, shown: 0 })
    await guest.reply(`${turn}.1`)
    guest.leave()
    await rig.end()
    expect(lines).toEqual([])
  })
})

describe('the watch over calls', () => {
  const failed: ModelOutcome = { kind: 'failed', error: { kind: 'connection', message: 'Words.' } }
  const rest = { reported: {}, timing: { endedMs: 0, chunks: 0, longestGapMs: 0 }, attempts: [] }

  function watching() {
    const { lines, log } = keptLog()
    const clock = { at: 0, steady: () => clock.at }
    const watch = new CallWatch(log, clock)
    const ends = (outcome: ModelOutcome, text = '', wish: Partial<EndedCall> & { alias?: string } = {}) => {
      const identity = { alias: wish.alias ?? 'main', provider: 'p', baseUrl: 'b', model: 'm' }
      watch.ended({ purpose: 'reply', session: 's', study: 'v', ...wish, identity, result: { outcome, text, ...rest } })
    }
    return { lines, clock, ends }
  }

  test('says at most two lines in the first minute and one in each that follows, however many fail', () => {
    const { lines, clock, ends } = watching()
    for (let second = 0; second < 180; second += 1) {
      clock.at = second * 1_000
      for (let nth = 0; nth < 14; nth += 1) ends(failed)
    }
    expect(lines.map(({ inARow, unsaid }) => [inARow, unsaid])).toEqual([
      [1, 0],
      [5, 3],
      [14 * 60 + 1, 14 * 60 - 5],
      [14 * 120 + 1, 14 * 60 - 1],
    ])
    expect(lines.slice(1).every(({ msg }) => msg.includes('one after the other'))).toBe(true)
  })

  test('watches aliases apart, and replies apart from probes', () => {
    const { lines, ends } = watching()
    for (let nth = 0; nth < 4; nth += 1) {
      ends(failed)
      ends({ kind: 'complete' }, 'Yes.', { purpose: 'probe' })
    }
    ends(failed, '', { alias: 'other' })
    ends(failed)
    expect(lines.map(({ alias, inARow }) => [alias, inARow])).toEqual([
      ['main', 1],
      ['other', 1],
      ['main', 5],
    ])
  })

  test('begins to count anew when a reply comes, and not when one is stopped', () => {
    const { lines, clock, ends } = watching()
    for (let nth = 0; nth < 4; nth += 1) ends(failed)
    ends({ kind: 'complete' }, 'Peace.')
    for (let nth = 0; nth < 4; nth += 1) ends(failed)
    expect(lines).toHaveLength(1)
    clock.at = 60_000
    ends({ kind: 'stopped' })
    ends(failed)
    expect(lines[1]).toMatchObject({ inARow: 5, msg: expect.stringContaining('one after the other') })
  })

  test.each<[ModelOutcome, string, string | undefined]>([
    [{ kind: 'refused', refusal: 'I may not speak of Salma.' }, '', 'the model declined'],
    [{ kind: 'filtered' }, 'Sal', "the provider's filter"],
    [{ kind: 'truncated', why: 'cut' }, 'Sal', 'the connection was cut'],
    [{ kind: 'truncated', why: 'length' }, '', 'the token limit came before any text'],
    [{ kind: 'truncated', why: 'length' }, 'Sal', undefined],
  ])('tells of %o with "%s" as: %s', (outcome, text, cause) => {
    const { lines, ends } = watching()
    ends(outcome, text)
    expect(lines.map((line) => line.cause)).toEqual(cause === undefined ? [] : [cause])
    expect(JSON.stringify(lines)).not.toContain('Sal')
  })
})
