import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { populationFromStudy } from '../../../server/cli/population-from-study.ts'
import { studyFreeze } from '../../../server/cli/study-freeze.ts'
import { sha256 } from '../../../server/digest.ts'
import { type KindCounts, type KindWords, readKinds, takenKinds } from '../../../server/export/included-kinds.ts'
import { enrol } from '../../../server/studies/enrol.ts'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import type { Report } from '../../../shared/report/report.ts'
import type { SessionKind } from '../../../shared/session/events.ts'
import { unzip } from '../../browser/zip.ts'
import { smallStudy } from '../../study.ts'
import { call } from '../cli/calls.ts'
import { freshId, Guest } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'
import { Exported } from './files.ts'

const spelling = (option: string, words?: string) => `--${option}${words === undefined ? '' : ` ${words}`}`

/** What a call that says this takes of what is there: kinds, or the sentence that refuses it. */
function taken(words: KindWords, counts: KindCounts): string {
  const read = readKinds(words, spelling)
  if (!read.ok) return read.message
  const found = takenKinds(read.choice, counts, { what: 'the study', spelling })
  return found.ok ? found.kinds.join(' ') : found.message
}

describe('the kinds that a call takes', () => {
  const both = { live: 12, simulated: 30 }
  test.each<[KindWords, KindCounts, string]>([
    [{}, both, 'live'],
    [{}, { simulated: 30 }, 'live'],
    [{ include: '' }, both, 'live'],
    [{ only: 'simulated' }, both, 'simulated'],
    [{ only: 'preview' }, both, 'preview'],
    [{ only: ['live'] }, both, 'live'],
    [{ include: 'simulated' }, { simulated: 30 }, 'simulated'],
    [{ include: 'simulated' }, { simulated: 30, preview: 2 }, 'simulated'],
    [{ include: 'simulated,preview' }, { simulated: 30 }, 'simulated'],
    [{ include: ['preview', ' simulated '] }, { preview: 3 }, 'preview'],
    [{ include: 'simulated' }, {}, 'simulated'],
    [{ 'pool-kinds': 'live,simulated' }, both, 'live simulated'],
    [{ 'pool-kinds': 'simulated' }, both, 'live simulated'],
    [{ 'pool-kinds': ['simulated', 'preview'] }, both, 'live preview simulated'],
    [{ include: 'simulated', 'pool-kinds': 'live,simulated' }, both, 'live simulated'],
    [{ include: 'simulated', 'pool-kinds': 'simulated' }, both, 'live simulated'],
  ])('%o of %o: %s', (words, counts, expected) => {
    expect(taken(words, counts)).toBe(expected)
  })

  test.each<[KindWords, KindCounts, RegExp]>([
    [{ include: 'simulated' }, both, /12 live.*--only simulated.*--only live.*--pool-kinds live,simulated/],
    [{ include: 'simulated' }, { live: 1 }, /for a study without live sessions, and the study has 1 live/],
    [{ include: 'preview' }, { live: 1, preview: 1 }, /--only preview.*--pool-kinds live,preview/],
    [{ include: 'simulated,preview' }, { simulated: 1, preview: 1 }, /preview and simulated sessions together/],
    [{ include: 'live' }, both, /^--include takes .* "live" is neither/],
    [{ include: 'simulated,all' }, both, /"all" is neither/],
    [{ only: 'simulated,preview' }, both, /--only takes one of live, preview, simulated/],
    [{ only: ['live', 'simulated'] }, both, /--only takes one of .* it was "live,simulated"/],
    [{ only: '' }, both, /--only takes one of/],
    [{ only: 'people' }, both, /--only takes one of .* it was "people"/],
    [{ only: 'live', include: 'simulated' }, both, /takes one kind of session alone; leave out --include/],
    [{ only: 'live', 'pool-kinds': 'live,simulated' }, both, /leave out --pool-kinds/],
    [{ 'pool-kinds': 'live' }, both, /names the kinds to be taken together/],
    [{ 'pool-kinds': '' }, both, /names the kinds to be taken together/],
    [{ 'pool-kinds': 'live,robots' }, both, /"robots" is none of them/],
    [{ include: 'preview', 'pool-kinds': 'live,simulated' }, both, /contradict each other; name preview in both/],
  ])('%o of %o is refused with the remedy', (words, counts, said) => {
    expect(taken(words, counts)).toMatch(said)
  })
})

