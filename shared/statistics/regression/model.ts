import type { Coefficient } from './coefficients.ts'
import type { Table } from './data-table.ts'
import { type Baselines, buildDesign } from './design.ts'
import { type Formula, parseFormula } from './formula.ts'
import type { RandomEffect } from './lmm-random.ts'
import { loneLevels, type UsedRows, usedRows } from './model-data.ts'
import { fitMixed, fitPlain } from './model-families.ts'
import { ModelProblem, type ModelProblemCode } from './model-problem.ts'

/** What the outcome is: a quantity, yes and no (or counts), or ordered levels. */
export type Family = 'gaussian' | 'binomial' | 'ordinal'
export const families: readonly Family[] = ['gaussian', 'binomial', 'ordinal']

/** How uncertain the coefficients of a model without random terms are taken to be. */
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
  /** How the estimates were got. */
  readonly method: 'least squares' | 'reml' | 'ml' | 'laplace' | 'adaptive quadrature'
  /** Rows used. */
  readonly n: number
  /** Rows left out for missing values. */
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

/**
 * Fits the model that a formula names to the rows of a table that have values in all its columns: least squares,
 * logistic or cumulative-link regression, or with random terms their mixed forms. What is wrong with the call,
 * the data or the design comes back as a refusal that says what, where and the remedy.
 */
export function fitModel(table: Table, options: ModelOptions): ModelResult {
  try {
    return { kind: 'fitted', fit: requireFinite(fitted(table, options)) }
  } catch (problem) {
    if (problem instanceof ModelProblem) return { kind: 'refused', code: problem.code, message: problem.message }
    throw problem
  }
}

function fitted(table: Table, options: ModelOptions): ModelFit {
  const formula = parseFormula(options.formula)
  const family = options.family ?? 'gaussian'
  const errors = options.errors ?? { kind: 'classical' }
  checkOptions(formula, options, family, errors)
  const names = [...formula.variables.values()].map((variable) => variable.column)
  if (errors.kind === 'cluster') names.push(errors.column)
  const used = usedRows(table, [...new Set(names)])
  const baselines = options.baselines ?? {}
  const fixed =
    family === 'ordinal' && !formula.fixed.some((term) => term.length === 0) ? [[], ...formula.fixed] : formula.fixed
  const design = buildDesign(used.table, fixed, formula.variables, baselines)
  if (design.names.length === 0) {
    throw new ModelProblem(
      'formula',
      `Formula "${formula.text}" has no coefficient. Add a term, or 1 for the intercept.`,
    )
  }
  const request = { formula, family, errors, used, design, options, baselines }
  const result = formula.random.length > 0 ? fitMixed(request) : fitPlain(request)
  const warnings = [...used.warnings, ...loneLevels(used, formula), ...result.warnings]
  if (!result.converged) {
    warnings.push(
      'The search stopped before it was sure of the best fit: do not report these numbers. Use fewer random terms.',
    )
  }
  return {
    formula: formula.text,
    family,
    n: used.table.rows,
    omitted: table.rows - used.table.rows,
    ...result,
    warnings,
  }
}

/** All that a fit is made from. */
export interface ModelRequest {
  readonly formula: Formula
  readonly family: Family
  readonly errors: Errors
  readonly used: UsedRows
  readonly design: ReturnType<typeof buildDesign>
  readonly options: ModelOptions
  readonly baselines: Baselines
}

function checkOptions(formula: Formula, options: ModelOptions, family: Family, errors: Errors): void {
  const refuse = (message: string): never => {
    throw new ModelProblem('option', message)
  }
  const { level } = options
  if (level !== undefined && !(level > 0 && level < 1))
    refuse(`The level of intervals is between 0 and 1, not ${level}.`)
  if (formula.random.length > 0 && errors.kind !== 'classical') {
    refuse(
      `Errors of kind ${errors.kind} go with models without random terms. Leave out the random terms, or the kind of errors.`,
    )
  }
  if (formula.random.length === 0 && options.method) {
    refuse(
      `The method ${options.method} is for random terms, and "${formula.text}" has none. Leave it out, or add a term like (1 | participant).`,
    )
  }
  if (options.method === 'reml' && family !== 'gaussian') {
    refuse(
      `REML is for the family gaussian; the family ${family} is fitted by maximum likelihood. Leave the method out.`,
    )
  }
  if (family !== 'gaussian' && (errors.kind === 'hc2' || errors.kind === 'hc3')) {
    refuse(`HC2 and HC3 errors are for the family gaussian. Use cluster:COLUMN, or classical errors.`)
  }
  if (formula.trials && family !== 'binomial') {
    refuse(`An outcome written as successes / trials goes with the family binomial, not ${family}.`)
  }
  const known = [...formula.variables.values()].map((variable) => variable.column)
  for (const name of Object.keys(options.baselines ?? {})) {
    if (!known.includes(name))
      refuse(`A baseline is named for "${name}", which is not in the formula "${formula.text}".`)
  }
}

function requireFinite(result: ModelFit): ModelFit {
  const numbers = [
    result.logLik,
    result.criterion,
    ...result.terms.flatMap((t) => [t.estimate, t.se, t.df ?? 0, t.statistic, t.p, t.low, t.high]),
    ...result.random.flatMap((r) => [r.variance, r.sd, ...Object.values(r.correlation ?? {})]),
    ...(result.residual ? [result.residual.variance, result.residual.sd] : []),
  ]
  if (numbers.every(Number.isFinite)) return result
  throw new ModelProblem(
    'not-converged',
    `The model "${result.formula}" has no finite estimates on these ${result.n} rows. Check for columns with extreme values, and try fewer terms.`,
  )
}
