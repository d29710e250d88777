import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ResearcherOverview, ResearcherSessions } from '../../shared/protocol/http.ts'
import { smallStudy } from '../study.ts'
import { freshId, Guest } from './guest.ts'
import { startEndpoint, type TestEndpoint } from './model/endpoint/endpoint.ts'
import { freePort, Program } from './program.ts'
import { writeStudy } from './study-files.ts'

// Each start of a program takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

let folder: string
let studies: string
let endpoint: TestEndpoint
let program: Program | null = null
let count = 0
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-paused-'))
  endpoint = await startEndpoint()
})
beforeEach(() => {
  count += 1
  studies = path.join(folder, `studies-${count}`)
  writeStudy(studies, named('sound'))
})
afterEach(async () => {
  await program?.close()
  program = null
})
afterAll(async () => {
  await endpoint.close()
  rmSync(folder, { recursive: true, force: true })
})

const named = (id: string) =>
  smallStudy((draft) => {
    Reflect.deleteProperty(draft.flow![3]!, 'probes')
    Object.assign(draft, { id, title: `The study ${id}` })
  })

const SECRET = 'the-secret-of-a-researcher'
const data = () => path.join(folder, `data-${count}`)

/** Starts the server on these studies; the data folder stays that of the test. */
async function started(env: Record<string, string> = {}): Promise<{ url: string; out: string }> {
  await program?.close()
  const PORT = String(await freePort())
  program = await new Program({
    PORT,
    PARALLAX_DATA: data(),
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'normal' } }),
    PARALLAX_RESEARCHER_SECRET: SECRET,
    ...env,
  }).running()
  return { url: `http://127.0.0.1:${PORT}`, out: program.out }
}

/** Starts the server, which must refuse, and gives what it said. */
async function refusal(): Promise<string> {
  await program?.close()
  program = null
  const refused = new Program({ PORT: String(await freePort()), PARALLAX_DATA: data(), PARALLAX_STUDIES: studies })
  expect((await refused.exited).code).toBe(1)
  expect(refused.out).toBe('')
  return refused.err
}

const fileOf = (id: string, name = 'study.yaml') => path.join(studies, id, name)

function change(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(from)
  writeFileSync(file, text.replace(from, to))
}

/** The last part of a study's links, as the start prints them. */
function linksIn(out: string, title: string): { live: string; preview: string } {
  const [, live, preview] = new RegExp(`${title}\\n +participants +\\S+/s/(\\S+)\\n +preview +\\S+/s/(\\S+)`).exec(out)!
  return { live: live!, preview: preview! }
}

/** What the start says of one study that is not served, after the links and the researcher's way in. */
const blockIn = (out: string, id: string) =>
  out
    .slice(out.indexOf('  Researcher'))
    .split('\n\n')
    .find((block) => block.startsWith(`  NOT SERVED: study "${id}" has errors; repair them and start again.\n`)) ?? ''

const device = () => ({ session: freshId(), token: `${freshId()}-a-secret-of-its-own` })

async function ask<Body>(url: string, init: RequestInit = {}): Promise<{ status: number; body: Body }> {
  const headers = { authorization: `Bearer ${SECRET}` }
  const response = await fetch(url, { headers, ...init })
  return { status: response.status, body: (await response.json()) as Body }
}

const overview = async (url: string) => (await ask<ResearcherOverview>(`${url}/api/researcher/overview`)).body

/** Ways for a study to go bad: its id, what is done to it, and the file and line that are told of it. */
const WAYS: readonly [id: string, spoil: (file: string) => void, told: RegExp][] = [
  ['stage', (file) => change(file, 'kind: chat', 'kind: chatt'), /stage\/study\.yaml:\d+: .*chatt/],
  ['syntax', (file) => change(file, 'flow:', 'flow: ['), /syntax\/study\.yaml:\d+: this is not YAML/],
  ['empty', (file) => writeFileSync(file, ''), /empty\/study\.yaml:1: /],
  [
    'instrument',
    () => rmSync(fileOf('instrument', 'near.yaml')),
    /instrument\/study\.yaml:\d+: there is no file "near\.yaml"/,
  ],
  [
    'folder',
    (file) => {
      rmSync(file)
      mkdirSync(file)
    },
    /folder\/study\.yaml:1: this is a folder/,
  ],
  [
    'name',
    (file) => change(file, /^id: name$/m, 'id: another-name'),
    /name\/study\.yaml:1: the study's id is "another-name" and its folder is "name"/,
  ],
  [
    'moved',
    (file) => renameSync(path.dirname(file), `${path.dirname(file)}-away`),
    /moved-away\/study\.yaml:1: the study's id is "moved" and its folder is "moved-away"/,
  ],
  [
    'alias',
    (file) => change(file, 'alias: main', 'alias: other'),
    /alias\/study\.yaml:\d+: The model alias "other" is bound to no endpoint.*PARALLAX_MODELS/,
  ],
  [
    'responder',
    (file) => change(file, 'alias: main', 'alias: builtin'),
    /responder\/study\.yaml:\d+: the model alias is "builtin", and there is no \S+responder\.yaml/,
  ],
  // The version in which people began is answered by the built-in responder.
  ['demo', (file) => change(file, 'control: placebo', 'control: placebbo'), /demo\/study\.yaml:\d+: .*placebbo/],
]
const titleOf = (id: string) => (id === 'demo' ? 'Neighbours, a demonstration' : `The study ${id}`)

