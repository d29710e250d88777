import type { Ordered } from './clm-rows.ts'
import { asCategorical, asNumeric, columnOf, hasValue, selectRows, type Table } from './data-table.ts'
import { type Baselines, categoriesOf, isCategorical } from './design.ts'
import type { Formula, Variable } from './formula.ts'
import type { Counts } from './glm.ts'
import { listed, ModelProblem } from './model-problem.ts'

/** The rows that a model can use, and what must be said about the others. `rows` are their places in the table. */
export interface UsedRows {
  readonly table: Table
  readonly rows: Int32Array
  readonly warnings: readonly string[]
}

/** If an outcome has more ordered levels than this, it is taken for a quantity. */
const MOST_LEVELS = 30

/**
 * Keeps the rows that have a value in every column that is used, and counts the missing ones by column.
 * Throws `ModelProblem` for an unknown column, or where no row is left.
 */
export function usedRows(table: Table, names: readonly string[]): UsedRows {
  const columns = names.map((name) => columnOf(table, name))
  const kept: number[] = []
  for (let i = 0; i < table.rows; i++) if (columns.every((c) => hasValue(c, i))) kept.push(i)
  const gaps = columns.filter((c) => c.missing > 0).map((c) => `${c.name} ${c.missing}`)
  const omitted = table.rows - kept.length
  if (kept.length === 0) {
    throw new ModelProblem(
      'no-rows',
      table.rows === 0
        ? 'The table has no rows.'
        : `None of the ${table.rows} rows has a value in all columns used (missing: ${listed(gaps)}). Leave a column out, or check the file.`,
    )
  }
  const rows = Int32Array.from(kept)
  const selected = new Map(columns.map((c) => [c.name, omitted > 0 ? selectRows(c, rows) : c]))
  const warnings =
    omitted > 0 ? [`${omitted} of ${table.rows} rows left out for missing values (${listed(gaps)}).`] : []
  return { table: { rows: rows.length, columns: selected }, rows, warnings }
}

/** The outcome as numbers. Throws `ModelProblem` for text, and for an outcome that never varies. */
export function numericOutcome(used: UsedRows, response: Variable): Float64Array {
  const { values } = asNumeric(columnOf(used.table, response.column), 'The outcome')
  if (values.every((value) => value === values[0])) {
    throw new ModelProblem(
      'constant-outcome',
      `The outcome "${response.column}" is ${values[0]} in all ${values.length} rows used, so nothing can explain it. Check the column and which rows were kept.`,
    )
  }
  return values
}

/** The outcome as counts: 0 and 1, two categories (the baseline counts as 0), or successes out of trials. */
export function binomialOutcome(used: UsedRows, formula: Formula, baselines: Baselines): Counts {
  const { response, trials } = formula
  const source = columnOf(used.table, response.column)
  if (trials === null && isCategorical(used.table, response)) {
    const { levels, codes } = categoriesOf(used.table, response, baselines)
    if (levels.length !== 2) {
      throw new ModelProblem(
        'outcome-values',
        `A binomial outcome has two levels; "${response.column}" has ${levels.length}: ${listed(levels)}. Recode it as 0 and 1, or use the family ordinal.`,
      )
    }
    return { successes: Float64Array.from(codes), trials: new Float64Array(codes.length).fill(1) }
  }
  const { values } = asNumeric(source, 'The outcome')
  const total = trials
    ? asNumeric(columnOf(used.table, trials.column), 'The number of trials').values
    : new Float64Array(values.length).fill(1)
  const wrong = values.findIndex(
    (value, i) =>
      !Number.isInteger(value) || !Number.isInteger(total[i]!) || value < 0 || total[i]! < 1 || value > total[i]!,
  )
  if (wrong >= 0) {
    const found = trials ? `${values[wrong]} of ${total[wrong]}` : `${values[wrong]}`
    throw new ModelProblem(
      'outcome-values',
      `The outcome "${response.column}" is ${found} in row ${used.rows[wrong]! + 1}. A binomial outcome is 0 or 1, a column with two levels, or counts written successes / trials.`,
    )
  }
  return { successes: values, trials: total }
}

/**
 * The outcome as ordered levels: numbers by size, text in the order given. Levels that no row has are left out.
 * Throws `ModelProblem` for text without an order, a level outside it, or too many levels.
 */
export function orderedOutcome(used: UsedRows, response: Variable, order: readonly string[] | undefined): Ordered {
  const source = columnOf(used.table, response.column)
  const { levels, codes } = asCategorical(source)
  if (!order && source.kind === 'categorical') {
    throw new ModelProblem(
      'option',
      `The outcome "${response.column}" is text, whose order is not known. Name its levels from low to high, like --order "${levels.slice(0, 5).join(',')}".`,
    )
  }
  const outside = order ? levels.filter((level) => !order.includes(level)) : []
  if (outside.length > 0) {
    throw new ModelProblem(
      'option',
      `The order of "${response.column}" leaves out ${listed(outside)}. Name all its levels from low to high.`,
    )
  }
  if (levels.length > MOST_LEVELS) {
    throw new ModelProblem(
      'outcome-values',
      `The outcome "${response.column}" has ${levels.length} values, too many for ordered levels (at most ${MOST_LEVELS}). Use the family gaussian, or group them.`,
    )
  }
  const sorted = order ? order.filter((level) => levels.includes(level)) : [...levels]
  const place = levels.map((level) => sorted.indexOf(level))
  return { levels: sorted, codes: codes.map((code) => place[code]!) }
}

/** Warnings about levels that a single row has, in the categorical columns of fixed terms. */
export function loneLevels(used: UsedRows, formula: Formula): string[] {
  const keys = [...new Set(formula.fixed.flat())]
  return keys.flatMap((key) => {
    const variable = formula.variables.get(key)!
    if (!isCategorical(used.table, variable)) return []
    const { levels, codes } = asCategorical(columnOf(used.table, variable.column))
    const counts = new Int32Array(levels.length)
    for (const code of codes) counts[code]! += 1
    const lone = levels.filter((_, code) => counts[code] === 1)
    if (lone.length === 0) return []
    return [
      `Column "${variable.column}" has one row each for ${listed(lone)}: what is said of such a level rests on that row.`,
    ]
  })
}
