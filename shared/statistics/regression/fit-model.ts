import type { Table } from './data-table.ts'
import { buildDesign } from './design.ts'
import type { Errors, Family, ModelFit, ModelOptions, ModelResult } from './fitted-model.ts'
import { type Formula, parseFormula } from './formula.ts'
import { loneLevels, usedRows } from './model-data.ts'
import { fitMixed, fitPlain } from './model-families.ts'
import { ModelProblem } from './model-problem.ts'

/**
 * Fits the model that a formula names to the rows of a table that have values in all its columns: least squares,
 * logistic or cumulative-link regression or, with random terms, their mixed forms. If something is wrong with the call,
 * the data or the design, returns a refusal that says what, where and the remedy.
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
  checkOutcome(formula)
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

function checkOutcome({ text, response, fixed, random, variables }: Formula): void {
  const explaining = [...fixed, ...random.flatMap(({ terms, group }) => [...terms, group])].flat()
  if (explaining.some((key) => variables.get(key)?.column === response.column))
    throw new ModelProblem(
      'formula',
      `Formula "${text}": the outcome "${response.column}" also stands behind the "~", where it explains itself. Take it out there.`,
    )
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
