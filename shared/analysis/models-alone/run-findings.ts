import type { Random } from '../../random.ts'
import type { Study } from '../../study/study.ts'
import { keptYardsticks } from '../alignment/against-reference.ts'
import { referencesOf } from '../alignment/reference.ts'
import type { RunTable } from '../answers/run-answers.ts'
import type { RunIdentity } from '../answers/run-identity.ts'
import { type RunCell, runCells } from '../cells/run-cells.ts'
import { type Compared, type Finding, tested } from '../contrasts/finding.ts'
import { type RunComparison, runComparisons } from '../contrasts/of-models-alone/comparisons.ts'
import type { Test } from '../estimate.ts'
import { type RunVariance, runVariance } from '../variance/run-variance.ts'
import { type AlignmentRow, alignmentRows } from './alignment.ts'
import { type CoverageRow, coverageRows } from './coverage.ts'
import type { Drift } from './drift.ts'
import { type ApartRow, apartRows } from './language-or-country.ts'
import { type RobustnessRow, robustnessRows } from './robustness.ts'

/** A comparison of a run with everything that it found. */
export type TestedComparison = RunComparison & { readonly shifts: readonly Finding[] }

/** What the probe run of a study found: models alone, under every structure. Plain JSON; arrays are tidy. */
export type RunFindings = {
  readonly models: readonly string[]
  /** The model that each alias named, according to its newest run. */
  readonly identities: readonly RunIdentity[]
  readonly answers: number
  /** The number of jobs that the study's run asks for, and the number of those that have no answer yet. */
  readonly jobs: { readonly planned: number; readonly missing: number }
  /** SHA-256 of the answers as they were read; null where the caller gave none. */
  readonly hash: string | null
  /** The number of answers to questions that an earlier version of the study worded differently. They are left out. */
  readonly otherWords: number
  /**
   * The number of answers from another model that an alias named earlier, or to other request parameters. They are left
   * out.
   */
  readonly otherModel: number
  /**
   * Whether a model changed while it was asked, by its canary questions. Models without such questions are not listed.
   */
  readonly drift: readonly { readonly model: string; readonly drift: Drift }[]
  readonly favoured: RunTable['favoured']
  readonly coverage: readonly CoverageRow[]
  readonly alignment: readonly AlignmentRow[]
  readonly cells: readonly RunCell[]
  readonly comparisons: readonly TestedComparison[]
  readonly apart: readonly ApartRow[]
  readonly robustness: readonly RobustnessRow[]
  readonly variance: readonly RunVariance[]
}

/** The answers of a run, and what is known of how they were collected. */
export type RunAnswers = {
  /** Made by `runCounter` or `runTable`. */
  readonly table: RunTable
  /** The number of all jobs that the run asks for. */
  readonly jobs: number
  /**
   * SHA-256 of the answers in the order in which they were read. Each answer is a line of JSON (job, outcome, coding,
   * favoured option).
   */
  readonly hash?: string
  readonly otherWords: number
  readonly otherModel?: number
  readonly identities?: readonly RunIdentity[]
  readonly drift?: RunFindings['drift']
}

export type RunInput = RunAnswers & {
  readonly study: Study
  readonly random: Random
  readonly resamples: number
  readonly rearrangements: number
  readonly draws: number
  readonly level: number
  /** Contrasts that count as planned. */
  readonly planned: ReadonlySet<string>
}

/** What a run found, before its tests are adjusted together with the others. */
export type RunFound = Omit<RunFindings, 'comparisons'> & { readonly comparisons: readonly Compared<RunComparison>[] }

/** Computes the findings from a run's answers. Pure and deterministic; null where nothing was asked. */
export function analyseRun(input: RunInput): RunFound | null {
  const { study, table, random, draws } = input
  if (table.answers === 0) return null
  const references = referencesOf(study)
  const yardsticks = keptYardsticks(random.split('run yardsticks'), draws)
  const cells = runCells({ study, table, references, yardsticks })
  return {
    models: table.models,
    answers: table.answers,
    jobs: { planned: input.jobs, missing: Math.max(0, input.jobs - table.answers) },
    otherWords: input.otherWords,
    hash: input.hash ?? null,
    otherModel: input.otherModel ?? 0,
    identities: input.identities ?? [],
    drift: input.drift ?? [],
    favoured: table.favoured,
    coverage: coverageRows(study, table, references),
    alignment: alignmentRows(cells, { ...input, random: random.split('alignment') }),
    cells,
    comparisons: runComparisons({ ...input, references, random: random.split('comparisons') }),
    apart: apartRows(table, { ...input, random: random.split('apart') }),
    robustness: robustnessRows(table, references, { ...input, random: random.split('robustness') }),
    variance: table.names.target.map((target) =>
      runVariance(table, target, { ...input, random: random.split(`variance ${target}`) }),
    ),
  }
}

/** Adds the adjusted tests to the comparisons that they belong to. */
export function testedRun(found: RunFound, tests: ReadonlyMap<string, Test>): RunFindings {
  const comparisons = found.comparisons.map((one) => ({ ...one.comparison, shifts: tested(one, tests) }))
  return { ...found, comparisons }
}
