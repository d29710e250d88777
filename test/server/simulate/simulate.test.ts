import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../../server/app.ts'
import { systemClock } from '../../../server/clock.ts'
import { createLog } from '../../../server/log.ts'
import { openModels, readProfile } from '../../../server/model/open-models.ts'
import { publishStudies } from '../../../server/open.ts'
import { simulate } from '../../../server/simulate/simulate.ts'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import { StudyCatalogue } from '../../../server/studies/catalogue.ts'
import { loadStudy } from '../../../server/studies/load.ts'

const root = path.resolve(import.meta.dirname, '..', '..', '..')
const loaded = loadStudy('studies/demo/study.yaml', root)
if (!loaded.ok) throw new Error('The demo does not load.')
const demo = loaded
const folders: string[] = []

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-simulate-'))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Runs the demo with simulated people on a data folder; `cutAfter` closes the engine when so many have passed. */
async function run(folder: string, participants: number, cutAfter?: number): Promise<string[]> {
  const migrations = path.join(root, 'migrations', 'sqlite')
  const store = await openSqliteStore({ folder, migrations, role: 'tool' })
  await publishStudies(store, [demo], 0)
  const catalogue = new StudyCatalogue(store, 'key of a test', [demo])
  const opened = await openModels([demo], { env: {}, root, pace: { tokensPerSecond: 0, firstTokenMs: 0 }, seed: 's' })
  const profile = readProfile(demo.study, demo.hash, demo.file, root)
  if (!opened.ok || !profile.ok) throw new Error('The responder does not start.')
  const { models } = opened
  const parts = { store, catalogue, models, clock: systemClock, log: createLog('silent'), pages: null }
  const { app, runner } = await buildApp(parts)
  let cut: Promise<unknown> | null = null
  const progress = (done: number) => {
    if (cutAfter !== undefined && done >= cutAfter) cut ??= runner.close()
  }
  const simulation = { ...parts, runner, running: catalogue.byId('demo')!, profile: profile.profile, progress }
  const passing = simulate({ ...simulation, participants, seed: 's', concurrency: 3 })
  // After the cut nobody goes on, and nobody is waited for: the process would be gone.
  if (cutAfter === undefined) await passing
  else {
    passing.catch(() => {})
    while (cut === null) await new Promise((resolve) => setTimeout(resolve, 5))
    await cut
  }
  const rows: string[] = []
  for await (const page of store.scan('sessions', { studyId: 'demo', kinds: ['simulated'] }))
    for (const { id, condition, locale, phase, turns } of page) {
      const events = await store.read(id, 0)
      const answers = events.flatMap(({ type, body }) =>
        type === 'item.answered' || type === 'turn.taken' ? [body] : [],
      )
      const probes = (await store.probes(id)).map(({ item, moment, repeat, text }) =>
        [moment, item, repeat, text].join(' '),
      )
      rows.push(JSON.stringify({ id, condition, locale, phase, turns, answers, probes: probes.sort() }))
    }
  await app.close()
  await models.close()
  await store.close()
  return rows
}

test('a simulation that was cut off goes on, and ends in the same data as one that was not', async () => {
  const whole = await run(newFolder(), 8)
  const folder = newFolder()
  const part = await run(folder, 8, 3)
  expect(part.join()).not.toBe(whole.join())
  expect(await run(folder, 8)).toEqual(whole)
})

test('the same call again adds nothing, and a larger number adds the rest', async () => {
  const folder = newFolder()
  const four = await run(folder, 4)
  expect(await run(folder, 4)).toEqual(four)
  const six = await run(folder, 6)
  expect(six.slice(0, 4)).toEqual(four)
  expect(six).toHaveLength(6)
})
