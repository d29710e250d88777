import { column, fromColumns, type Matrix } from '../algebra/matrix.ts'
import { type Qr, qr, solveR } from '../algebra/qr.ts'
import { asCategorical, asNumeric, type CategoricalColumn, columnOf, type Table } from './data-table.ts'
import type { Variable } from './formula.ts'
import { listed, ModelProblem } from './model-problem.ts'
import type { Term } from './terms.ts'

/** The columns that terms of a formula stand for, with R's names: `(Intercept)`, `dose`, `armB`, `dose:armB`. */
export interface Design {
  readonly x: Matrix
  readonly names: readonly string[]
  readonly terms: readonly Term[]
  /** For each column, the place of its term in `terms`. */
  readonly termOf: readonly number[]
}

/** For each column name, the level that others are compared with. */
export type Baselines = Readonly<Record<string, string>>

interface Part {
  readonly label: string
  readonly values: Float64Array
}

/** A design with more cells than this would not fit into memory with the rest. */
const MOST_CELLS = 60_000_000

/**
 * Builds the design of some terms with treatment coding. The baseline of a categorical column is its first
 * level in order of appearance (the smallest, for `factor(numbers)`) unless `baselines` names another.
 * A category is coded in full where the term without it is absent, as R does: without an intercept, the first
 * categorical main effect has all its levels.
 * The rows used must have values in all columns named. Throws `ModelProblem`.
 */
export function buildDesign(
  table: Table,
  terms: readonly Term[],
  variables: ReadonlyMap<string, Variable>,
  baselines: Baselines,
): Design {
  const names: string[] = []
  const columns: Float64Array[] = []
  const termOf: number[] = []
  const present = new Set(terms.map(keyOf))
  terms.forEach((term, place) => {
    let parts: Part[] = [{ label: '', values: new Float64Array(table.rows).fill(1) }]
    for (const key of term) {
      const margin = keyOf(term.filter((other) => other !== key))
      const contrasts = present.has(margin)
      // The columns of all levels of a factor add up to the constant, so a later main effect must not do so again.
      if (margin === '' && isCategorical(table, variables.get(key)!)) present.add('')
      const own = partsOf(table, variables.get(key)!, baselines, contrasts)
      if ((columns.length + parts.length * own.length) * table.rows > MOST_CELLS) {
        throw new ModelProblem(
          'too-large',
          `Term "${term.join(':')}" would need ${parts.length * own.length} columns of ${table.rows} rows. Use (1 | ${key}) for a column with many levels.`,
        )
      }
      parts = own.flatMap((right) => parts.map((left) => joined(left, right)))
    }
    for (const part of parts) {
      names.push(part.label || '(Intercept)')
      columns.push(part.values)
      termOf.push(place)
    }
  })
  return { x: fromColumns(columns, table.rows), names, terms, termOf }
}

/** Factorises a design, or throws `ModelProblem` ('singular-design') that names the columns that depend on others. */
export function factorise(design: Design): Qr {
  const f = qr(design.x)
  if (f.rank === design.names.length) return f
  const dependent = f.order.slice(f.rank)
  const first = dependent[0]!
  const weights = solveR(f, column(f.factor, f.rank))
  const sources = f.order.slice(0, f.rank).filter((_, place) => Math.abs(weights[place]!) > 1e-8)
  const zero = sources.length === 0
  const constant = sources.length === 1 && design.names[sources[0]!] === '(Intercept)'
  const because = zero
    ? `"${design.names[first]}" is 0 in every row (a combination of levels that never occurs)`
    : f.rank === design.x.rows
      ? `there are ${design.x.rows} rows for ${design.names.length} coefficients`
      : constant
        ? `"${design.names[first]}" has the same value in every row, or hardly varies beside its size (then subtract its mean first)`
        : `"${design.names[first]}" is a combination of ${listed(sources.map((j) => `"${design.names[j]}"`))}`
  throw new ModelProblem(
    'singular-design',
    `The design is singular: ${because}. ${dependent.length} of ${design.names.length} coefficients cannot be told apart: ${listed(
      dependent.map((j) => design.names[j]!),
    )}. Leave a term out, merge levels, or add rows.`,
  )
}

/** A categorical column of the table as a variable asks for it, with the named baseline first. */
export function categoriesOf(table: Table, variable: Variable, baselines: Baselines): CategoricalColumn {
  const source = columnOf(table, variable.column)
  if (source.kind === 'categorical' && source.stray && !variable.asFactor) {
    throw new ModelProblem(
      'not-numeric',
      `Column "${source.name}" holds numbers, except "${source.stray.text}" in row ${source.stray.row + 1}. Correct the cell, or write factor(${source.name}) to take all values as categories.`,
    )
  }
  const categories = asCategorical(source)
  // A column may be called "constructor", which every object has.
  const baseline = Object.hasOwn(baselines, variable.column) ? baselines[variable.column] : undefined
  if (baseline === undefined) return categories
  const place = categories.levels.indexOf(baseline)
  if (place < 0) {
    throw new ModelProblem(
      'option',
      `Column "${variable.column}" has no level "${baseline}" for a baseline. Levels: ${listed(categories.levels, 20)}.`,
    )
  }
  const order = [place, ...[...categories.levels.keys()].filter((code) => code !== place)]
  const renumbered = Int32Array.from(categories.levels, (_, code) => order.indexOf(code))
  return {
    ...categories,
    levels: order.map((code) => categories.levels[code]!),
    codes: categories.codes.map((code) => (code < 0 ? -1 : renumbered[code]!)),
  }
}

/** Whether a variable enters as categories. */
export function isCategorical(table: Table, variable: Variable): boolean {
  return variable.asFactor || columnOf(table, variable.column).kind === 'categorical'
}

function partsOf(table: Table, variable: Variable, baselines: Baselines, contrasts: boolean): Part[] {
  if (!isCategorical(table, variable)) {
    const { values } = asNumeric(columnOf(table, variable.column), 'A term')
    return [{ label: variable.key, values }]
  }
  const { levels, codes } = categoriesOf(table, variable, baselines)
  if (levels.length < 2) {
    throw new ModelProblem(
      'singular-design',
      `Column "${variable.column}" has a single level, "${levels[0]}", in the rows used: it can explain nothing. Leave it out, or check which rows were kept.`,
    )
  }
  const kept = levels.map((label, code) => ({ label, code })).slice(contrasts ? 1 : 0)
  if (kept.length * table.rows > MOST_CELLS) {
    throw new ModelProblem(
      'too-large',
      `Column "${variable.column}" has ${levels.length} levels, too many for fixed effects on ${table.rows} rows. Use (1 | ${variable.column}).`,
    )
  }
  return kept.map(({ label, code }) => ({
    label: `${variable.key}${label}`,
    values: Float64Array.from(codes, (own) => (own === code ? 1 : 0)),
  }))
}

function joined(left: Part, right: Part): Part {
  if (left.label === '') return right
  const values = left.values.map((value, i) => value * right.values[i]!)
  return { label: `${left.label}:${right.label}`, values }
}

function keyOf(term: Term): string {
  return [...term].sort().join('\u0000')
}
