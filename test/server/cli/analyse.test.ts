import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { simulateVerb } from '../../../server/cli/simulate.ts'
import { studyFreeze } from '../../../server/cli/study-freeze.ts'
import type { Report } from '../../../shared/report/report.ts'
import { call } from './calls.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-analyse-'))
const before = process.env.PARALLAX_DATA

beforeAll(async () => {
  process.env.PARALLAX_DATA = path.join(folder, 'data')
  const { code, err } = await call(simulateVerb, 'demo', '--participants', '8', '--seed', 'analysed')
  if (code !== 0) throw new Error(err)
}, 120_000)

afterAll(() => {
  if (before === undefined) delete process.env.PARALLAX_DATA
  else process.env.PARALLAX_DATA = before
  rmSync(folder, { recursive: true, force: true })
})

const reportIn = (out: string) => JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as Report

describe('parallax analyse', () => {
  test('writes the report of simulated sessions only when asked for them, and says loudly what they are', {
    timeout: 300_000,
  }, async () => {
    const [bare, asked] = [path.join(folder, 'bare'), path.join(folder, 'asked')]
    const without = await call(analyseVerb, 'demo', '--out', bare, '--resamples', '100')
    expect(without.code).toBe(0)
    expect(reportIn(bare).provenance.kinds).toEqual([])
    const remedy = '"demo" has no live session to analyse; it has 8 simulated. Write --only simulated to analyse those.'
    expect(without.err).toContain(remedy)
    expect(reportIn(bare).warnings.map(({ text }) => text)).toContain(remedy)
    const previews = await call(analyseVerb, 'demo', '--out', bare, '--only', 'preview', '--resamples', '100')
    expect(previews.err).toContain('no preview session to analyse; it has 8 simulated. Write --only simulated')

    const found = await call(analyseVerb, 'demo', '--out', asked, '--include', 'simulated', '--resamples', '100')
    expect(found.code).toBe(0)
    expect(found.err).toContain('SIMULATED')
    expect(found.err).not.toContain('session to analyse')
    const report = reportIn(asked)
    expect(report.provenance.kinds).toEqual([{ kind: 'simulated', sessions: 8 }])
    expect(report.provenance.inputHash).toMatch(/^[0-9a-f]{64}$/)
    // Three items, two moments and three repeats of the model; three items twice and of every person.
    expect(report.provenance.observations.used).toBe(8 * (3 * 2 * 3 + 3 * 2))
    expect(readFileSync(path.join(asked, 'report.html'), 'utf8')).toContain('built-in responder, not a language model')
  })

  test('the same data and seed write the same file', { timeout: 300_000 }, async () => {
    const write = async (name: string, seed: string) => {
      const out = path.join(folder, name)
      await call(analyseVerb, 'demo', '--out', out, '--include', 'simulated', '--resamples', '100', '--seed', seed)
      return readFileSync(path.join(out, 'report.json'), 'utf8')
    }
    expect(await write('one', 'a')).toBe(await write('two', 'a'))
    expect(await write('three', 'b')).not.toBe(await write('four', 'a'))
  })

  test('a registration of another study is refused, and nothing is written', { timeout: 300_000 }, async () => {
    const bundle = path.join(folder, 'bundle')
    const out = path.join(folder, 'of-another')
    expect((await call(studyFreeze, 'studies/self-alignment/study.yaml', '--out', bundle)).code).toBe(0)
    const { code, err } = await call(
      analyseVerb,
      'demo',
      '--out',
      out,
      '--plan',
      path.join(bundle, 'registration.json'),
    )
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('is the registration of "self-alignment" and not of "demo"'),
    ])
    expect(existsSync(out)).toBe(false)
  })

  test('sessions with a gap in their log, and erased ones, are left out and counted', {
    timeout: 300_000,
  }, async () => {
    const kept = process.env.PARALLAX_DATA!
    const [damaged, out] = [path.join(folder, 'damaged'), path.join(folder, 'of-damaged')]
    cpSync(kept, damaged, { recursive: true })
    const db = new Database(path.join(damaged, 'parallax.sqlite'))
    const lost = '(SELECT n FROM events WHERE seq = 4 AND session = (SELECT min(n) FROM sessions))'
    db.exec(`DELETE FROM event_bodies WHERE event IN ${lost}; DELETE FROM events WHERE n IN ${lost}`)
    db.exec(
      'DELETE FROM event_bodies WHERE event IN (SELECT n FROM events WHERE session = (SELECT max(n) FROM sessions))',
    )
    db.close()
    process.env.PARALLAX_DATA = damaged
    try {
      const { code, err } = await call(analyseVerb, 'demo', '--out', out, '--only', 'simulated', '--resamples', '100')
      expect(code).toBe(0)
      const gap = reportIn(out).warnings.find(({ text }) => text.includes('1 session is left out: its log has a gap'))
      expect(gap?.level).toBe('grave')
      expect(err.split(gap!.text)).toHaveLength(2)
      const erased = '1 session is left out because it was erased.'
      expect(reportIn(out).warnings).toContainEqual({ level: 'caution', text: erased })
      expect(err).toContain(erased)
    } finally {
      process.env.PARALLAX_DATA = kept
    }
  })

  test('a call that cannot be worked with says what is missing', async () => {
    const missing = await call(analyseVerb, 'demo')
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('--out')])
    const few = await call(analyseVerb, 'demo', '--out', folder, '--resamples', '10')
    expect([few.code, few.err]).toEqual([2, expect.stringContaining('--resamples')])
    const unknown = await call(analyseVerb, 'dmeo', '--out', folder)
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('"dmeo"')])
  })
})
