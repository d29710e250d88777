import { adjustedTests } from '../analysis/adjusted-tests.ts'
import { keptYardsticks } from '../analysis/alignment/against-reference.ts'
import { MEASURES, type MeasureId, measuresOf } from '../analysis/alignment/measures/list.ts'
import { referencesOf } from '../analysis/alignment/reference.ts'
import type { CodedItem } from '../analysis/answers/coded-item.ts'
import type { RunTable } from '../analysis/answers/run-answers.ts'
import { type Columns, columnsOf, type SessionAnswerRow } from '../analysis/answers/session-answers.ts'
import type { SessionRow } from '../analysis/answers/session-row.ts'
import type { CellNumbers } from '../analysis/cells/cell-numbers.ts'
import { cellsOf } from '../analysis/cells/session-cells.ts'
import { heardIn, withinRows } from '../analysis/cells/subgroups.ts'
import { tested, testsOf } from '../analysis/contrasts/finding.ts'
import { shiftsOf } from '../analysis/contrasts/in-sessions/shifts.ts'
import { type Registration, standingOf } from '../analysis/contrasts/registration.ts'
import { attritionRows } from '../analysis/influence/attrition.ts'
import { towardModel, towardModelKey } from '../analysis/influence/toward-model.ts'
import { towardPeople, towardPeopleKey } from '../analysis/influence/toward-people.ts'
import { modelsOf } from '../analysis/main-models/main-models.ts'
import { analyseRun, type RunAnswers, type RunFindings, testedRun } from '../analysis/models-alone/run-findings.ts'
import { sessionVariance } from '../analysis/variance/session-variance.ts'
import { labelsOf } from '../instrument/kinds/kinds.ts'
import { localise } from '../instrument/localised.ts'
import { createRandom } from '../random.ts'
import type { Study } from '../study/study.ts'
import { contrastHeadline, runHeadline } from './comparison-headline.ts'
import { headlinesOf, towardModelHeadline, towardPeopleHeadline } from './headlines.ts'
import { cellUnits, methodsOf } from './methods.ts'
import { flowOf } from './participant-flow.ts'
import { placesOf } from './place-rows.ts'
import { provenanceOf, warningsOf } from './provenance.ts'
import { replyRows, silenceIn, withSilence } from './reply-rows.ts'
import { type CalledModel, REPORT_VERSION, type Report, type RunReport, type ShiftRow } from './report.ts'
import { sourcesOf } from './sources.ts'

export type AnalysisInput = {
  readonly study: Study
  /** All sessions of the requested kinds, in any state. */
  readonly sessions: readonly SessionRow[]
  readonly answers: Iterable<SessionAnswerRow>
  /** Answers of the study's probe run. */
  readonly run?: RunAnswers | undefined
  /** All random numbers of the analysis come from this seed. */
  readonly seed: string
  /** Bootstrap resamples for each contrast. */
  readonly resamples?: number
  /** Permutations for each test. With m permutations, no p is below 1 / (m + 1) before adjustment. */
  readonly rearrangements?: number
  /** Draws for each same-n null and each ceiling. */
  readonly draws?: number
  /** Level of all intervals: 0.95 means 95 %. */
  readonly level?: number
  /** A row about people is not shown if it has fewer sessions than this. No interval is computed from fewer. */
  readonly smallest?: number
  /** The preregistration, which says what was planned. Without it, the study file says so. */
  readonly registration?: Registration | undefined
  /** SHA-256 of the analysed version. It is compared with the registration. */
  readonly studyHash?: string
  /** The models that the sessions called. */
  readonly called?: readonly CalledModel[]
  /** SHA-256 of the analysed data. The report repeats it. */
  readonly inputHash?: string
}

const PEOPLE_NOTE =
  'End less start is the talk\'s effect on closeness to this person, plus whatever any talk would do: answers that come nearer the middle of the scale come nearer to anyone. The control arm takes off what a talk about something else does. The column "beyond others" takes off the change toward other people of the same place. What is personal in the strict sense (own less yoked transcripts) needs branches that are given a stranger\'s transcript; this version asks none.'
