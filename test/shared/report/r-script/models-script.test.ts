import { describe, expect, test } from 'vitest'
import { observationColumns } from '../../../../server/export/observations-table.ts'
import { runAnswerColumns } from '../../../../server/export/run-tables.ts'
import { runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import { analyse } from '../../../../shared/report/analyse.ts'
import { modelsScript } from '../../../../shared/report/r-script/models-script.ts'
import { rComment, rList, rNumbers, rText } from '../../../../shared/report/r-script/r-text.ts'
import { generate, generatedStudy } from '../../analysis/generate.ts'
import { answersOf, runStudy } from '../../analysis/models-alone/generate-run.ts'

const SHARP = 'A "quoted" title\nquit("yes") \\ é 😀'
const study = generatedStudy({ title: SHARP })
study.instruments[0]!.items[1]!.label = `"); quit("yes") # ${SHARP}`
const quick = { seed: 'script', resamples: 50, rearrangements: 49, draws: 10 }
const drawn = generate({
  study,
  seed: 'script',
  sessions: 60,
  moments: ['start', 'end'],
  model: () => [0.1, 0.2, 0.3, 0.4],
  person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
})
const report = analyse({ study, ...drawn, ...quick })
const script = modelsScript(report)

const runs = runStudy(8)
const answers = answersOf(runs, (_, q) => (q % 2 === 0 ? [0.1, 0.2, 0.3, 0.3] : [0.4, 0.3, 0.2, 0.1]), 'script')
const runReport = analyse({
  study: runs,
  sessions: [],
  answers: [],
  run: { table: runTable(runs, answers), jobs: answers.length, otherWords: 0 },
  ...quick,
})
const runScript = modelsScript(runReport)

/** The script without its comments and with every text in quotes taken out: what is left is code. */
function code(text: string): string {
  return text.replaceAll(/^#.*$/gm, '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
}

describe('models.R', () => {
  test('names columns that the export has, and no other', () => {
    const columns = new Set(observationColumns([study]).map(({ name }) => name))
    const used = [...script.matchAll(/\b(?:rows|data)\$([a-z_]+)/g)].map(([, name]) => name!)
    const made = ['response', 'code', 'condition', 'place', 'item', 'session', 'moment', 'position']
    for (const name of used) expect(columns.has(name) || made.includes(name)).toBe(true)
    for (const { rows } of report.models)
      for (const { column } of rows.where) expect(columns.has(column), column).toBe(true)
    const run = new Set(runAnswerColumns([runs]).map(({ name }) => name))
    for (const { rows } of runReport.models)
      for (const { column } of rows.where) expect(run.has(column), column).toBe(true)
    const alike = /alike <- c\(([^)]*)\)/.exec(runScript)![1]!
    for (const [, name] of alike.matchAll(/"([^"]+)"/g)) expect(run.has(name!), name).toBe(true)
    for (const name of ['canary', 'key', 'form', 'outcome', 'code']) expect(run.has(name)).toBe(true)
  })

  test("holds the report's figures with all their digits, term by term", () => {
    const entries = script.slice(script.indexOf('models <- list(')).split('  list(\n').slice(1)
    expect(entries.length).toBe(report.models.length)
    report.models.forEach(({ id, result, formula }, nth) => {
      const entry = entries[nth]!
      expect(entry).toContain(`id = "${id}"`)
      expect(entry).toContain(`formula = "${formula}"`)
      if (result.kind === 'refused') throw new Error(result.why)
      expect(entry).toContain(`n = ${result.n},`)
      expect(entry).toContain(`term = c(${result.terms.map(({ term }) => `"${term}"`).join(', ')})`)
      expect(entry).toContain(`report = c(${result.terms.map(({ estimate }) => estimate).join(', ')})`)
      expect(entry).toContain(`report_se = c(${result.terms.map(({ se }) => se).join(', ')})`)
    })
  })

  test('is ASCII, and nothing that a study calls itself leaves its quotes or its comment', () => {
    for (const text of [script, runScript]) {
      expect(text).toMatch(/^[\n\x20-\x7e]*$/)
      expect(code(text)).not.toContain('quit')
      expect(code(text)).not.toContain('"quoted')
    }
    const lines = script.split('\n')
    expect(lines.filter((line) => line.includes('quit(')).every((line) => /^(#| {4}title = ")/.test(line))).toBe(true)
    expect(code(script).split('(').length).toBe(code(script).split(')').length)
  })

  test('guards every package, so that base R is enough', () => {
    for (const text of [script, runScript]) {
      expect(text).not.toMatch(/\b(library|require)\(/)
      const packages = [...new Set([...text.matchAll(/\b([A-Za-z0-9]+)::/g)].map(([, name]) => name!))]
      expect(packages.sort()).toEqual(['MASS', 'lme4', 'ordinal', 'sandwich'])
      for (const name of packages) expect(text).toContain(`has("${name}")`)
    }
  })

  test('reads a probe run only where there is one, with the shares that it was read against', () => {
    expect(script).not.toContain('run_answers.csv")')
    expect(runScript).toContain('file.path(folder, "run_answers.csv")')
    const cell = runReport.run!.cells.find(({ referenceShares }) => referenceShares !== null)!
    expect(runScript).toContain(cell.referenceShares!.join(', '))
    expect(runScript).toContain('factor = "framing", level = "people", baseline = "none", target = "own"')
    expect(runScript).toContain('measure = "closeness", confounded = c(FALSE)')
  })

  test('is written for a study without data too', () => {
    const empty = modelsScript(analyse({ study, sessions: [], answers: [], ...quick }))
    expect(empty).toContain('models <- list(\n\n)')
    expect(empty).not.toMatch(/NaN|undefined/)
  })
})

describe('texts of R', () => {
  test('are quoted and in ASCII', () => {
    expect(rText('a "b" \\ é\n😀\u0000')).toBe('"a \\"b\\" \\\\ \\u00e9\\u000a\\U0001f600"')
    expect(rComment('one\r\ntwo "x"')).toBe('# one\\u000d\\u000atwo "x"')
    expect(rList([['factor.a b', '1']])).toBe('list("factor.a b" = 1)')
    expect(rNumbers([0.1, null, 1e-300])).toBe('c(0.1, NA, 1e-300)')
    expect([rNumbers([]), rList([])]).toEqual(['numeric()', 'list()'])
  })
})
