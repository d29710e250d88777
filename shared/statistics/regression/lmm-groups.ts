import { column } from '../algebra/matrix.ts'
import { asCategorical, columnOf, type Table } from './data-table.ts'
import { type Baselines, buildDesign, factorise } from './design.ts'
import type { RandomTerm, Variable } from './formula.ts'
import { ModelProblem } from './model-problem.ts'

/** Levels as integer codes from 0, one a row. */
export interface Grouping {
  readonly name: string
  readonly codes: Int32Array
  readonly count: number
}

/**
 * A grouping factor and all coefficients that vary over it. Its relative covariance factor is a lower triangle
 * of which only the elements in `free` are parameters; coefficients of different terms are independent.
 */
export interface GroupingFactor extends Grouping {
  readonly columns: readonly Float64Array[]
  readonly columnNames: readonly string[]
  /** Which term (correlated block) each coefficient belongs to. */
  readonly blockOf: readonly number[]
  /** Root mean square of each column: parameters are relative to it, so units do not matter to the search. */
  readonly scales: readonly number[]
  readonly free: readonly { readonly row: number; readonly col: number }[]
}

/** The codes of a column, or of the combinations of several, that occur in the table. */
export function groupingOf(table: Table, names: readonly string[], variables: ReadonlyMap<string, Variable>): Grouping {
  const sources = names.map((key) => asCategorical(columnOf(table, variables.get(key)?.column ?? key)))
  const known = new Map<number, number>()
  let codes = sources[0]!.codes
  let count = sources[0]!.levels.length
  for (const source of sources.slice(1)) {
    known.clear()
    codes = codes.map((code, i) => {
      const key = code * source.levels.length + source.codes[i]!
      const seen = known.get(key)
      if (seen !== undefined) return seen
      known.set(key, known.size)
      return known.size - 1
    })
    count = known.size
  }
  return { name: names.join(':'), codes, count }
}

/**
 * The grouping factors of a model. The one with most coefficients comes first (its block is the one to eliminate).
 * Terms over the same factor are put together. Throws `ModelProblem` for a factor with one level, and for a factor with
 * one level for each row, since its variance and the residual's cannot be separated.
 */
export function buildGroupingFactors(
  table: Table,
  random: readonly RandomTerm[],
  variables: ReadonlyMap<string, Variable>,
  baselines: Baselines,
  levelPerRowAllowed = false,
): GroupingFactor[] {
  const byName = new Map<string, RandomTerm[]>()
  for (const term of random) {
    const name = [...term.group].sort().join(':')
    byName.set(name, [...(byName.get(name) ?? []), term])
  }
  const factors = [...byName.values()].map((terms) => {
    const grouping = groupingOf(table, terms[0]!.group, variables)
    if (grouping.count < 2) {
      throw new ModelProblem(
        'too-few-groups',
        `"${grouping.name}" has a single level in the rows used, so nothing can vary over it. Leave out its random term.`,
      )
    }
    const columns: Float64Array[] = []
    const columnNames: string[] = []
    const blockOf: number[] = []
    terms.forEach((term, block) => {
      const design = buildDesign(table, term.terms, variables, baselines)
      // If coefficients cannot be distinguished, their variances cannot be either.
      factorise(design)
      design.names.forEach((name, j) => {
        if (columnNames.includes(name)) {
          throw new ModelProblem(
            'formula',
            `The coefficient ${name} varies over "${grouping.name}" in two random terms. Keep one.`,
          )
        }
        columns.push(column(design.x, j))
        columnNames.push(name)
        blockOf.push(block)
      })
    })
    requireIdentified(grouping, columns.length, table.rows, levelPerRowAllowed)
    const free: { row: number; col: number }[] = []
    for (let col = 0; col < columns.length; col++)
      for (let row = col; row < columns.length; row++) if (blockOf[row] === blockOf[col]) free.push({ row, col })
    return { ...grouping, columns, columnNames, blockOf, scales: columns.map(rootMeanSquare), free }
  })
  return factors.sort((a, b) => b.count * b.columns.length - a.count * a.columns.length)
}

function requireIdentified(grouping: Grouping, width: number, rows: number, levelPerRowAllowed: boolean): void {
  if (grouping.count * width < rows || (levelPerRowAllowed && width === 1)) return
  throw new ModelProblem(
    'too-few-rows',
    `"${grouping.name}" has ${grouping.count} levels with ${width} coefficient(s) each for ${rows} rows: the random effects cannot be told from the residual. Use fewer random coefficients, or a coarser factor.`,
  )
}

function rootMeanSquare(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  const root = Math.sqrt(sum / values.length)
  return root > 0 ? root : 1
}
