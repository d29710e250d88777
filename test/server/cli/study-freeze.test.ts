import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { studyFreeze } from '../../../server/cli/study-freeze.ts'
import { sha256 } from '../../../server/digest.ts'
import { readRegistration } from '../../../server/studies/freeze.ts'
import { loadStudy } from '../../../server/studies/load.ts'
import { smallStudy } from '../../study.ts'
import { writeStudy } from '../study-files.ts'
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

  test('says the later call as it is typed, also where a path has a space in it', async () => {
    const spaced = path.join(folder, 'a bundle')
    const { out } = await call(studyFreeze, demo, '--out', spaced)
    expect(out).toContain(
      `later: npm run -s parallax -- analyse demo --out "${spaced}-report" --plan "${path.join(spaced, 'registration.json')}"`,
    )
    expect(readFileSync(path.join(spaced, 'PLAN.md'), 'utf8')).toContain(
      '`npm run -s parallax -- analyse demo --out REPORT --plan BUNDLE/registration.json`',
    )
  })

  test('does not write over a bundle', async () => {
    const again = await call(studyFreeze, demo, '--out', bundle)
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('holds files already')])
  })

  test('says what its model is and what that is sent, where it is bound on this machine', async () => {
    const frozen = path.join(folder, 'bound')
    const study = smallStudy((loose) => {
      loose.model!.settings!.max_tokens = 300 as never
    })
    const file = writeStudy(path.join(folder, 'studies'), study)
    const change = { rename: { max_tokens: 'max_completion_tokens' }, drop: ['temperature'], add: {} }
    const endpoint = { baseUrl: 'http://127.0.0.1:9/v1', provider: 'Acme', model: 'gpt-5', apiKeyEnv: 'ACME_KEY' }
    vi.stubEnv('PARALLAX_MODELS', JSON.stringify({ main: { ...endpoint, ...change }, other: endpoint }))
    vi.stubEnv('ACME_KEY', 'sk-secret-0123456789')
    const { code, err } = await call(studyFreeze, file, '--out', frozen).finally(() => vi.unstubAllEnvs())
    expect(code, err).toBe(0)
    const read = readRegistration(path.join(frozen, 'registration.json'))
    if (!read.ok) throw new Error(read.problem)
    const sent = { max_completion_tokens: 300, seed: 'of each probe' }
    expect(read.registration.models).toEqual([
      { alias: 'main', provider: 'Acme', model: 'gpt-5', parameters: change, sent },
    ])
    const words = readFileSync(path.join(frozen, 'PLAN.md'), 'utf8')
    expect(words).toContain('- main is gpt-5 (Acme). It is sent {"max_completion_tokens":300,"seed":"of each probe"}')
    expect(words).toContain('without temperature')
    for (const name of readdirSync(frozen))
      expect(readFileSync(path.join(frozen, name), 'utf8')).not.toMatch(/sk-secret|127\.0\.0\.1/)
  })

  test('of a study whose models are not bound here says no more than before', () => {
    const { models } = JSON.parse(readFileSync(path.join(bundle, 'registration.json'), 'utf8'))
    expect(models).toBeUndefined()
    expect(readFileSync(path.join(bundle, 'PLAN.md'), 'utf8')).toContain('That is no language model.')
  })

  test('is refused where the bindings of this machine are wrong', async () => {
    vi.stubEnv('PARALLAX_MODELS', '{ main: { baseUrl: 5 } }')
    const out = path.join(folder, 'wrong')
    const { code, err } = await call(studyFreeze, demo, '--out', out).finally(() => vi.unstubAllEnvs())
    expect([code, err]).toEqual([2, expect.stringContaining('PARALLAX_MODELS, alias "main", baseUrl')])
    expect(existsSync(out)).toBe(false)
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
