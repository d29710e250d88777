import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { simulateVerb } from '../../../server/cli/simulate.ts'
import { openStudyWorkspace } from '../../../server/cli/workspace.ts'
import { enrol } from '../../../server/studies/enrol.ts'
import { call } from './calls.ts'

// `framings` asks models only: nobody takes part in it.
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-no-flow-'))
  vi.stubEnv('PARALLAX_DATA', path.join(folder, 'data'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

test('a simulation of a study that asks models only is refused with the verb to use, and no session is opened', async () => {
  const said = await call(simulateVerb, 'framings', '--participants', '3', '--seed', 'one')
  expect(said).toEqual({
    code: 2,
    out: '',
    err: 'The study framings has no flow; it asks models only: npm run -s parallax -- probe framings\n',
  })
  const workspace = await openStudyWorkspace()
  expect(await workspace.store.countSessions('framings')).toEqual([])
  await workspace.store.close()
})

test('no link leads to a study that asks models only', async () => {
  const { catalogue, store } = await openStudyWorkspace()
  for (const kind of ['live', 'preview'] as const)
    expect(catalogue.follow(catalogue.linkOf({ studyId: 'framings', kind }))).toBeNull()
  await store.close()
})

test('a session that was opened in such a study by an earlier program is exported and analysed like any other', async () => {
  const { catalogue, store } = await openStudyWorkspace()
  const [session, tokenHash] = ['sim-of-an-earlier-program', 'a'.repeat(64)]
  await enrol(store, catalogue.byId('framings')!, {
    ...{ session, tokenHash, kind: 'simulated', locale: 'en', at: 1, query: {} },
  })
  await store.close()
  const out = (name: string) => path.join(folder, name)
  const exported = await call(exportVerb, 'framings', '--out', out('export'), '--only', 'simulated')
  expect(exported).toMatchObject({ code: 0, out: expect.stringMatching(/^sessions\.csv +1 rows?$/m) })
  const analysed = await call(analyseVerb, 'framings', '--out', out('report'), '--only', 'simulated')
  expect(analysed, analysed.err).toMatchObject({ code: 0 })
})
