import { createRandom } from '../random.ts'
import type { Study } from '../study/study.ts'
import { adjustedTests } from './adjusted-tests.ts'
import type { MeasureId } from './alignment/measures/list.ts'
import { referencesOf } from './alignment/reference.ts'
import type { Observation, SessionRow } from './answers/observation.ts'
import type { RunTable } from './answers/run-answers.ts'
import { columnsOf } from './answers/session-answers.ts'
import { rawTestsOf, shiftsOf } from './contrasts/in-sessions/shifts.ts'
import { runComparisons, runTestKey, runTests } from './contrasts/of-models-alone/comparisons.ts'
import type { Estimate, Test } from './estimate.ts'
import { towardModel, towardModelKey } from './influence/toward-model.ts'

export type PlannedInput = {
  readonly study: Study
  readonly sessions: readonly SessionRow[]
  readonly observations: Iterable<Observation>
  readonly run?: RunTable
  readonly seed: string
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  readonly smallest: number
}

/** What a planned contrast found on one measure, with its test among all that were planned with it. */
export type PlannedResult = {
  readonly contrast: string
  readonly of: 'sessions' | 'probe run'
  /** `coefficient` is that of people's answers on the position. */
  readonly measure: MeasureId | 'coefficient'
  readonly estimate: Estimate
  readonly test: Test | null
}

/**
 * The planned contrasts alone, each contrast's location first, by the same functions and with the same adjustment as in the whole report, and without the
 * rest of it. For simulations, which do this hundreds of times.
 */
export function plannedResults(input: PlannedInput): PlannedResult[] {
  const { study, seed, run, ...options } = input
  const random = createRandom(seed)
  const references = referencesOf(study)
  const planned = new Set(study.contrasts.map(({ id }) => id))
  const columns = columnsOf(study, input.sessions, new Set(), input.observations)
  const common = { ...options, study, columns, planned }
  const shifts = shiftsOf({ ...common, references, random: random.split('shift'), plannedOnly: true })
  const people = towardModel(common)
  const compared =
    run === undefined
      ? []
      : runComparisons({
          ...options,
          study,
          table: run,
          references,
          planned,
          plannedOnly: true,
          random: random.split('run'),
        })
  const tests = adjustedTests([...rawTestsOf(shifts), ...people.tests, ...runTests(compared)])
  const moves = shifts.flatMap(({ report, rows }) =>
    (['location', 'closeness'] as const).flatMap((measure): PlannedResult[] => {
      const row = rows.find((one) => one.scope === 'all items' && one.measure === measure)
      const test = tests.get(`${report.id} ${measure}`) ?? null
      return row === undefined ? [] : [{ contrast: report.id, of: 'sessions', measure, estimate: row.estimate, test }]
    }),
  )
  const toward = people.rows.flatMap((row): PlannedResult[] => {
    if (row.contrast === null) return []
    const test = tests.get(towardModelKey(row)) ?? null
    return [{ contrast: row.contrast, of: 'sessions', measure: 'coefficient', estimate: row.estimate, test }]
  })
  const alone = compared.flatMap(({ id, shifts: found }) =>
    found.map(({ measure, estimate }): PlannedResult => {
      const test = tests.get(runTestKey(id, measure)) ?? null
      return { contrast: id, of: 'probe run', measure, estimate, test }
    }),
  )
  return [...moves, ...toward, ...alone]
}
