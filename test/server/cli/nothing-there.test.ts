import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { erase } from '../../../server/cli/erase.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { populationFromStudy } from '../../../server/cli/population-from-study.ts'
import { simulateVerb } from '../../../server/cli/simulate.ts'
import { openStudyWorkspace } from '../../../server/cli/workspace.ts'
import { smallStudy } from '../../study.ts'
import { writeStudy } from '../study-files.ts'
import { call } from './calls.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let folder: string
let outs = 0
const out = () => path.join(folder, `out-${++outs}`)
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-nothing-'))
  vi.stubEnv('PARALLAX_DATA', path.join(folder, 'simulated'))
  expect(await call(simulateVerb, 'demo', '--participants', '2', '--seed', 's')).toMatchObject({ code: 0 })
  // The studies are known, and nobody has taken part.
  vi.stubEnv('PARALLAX_DATA', path.join(folder, 'unused'))
  await (await openStudyWorkspace()).store.close()
})
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (data: string) => vi.stubEnv('PARALLAX_DATA', path.join(folder, data))

test('an export without a session says which kinds there are and how to ask for them', async () => {
  at('simulated')
  const remedy = '"demo" has no live session to export; it has 2 simulated. Write --only simulated to export those.'
  expect(await call(exportVerb, 'demo', '--out', out())).toMatchObject({ code: 0, err: remedy })
  expect(await call(exportVerb, 'demo', '--out', `${out()}.zip`, '--zip')).toMatchObject({ code: 0, err: remedy })
  expect(await call(exportVerb, 'demo', '--out', out(), '--only', 'simulated')).toMatchObject({ code: 0, err: '' })
})

test('where there is no session at all, an export and a report say how the first one comes', async () => {
  at('unused')
  const remedy = '"demo" has no session yet. Start the server (npm start)'
  expect((await call(exportVerb, 'demo', '--out', out())).err).toContain(remedy)
  const report = out()
  const { code, err } = await call(analyseVerb, 'demo', '--out', report, '--resamples', '100')
  expect([code, err]).toEqual([0, expect.stringContaining(remedy)])
  expect(err).toContain('npm run -s parallax -- simulate demo --participants 30 --seed one')
  expect(readFileSync(path.join(report, 'report.json'), 'utf8')).toContain('has no session yet. Start the server')
})

test('a report on a study that asks models only says how to ask them', async () => {
  at('unused')
  const { code, err } = await call(analyseVerb, 'framings', '--out', out(), '--resamples', '100')
  expect([code, err]).toEqual([0, expect.stringContaining('none was asked yet: npm run -s parallax -- probe framings')])
})

test('a population of people names the other sessions, and the option that lets fewer people count', async () => {
  at('simulated')
  const { code, err } = await call(populationFromStudy, 'demo', '--out', out())
  expect(code).toBe(2)
  expect(err).toContain('"demo" has no live session to use; it has 2 simulated. Write --only simulated to use those.')
  expect(err).toContain('fewer than 30 people of a place answered are left out; --min-n sets another number.')
  const few = await call(populationFromStudy, 'demo', '--out', out(), '--only', 'simulated')
  expect([few.code, few.err]).toEqual([2, expect.stringContaining('With a smaller --min-n than 30, figures of fewer')])
})

test('a data folder that is not there is said to be so, and is not made', async () => {
  at('mistyped')
  for (const [verb, args] of [
    [exportVerb, ['demo', '--out', out()]],
    [analyseVerb, ['demo', '--out', out()]],
    [populationFromStudy, ['demo', '--out', out()]],
    [erase, ['some-session']],
  ] as const) {
    const { code, err } = await call(verb, ...args)
    expect([code, err]).toEqual([2, expect.stringMatching(/^There is no data folder \S*mistyped; set PARALLAX_DATA/)])
  }
  expect(existsSync(path.join(folder, 'mistyped'))).toBe(false)
})

test('a study of which nothing is kept yet is no mistyped name', async () => {
  at('simulated')
  writeStudy(
    path.join(folder, 'studies'),
    smallStudy((draft) => Object.assign(draft, { id: 'fresh' })),
  )
  vi.stubEnv('PARALLAX_STUDIES', path.join(folder, 'studies'))
  expect((await call(exportVerb, 'fresh', '--out', out())).err).toMatch(
    /holds nothing of "fresh" yet\. Start the server \(npm start\)/,
  )
  expect((await call(exportVerb, 'dmeo', '--out', out())).err).toContain('holds no study "dmeo". It holds ')
})
