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

/** How uncertain the estimates are taken to be. */
export type ModelErrors = 'restricted likelihood' | 'HC2' | 'clustered by session (CR1)' | 'clustered by session' | 't'

/**
 * A main model of the report, made so that another program can fit the same formula to the same rows: `models.R` does. The
 * rows are those that `Report.sources` names for it.
 */
export type ReportModel = {
  /** Unique in the report. */
  readonly id: string
  readonly kind: 'answers' | 'change' | 'ordinal' | 'item differences'
  readonly title: string
  /** The item, or null where items are read together. */
  readonly item: string | null
  readonly formula: string
  /** What the outcome is, with its unit. */
  readonly outcome: string
  readonly errors: ModelErrors
  /** For each categorical term, the level that the others are set against. */
  readonly baselines: Readonly<Record<string, string>>
  /** Which rows of `observations.csv` (`run_answers.csv` for a run) it is fitted to, and what makes one of its own. */
  readonly rows: { readonly words: string; readonly where: readonly Where[]; readonly count: Count }
  /** Which comparison of a probe run it is of, and what it measures. */
  readonly comparison?: { readonly id: string; readonly measure: 'range-share' | 'closeness' }
  readonly notes: readonly string[]
  readonly result:
    | {
        readonly kind: 'fitted'
        /** Rows of the model's data, and what one is. */
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

/** A fit as the report carries it. */
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
