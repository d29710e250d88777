import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { vi } from 'vitest'
import type { Verb } from '../../../server/cli/verb.ts'
import { StartProblem } from '../../../server/start-problem.ts'
import type { ProbeJobRow } from '../../../server/store/run-rows.ts'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Study } from '../../../shared/study/study.ts'
import { type Dialect, startEndpoint } from '../model/endpoint/endpoint.ts'
import { isCheck, says } from '../probes/run-rig.ts'
import { writeStudy } from '../study-files.ts'
import { call } from './calls.ts'

const root = path.resolve(import.meta.dirname, '..', '..', '..')

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }

/** A data folder, a folder with one study, and an endpoint bound to the aliases `main` and `second`, for the command line. */
export async function probePlace(study: Study, answer: Dialect = says('2')) {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-probe-'))
  const studies = path.join(folder, 'studies')
  writeStudy(studies, study)
  const endpoint = await startEndpoint()
  let current = answer
  const byRequest: Dialect = (exchange) =>
    isCheck(exchange.received.body) ? says('one two')(exchange) : current(exchange)
  endpoint.script(...Array.from({ length: 20_000 }, () => byRequest))
  const bound = { baseUrl: endpoint.url, model: 'normal' }
  const { PATH = '', HOME = '' } = process.env
  const env: Record<string, string> = {
    ...{ PATH, HOME },
    PARALLAX_DATA: path.join(folder, 'data'),
    PARALLAX_STUDIES: studies,
    PARALLAX_MODELS: JSON.stringify({ main: { ...bound, prices: { input: 1, output: 2 } }, second: bound }),
  }

  /** Starts the command line as people do. */
  function start(...args: string[]): {
    child: ChildProcess
    ended: Promise<Ended>
    said(words: string): Promise<void>
  } {
    const program = ['--import', 'tsx', path.join(root, 'server', 'cli', 'main.ts')]
    const child = spawn(process.execPath, [...program, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout!.on('data', (part) => {
      out += part
    })
    child.stderr!.on('data', (part) => {
      err += part
    })
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, out, err })),
    )
    /** Resolves once the program has said that on its error stream, or has ended. */
    const said = (words: string) =>
      new Promise<void>((resolve) => {
        const look = () => err.includes(words) && resolve()
        child.stderr!.on('data', look)
        void ended.then(() => resolve())
        look()
      })
    return { child, ended, said }
  }

  return {
    folder,
    endpoint,
    env,
    start,
    /** Runs a verb within this program, which is quicker. */
    async run(verb: Verb, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
      try {
        return await call(verb, ...args)
      } catch (problem) {
        if (!(problem instanceof StartProblem)) throw problem
        return { code: 2, out: '', err: problem.message }
      } finally {
        vi.unstubAllEnvs()
      }
    },
    answer(next: Dialect) {
      current = next
    },
    write: (changed: Study) => writeStudy(studies, changed),
    asked: () => endpoint.requests.filter(({ body }) => !isCheck(body)),
    async jobs(): Promise<ProbeJobRow[]> {
      const migrations = path.join(root, 'migrations', 'sqlite')
      const store = await openSqliteStore({ folder: env.PARALLAX_DATA!, migrations, role: 'tool' })
      const rows: ProbeJobRow[] = []
      for await (const page of store.scan('probeJobs', { studyId: study.id, kinds: [] })) rows.push(...page)
      await store.close()
      return rows
    },
    async end() {
      await endpoint.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
