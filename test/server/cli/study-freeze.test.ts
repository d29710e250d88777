import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { studyFreeze } from '../../../server/cli/study-freeze.ts'
import { sha256 } from '../../../server/digest.ts'
import { readRegistration } from '../../../server/studies/freeze.ts'
import { loadStudy } from '../../../server/studies/load.ts'
import { call } from './calls.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-freeze-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bundle = path.join(folder, 'bundle')
const demo = 'studies/demo/study.yaml'

describe('parallax study freeze', () => {
  test('writes the study, its prompts and its plan, with hashes that hold', async () => {
    const { code, out } = await call(studyFreeze, demo, '--out', bundle)
    expect(code).toBe(0)
    const read = readRegistration(path.join(bundle, 'registration.json'))
    if (!read.ok) throw new Error(read.problem)
    const { studyHash, promptsHash, hash, plan } = read.registration
    const loaded = loadStudy(demo)
    if (!loaded.ok) throw new Error('the demo does not load')
    expect(studyHash).toBe(loaded.hash)
    expect(sha256(readFileSync(path.join(bundle, 'study.json'), 'utf8'))).toBe(studyHash)
    const prompts = readFileSync(path.join(bundle, 'prompts.jsonl'), 'utf8')
    expect(sha256(prompts)).toBe(promptsHash)
    const told = prompts
      .split('\n')
      .map((line) => JSON.parse(line) as { of: string; condition: string; locale: string })
    for (const { id } of loaded.study.conditions)
      for (const locale of loaded.study.locales)
        for (const of of ['talk', 'probe'])
          expect(told.some((one) => one.of === of && one.condition === id && one.locale === locale)).toBe(true)
    expect(plan.contrasts.map(({ id }) => id)).toEqual(['neighbour-plain', 'focal-placebo'])
    expect(readFileSync(path.join(bundle, 'PLAN.md'), 'utf8')).toContain(hash)
    expect(out).toContain(hash)
  })

  test('does not write over a bundle', async () => {
    const again = await call(studyFreeze, demo, '--out', bundle)
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('holds files already')])
  })

  test('a registration that was edited, or is none, is refused', () => {
    const text = readFileSync(path.join(bundle, 'registration.json'), 'utf8')
    const file = path.join(folder, 'edited.json')
    writeFileSync(file, text.replace('0.2', '0.5'))
    expect(readRegistration(file)).toEqual({ ok: false, problem: expect.stringContaining('was edited') })
    writeFileSync(file, '{"kind": 1}')
    expect(readRegistration(file)).toEqual({ ok: false, problem: expect.stringContaining('is no registration') })
    writeFileSync(file, '{')
    expect(readRegistration(file)).toEqual({ ok: false, problem: expect.stringContaining('is not JSON') })
    expect(readRegistration(path.join(folder, 'none.json'))).toMatchObject({ ok: false })
  })
})
