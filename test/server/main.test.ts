import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sha256 } from '../../server/digest.ts'
import { publishStudies } from '../../server/open.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { enrol } from '../../server/studies/enrol.ts'
import { loadStudies } from '../../server/studies/load.ts'
import { smallStudy } from '../study.ts'
import { soon } from './guest.ts'
import { freePort, Program } from './program.ts'
import { writeStudy } from './study-files.ts'

vi.setConfig({ testTimeout: 150_000 })

const root = path.resolve(import.meta.dirname, '..', '..')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-main-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a stop while sessions are taken up again ends with 0 and no error, and the researcher is told the secret that was made', async () => {
  const studies = path.join(folder, 'studies')
  writeStudy(studies, smallStudy())
  const [loaded] = loadStudies(studies, root).studies
  const data = path.join(folder, 'data')
  const migrations = path.join(root, 'migrations', 'sqlite')
  const store = await openSqliteStore({ folder: data, migrations, role: 'server' })
  await publishStudies(store, [loaded!], 1)
  const sessions = Array.from({ length: 1_500 }, (_, at) => `pending-session-${at}`)
  await Promise.all(
    sessions.map(async (session) => {
      const wish = { session, kind: 'live' as const, locale: 'en', at: 1, tokenHash: sha256(session), query: {} }
      await enrol(store, loaded!, wish)
      const progress = { locale: 'en', phase: 'consenting', stage: 'welcome', condition: null, turns: 0 } as const
      await store.append(session, [], { ...progress, pending: true })
    }),
  )
  await store.close()

  const env = {
    PORT: String(await freePort()),
    PARALLAX_DATA: data,
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'none' } }),
    PARALLAX_LOG: 'info',
  }
  const program = new Program(env)
  const listens = new Promise<void>((resolve) => {
    program.child.stderr!.on('data', () => program.err.includes('Server listening') && resolve())
  })
  await soon('a server that listens', listens, 60_000)
  program.child.kill('SIGTERM')
  const { code } = await soon('the end of the server', program.exited, 60_000)
  expect(code).toBe(0)
  expect(program.err).not.toMatch(/"level":[456]0|\n\s+at /)

  const next = await new Program(env).running()
  // Whichever start made the researcher's secret has told it.
  expect([program.out, next.out].filter((out) => out.includes('#key='))).toHaveLength(1)
  expect(await next.close()).toBe(0)
})