const POSITION_NOTE =
  "The position m was drawn for each session, so its coefficient is an effect. Codes point as the item says; m is on the study's own scale of positions."
const DESCRIPTIVE_NOTE =
  'Descriptive only: no position of the assistant was randomised, so a change is no effect of it. With no effect at all and a reliability of 0.7, the change of |answer - m| averages 0.29 sd when m lies opposite the answer given before.'

/** Shares of variance need no exact tails, and each resample works on the whole table. */
const VARIANCE_RESAMPLES = 500

/**
 * Makes the two-way report from answers. Pure and deterministic: the same input and seed give the same report. Withdrawn
 * sessions are counted, but their answers are left out. Analysis is by assignment, whether or not a session was completed.
 * Throws an InputProblem for answers that the study or the sessions do not have.
 */
export function analyse(input: AnalysisInput): Report {
  const { study, seed, resamples = 2000, rearrangements = 1999, draws = 400 } = input
  const { level = 0.95, smallest = 5, inputHash = null } = input
  const random = createRandom(seed)
  const settings = { level, resamples, rearrangements, reportVersion: REPORT_VERSION }
  const called = [...(input.called ?? []), ...(input.run?.identities ?? [])]
  const standing =
    input.registration === undefined
      ? null
      : standingOf(input.registration, study, input.studyHash ?? '', settings, { sessions: input.sessions, called })
  const planned = new Set(standing?.planned ?? study.contrasts.map(({ id }) => id))
  const withdrawn = new Set(input.sessions.flatMap(({ session, status }) => (status === 'withdrawn' ? [session] : [])))
  const withdrawnFrom = input.sessions.flatMap(({ status, condition }) => (status === 'withdrawn' ? [condition] : []))
  const kept = input.sessions.filter(({ session }) => !withdrawn.has(session))
  const columns = columnsOf(study, kept, withdrawn, input.answers)
  const references = referencesOf(study)
  const yardsticks = keptYardsticks(random.split('yardsticks'), draws)
  const cell = { study, columns, references, yardsticks, smallest }
  const common = { study, columns, level, smallest, rearrangements, planned }

  const shifts = shiftsOf({ ...common, references, random: random.split('shift'), resamples })
  const people = towardPeople({ ...common, random: random.split('toward people') })
  const model = towardModel(common)
  const runOptions = { study, resamples, rearrangements, draws, level, planned, random: random.split('run') }
  const found = input.run === undefined ? null : analyseRun({ ...runOptions, ...input.run })
  const tests = adjustedTests([
    ...testsOf(shifts),
    ...people.tests,
    ...model.tests,
    ...testsOf(found?.comparisons ?? []),
  ])
  const run = found === null ? null : reportedRun(testedRun(found, tests))

  const rows: ShiftRow[] = shifts.flatMap((one) =>
    tested(one, tests).map((finding) => ({ contrast: one.comparison.id, ...finding })),
  )
  const replies = replyRows(study, input.sessions)
  const contrasts = shifts.map(({ comparison }) => {
    const compared = [...comparison.levelConditions, ...comparison.baselineConditions]
    const own = rows.filter(({ contrast }) => contrast === comparison.id)
    return { ...comparison, headline: withSilence(contrastHeadline(comparison, own), replies, compared) }
  })
  const peopleRows = people.rows.map((row) => ({ ...row, test: tests.get(towardPeopleKey(row)) ?? null }))
  const modelRows = model.rows.map((row) => ({ ...row, test: tests.get(towardModelKey(row)) ?? null }))
  const arms = study.conditions.map(({ id }) => id)
  const silence = silenceIn(replies, arms)
  const noted = (note: string) => (silence === null ? note : `${silence} ${note}`)
  const twoWay: Report['twoWay'] = {
    towardPeople: {
      note: noted(PEOPLE_NOTE),
      rows: peopleRows,
      headline: withSilence(towardPeopleHeadline(peopleRows), replies, arms),
    },
    towardModel: {
      randomised: model.randomised,
      note: noted(model.randomised ? POSITION_NOTE : DESCRIPTIVE_NOTE),
      rows: modelRows,
      equivalence: model.equivalence,
      changes: model.changes,
      headline: withSilence(towardModelHeadline(model.randomised, modelRows, model.equivalence), replies, arms),
    },
  }
  const provenance = provenanceOf({
    ...input,
    columns,
    runCells: run?.cells ?? [],
    resamples,
    rearrangements,
    level,
    inputHash,
  })
  const items = [...columns.items, ...itemsOfRunAlone(columns, input.run?.table)]
  const cells = cellsOf(cell, 'by condition')
  const pooledCells = [...cellsOf(cell, 'treated'), ...cellsOf(cell, 'control')]
  const models = modelsOf({ study, columns, run, level, smallest })
  const within = withinRows(study, heardIn(items, run?.cells ?? [], pooledCells), {
    random: random.split('within'),
    resamples,
    level,
  })
  const attrition = attritionRows({ study, columns, withdrawn: withdrawnFrom, level, smallest })
  const variance = sessionVariance(study, columns, {
    random: random.split('variance'),
    resamples: VARIANCE_RESAMPLES,
    level,
  })
  return {
    version: REPORT_VERSION,
    provenance,
    registration: standing,
    warnings: warningsOf({
      ...{ provenance, columns, study, replies, withdrawn: withdrawn.size, run, standing },
      readAgainst: populationsOf([...cells, ...(run?.cells ?? [])]),
    }),
    headlines: headlinesOf({ contrasts, twoWay, run }),
    items: itemsOf(study, items),
    conditions: study.conditions.map(({ id, levels }) => ({ id, levels, control: id === study.control })),
    flow: flowOf(study, input.sessions),
    replies,
    places: placesOf(study, columns, references),
    cells,
    pooledCells,
    smallest,
    contrasts,
    shifts: rows,
    twoWay,
    within,
    attrition,
    variance,
    run,
    models,
    sources: sourcesOf({ study, provenance, replies, contrasts, twoWay, attrition, variance, models, run }),
    units: cellUnits,
    measures: cardsShown({ sessions: rows.length > 0, modelsAlone: run !== null }),
    methods: methodsOf({
      provenance,
      replies,
      models,
      contrasts,
      twoWay,
      attrition,
      variance,
      within,
      run,
      pooledCells,
      smallest,
    }),
  }
}

