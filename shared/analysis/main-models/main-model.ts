import type { ModelFit, ModelResult } from '../../statistics/regression/fitted-model.ts'
import type { RandomEffect } from '../../statistics/regression/lmm-random.ts'
import type { Count, Where } from '../source.ts'

/** One coefficient. `df` is null where the interval is normal. */
export type ModelTerm = {
  readonly term: string
  readonly estimate: number
  readonly se: number
  readonly df: number | null
  readonly low: number
  readonly high: number
  readonly p: number
}

/** The method for the errors of the estimates. */
export type ModelErrors = 'restricted likelihood' | 'HC2' | 'clustered by session (CR1)' | 'clustered by session' | 't'

/**
 * A main model of the report, made so that another program, such as `models.R`, can fit the same formula to the same
 * rows. `Report.sources` names these rows.
 */
export type ReportModel = {
  /** Unique in the report. */
  readonly id: string
  readonly kind: 'answers' | 'change' | 'ordinal' | 'item differences'
  readonly title: string
  /** The item, or null where items are analysed together. */
  readonly item: string | null
  readonly formula: string
  /** The outcome, with its unit. */
  readonly outcome: string
  readonly errors: ModelErrors
  /** For each categorical term, the level with which the others are compared. */
  readonly baselines: Readonly<Record<string, string>>
  /**
   * The rows of `observations.csv` (`run_answers.csv` for a run) that the model is fitted to, and how they form its own
   * rows.
   */
  readonly rows: { readonly words: string; readonly where: readonly Where[]; readonly count: Count }
  /** The comparison of a probe run that the model is about, and its measure. */
  readonly comparison?: { readonly id: string; readonly measure: 'range-share' | 'closeness' }
  readonly notes: readonly string[]
  readonly result:
    | {
        readonly kind: 'fitted'
        /** The number of rows in the model's data; `of` says what one row is. */
        readonly n: number
        readonly of: 'session and item' | 'answers' | 'sessions' | 'items'
        readonly sessions: number | null
        readonly level: number
        readonly terms: readonly ModelTerm[]
        readonly random: readonly { readonly group: string; readonly levels: number; readonly sd: number }[]
        readonly residualSd: number | null
      }
    | { readonly kind: 'refused'; readonly why: string }
}

type Fitted = Extract<ReportModel['result'], { kind: 'fitted' }>

/** A fit in the form that the report contains. */
export function resultOf(
  result: ModelResult,
  { of, sessions, level }: Pick<Fitted, 'of' | 'sessions' | 'level'>,
): { result: ReportModel['result']; notes: readonly string[] } {
  if (result.kind === 'refused') return { result: { kind: 'refused', why: result.message }, notes: [] }
  const { fit } = result
  return {
    notes: fit.warnings,
    result: {
      kind: 'fitted',
      n: fit.n,
      of,
      sessions,
      level,
      terms: fit.terms.map(termOf),
      random: fit.random.map(({ group, levels, sd }: RandomEffect) => ({ group, levels, sd })),
      residualSd: fit.residual?.sd ?? null,
    },
  }
}

function termOf({ term, estimate, se, df, low, high, p }: ModelFit['terms'][number]): ModelTerm {
  return { term, estimate, se, df, low, high, p }
}
