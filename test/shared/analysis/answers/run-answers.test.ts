import { describe, expect, test } from 'vitest'
import { classifiedIn, type RunTable, runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import type { RunObservation } from '../../../../shared/analysis/answers/run-observation.ts'
import { InputProblem } from '../../../../shared/input-problem.ts'
import { outcomeKinds } from '../../../../shared/instrument/outcome.ts'
import { createRandom } from '../../../../shared/random.ts'
import { answersOf, likePeople, runStudy } from '../models-alone/generate-run.ts'

const study = runStudy(5, { targets: ['own', 'norm'] })
const all = answersOf(study, likePeople, 'table')
const classified = (table: RunTable) =>
  Array.from({ length: table.rows }, (_, row) => classifiedIn(table, row)).reduce((sum, one) => sum + one, 0)

describe('the table of a run', () => {
  test('is the same for any order of observations [A5]', () => {
    const table = runTable(study, all)
    expect(runTable(study, all.toReversed())).toEqual(table)
    expect(runTable(study, createRandom('order').shuffle(all))).toEqual(table)
  })

  test('counts every answer once, by outcome and by option [A1]', () => {
    const odd: RunObservation[] = outcomeKinds.flatMap((kind) =>
      kind === 'classified' ? [] : [{ ...all[0]!, outcome: { kind } as RunObservation['outcome'] }],
    )
    const table = runTable(study, [...all, ...odd])
    expect(table.answers).toBe(all.length + odd.length)
    expect(table.outcomes.reduce((sum, one) => sum + one, 0)).toBe(table.answers)
    expect(classified(table)).toBe(all.filter(({ outcome }) => outcome.kind === 'classified').length)
  })

  test("takes a coder's reading of open questions, and of no others", () => {
    const coded = { coder: 'someone', outcome: { kind: 'classified' as const, code: 4 } }
    const lost = all.map((one) => ({ ...one, outcome: { kind: 'unclassifiable' as const }, coded }))
    expect(classified(runTable(study, lost))).toBe(0)
    const open = lost.map((one) => ({ ...one, job: { ...one.job, form: 'open' as const } }))
    expect(classified(runTable(study, open))).toBe(all.length)
    const unread = open.map((one) => ({ ...one, coded: null }))
    expect(classified(runTable(study, unread))).toBe(0)
  })

  test('counts where log-probabilities favour another option than the text', () => {
    const [first, second, third] = all.filter(({ outcome }) => outcome.kind === 'classified')
    const code = (one: RunObservation) => (one.outcome.kind === 'classified' ? one.outcome.code : 0)
    const { favoured } = runTable(study, [
      { ...first!, favoured: code(first!) },
      { ...second!, favoured: code(second!) === 1 ? 2 : 1 },
      { ...third!, favoured: null },
      { ...third!, outcome: { kind: 'refused' }, favoured: 1 },
    ])
    expect(favoured).toEqual({ compared: 2, other: 1 })
  })

  test('refuses a code that the item does not have [A18]', () => {
    expect(() => runTable(study, [{ ...all[0]!, outcome: { kind: 'classified', code: 9 } }])).toThrow(InputProblem)
  })
})
