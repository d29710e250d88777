import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { buildApp } from '../../server/app.ts'
import { secret } from '../../server/cli/secret.ts'
import { systemClock } from '../../server/clock.ts'
import { readConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { unboundModel } from '../../server/model/models.ts'
import { firstResearcherSecret } from '../../server/secrets.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import type { Store } from '../../server/store/store.ts'
import { StudyCatalogue } from '../../server/studies/catalogue.ts'
import { smallStudy } from '../study.ts'
import { call } from './cli/calls.ts'
import { freePort, Program } from './program.ts'
import { writeStudy } from './study-files.ts'

// Each start of a program takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const root = path.resolve(import.meta.dirname, '..', '..')
const SECRET = 'a-secret-of-the-environment'
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-secrets-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openStore(name: string, role: 'server' | 'tool' = 'server'): Promise<Store> {
  const migrations = path.join(root, 'migrations', 'sqlite')
  return openSqliteStore({ folder: path.join(folder, name), migrations, role })
}

test('a request that comes before the first secret was made is refused, and makes none', async () => {
  const store = await openStore('early')
  const models = { of: () => unboundModel('main', 'No model is asked here.') }
  const catalogue = new StudyCatalogue(store, 'key', [])
  const parts = { store, catalogue, models, clock: systemClock, log: createLog('silent'), pages: null }
  const { app } = await buildApp(parts)
  const overview = async (secret: string) => {
    const headers = { authorization: `Bearer ${secret}` }
    return (await app.inject({ url: '/api/researcher/overview', headers })).statusCode
  }
  expect(await overview('a guess')).toBe(401)
  const first = await firstResearcherSecret(store)
  expect(first).not.toBeNull()
  expect(await overview(first!)).toBe(200)
  await app.close()
  await store.close()
})

test('a secret that is made before the first start comes with the whole address, and the start says how to get a link', async () => {
  const studies = path.join(folder, 'studies-before')
  writeStudy(studies, smallStudy())
  const env = {
    PORT: String(await freePort()),
    PARALLAX_DATA: path.join(folder, 'before'),
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const { out } = await call(secret).finally(() => vi.unstubAllEnvs())
  const [, base, key] = /^Open (http:\S+)\/researcher#key=(\S+)\n/.exec(out)!
  expect(base).toBe(`http://127.0.0.1:${env.PORT}`)
  const server = await new Program(env).running()
  const headers = { authorization: `Bearer ${key}` }
  expect((await fetch(`${base}/api/researcher/overview`, { headers })).status).toBe(200)
  expect(server.out).toMatch(/was shown when the secret was made, by an earlier start or by "secret"/)
  expect(server.out).toContain('"npm run -s parallax -- secret" makes a new one.')
  expect(await server.close()).toBe(0)
})

describe('a secret from the environment', () => {
  async function environment(name: string): Promise<Record<string, string>> {
    const studies = path.join(folder, `studies-${name}`)
    writeStudy(studies, smallStudy())
    return {
      PORT: String(await freePort()),
      PARALLAX_DATA: path.join(folder, name),
      PARALLAX_STUDIES: studies,
      PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
      PARALLAX_RESEARCHER_SECRET: SECRET,
    }
  }

  test('opens the page, is never printed, and is not replaced by a verb', async () => {
    const env = await environment('given')
    const server = await new Program(env).running()
    const overview = () =>
      fetch(`http://127.0.0.1:${env.PORT}/api/researcher/overview`, { headers: { authorization: `Bearer ${SECRET}` } })
    expect((await overview()).status).toBe(200)
    expect(server.out).not.toContain(SECRET)
    expect(server.out).not.toContain('#key=')
    expect(server.out).toContain('PARALLAX_RESEARCHER_SECRET')

    const asked = await new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      const call = ['--import', 'tsx', path.join(root, 'server', 'cli', 'main.ts'), 'secret']
      const { PATH = '', HOME = '' } = process.env
      execFile(process.execPath, call, { cwd: root, env: { PATH, HOME, ...env } }, (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      )
    })
    expect(asked).toMatchObject({ code: 2, out: '' })
    expect(asked.err).toMatch(/^PARALLAX_RESEARCHER_SECRET is set [^\n]+ remove it first\.\n$/)
    expect((await overview()).status).toBe(200)
    expect(await server.close()).toBe(0)
  })

  test('that is too short is refused by name and never repeated', () => {
    const read = readConfig({ PARALLAX_RESEARCHER_SECRET: 'hunter2', PORT: 'abc' })
    expect(read).toMatchObject({ ok: false })
    const said = read.ok ? '' : read.problems.join('\n')
    expect(said).toContain(
      'PARALLAX_RESEARCHER_SECRET cannot be used: it needs at least 16 characters. See .env.example.',
    )
    expect(said).toContain('PORT="abc" cannot be used')
    expect(said).not.toContain('hunter2')
  })
})