/** The cards of all measures in the report: of cells, of shifts in sessions, and of models asked alone. */
function cardsShown(there: { sessions: boolean; modelsAlone: boolean }): Report['measures'] {
  const shown = new Set([
    ...measuresOf('cells'),
    ...(there.sessions ? measuresOf('sessions') : []),
    ...(there.modelsAlone ? measuresOf('models alone') : []),
  ])
  return Object.entries(MEASURES).flatMap(([id, { card }]) => (shown.has(id as MeasureId) ? [card] : []))
}

/** A run's findings. Each comparison also says in plain words what it found. */
function reportedRun(run: RunFindings): RunReport {
  const comparisons = run.comparisons.map((one) => ({ ...one, headline: runHeadline(one) }))
  return { ...run, comparisons }
}

/** The populations with which any answers are compared. */
function populationsOf(cells: readonly Pick<CellNumbers, 'against'>[]): Set<string> {
  return new Set(cells.flatMap(({ against }) => (against?.kind === 'survey' ? [against.population] : [])))
}

/** Items that models were asked alone, and that nobody was asked in a session. */
function itemsOfRunAlone({ items }: Columns, table: RunTable | undefined): readonly CodedItem[] {
  return (table?.items ?? []).filter(({ ref }) => !items.some((one) => one.ref === ref))
}

function itemsOf(study: Study, items: readonly CodedItem[]): Report['items'] {
  const locale = study.locales.includes('en') ? 'en' : study.locales[0]!
  return items.map(({ ref, item, codes, ordered }) => ({
    item: ref,
    label: item.label,
    topic: item.topic,
    theory: item.theory,
    reference: item.reference ?? null,
    ordered,
    options: codes.map((code) => {
      const text = labelsOf(item.answer).find((one) => one.code === code)?.label
      return { code, label: text === undefined ? String(code) : localise(text, locale) }
    }),
  }))
}
