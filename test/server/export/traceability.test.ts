import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { simulateVerb } from '../../../server/cli/simulate.ts'
import { ObservationsFile } from '../../../server/export/observations-file.ts'
import { runAnswerColumns } from '../../../server/export/run-tables.ts'
import { TableFile } from '../../../server/export/table-file.ts'
import type { ProbeJobRow } from '../../../server/store/run-rows.ts'
import type { RunAnswerRow } from '../../../shared/analysis/answers/run-answers.ts'
import { runTable } from '../../../shared/analysis/answers/run-answers.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import { counted, fieldAt, keptRows } from '../../../shared/analysis/source.ts'
import { analyse } from '../../../shared/report/analyse.ts'
import type { Report } from '../../../shared/report/report.ts'
import { generate, generatedStudy } from '../../shared/analysis/generate.ts'
import { answersOf, runStudy } from '../../shared/analysis/models-alone/generate-run.ts'
import { call } from '../cli/calls.ts'

type Fields = Readonly<Record<string, unknown>>
type Lines = Record<string, string>[]

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-trace-'))
const before = process.env.PARALLAX_DATA
afterAll(() => {
  if (before === undefined) delete process.env.PARALLAX_DATA
  else process.env.PARALLAX_DATA = before
  rmSync(folder, { recursive: true, force: true })
})

const linesOf = (file: string): Lines => parse(readFileSync(file, 'utf8'), { columns: true })

/** For each row of the report that a source speaks of: where it is, the n it shows, and the n that the query counts. */
function traced(report: Report, files: Readonly<Record<string, Lines>>) {
  return report.sources.flatMap(({ part, of, file, where, count, gives }) => {
    const lines = files[file]
    if (lines === undefined || gives === null) return []
    const rows = (fieldAt(report, part) as Fields[]).filter((row) =>
      of.every(({ field, is }) => (row[field] ?? null) === is),
    )
    return rows.map((row) => ({
      part: `${part} ${of.map(({ is }) => is).join(' ')}`,
      shown: fieldAt(row, gives),
      found: counted(keptRows(lines, where, row), count),
    }))
  })
}

const wrongOf = (found: ReturnType<typeof traced>) => found.filter((one) => one.shown !== one.found)
const partsOf = (found: ReturnType<typeof traced>) => new Set(found.map(({ part }) => part.split(' ')[0]))

describe('rows written beside a report', () => {
  test('give every n again: withdrawn people, unplaced ones and answers without an option are told apart', {
    timeout: 300_000,
  }, async () => {
    const study = generatedStudy()
    const drawn = generate({
      study,
      seed: 'traced',
      sessions: 60,
      places: ['EGY', 'MAR', 'DEU', null],
      moments: ['start', 'end'],
      model: () => [0.1, 0.2, 0.3, 0.4],
      unclassifiable: 0.1,
      person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
    })
    const sessions = drawn.sessions.map(
      (session, nth): SessionRow => (nth % 9 === 4 ? { ...session, status: 'withdrawn' } : session),
    )
    const { answers } = drawn
    const report = analyse({ study, sessions, answers, seed: 't', resamples: 50, rearrangements: 49, draws: 10 })
    const file = await ObservationsFile.open(folder, [study])
    for (const session of sessions)
      await file.add({ study, session, answers: answers.filter(({ unit }) => unit.session === session.session) })
    await file.close()
    const found = traced(report, { 'observations.csv': linesOf(path.join(folder, 'observations.csv')) })
    expect(wrongOf(found)).toEqual([])
    expect([...partsOf(found)].sort()).toEqual([
      'cells',
      'models',
      'pooledCells',
      'shifts',
      'twoWay.towardModel.changes',
      'twoWay.towardModel.rows',
      'twoWay.towardPeople.rows',
      'variance',
    ])
    expect(found.length).toBeGreaterThan(400)
    // What is counted must vary, or a query that keeps everything would pass.
    expect(new Set(found.map((one) => one.found)).size).toBeGreaterThan(20)
  })
})