test('studies that cannot run are left out and named; who has begun in them goes on, and after the repair everybody', async () => {
  for (const [id] of WAYS) if (id !== 'demo') writeStudy(studies, named(id))
  for (const id of ['demo', 'library'])
    cpSync(path.join(import.meta.dirname, '../../studies', id), path.join(studies, id), { recursive: true })
  mkdirSync(path.join(studies, 'never'))
  writeFileSync(fileOf('never'), 'id: never\n')

  const first = await started()
  expect(blockIn(first.out, 'never')).not.toBe('')
  const people = await Promise.all(
    WAYS.map(async ([id, spoil, told]) => {
      const { live, preview } = linksIn(first.out, titleOf(id))
      const anna = { ...device(), query: { PROLIFIC_PID: freshId() } }
      const guest = await (await Guest.enrol(first.url, live, anna)).connect()
      await guest.toTalk()
      await guest.reply(`${await guest.say('Before.')}.1`)
      guest.leave()
      return { id, spoil, told, live, preview, anna, session: guest.session }
    }),
  )
  const before = path.join(folder, 'before')
  cpSync(studies, before, { recursive: true })
  for (const { id, spoil } of people) spoil(fileOf(id))

  const { url, out } = await started()
  expect(out.match(/^ {4}participants /gm)).toHaveLength(1)
  expect(out.match(/NOT SERVED/g)).toHaveLength(WAYS.length + 1)
  const sound = await (await Guest.enrol(url, linksIn(out, titleOf('sound')).live)).connect()
  await sound.consent()
  sound.leave()
  const seen = await overview(url)
  expect(seen.studies.map(({ id }) => id)).toEqual(['sound'])
  for (const { id, told, live, preview, anna, session } of people) {
    expect(blockIn(out, id), id).toMatch(told)
    expect(blockIn(out, id), id).toContain('People who have begun go on; new people are asked to come back later.')

    // By the token of the browser, and elsewhere by the platform id. The next reply comes too.
    const back = await (await Guest.enrol(url, live, anna)).connect()
    expect(back.session, id).toBe(session)
    expect(back.lines.map((line) => ('text' in line ? line.text : ''))).toContain('Before.')
    expect(await back.reply(`${await back.say('After.')}.1`), id).toMatchObject({ outcome: 'complete' })
    back.leave()
    expect((await Guest.enrol(url, live, { query: anna.query })).session, id).toBe(session)

    // Nobody new is let in, and is told nothing of the errors.
    for (const link of [live, preview]) {
      const refused = await ask<object>(`${url}/api/links/${link}/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...device(), locale: 'en', query: { PROLIFIC_PID: freshId() } }),
      })
      const message =
        'This study takes no new people for now; come back later with the same link. People who have begun can go on where they began.'
      expect(refused, id).toEqual({ status: 503, body: { problem: { code: 'paused', message } } })
    }

    // The researcher reads it on the page, and still gets at the sessions.
    const paused = seen.paused.find((one) => one.id === id)!
    expect(paused.counts!.sessions, id).toEqual({ 'in-progress': 1 })
    expect(paused.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n')).toMatch(told)
    const rows = await ask<ResearcherSessions>(`${url}/api/researcher/studies/${id}/sessions`)
    expect(rows.body.sessions.map((row) => row.id)).toEqual([session])
  }
  expect((await fetch(`${url}/api/researcher/overview`)).status).toBe(401)

  // In this one nobody could ever begin. Of its many errors the first ten are printed, and the page has them all.
  expect(blockIn(out, 'never')).not.toContain('People who have begun')
  expect(blockIn(out, 'never').match(/never\/study\.yaml:\d+: /g)).toHaveLength(10)
  expect(blockIn(out, 'never')).toMatch(/… and \d+ more: npm run -s parallax -- study check \S+never\/study\.yaml/)
  const never = seen.paused.find(({ id }) => id === 'never')!
  expect(never.counts).toBeNull()
  expect(never.problems.length).toBeGreaterThan(10)

  rmSync(studies, { recursive: true })
  cpSync(before, studies, { recursive: true })
  const repaired = await started()
  expect(repaired.out.match(/NOT SERVED/g)).toHaveLength(1)
  for (const { live, anna, session } of people) {
    await Guest.enrol(repaired.url, live)
    expect((await Guest.enrol(repaired.url, live, anna)).session).toBe(session)
  }
})

test('a server without any sound study does not start, and says all errors, unless somebody is under way', async () => {
  writeStudy(studies, named('second'))
  const ids = ['second', 'sound']
  const { url, out } = await started()
  const { live, preview } = linksIn(out, titleOf('second'))
  const guest = await (await Guest.enrol(url, live)).connect()
  await Guest.enrol(url, preview)
  await guest.toTalk()
  for (const id of ids) change(fileOf(id), 'kind: chat', 'kind: chatt')

  const again = await started()
  for (const id of ids) expect(blockIn(again.out, id)).toMatch(/study\.yaml:\d+: .*chatt/)
  const back = await new Guest(again.url, guest.token, guest.enrolled).connect()
  await back.toEnd()
  back.leave()

  const said = await refusal()
  for (const id of ids) expect(said).toMatch(new RegExp(`${id}/study\\.yaml:\\d+: .*chatt`))
  rmSync(data(), { recursive: true })
  expect(await refusal()).toBe(said)
  expect(existsSync(data())).toBe(false)
})

test('the links of the start and of the researcher’s page are those of PARALLAX_PUBLIC_URL, with its path', async () => {
  const { url, out } = await started({ PARALLAX_PUBLIC_URL: 'https://studies.example.org/lab/' })
  const { live, preview } = linksIn(out, titleOf('sound'))
  expect(out).toContain(`https://studies.example.org/lab/s/${live}\n`)
  expect(out).toContain('https://studies.example.org/lab/researcher\n')
  expect((await overview(url)).studies[0]!.links).toEqual([
    { kind: 'live', url: `https://studies.example.org/lab/s/${live}` },
    { kind: 'preview', url: `https://studies.example.org/lab/s/${preview}` },
  ])
})
