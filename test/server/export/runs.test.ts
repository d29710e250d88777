import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportStudy } from '../../../server/export/export.ts'
import { readCanaries, readRun } from '../../../server/export/run-results.ts'
import type { ModelIdentity } from '../../../server/model/model.ts'
import { canonicalHash } from '../../../server/studies/canonical.ts'
import type { RunResult } from '../../../shared/analysis/answers/of-run.ts'
import type { StudyOfRun } from '../../../shared/study/probe-jobs.ts'
import { type RunRig, says, startRunRig, studyOfRun } from '../probes/run-rig.ts'
import { codingOf } from '../store/contract/material.ts'
import { Exported } from './files.ts'

const canaries = { items: ['near/side'], repeats: 2 }
const study = studyOfRun({ canaries })
const reworded = studyOfRun({ canaries }, (loose) => {
  loose.instruments![0]!.items![1]!.forms!.question![0]!.en = 'Do you trust people nearby?' as never
})

let rig: RunRig
let found: Exported
const folders: string[] = []

beforeAll(async () => {
  rig = await startRunRig(says('a "2", surely\n2'))
  await rig.run(study)
  rig.answer(says('1'))
  await rig.run(reworded)
  const first = (await rig.jobs()).find(({ canary }) => canary === null)
  const call = (await rig.calls())[0]!
  await rig.store.recordCoding(codingOf(first!.key, { coder: 'reader coder 1', code: 1 }), {
    ...call,
    id: 'coding-call',
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-runs-'))
  folders.push(folder)
  await exportStudy({
    ...{ store: rig.store, studyId: 'small', kinds: ['live'], at: 1, folder, identifiers: false },
    progress: () => {},
  })
  found = new Exported(folder)
})
afterAll(async () => {
  await rig.end()
  for (const folder of folders) rmSync(folder, { recursive: true })
})

async function read(of: StudyOfRun) {
  const snapshot = await rig.store.snapshot()
  try {
    const { results, left, models } = await readRun(snapshot, of)
    const rows: RunResult[] = []
    for await (const one of results) rows.push(one)
    return { rows, left, models }
  } finally {
    await snapshot.close()
  }
}

async function canariesOf(of: StudyOfRun, models: readonly ModelIdentity[]) {
  const snapshot = await rig.store.snapshot()
  try {
    return await readCanaries(snapshot, of, models)
  } finally {
    await snapshot.close()
  }
}

describe('the files of probe runs', () => {
  test('hold a line for each answer, with its structure, its version and its call', async () => {
    const rows = found.csv('run_answers.csv')
    const jobs = await rig.jobs()
    expect(rows).toHaveLength(jobs.length)
    expect(rows.map(({ key }) => key)).toEqual(jobs.map(({ key }) => key))
    const elder = rows.find((row) => row.condition === 'elder' && row.place === 'EGY' && row.canary === '')!
    expect(elder).toMatchObject({
      study_version: canonicalHash(study),
      alias: 'main',
      factor_persona: 'elder',
      locale: 'ar',
      option_order: 'listed',
      format: 'number',
      target: 'own',
      prompt_tokens: '7',
      reported_model: 'normal-2024',
    })
    expect(['0', '1']).toContain(elder.wording_persona)
    const calls = new Set(found.jsonl('model_calls.jsonl').map(({ call }) => call))
    expect(rows.every(({ call }) => calls.has(call!))).toBe(true)
    expect(rows.filter(({ canary }) => canary !== '')).toHaveLength(12)
  })

  test('hold the runs, the codings, and every version that was asked', () => {
    const runs = found.jsonl('runs.jsonl')
    expect(runs.map(({ study_version, end_reason }) => [study_version, end_reason])).toEqual([
      [canonicalHash(study), 'done'],
      [canonicalHash(reworded), 'done'],
    ])
    expect(runs[0]!.capabilities).toMatchObject({ usage: 'yes', logprobs: 'no' })
    expect(found.csv('run_codings.csv')).toMatchObject([{ coder: 'reader coder 1', code: '1', outcome: 'classified' }])
    for (const version of [study, reworded])
      expect(found.names).toContain(`study-${canonicalHash(version).slice(0, 12)}.json`)
  })

  test('stand in the manifest and the codebook', () => {
    const files = Object.fromEntries(found.manifest.files.map(({ file, rows }) => [file, rows]))
    expect(files).toMatchObject({ 'runs.jsonl': 2, 'run_codings.csv': 1 })
    for (const file of ['run_answers.csv', 'run_codings.csv'])
      expect(
        found
          .csv('codebook.csv')
          .filter((row) => row.file === file && row.variable !== '')
          .map((row) => row.variable),
      ).toEqual(found.head(file))
  })
})

describe('the answers of a version', () => {
  test('are the answers to what it asks, whatever version asked them, and no canary', async () => {
    const { rows, left, models } = await read(study)
    expect(rows).toHaveLength(16)
    // The reworded item was asked in the English slice: two conditions, two repeats.
    expect(left).toEqual({ canaries: 12, otherWords: 4, otherModel: 0 })
    expect(models).toMatchObject([{ alias: 'main', model: 'normal' }])
    expect(new Set(rows.map(({ job }) => `${job.condition} ${job.place} ${job.item} ${job.repeat}`)).size).toBe(16)
    expect(rows.every(({ outcome }) => outcome.kind === 'classified' && outcome.code === 2)).toBe(true)
    const other = await read(reworded)
    expect(other.rows).toHaveLength(16)
    expect(other.left).toEqual({ canaries: 12, otherWords: 4, otherModel: 0 })
    expect(other.rows.filter(({ outcome }) => outcome.kind === 'classified' && outcome.code === 1)).toHaveLength(4)
  })

  test('carry what a coder read, beside the parser and not in its place', async () => {
    const coded = (await read(study)).rows.filter((row) => row.coded)
    expect(coded).toHaveLength(1)
    for (const { coded: by } of coded)
      expect(by).toEqual({ coder: 'reader coder 1', outcome: { kind: 'classified', code: 1 } })
  })

  test('leave out what a version no longer asks, and take in repeats beyond its number', async () => {
    const less = studyOfRun({ items: ['near/side'], slices: [{ place: 'DEU', locale: 'en' }], repeats: 1 })
    const { rows, left } = await read(less)
    expect(rows).toHaveLength(4)
    expect(left.otherWords).toBe(16)
  })

  test('canaries are read apart, by model, run and moment', async () => {
    const { models } = await read(study)
    const answers = (await canariesOf(study, models)).get('main')!
    expect(new Set(answers.map(({ moment }) => moment))).toEqual(
      new Set(['1 start', '1 middle', '1 end', '2 start', '2 middle', '2 end']),
    )
    expect(answers).toHaveLength(12)
    expect(answers[0]).toMatchObject({ item: 'near/side', fingerprint: 'fp_1', reportedModel: 'normal-2024' })
  })

  test('canaries asked in other words, under other settings or of another model are no sign of change', async () => {
    const { models } = await read(study)
    const otherWords = studyOfRun({ canaries }, (loose) => {
      for (const item of loose.instruments![0]!.items!) item.forms!.question![0]!.ar = 'سؤال آخر' as never
    })
    const warmer = studyOfRun({ canaries }, (loose) => {
      loose.model!.settings!.temperature = 1 as never
    })
    for (const changed of [otherWords, warmer]) expect((await canariesOf(changed, models)).size).toBe(0)
    const moved = models.map((one) => ({ ...one, baseUrl: 'https://elsewhere.example/v1' }))
    expect((await canariesOf(study, moved)).size).toBe(0)
  })

  test('stay those of the model that answered when a later run could not reach its endpoint', async () => {
    const [run] = await rig.runs()
    const identity = { ...(run!.identity as object), model: 'mistyped' }
    await rig.store.beginRun({ ...run!, id: 'unreached', identity, startedAt: 8e15, capabilities: null })
    const { rows, left, models } = await read(study)
    expect(rows).toHaveLength(16)
    expect(left.otherModel).toBe(0)
    expect(models).toMatchObject([{ alias: 'main', model: 'normal' }])
  })

  test('are not those of other settings or of another model behind the alias', async () => {
    const warmer = studyOfRun({}, (loose) => {
      loose.model!.settings!.temperature = 1 as never
    })
    expect((await read(warmer)).rows).toEqual([])
    const [run] = await rig.runs()
    const identity = { ...(run!.identity as object), model: 'another' }
    await rig.store.beginRun({ ...run!, id: 'later', identity, startedAt: 9e15 })
    const { rows, left } = await read(study)
    expect(rows).toEqual([])
    expect(left.otherModel).toBe(20)
  })

  test('are not those of another address behind the alias, though the model has the same name', async () => {
    const [run] = await rig.runs()
    const identity = { ...(run!.identity as object), baseUrl: 'https://elsewhere.example/v1' }
    await rig.store.beginRun({ ...run!, id: 'elsewhere', identity, startedAt: 9.001e15 })
    const { rows, left } = await read(study)
    expect(rows).toEqual([])
    expect(left).toMatchObject({ otherModel: 20, otherWords: 0 })
  })
})