/** The line of `run_answers.csv` that an answer of a run would have. */
function runLine({ unit, outcome, ...asked }: RunAnswerRow, nth: number, canary: ProbeJobRow['canary']): ProbeJobRow {
  const { source: _, ...of } = unit
  return {
    ...of,
    ...asked,
    form: asked.form as ProbeJobRow['form'],
    key: `key-${nth}`,
    studyId: 'generated',
    study: 'v',
    run: 'run',
    alias: unit.model,
    model: 'm',
    reportedModel: null,
    fingerprint: null,
    at: 0,
    call: `call-${nth}`,
    promptHash: 'p',
    parser: '1',
    outcome: outcome.kind as ProbeJobRow['outcome'],
    code: outcome.kind === 'classified' ? outcome.code : null,
    text: '',
    favoured: null,
    promptTokens: null,
    completionTokens: null,
    canary,
  }
}

describe('answers of a probe run', () => {
  test('give the n of every cell, slice and planned comparison again, canaries aside', {
    timeout: 300_000,
  }, async () => {
    const study = runStudy(8)
    const answers = answersOf(study, (_, q) => (q % 2 === 0 ? [0.1, 0.2, 0.3, 0.3] : [0.4, 0.3, 0.2, 0.1]), 'run')
    const run = { table: runTable(study, answers), jobs: answers.length, otherWords: 0 }
    const report = analyse({ study, sessions: [], answers: [], run, seed: 'r', resamples: 50, rearrangements: 49 })
    const columns = runAnswerColumns([study])
    const file = new TableFile(folder, 'run_answers.csv', 'Answers of models alone')
    await file.head(columns.map(({ name }) => name))
    const lines = answers.flatMap((one, nth) => [
      runLine(one, nth, null),
      ...(nth % 50 === 0 ? [runLine(one, answers.length + nth, 'start')] : []),
    ])
    await file.csv(lines.map((line) => columns.map((column) => column.cell(line))))
    await file.close()
    const found = traced(report, { 'run_answers.csv': linesOf(path.join(folder, 'run_answers.csv')) })
    expect(wrongOf(found)).toEqual([])
    expect([...partsOf(found)].sort()).toEqual(['models', 'run.alignment', 'run.cells', 'run.coverage', 'run.variance'])
    expect(found.length).toBeGreaterThan(90)
  })
})

describe('an export', () => {
  const out = path.join(folder, 'report')
  const files = path.join(folder, 'export')
  let report: Report

  beforeAll(async () => {
    process.env.PARALLAX_DATA = path.join(folder, 'data')
    for (const [verb, ...words] of [
      [simulateVerb, 'demo', '--participants', '12', '--seed', 'traced'],
      [exportVerb, 'demo', '--out', files, '--include', 'simulated'],
      [analyseVerb, 'demo', '--out', out, '--include', 'simulated', '--resamples', '100'],
    ] as const) {
      const { code, err } = await call(verb, ...words)
      if (code !== 0) throw new Error(err)
    }
    report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as Report
  }, 120_000)

  test('gives the n of every cell, contrast, place and model again by the stated queries', () => {
    const found = traced(report, {
      'observations.csv': linesOf(path.join(files, 'observations.csv')),
      'sessions.csv': linesOf(path.join(files, 'sessions.csv')),
    })
    expect(wrongOf(found)).toEqual([])
    expect(found.filter(({ part }) => part.startsWith('contrasts')).length).toBeGreaterThan(3)
    for (const part of ['cells', 'pooledCells', 'shifts', 'flow', 'places.rows', 'models', 'attrition', 'variance'])
      expect(partsOf(found)).toContain(part)
  })

  test("has the very rows that the report's hash names", () => {
    const manifest = JSON.parse(readFileSync(path.join(files, 'manifest.json'), 'utf8')) as {
      files: { file: string; sha256: string }[]
    }
    const answers = manifest.files.find(({ file }) => file === 'observations.csv')
    expect(report.provenance.inputHash).toBe(answers?.sha256)
    expect(readFileSync(path.join(out, 'observations.csv'), 'utf8')).toBe(
      readFileSync(path.join(files, 'observations.csv'), 'utf8'),
    )
  })
})
