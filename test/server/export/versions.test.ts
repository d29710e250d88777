import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { secret } from '../../../server/cli/secret.ts'
import { sha256 } from '../../../server/digest.ts'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import { smallStudy } from '../../study.ts'
import { call } from '../cli/calls.ts'
import { type Rig, startRig } from '../rig.ts'
import { Exported } from './files.ts'

const first = smallStudy()
/** The same study later: a question went, one came whose id another instrument has too, and a label is other. */
const second = smallStudy((study) => {
  study.instruments!.push({ ...structuredClone(study.instruments![0]!), id: 'far' } as never)
  const before = study.flow!.find((stage) => String(stage.id) === 'before')!
  Object.assign(before, { items: ['near/trust', 'far/trust', 'near/why'] })
  const trust = study.instruments![0]!.items!.find((item) => String(item.id) === 'trust')!
  Object.assign(trust, { label: 'Trust, as it is called now' })
})
const never = smallStudy((study) => {
  Object.assign(study, { title: 'Published and never used' })
})

const out = mkdtempSync(path.join(tmpdir(), 'parallax-test-versions-'))
let rig: Rig
let found: Exported
const sessions: { old: string[]; fresh: string } = { old: [], fresh: '' }

beforeAll(async () => {
  const old = await startRig(first)
  for (let count = 0; count < 2; count += 1) {
    const guest = await old.guest()
    await guest.toEnd()
    await old.runner.quiet(guest.session)
    sessions.old.push(guest.session)
    guest.leave()
  }
  await old.stop()
  rig = await startRig(second, { folder: old.folder })
  const guest = await rig.guest()
  await guest.consent()
  await guest.answerAll()
  await guest.answerAll()
  sessions.fresh = guest.session
  guest.leave()
  const json = canonicalJson(never)
  await rig.store.publish({ hash: sha256(json), id: 'small', json, publishedAt: Date.now() + 1_000 })
  found = new Exported(await rig.exported())
}, 300_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await rig.end()
  rmSync(out, { recursive: true, force: true })
})

describe('an export over several versions', () => {
  test('has those that sessions were opened in, the newest as YAML', () => {
    expect(found.manifest.versions).toEqual([
      { hash: rig.hash, sessions: { live: 1 } },
      { hash: sha256(canonicalJson(first)), sessions: { live: 2 } },
    ])
    for (const { hash } of found.manifest.versions)
      expect(sha256(found.text(`study-${hash.slice(0, 12)}.json`))).toBe(hash)
    expect(found.names.filter((name) => name.startsWith('study-'))).toHaveLength(2)
    expect(found.text('study.yaml').startsWith(`# Version ${rig.hash}\n`)).toBe(true)
    expect(parse(found.text('study.yaml'))).toEqual(second)
  })

  test('gives two questions of one id a column each, named by instrument', () => {
    const head = found.head('sessions.csv').filter((name) => name.startsWith('before_'))
    expect(head).toEqual(
      ['before_near_trust', 'before_far_trust', 'before_why', 'before_warmth'].flatMap((name) => [
        name,
        `${name}_missing`,
      ]),
    )
    const book = found.csv('codebook.csv').filter((line) => line.variable === 'before_near_trust')
    expect(book.map((line) => [line.label, line.old_name])).toEqual([
      ['Trust, as it is called now', 'before.near.trust'],
    ])
  })

  test('reads each session with its own version, and says where that has no such question', () => {
    for (const session of sessions.old)
      expect(found.session(session)).toMatchObject({
        before_near_trust: '1',
        before_near_trust_missing: '',
        before_far_trust: '',
        before_far_trust_missing: 'not-shown',
        before_warmth: '10',
      })
    expect(found.session(sessions.fresh)).toMatchObject({
      before_near_trust: '1',
      before_far_trust: '1',
      before_warmth: '',
      before_warmth_missing: 'not-shown',
    })
  })
})

