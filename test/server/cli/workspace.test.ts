import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exportVerb } from '../../../server/cli/export.ts'
import { probeVerb } from '../../../server/cli/probe.ts'
import { simulateVerb } from '../../../server/cli/simulate.ts'
import { openStudyWorkspace } from '../../../server/cli/workspace.ts'
import { smallStudy } from '../../study.ts'
import { writeStudy } from '../study-files.ts'
import { call } from './calls.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-workspace-'))
  const studies = path.join(folder, 'studies')
  for (const id of ['good', 'bad'])
    writeStudy(
      studies,
      smallStudy((draft) => Object.assign(draft, { id })),
    )
  writeFileSync(path.join(studies, 'bad', 'study.yaml'), 'id: bad\ntitel: Bad\n')
  vi.stubEnv('PARALLAX_DATA', path.join(folder, 'data'))
  vi.stubEnv('PARALLAX_STUDIES', studies)
  vi.stubEnv('PARALLAX_MODELS', '{}')
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

test('a verb about a sound study works beside one with errors', async () => {
  const workspace = await openStudyWorkspace()
  expect(workspace.study(['good']).study.id).toBe('good')
  expect(workspace.studies.map(({ study }) => study.id)).toEqual(['good'])
  await workspace.store.close()
  // What this one lacks is told, and nothing of the other.
  const plan = await call(probeVerb, 'good', '--plan')
  expect(plan.err).toMatch(/^Study "good" has no probeRun; add one to \S+good\/study\.yaml, or name another study\.\n$/)
  const out = path.join(folder, 'export')
  expect(await call(exportVerb, 'good', '--out', out)).toMatchObject({ code: 0 })
})

test('a verb about the one with errors says them, with file and line', async () => {
  const said = await call(simulateVerb, 'bad', '--participants', '1', '--seed', 's')
  expect(said).toMatchObject({ code: 2, out: '' })
  expect(said.err).toMatch(/^Study "bad" has errors:\n\S+bad\/study\.yaml:\d+: /)
  expect(said.err).toMatch(/bad\/study\.yaml:2: .*titel/)
  expect(said.err).not.toContain('good/')
})

test('both are known by name', async () => {
  const said = await call(simulateVerb, 'goood', '--participants', '1', '--seed', 's')
  expect(said.err).toBe('No study "goood". Known studies: bad, good.\n')
})