/** A version with people in it, and a later one that was only simulated, with more sessions. */
const first = smallStudy()
const second = smallStudy((study) => Object.assign(study, { title: 'A small study, later' }))

const firstHash = sha256(canonicalJson(first))

// For a machine that is busy with other things; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const out = mkdtempSync(path.join(tmpdir(), 'parallax-test-kinds-'))
let rig: Rig

/** Somebody of this kind passes through the surveys before the talk. */
async function passes(at: Rig, kind: SessionKind): Promise<void> {
  const [session, token] = [freshId(), `${freshId()}-a-secret-of-its-own`]
  const running = at.catalogue.byId('small')!
  await enrol(at.store, running, { session, kind, locale: 'en', at: Date.now(), tokenHash: sha256(token), query: {} })
  const guest = await new Guest(at.url, token, { session, locale: 'en', preview: false }).connect()
  await guest.toTalk()
  await at.runner.quiet(session)
  guest.leave()
}

beforeAll(async () => {
  const old = await startRig(first)
  for (const kind of ['live', 'live', 'live', 'preview', 'simulated', 'simulated'] as const) await passes(old, kind)
  await old.stop()
  rig = await startRig(second, { folder: old.folder })
  for (let count = 0; count < 6; count += 1) await passes(rig, 'simulated')
  vi.stubEnv('PARALLAX_DATA', rig.folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rig.end()
  rmSync(out, { recursive: true, force: true })
})

const REFUSED = /has 3 live, 1 preview and 8 simulated sessions.*--only simulated.*--pool-kinds live,simulated/

describe('an export', () => {
  const exported = async (name: string, ...words: string[]) => {
    const folder = path.join(out, name)
    const said = await call(exportVerb, 'small', '--out', folder, ...words)
    return { ...said, folder }
  }
  const kindsIn = (folder: string) => {
    const counts: Record<string, number> = {}
    for (const { kind } of new Exported(folder).csv('sessions.csv')) counts[kind!] = (counts[kind!] ?? 0) + 1
    return counts
  }

  test('never puts people and others into one file unasked, and writes nothing then', async () => {
    const { code, err, folder } = await exported('refused', '--include', 'simulated')
    expect([code, err]).toEqual([2, expect.stringMatching(REFUSED)])
    expect(existsSync(folder)).toBe(false)
  })

  test.each<[string, string[], Record<string, number>]>([
    ['people', [], { live: 3 }],
    ['simulated ones alone', ['--only', 'simulated'], { simulated: 8 }],
    ['previews alone', ['--only', 'preview'], { preview: 1 }],
    ['both', ['--pool-kinds', 'live,simulated'], { live: 3, simulated: 8 }],
  ])('has %s when asked for them', async (name, words, kinds) => {
    const { code, folder } = await exported(`export-${name}`, ...words)
    expect([code, kindsIn(folder)]).toEqual([0, kinds])
    const { contains_simulated, pooled_kinds } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'))
    expect(contains_simulated).toBe('simulated' in kinds)
    expect(pooled_kinds).toEqual(Object.keys(kinds).length > 1 ? Object.keys(kinds) : [])
  })
})

describe('a report', () => {
  const analysed = async (name: string, ...words: string[]) => {
    const folder = path.join(out, `report-${name}`)
    const said = await call(analyseVerb, 'small', '--out', folder, '--resamples', '100', ...words)
    const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')
    return { ...said, folder, report: () => JSON.parse(read('report.json')) as Report, page: () => read('report.html') }
  }

  test('is never of people and others unasked', async () => {
    const { code, err, folder } = await analysed('refused', '--include', 'simulated')
    expect([code, err]).toEqual([2, expect.stringMatching(REFUSED)])
    expect(existsSync(folder)).toBe(false)
  })

  test('of the version of which only simulations are, asked for by name, is of these alone', async () => {
    const { code, report } = await analysed('later', '--include', 'simulated', '--version', rig.hash.slice(0, 12))
    expect(code).toBe(0)
    expect(report().provenance).toMatchObject({ kinds: [{ kind: 'simulated', sessions: 6 }], pooled: false })
  })

  test('of the version that people met is refused where simulations of it are asked for as well', async () => {
    const { code, err } = await analysed('named', '--include', 'simulated', '--version', firstHash.slice(0, 12))
    expect(code).toBe(2)
    expect(err).toMatch(/version [0-9a-f]{12} of "small" has 3 live, 1 preview and 2 simulated/)
  })

  test('takes the version that people met, though more were simulated in a later one', async () => {
    const alone = await analysed('people')
    expect(alone.report().provenance).toMatchObject({ studyHash: firstHash, kinds: [{ kind: 'live', sessions: 3 }] })
    const pooled = await analysed('pooled', '--pool-kinds', 'live,simulated')
    expect(pooled.report().provenance).toMatchObject({
      studyHash: firstHash,
      kinds: [
        { kind: 'live', sessions: 3 },
        { kind: 'simulated', sessions: 2 },
      ],
      pooled: true,
    })
    const simulated = await analysed('simulated', '--only', 'simulated')
    expect(simulated.report().provenance).toMatchObject({
      studyHash: rig.hash,
      kinds: [{ kind: 'simulated', sessions: 6 }],
    })
  })

  test('of pooled kinds says so before any number, in its methods and under its figures; a plan is of people', async () => {
    const bundle = path.join(out, 'bundle')
    const frozen = await call(studyFreeze, 'studies/demo/study.yaml', '--out', bundle)
    expect(frozen.code).toBe(0)
    expect(readFileSync(path.join(bundle, 'PLAN.md'), 'utf8')).toContain('Live sessions alone are analysed')
    const { err, report, page } = await analysed('said', '--pool-kinds', 'simulated')
    const [warning] = report().warnings
    expect(warning).toEqual({ level: 'grave', text: expect.stringMatching(/^POOLED: 3 live and 2 simulated sessions/) })
    expect(err).toContain(warning!.text)
    expect(report().methods[0]).toContain(
      'Sessions of several kinds were pooled, as the call asked: 3 live and 2 simulated',
    )
    expect(page().indexOf('POOLED')).toBeLessThan(page().indexOf('<dl class="meta">'))
    expect(page()).toContain('3 live and 2 simulated, pooled')
    expect(page()).toMatch(/data-source="[^"]*Pooled with sessions of no participants/)
  })
})

