import type { Coefficient } from './coefficients.ts'
import type { Baselines, buildDesign } from './design.ts'
import type { Formula } from './formula.ts'
import type { RandomEffect } from './lmm-random.ts'
import type { UsedRows } from './model-data.ts'
import type { ModelProblemCode } from './model-problem.ts'

/** What the outcome is: a quantity, yes and no (or counts), or ordered levels. */
export type Family = 'gaussian' | 'binomial' | 'ordinal'
export const families: readonly Family[] = ['gaussian', 'binomial', 'ordinal']

/** Which errors the coefficients of a model without random terms get. */
export type Errors =
  | { readonly kind: 'classical' | 'hc2' | 'hc3' }
  | { readonly kind: 'cluster'; readonly column: string }

/** How a model is to be fitted. `level` is that of the intervals, 0.95 unless given. */
export interface ModelOptions {
  readonly formula: string
  readonly family?: Family
  /** For linear mixed models; REML unless given. */
  readonly method?: 'reml' | 'ml'
  /** For each categorical column, the level that others are compared with; the first to appear unless given. */
  readonly baselines?: Baselines
  readonly errors?: Errors
  /** For a text outcome of the family ordinal: its levels from low to high. */
  readonly order?: readonly string[]
  /** Degrees of freedom in linear mixed models; Satterthwaite's unless given. */
  readonly df?: 'satterthwaite' | 'between-within'
  readonly level?: number
}

/** A fitted model. All numbers are finite; what does not apply is null. */
export interface ModelFit {
  readonly formula: string
  readonly family: Family
  /** How the estimates were computed. */
  readonly method: 'least squares' | 'reml' | 'ml' | 'laplace' | 'adaptive quadrature'
  /** Rows used. */
  readonly n: number
  /** Rows that were left out because of missing values. */
  readonly omitted: number
  /** Levels of each grouping factor, and of the column of clusters. */
  readonly groups: Readonly<Record<string, number>>
  readonly terms: readonly Coefficient[]
  readonly random: readonly RandomEffect[]
  /** Of a gaussian model. */
  readonly residual: { readonly variance: number; readonly sd: number } | null
  readonly logLik: number
  /** What was minimised: the REML criterion, or -2 log likelihood. */
  readonly criterion: number
  readonly converged: boolean
  readonly warnings: readonly string[]
}

/** A fit, or why there is none. */
export type ModelResult =
  | { readonly kind: 'fitted'; readonly fit: ModelFit }
  | { readonly kind: 'refused'; readonly code: ModelProblemCode; readonly message: string }

/** Everything from which a fit is made. */
export interface ModelRequest {
  readonly formula: Formula
  readonly family: Family
  readonly errors: Errors
  readonly used: UsedRows
  readonly design: ReturnType<typeof buildDesign>
  readonly options: ModelOptions
  readonly baselines: Baselines
}