describe('beside study files that are broken', () => {
  beforeAll(() => {
    const studies = path.join(out, 'studies')
    mkdirSync(path.join(studies, 'small'), { recursive: true })
    writeFileSync(path.join(studies, 'small', 'study.yaml'), 'id: small\ntitle: [half an edit')
    vi.stubEnv('PARALLAX_DATA', rig.folder)
    vi.stubEnv('PARALLAX_STUDIES', studies)
  })

  test('the data can be exported, and nothing is published by it', async () => {
    const before = await rig.store.versions()
    const folder = path.join(out, 'exported')
    const said = await call(exportVerb, 'small', '--out', folder)
    expect([said.code, said.err]).toEqual([0, ''])
    expect(new Exported(folder).manifest.sequences).toMatchObject({ sessions: 3, complete: true })
    expect(await rig.store.versions()).toEqual(before)
    const zipped = await call(exportVerb, 'small', '--zip', '--out', path.join(out, 'a.zip'))
    expect(zipped.code).toBe(0)
  })

  test('an unknown study or kind is refused with what there is', async () => {
    const unknown = await call(exportVerb, 'smal', '--out', path.join(out, 'x'))
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringMatching(/no study "smal".*It holds small/)])
    const kind = await call(
      exportVerb,
      'small',
      '--out',
      path.join(out, 'x'),
      '--include',
      'preview',
      '--include',
      'all',
    )
    expect([kind.code, kind.err]).toEqual([2, expect.stringContaining('"all" is neither')])
  })

  test('the version with most sessions is analysed, and what is left out is said, in the report too', async () => {
    const folder = path.join(out, 'report')
    const said = await call(analyseVerb, 'small', '--out', folder, '--resamples', '100', '--json')
    expect([said.code, said.err]).toEqual([0, ''])
    const { version, sessions: count } = JSON.parse(said.out)
    expect([version, count]).toEqual([sha256(canonicalJson(first)), 2])
    const left = `1 sessions of other versions are left out: ${rig.hash.slice(0, 12)} (1)`
    expect(readFileSync(path.join(folder, 'report.json'), 'utf8')).toContain(left)
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toContain(left)
  })

  test('another version can be named by the begin of its hash', async () => {
    const folder = path.join(out, 'report-of-new')
    const verb = (version: string) =>
      call(analyseVerb, 'small', '--out', folder, '--resamples', '100', '--json', '--version', version)
    const said = await verb(rig.hash.slice(0, 8).toUpperCase())
    expect(JSON.parse(said.out)).toMatchObject({ version: rig.hash, sessions: 1 })
    expect(await verb('zz')).toMatchObject({ code: 2, err: expect.stringContaining('no version. Known:') })
    expect(await verb('')).toMatchObject({ code: 2, err: expect.stringContaining('several versions') })
  })

  test('a new secret can be made', async () => {
    expect((await call(secret)).out).toMatch(/#key=/)
  })
})

test('a log with holes is reported, and nothing is said of its session', async () => {
  const [holed, cut] = sessions.old as [string, string]
  const db = new Database(path.join(rig.folder, 'parallax.sqlite'))
  const number = (session: string) =>
    db.prepare<[string], number>('SELECT n FROM sessions WHERE id = ?').pluck().get(session)!
  const lose = (session: string, seqs: string) => {
    const which = `session = ${number(session)} AND ${seqs}`
    db.exec(`DELETE FROM event_bodies WHERE event IN (SELECT n FROM events WHERE ${which})`)
    db.exec(`DELETE FROM events WHERE ${which}`)
  }
  const length = (await rig.store.read(cut, 0)).length
  lose(holed, 'seq IN (3, 4)')
  lose(cut, `seq = ${length}`)
  db.close()
  const broken = new Exported(await rig.exported())
  expect(broken.manifest.sequences).toMatchObject({
    sessions: 3,
    complete: false,
    gaps: [
      { session: holed, what: 'missing', from: 3, to: 4 },
      { session: cut, what: 'missing', from: length, to: length },
    ],
  })
  for (const session of [holed, cut]) {
    expect(broken.session(session)).toMatchObject({
      log_whole: '0',
      erased: '0',
      before_near_trust: '',
      before_near_trust_missing: 'broken-log',
    })
    for (const file of ['turns.csv', 'responses.csv', 'observations.csv'])
      expect(
        broken.csv(file).filter((row) => row.session === session),
        file,
      ).toEqual([])
  }
  expect(broken.session(sessions.fresh)).toMatchObject({ log_whole: '1', before_near_trust: '1' })
})
