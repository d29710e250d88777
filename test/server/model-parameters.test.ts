import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { analyseVerb } from '../../server/cli/analyse.ts'
import { exportVerb } from '../../server/cli/export.ts'
import type { Verb } from '../../server/cli/verb.ts'
import type { ModelCallRow } from '../../server/store/session-rows.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { type Loose, smallStudy } from '../study.ts'
import { call } from './cli/calls.ts'
import { Exported } from './export/files.ts'
import { Guest } from './guest.ts'
import { startEndpoint, TEXT, type TestEndpoint } from './model/endpoint/endpoint.ts'
import { freePort, Program } from './program.ts'
import { writeStudy } from './study-files.ts'

vi.setConfig({ testTimeout: 300_000 })

const root = path.resolve(import.meta.dirname, '..', '..')
const SECRET = 'the-secret-of-a-researcher'
const WORDS = 'my grandmother sold figs'

let endpoint: TestEndpoint
let folder: string
let running: Program | null = null
beforeAll(async () => {
  endpoint = await startEndpoint()
  folder = mkdtempSync(path.join(tmpdir(), 'parallax-parameters-'))
})
afterEach(async () => {
  await running?.close()
  running = null
})
afterAll(async () => {
  await endpoint.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A server whose study asks for a temperature and a length, of a model bound by `models`; its data are in a folder of this name. */
async function started(name: string, models: Record<string, string>, change: (loose: Loose) => void = () => {}) {
  const studies = path.join(folder, name, 'studies')
  const study = smallStudy((loose) => {
    loose.model!.settings = { temperature: 0.5, max_tokens: 400 } as never
    change(loose)
  })
  writeStudy(studies, study)
  const env = {
    ...{ PARALLAX_DATA: path.join(folder, name, 'data'), PARALLAX_STUDIES: studies, PORT: String(await freePort()) },
    ...{ PARALLAX_RESEARCHER_SECRET: SECRET, ...models },
  }
  running = await new Program(env).running()
  const url = `http://127.0.0.1:${env.PORT}`
  const program = running
  return {
    env,
    program,
    guest: async () => (await Guest.enrol(url, program.link)).connect(),
    async lastError(): Promise<string | undefined> {
      const headers = { authorization: `Bearer ${SECRET}` }
      const response = await fetch(`${url}/api/researcher/studies/small/sessions`, { headers })
      const { sessions } = (await response.json()) as { sessions: { error: { message: string } | null }[] }
      return sessions[0]?.error?.message
    },
    async stop() {
      expect(await program.close()).toBe(0)
      running = null
    },
  }
}

const bound = (change: object) => ({
  PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'gpt-5', ...change } }),
})

async function verb(env: Record<string, string>, run: Verb, ...args: string[]) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const done = await call(run, ...args).finally(() => vi.unstubAllEnvs())
  expect(done.code, done.err).toBe(0)
  return done
}

async function callsIn(data: string): Promise<ModelCallRow[]> {
  const store = await openSqliteStore({
    folder: data,
    migrations: path.join(root, 'migrations', 'sqlite'),
    role: 'tool',
  })
  const calls: ModelCallRow[] = []
  for await (const page of store.scan('modelCalls', { studyId: 'small', kinds: ['live'] })) calls.push(...page)
  await store.close()
  return calls
}

