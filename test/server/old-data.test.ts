import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { analyseVerb } from '../../server/cli/analyse.ts'
import { exportVerb } from '../../server/cli/export.ts'
import { probeVerb } from '../../server/cli/probe.ts'
import type { Verb } from '../../server/cli/verb.ts'
import { sha256 } from '../../server/digest.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import type { Store } from '../../server/store/store.ts'
import { readStoredStudy } from '../../shared/study/stored-study.ts'
import { call } from './cli/calls.ts'
import { Guest } from './guest.ts'
import { freePort, Program } from './program.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const fixture = path.join(root, 'test', 'fixtures', 'data-of-2026-11')

type Expected = {
  versions: string[]
  sessions: Record<string, { version: string; kind: string; phase: string; events: number; digest: string }>
  jobs: string[]
  checkpoint: string
}
type People = { link: string; turnInMidReply: string; people: Record<string, { session: string; token: string }> }

const read = <T>(name: string) => JSON.parse(readFileSync(path.join(fixture, name), 'utf8')) as T
const expected = read<Expected>('expected.json')
const { link, turnInMidReply, people } = read<People>('people.json')
const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A copy of the old data folder, and what the programs on it are told. */
function copied() {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-old-'))
  made.push(folder)
  cpSync(fixture, folder, { recursive: true })
  const env = { PARALLAX_DATA: path.join(folder, 'data'), PARALLAX_STUDIES: path.join(folder, 'studies') }
  return { folder, env }
}

async function withStore<T>(data: string, use: (store: Store) => Promise<T>): Promise<T> {
  const migrations = path.join(root, 'migrations', 'sqlite')
  const store = await openSqliteStore({ folder: data, migrations, role: 'tool' })
  return use(store).finally(() => store.close())
}

async function verb(env: Record<string, string>, run: Verb, ...args: string[]) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const done = await call(run, ...args).finally(() => vi.unstubAllEnvs())
  if (done.code !== 0) throw new Error(`The verb ended with ${done.code}: ${done.err}`)
  return done
}

/** What `expected.json` holds of a log: a digest over all that its envelopes say. Bodies are in it by their hash. */
async function digestOf(store: Store, session: string, upTo: number): Promise<string> {
  const log = (await store.read(session, 0)).slice(0, upTo)
  const lines = log.map(({ seq, id, type, version, at, bodyHash }) => [seq, id, type, version, at, bodyHash].join(' '))
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

async function came(url: string, name: string): Promise<Guest> {
  const { session, token } = people[name]!
  return new Guest(url, token, { session, locale: 'en', preview: false }).connect()
}

describe('a data folder of November 2026', () => {
  test('opens with every log as it was written, and every version of a study under the hash that it has', async () => {
    const { env } = copied()
    await withStore(env.PARALLAX_DATA, async (store) => {
      for (const hash of expected.versions) {
        const { json } = (await store.version(hash))!
        expect(sha256(json)).toBe(hash)
        expect(readStoredStudy(json).id).toBe('small')
      }
      for (const [id, was] of Object.entries(expected.sessions)) {
        const { study, kind, phase, seq } = (await store.session(id))!
        expect({ version: study, kind, phase, events: seq }).toEqual({
          version: was.version,
          kind: was.kind,
          phase: was.phase,
          events: was.events,
        })
        expect(await digestOf(store, id, was.events), id).toBe(was.digest)
      }
    })
  })

  test('people of it go on where they were, in their own version, and lose nothing', async () => {
    const { env } = copied()
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const program = await new Program({ ...env, PORT: String(port) }).running()
    try {
      expect(program.link).toBe(link)

      const mid = await came(url, 'inMidReply')
      const reply = await mid.reply(`${turnInMidReply}.1`)
      expect(reply.outcome).toBe('truncated')
      expect(reply.text.startsWith(expected.checkpoint)).toBe(true)
      await mid.must('reply.asked', { stage: mid.screen('chat').stage, turn: turnInMidReply })
      expect((await mid.reply(`${turnInMidReply}.2`)).outcome).toBe('complete')

      const talking = await came(url, 'inTalk')
      expect(
        talking.lines.some((line) => 'text' in line && line.text.includes('ما أجملها 🌊, "quoted", and\ntwo')),
      ).toBe(true)
      const surveyed = await came(url, 'inSurvey')
      for (const guest of [mid, talking, surveyed]) {
        await guest.toEnd(1)
        expect(guest.screen('ended').how).toBe('completed')
      }
      for (const name of ['erasedByPerson', 'erasedByResearcher', 'withdrawn']) {
        const gone = await came(url, name)
        expect(gone.screen('ended').how).toBe('withdrawn')
        gone.leave()
      }
      const query = { PROLIFIC_PID: 'pid-0001' }
      const elsewhere = await Guest.enrol(url, link, { query })
      expect(elsewhere.session).toBe(people.completed!.session)
      for (const guest of [mid, talking, surveyed]) guest.leave()
    } finally {
      expect(await program.close()).toBe(0)
    }
    await withStore(env.PARALLAX_DATA, async (store) => {
      for (const [id, was] of Object.entries(expected.sessions)) {
        const { study, seq } = (await store.session(id))!
        expect(study).toBe(was.version)
        const goesOn = ['inMidReply', 'inTalk', 'inSurvey'].some((name) => people[name]!.session === id)
        expect(goesOn ? seq > was.events : seq === was.events, id).toBe(true)
        expect(await digestOf(store, id, was.events), id).toBe(was.digest)
      }
    })
  })

  test('its probe run goes on, and asks nothing twice', async () => {
    const { env } = copied()
    await verb(env, probeVerb, 'small', '--repeats', '2')
    const keys = await withStore(env.PARALLAX_DATA, async (store) => {
      const found: string[] = []
      for await (const page of store.scan('probeJobs', { studyId: 'small', kinds: [] }))
        found.push(...page.map(({ key }) => key))
      return found
    })
    expect(keys.slice(0, expected.jobs.length).sort()).toEqual(expected.jobs)
    // Eighteen were there. New are the six of the first repeat whose words the second version changed, the twelve of the
    // second repeat, and the six canaries of this run.
    expect(keys).toHaveLength(18 + 6 + 12 + 6)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is exported whole', async () => {
    const { folder, env } = copied()
    const out = path.join(folder, 'export')
    await verb(env, exportVerb, 'small', '--out', out)
    const manifest = JSON.parse(readFileSync(path.join(out, 'manifest.json'), 'utf8'))
    const live = Object.values(expected.sessions).filter(({ kind }) => kind === 'live')
    const events = live.reduce((sum, one) => sum + one.events, 0)
    const whole = { sessions: live.length, events, erased_sessions: 2, gaps: [], complete: true }
    expect(manifest.sequences).toEqual(whole)
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['events.jsonl', 'sessions.csv', 'responses.csv']))
    const rows = readFileSync(path.join(out, 'events.jsonl'), 'utf8').trimEnd().split('\n')
    expect(rows).toHaveLength(events)
  })

  test('is analysed by the plan that was frozen then', async () => {
    const { folder, env } = copied()
    const out = path.join(folder, 'report')
    const plan = path.join(fixture, 'registration.json')
    const version = expected.versions[0]!
    await verb(env, analyseVerb, 'small', '--out', out, '--plan', plan, '--version', version, '--resamples', '200')
    const report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8'))
    expect(report.provenance.studyHash).toBe(version)
    expect(report.registration).toMatchObject({ sameStudy: true, planned: ['elder-plain'] })
  })
})
