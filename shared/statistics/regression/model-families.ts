import { fitOrdinal } from './clm.ts'
import { fitOrdinalMixed } from './clmm.ts'
import { coefficientRows } from './coefficients.ts'
import { isCategorical } from './design.ts'
import type { ModelFit, ModelRequest } from './fitted-model.ts'
import { fitLogistic, type LikelihoodFit } from './glm.ts'
import { fitLogisticMixed } from './glmm.ts'
import { fitLmm, type LmmFit } from './lmm.ts'
import { betweenWithin, satterthwaite } from './lmm-df.ts'
import { buildGroupingFactors, type GroupingFactor, groupingOf } from './lmm-groups.ts'
import { binomialOutcome, numericOutcome, orderedOutcome } from './model-data.ts'
import { ModelProblem } from './model-problem.ts'
import { fitOls } from './ols.ts'

/** What a family adds to a fit. */
export type FamilyFit = Omit<ModelFit, 'formula' | 'family' | 'n' | 'omitted'>

/** With fewer clusters than this, the clustered errors are known to be too small. */
const FEW_CLUSTERS = 40
/** With fewer levels than this, a variance over them is hardly known. */
const FEW_LEVELS = 5

/** Fits a model without random terms. Throws `ModelProblem`. */
export function fitPlain(request: ModelRequest): FamilyFit {
  const { formula, used, design, errors, options } = request
  const grouping = errors.kind === 'cluster' ? groupingOf(used.table, [errors.column], new Map()) : null
  const groups: Record<string, number> = grouping ? { [grouping.name]: grouping.count } : {}
  const warnings: string[] = []
  if (grouping && grouping.count < FEW_CLUSTERS) {
    warnings.push(
      `Cluster-robust errors from ${grouping.count} clusters are likely too small (about ${FEW_CLUSTERS} are needed): p-values and intervals claim too much.`,
    )
  }
  if (request.family === 'gaussian') {
    const y = numericOutcome(used, formula.response)
    const clusters = grouping ? { kind: 'cluster' as const, codes: grouping.codes, count: grouping.count } : null
    const fit = fitOls(design, y, clusters ?? { kind: errors.kind === 'cluster' ? 'classical' : errors.kind })
    if (fit.rSquared > 1 - 1e-12) {
      warnings.push('The model predicts the outcome without error: is it computed from a column of the model?')
    }
    return {
      method: 'least squares',
      groups,
      terms: coefficientRows(
        design.names,
        fit.coefficients,
        fit.covariance,
        design.names.map(() => fit.df),
        options.level,
      ),
      random: [],
      residual: { variance: fit.sigma ** 2, sd: fit.sigma },
      logLik: fit.logLik,
      criterion: -2 * fit.logLik,
      converged: true,
      warnings,
    }
  }
  if (request.family === 'binomial') {
    const fit = fitLogistic(design, binomialOutcome(used, formula, request.baselines), grouping)
    return fromLikelihood(fit, design.names, groups, warnings, options.level)
  }
  const fit = fitOrdinal(design, orderedOutcome(used, formula.response, options.order), grouping)
  return fromLikelihood(fit, fit.names, groups, warnings, options.level)
}

/** Fits a model with random terms. Throws `ModelProblem`. */
export function fitMixed(request: ModelRequest): FamilyFit {
  const { formula, used, design, options, baselines } = request
  const factors = buildGroupingFactors(
    used.table,
    formula.random,
    formula.variables,
    baselines,
    request.family === 'binomial',
  )
  const groups = Object.fromEntries(factors.map((factor) => [factor.name, factor.count]))
  const warnings = [...fewLevels(factors), ...doubleBarWarnings(request)]
  if (request.family === 'binomial') {
    const fit = fitLogisticMixed(design, binomialOutcome(used, formula, baselines), factors)
    if (fit.singular) warnings.push(SINGULAR)
    const base = fromLikelihood(fit, design.names, groups, warnings, options.level)
    return { ...base, method: 'laplace', random: fit.random }
  }
  if (request.family === 'ordinal') {
    const fit = fitOrdinalMixed(design, orderedOutcome(used, formula.response, options.order), oneIntercept(factors))
    if (fit.singular) warnings.push(SINGULAR)
    const base = fromLikelihood(fit, fit.names, groups, warnings, options.level)
    return { ...base, method: 'adaptive quadrature', random: fit.random }
  }
  const y = numericOutcome(used, formula.response)
  const method = options.method ?? 'reml'
  const fit = fitLmm(design, y, factors, method)
  if (fit.singular) warnings.push(SINGULAR)
  const df = degreesOfFreedom(request, fit, factors, warnings)
  return {
    method,
    groups,
    terms: coefficientRows(design.names, fit.coefficients, fit.covariance, df, options.level),
    random: fit.random,
    residual: { variance: fit.sigma ** 2, sd: fit.sigma },
    logLik: fit.logLik,
    criterion: fit.criterion,
    converged: fit.converged,
    warnings,
  }
}

const SINGULAR =
  'The fit is singular: a variance is estimated as 0, or a correlation as 1 or -1. The data do not support all random terms; leave out the smallest.'

function degreesOfFreedom(
  { options, design }: ModelRequest,
  fit: LmmFit,
  factors: readonly GroupingFactor[],
  warnings: string[],
): number[] {
  const between = betweenWithin(design, factors)
  if (options.df === 'between-within') return between
  const own = satterthwaite(fit.profile, fit.theta)
  const lacking = design.names.filter((_, j) => own[j] === null)
  if (lacking.length > 0) {
    warnings.push(
      `Satterthwaite's degrees of freedom do not exist for ${lacking.join(', ')}; between-within ones stand in.`,
    )
  }
  return own.map((value, j) => value ?? between[j]!)
}

function fromLikelihood(
  fit: LikelihoodFit,
  names: readonly string[],
  groups: Record<string, number>,
  warnings: readonly string[],
  level: number | undefined,
): FamilyFit {
  return {
    method: 'ml',
    groups,
    terms: coefficientRows(
      names,
      fit.coefficients,
      fit.covariance,
      names.map(() => null),
      level,
    ),
    random: [],
    residual: null,
    logLik: fit.logLik,
    criterion: -2 * fit.logLik,
    converged: fit.converged,
    warnings,
  }
}

function oneIntercept(factors: readonly GroupingFactor[]): GroupingFactor {
  const [only, ...more] = factors
  if (only && more.length === 0 && only.columnNames.join() === '(Intercept)') return only
  throw new ModelProblem(
    'option',
    'An ordinal model takes one random intercept, like (1 | participant). Leave the other random terms out, or use the family gaussian beside it.',
  )
}

function fewLevels(factors: readonly GroupingFactor[]): string[] {
  return factors
    .filter((factor) => factor.count < FEW_LEVELS)
    .map(
      (factor) =>
        `"${factor.name}" has only ${factor.count} levels: its variance is hardly known. Consider it as a fixed term.`,
    )
}

function doubleBarWarnings({ formula, used }: ModelRequest): string[] {
  return formula.doubleBars
    .filter(({ terms }) => terms.flat().some((key) => isCategorical(used.table, formula.variables.get(key)!)))
    .map(({ text }) => `In ${text}, the levels of a categorical column stay correlated among themselves, as in lme4.`)
}
