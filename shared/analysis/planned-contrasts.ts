import { createRandom } from '../random.ts'
import type { Study } from '../study/study.ts'
import { adjustedTests, type Design } from './adjusted-tests.ts'
import type { MeasureId } from './alignment/measures/list.ts'
import { referencesOf } from './alignment/reference.ts'
import type { RunTable } from './answers/run-answers.ts'
import { columnsOf, type SessionAnswerRow } from './answers/session-answers.ts'
import type { SessionRow } from './answers/session-row.ts'
import { type Compared, type Finding, overall, tested, testsOf } from './contrasts/finding.ts'
import { shiftsOf } from './contrasts/in-sessions/shifts.ts'
import { runComparisons } from './contrasts/of-models-alone/comparisons.ts'
import type { Estimate, Test } from './estimate.ts'
import { towardModel, towardModelKey } from './influence/toward-model.ts'

export type PlannedInput = {
  readonly study: Study
  readonly sessions: readonly SessionRow[]
  readonly answers: Iterable<SessionAnswerRow>
  readonly run?: RunTable
  readonly seed: string
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  readonly smallest: number
}

/** What a planned contrast found on one measure, with its test, adjusted among all tests that were planned with it. */
export type PlannedResult = {
  readonly contrast: string
  readonly of: Design
  /** `coefficient` is the coefficient of the position for people's answers. */
  readonly measure: MeasureId | 'coefficient'
  readonly estimate: Estimate
  readonly test: Test | null
}

/**
 * Computes the planned contrasts alone, each contrast's location first. It uses the same functions and the same
 * adjustment as the whole report, but leaves out the rest of it. It is for simulations, which do this hundreds of
 * times.
 */
export function plannedResults(input: PlannedInput): PlannedResult[] {
  const { study, seed, run, ...options } = input
  const random = createRandom(seed)
  const references = referencesOf(study)
  const planned = new Set(study.contrasts.map(({ id }) => id))
  const columns = columnsOf(study, input.sessions, new Set(), input.answers)
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
  const tests = adjustedTests([...testsOf(shifts), ...people.tests, ...testsOf(compared)])
  const moves = shifts.flatMap((one) => {
    const findings = tested(one, tests)
    return (['location', 'closeness'] as const).flatMap((measure) => {
      const found = overall(findings, measure)
      return found === undefined ? [] : [planOf(one, found)]
    })
  })
  const toward = people.rows.flatMap((row): PlannedResult[] => {
    if (row.contrast === null) return []
    const test = tests.get(towardModelKey(row)) ?? null
    return [{ contrast: row.contrast, of: 'sessions', measure: 'coefficient', estimate: row.estimate, test }]
  })
  const alone = compared.flatMap((one) => tested(one, tests).map((found) => planOf(one, found)))
  return [...moves, ...toward, ...alone]
}

function planOf({ design, comparison }: Compared, { measure, estimate, test }: Finding): PlannedResult {
  return { contrast: comparison.id, of: design, measure, estimate, test }
}