describe('a reference population of a study', () => {
  test('is never of people and others unasked', async () => {
    const words = ['small', '--out', path.join(out, 'population'), '--min-n', '1', '--json'] as const
    const refused = await call(populationFromStudy, ...words, '--include', 'simulated')
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(REFUSED)])
    const people = await call(populationFromStudy, ...words, '--id', 'people')
    expect(JSON.parse(people.out).rows).toMatchObject({ read: 3, used: 3 })
    const pooled = await call(populationFromStudy, ...words, '--id', 'pooled', '--pool-kinds', 'live,simulated')
    expect(JSON.parse(pooled.out).rows).toMatchObject({ read: 11, used: 5 })
    expect(pooled.err).toContain('2 SIMULATED')
  })
})

describe('a download', () => {
  const ask = (query: string) =>
    fetch(`${rig.url}/api/researcher/studies/small/download-link${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}` },
    })
  const kindsIn = async (query: string) => {
    const { url } = (await (await ask(query)).json()) as { url: string }
    const files = unzip(Buffer.from(await (await fetch(`${rig.url}${url}`)).arrayBuffer()))
    return JSON.parse(files.get('small/manifest.json')!.toString()).kinds
  }

  test('takes the same words as a call, and refuses the same', async () => {
    expect(await kindsIn('')).toEqual(['live'])
    expect(await kindsIn('?only=simulated')).toEqual(['simulated'])
    expect(await kindsIn('?pool-kinds=live,simulated')).toEqual(['live', 'simulated'])
    for (const [query, said] of [
      ['?include=simulated', /3 live.*Write only=simulated for those alone.*pool-kinds=live,simulated/],
      ['?only=live&include=simulated', /"only" takes one kind/],
      ['?only=people', /"only" takes one of live, preview, simulated/],
      ['?kinds=simulated', /"kinds" is none of them/],
    ] as const) {
      const refused = await ask(query)
      expect(refused.status).toBe(400)
      expect(((await refused.json()) as { problem: { message: string } }).problem.message).toMatch(said)
    }
  })
})
