import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { simulateVerb } from '../../../server/cli/simulate.ts'
import { startEndpoint } from '../model/endpoint/endpoint.ts'
import { call } from './calls.ts'

test('a simulation with a model that refuses a parameter says which setting to change', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-simulate-'))
  const endpoint = await startEndpoint()
  const fixture = path.resolve(import.meta.dirname, '../../fixtures/data-of-2026-11/studies')
  cpSync(fixture, path.join(folder, 'studies'), { recursive: true })
  const file = path.join(folder, 'studies', 'small', 'study.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('alias: builtin', 'alias: main'))
  vi.stubEnv('PARALLAX_DATA', path.join(folder, 'data'))
  vi.stubEnv('PARALLAX_STUDIES', path.join(folder, 'studies'))
  vi.stubEnv('PARALLAX_MODELS', JSON.stringify({ main: { baseUrl: endpoint.url, model: 'gpt-5' } }))
  try {
    const { code, err } = await call(simulateVerb, 'small', '--participants', '2', '--seed', 'one')
    expect(code, err).toBe(1)
    expect(
      err.match(/The endpoint refused "max_tokens": in PARALLAX_MODELS, alias "main", write rename: /g),
    ).toHaveLength(1)
  } finally {
    vi.unstubAllEnvs()
    await endpoint.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a simulation with an endpoint that nobody can reach ends with 1 and says why, where and what to do', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-simulate-'))
  const fixture = path.resolve(import.meta.dirname, '../../fixtures/data-of-2026-11/studies')
  cpSync(fixture, path.join(folder, 'studies'), { recursive: true })
  const file = path.join(folder, 'studies', 'small', 'study.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('alias: builtin', 'alias: main'))
  vi.stubEnv('PARALLAX_DATA', path.join(folder, 'data'))
  vi.stubEnv('PARALLAX_STUDIES', path.join(folder, 'studies'))
  vi.stubEnv('PARALLAX_MODELS', JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }))
  try {
    const { code, out, err } = await call(simulateVerb, 'small', '--participants', '1', '--seed', 'one')
    expect(code, err).toBe(1)
    expect(out).toContain('1 simulated people passed through "small"')
    expect(err).toMatch(
      /The endpoint cannot be reached: .*127\.0\.0\.1:9.*\. Check the endpoint of "main"; then simulate with another --seed/,
    )
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