describe('a study whose model is one like GPT-5', () => {
  test('runs from start to end where its binding renames and drops what that refuses, and its data and report say so', async () => {
    const change = {
      ...{ rename: { max_tokens: 'max_completion_tokens' }, drop: ['temperature'] },
      add: { reasoning_effort: 'low' },
    }
    const { env, guest, stop } = await started('bound', bound(change))
    const person = await guest()
    await person.toEnd(2)
    expect(person.screen('ended').how).toBe('completed')
    person.leave()
    await stop()

    const calls = await callsIn(env.PARALLAX_DATA)
    expect(new Set(calls.map(({ purpose }) => purpose))).toEqual(new Set(['reply', 'probe']))
    for (const { outcome, record } of calls) {
      expect(outcome).toBe('complete')
      expect(record).toMatchObject({
        identity: { parameters: change },
        request: { settings: { temperature: 0.5, max_tokens: 400 } },
        sent: { model: 'gpt-5', max_completion_tokens: 400, reasoning_effort: 'low' },
        result: { text: TEXT },
      })
      expect((record as { sent: object }).sent).not.toHaveProperty('temperature')
    }

    const out = path.join(folder, 'export')
    await verb(env, exportVerb, 'small', '--out', out)
    const found = new Exported(out)
    expect(found.manifest.models).toMatchObject([{ model: 'gpt-5', parameters: change }])
    expect(found.jsonl('model_calls.jsonl')[0]!.record).toHaveProperty('sent.max_completion_tokens', 400)

    const reported = path.join(folder, 'report')
    await verb(env, analyseVerb, 'small', '--out', reported, '--resamples', '100')
    const report = JSON.parse(readFileSync(path.join(reported, 'report.json'), 'utf8'))
    expect(report.provenance.model).toMatchObject({
      settings: { temperature: 0.5, max_tokens: 400 },
      called: [{ alias: 'main', model: 'gpt-5', baseUrl: endpoint.url, parameters: change, calls: calls.length }],
    })
    const said = report.warnings.map(({ text }: { text: string }) => text)
    expect(said).toContain(
      `The requests to "main" (gpt-5; ${calls.length} calls) were not as the study says: temperature 0.5 is left out, max_tokens 400 is sent as max_completion_tokens, reasoning_effort "low" is added. The endpoint's own ran in the place of what was left out.`,
    )
    const page = readFileSync(path.join(reported, 'report.html'), 'utf8')
    expect(page).toContain('max_tokens sent as max_completion_tokens, without temperature, with reasoning_effort')
  })

  test('shows the researcher, and the log once, which setting to change, and the log nothing that people wrote', async () => {
    const { guest, lastError, program, stop } = await started('refused', bound({}))
    const person = await guest()
    await person.toTalk()
    for (const text of [WORDS, `${WORDS} again`])
      expect(await person.reply(`${await person.say(text)}.1`)).toMatchObject({ outcome: 'broken', text: '' })
    const sentence =
      'The endpoint refused "max_tokens": in PARALLAX_MODELS, alias "main", write rename: { max_tokens: max_completion_tokens }'
    expect(await lastError()).toMatch(/^request: The endpoint refused "max_tokens": in PARALLAX_MODELS, /)
    expect(await lastError()).toContain(sentence)
    expect(JSON.stringify(person.updates)).not.toMatch(/max_tokens|PARALLAX|endpoint/)
    person.leave()
    await stop()
    const logged = program.err.split('\n').filter((line) => line.includes('The endpoint refused'))
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ level: 40, msg: sentence }])
    expect(program.err).not.toContain(WORDS)
  })

  test('runs with a key, PARALLAX_MODEL and the line that the first error asks to be written', async () => {
    const plain = { PARALLAX_MODEL: 'gpt-5', OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'sk-test-0123456789' }
    const onDefault = (loose: Loose) => {
      loose.model!.alias = 'default' as never
      loose.model!.settings = { max_tokens: 400 } as never
    }
    const first = await started('plain', plain, onDefault)
    const person = await first.guest()
    await person.toTalk()
    expect(await person.reply(`${await person.say(WORDS)}.1`)).toMatchObject({ outcome: 'broken' })
    const line = /write PARALLAX_MODEL_PARAMETERS='([^']*)'/.exec((await first.lastError())!)![1]!
    expect(line).toBe('{ rename: { max_tokens: max_completion_tokens } }')
    person.leave()
    await first.stop()

    const second = await started('plain', { ...plain, PARALLAX_MODEL_PARAMETERS: line }, onDefault)
    const other = await second.guest()
    await other.toEnd(1)
    expect(other.screen('ended').how).toBe('completed')
    other.leave()
  })
})
