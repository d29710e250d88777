import { tableFromCells } from '../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../shared/statistics/regression/fit-model.ts'
import {
  type Errors,
  type Family,
  families,
  type ModelFit,
  type ModelOptions,
} from '../../shared/statistics/regression/fitted-model.ts'
import { parseFormula } from '../../shared/statistics/regression/formula.ts'
import { CallProblem, numberOption, oneFile, required, verb } from './call.ts'
import { readColumns } from './csv-file.ts'
import { aligned, figure, json, pValue } from './figures.ts'

const help = `Usage: npm run -s parallax -- model FILE.csv --formula "OUTCOME ~ TERMS" [options]

Fits a regression, with or without random terms, in the language of R's lme4:
  post ~ pre + m * arm                                    least squares
  response ~ condition * country + (condition | item) + (1 | participant)
  + : * / ^ - 1 0, (x | g) correlated, (x || g) uncorrelated, (1 | a/b) nested, factor(x) for numbers as categories,
  back quotes around unusual names; counts are written successes / trials.

  --family NAME       gaussian (default), binomial (logistic) or ordinal (cumulative logit)
  --method NAME       reml (default) or ml, for gaussian models with random terms
  --baseline COL=LEVEL  the level that others are compared with (default: the first to appear); may be repeated
  --se KIND           without random terms: classical (default), hc2, hc3 or cluster:COL
  --order A,B,C       a text outcome of the family ordinal: its levels from low to high
  --df KIND           with random terms: satterthwaite (default) or between-within
  --level X           level of the intervals (default 0.95)
  --json              figures as JSON

Rows with a missing value in a column of the model are left out and counted.
`

const methods = ['reml', 'ml'] as const
const degrees = ['satterthwaite', 'between-within'] as const

/** Fits a model to a CSV file: `parallax model`. */
export const model = verb({
  summary: 'regression and mixed models in lme4 formulas, with robust errors',
  help,
  options: {
    formula: { type: 'string' },
    family: { type: 'string' },
    method: { type: 'string' },
    baseline: { type: 'string', multiple: true },
    se: { type: 'string' },
    order: { type: 'string' },
    df: { type: 'string' },
    level: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    // `--baseline a=b c=d` leaves c=d among the positionals.
    const pairs = positionals.slice(1).filter((text) => text.includes('='))
    const file = oneFile(positionals.filter((text) => !pairs.includes(text)))
    const options = modelOptions(values, pairs)
    const formula = parseFormula(options.formula)
    const names = [...formula.variables.values()].map((variable) => variable.column)
    if (options.errors?.kind === 'cluster') names.push(options.errors.column)
    const unique = [...new Set(names)]
    const rows = await readColumns(file, unique)
    const table = tableFromCells(
      unique,
      rows.map(({ cells }) => cells.map((cell) => cell ?? '')),
    )
    const result = fitModel(table, options)
    if (result.kind === 'refused') throw new CallProblem(`"${file}": ${result.message}`)
    io.out(values.json ? json(result.fit) : asText(result.fit))
    if (!values.json) for (const warning of result.fit.warnings) io.err(`Warning: ${warning}\n`)
  },
})

type Given = {
  formula?: string | undefined
  family?: string | undefined
  method?: string | undefined
  baseline?: string[] | undefined
  se?: string | undefined
  order?: string | undefined
  df?: string | undefined
  level?: string | undefined
}

function modelOptions(values: Given, pairs: readonly string[]): ModelOptions {
  const level = numberOption(values.level, 'level', { above: 0, below: 1 })
  return {
    formula: required(values.formula, 'formula', 'what is to be explained by what, like "post ~ pre + m * arm"'),
    family: oneOf<Family>(values.family ?? 'gaussian', 'family', families),
    baselines: Object.fromEntries([...(values.baseline ?? []), ...pairs].map(baseline)),
    ...(values.method === undefined ? {} : { method: oneOf(values.method, 'method', methods) }),
    ...(values.se === undefined ? {} : { errors: errorsOf(values.se) }),
    ...(values.order === undefined ? {} : { order: values.order.split(',').map((text) => text.trim()) }),
    ...(values.df === undefined ? {} : { df: oneOf(values.df, 'df', degrees) }),
    ...(level === undefined ? {} : { level }),
  }
}

function oneOf<T extends string>(text: string, option: string, known: readonly T[]): T {
  const found = known.find((name) => name === text.toLowerCase())
  if (found) return found
  throw new CallProblem(`--${option} has no value "${text}". Known: ${known.join(', ')}.`)
}

function baseline(text: string): [string, string] {
  const place = text.indexOf('=')
  if (place > 0 && place < text.length - 1) return [text.slice(0, place).trim(), text.slice(place + 1).trim()]
  throw new CallProblem(`--baseline takes COLUMN=LEVEL, like condition=control; it was "${text}".`)
}

function errorsOf(text: string): Errors {
  const [kind, ...rest] = text.split(':')
  if (kind === 'cluster') {
    const column = rest.join(':')
    return { kind, column: required(column, 'se cluster:COL', 'name the column of clusters, like cluster:participant') }
  }
  return { kind: oneOf(text, 'se', ['classical', 'hc2', 'hc3'] as const) }
}

function asText(fit: ModelFit): string {
  const missing = fit.omitted > 0 ? `, ${fit.omitted} left out` : ''
  const groups = Object.entries(fit.groups).map(([name, count]) => `, ${count} ${name}`)
  const head = `${fit.formula}\n${fit.family}, ${fit.method}; ${fit.n} rows${missing}${groups.join('')}\n`
  const z = fit.terms.every((term) => term.df === null)
  const terms = fit.terms.map((term) => [
    term.term,
    significant(term.estimate),
    significant(term.se),
    ...(z ? [] : [figure(term.df, 1)]),
    figure(term.statistic, 3),
    pValue(term.p),
    `[${significant(term.low)}, ${significant(term.high)}]`,
  ])
  const heading = ['term', 'estimate', 'se', ...(z ? ['z'] : ['df', 't']), 'p', 'interval']
  const random = fit.random.map(({ group, name, variance, sd, correlation }) => [
    group,
    name,
    significant(variance),
    significant(sd),
    correlation
      ? Object.entries(correlation)
          .map(([other, r]) => `${other} ${figure(r, 3)}`)
          .join(', ')
      : '',
  ])
  const residual = fit.residual
    ? [['residual', '', significant(fit.residual.variance), significant(fit.residual.sd), '']]
    : []
  const spread =
    fit.random.length > 0
      ? `\n${aligned([['random', 'name', 'variance', 'sd', 'correlation'], ...random, ...residual])}`
      : ''
  const plain = fit.random.length === 0 && fit.residual ? `\nresidual sd ${significant(fit.residual.sd)}\n` : ''
  const name = fit.method === 'reml' ? 'REML criterion' : '-2 log likelihood'
  const foot = `\n${name} ${figure(fit.criterion, 3)}, log likelihood ${figure(fit.logLik, 3)}, ${fit.converged ? 'converged' : 'not converged'}\n`
  return `${head}\n${aligned([heading, ...terms])}${spread}${plain}${foot}`
}

/** A number with five significant digits, in plain notation if that is short. */
function significant(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  return size >= 1e7 || size < 1e-5 ? value.toExponential(4) : String(Number(value.toPrecision(5)))
}
