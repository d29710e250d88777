import { describe, expect, test } from 'vitest'
import { type RunResult, runAnswer } from '../../../../shared/analysis/answers/of-run.ts'
import {
  classifiedIn,
  type RunAnswerRow,
  type RunTable,
  runTable,
} from '../../../../shared/analysis/answers/run-answers.ts'
import { InputProblem } from '../../../../shared/input-problem.ts'
import { outcomeKinds } from '../../../../shared/instrument/outcome.ts'
import { createRandom } from '../../../../shared/random.ts'
import { probeJobs, runChoice } from '../../../../shared/study/probe-jobs.ts'
import { answersOf, likePeople, runStudy } from '../models-alone/generate-run.ts'

const study = runStudy(5, { targets: ['own', 'norm'] })
const jobs = [...probeJobs(study, runChoice(study))]
const all = answersOf(study, likePeople, 'table')
const classified = (table: RunTable) =>
  Array.from({ length: table.rows }, (_, row) => classifiedIn(table, row)).reduce((sum, one) => sum + one, 0)

describe('the table of a run', () => {
  test('is the same for any order of answers [A5]', () => {
    const table = runTable(study, all)
    expect(runTable(study, all.toReversed())).toEqual(table)
    expect(runTable(study, createRandom('order').shuffle(all))).toEqual(table)
  })

  test('counts every answer once, by outcome and by option [A1]', () => {
    const odd: RunAnswerRow[] = outcomeKinds.flatMap((kind) =>
      kind === 'classified' ? [] : [{ ...all[0]!, outcome: { kind } as RunAnswerRow['outcome'] }],
    )
    const table = runTable(study, [...all, ...odd])
    expect(table.answers).toBe(all.length + odd.length)
    expect(table.outcomes.reduce((sum, one) => sum + one, 0)).toBe(table.answers)
    expect(classified(table)).toBe(all.filter(({ outcome }) => outcome.kind === 'classified').length)
  })

  test("takes a coder's reading of open questions, and of no others", () => {
    const coded = { coder: 'someone', outcome: { kind: 'classified' as const, code: 4 } }
    const results = jobs.map((job): RunResult => ({ job, outcome: { kind: 'unclassifiable' }, coded }))
    const counted = (all: readonly RunResult[]) => classified(runTable(study, all.map(runAnswer)))
    expect(counted(results)).toBe(0)
    const open = results.map((one) => ({ ...one, job: { ...one.job, form: 'open' as const } }))
    expect(counted(open)).toBe(jobs.length)
    expect(counted(open.map((one) => ({ ...one, coded: null })))).toBe(0)
  })

  test('counts where log-probabilities favour another option than the text', () => {
    const [first, second, third] = all.filter(({ outcome }) => outcome.kind === 'classified')
    const code = (one: RunAnswerRow) => (one.outcome.kind === 'classified' ? one.outcome.code : 0)
    const favouring = (one: RunAnswerRow, option: number | null) => ({
      ...one,
      unit: { ...one.unit, favoured: option },
    })
    const { favoured } = runTable(study, [
      favouring(first!, code(first!)),
      favouring(second!, code(second!) === 1 ? 2 : 1),
      favouring(third!, null),
      favouring({ ...third!, outcome: { kind: 'refused' } }, 1),
    ])
    expect(favoured).toEqual({ compared: 2, other: 1 })
  })

  test('refuses a code that the item does not have [A18]', () => {
    expect(() => runTable(study, [{ ...all[0]!, outcome: { kind: 'classified', code: 9 } }])).toThrow(InputProblem)
  })
})
