import { InputProblem } from '../../input-problem.ts'
import { fromColumns } from '../algebra/matrix.ts'
import { applyTransposedQ, qr } from '../algebra/qr.ts'
import { mean, requireValues } from '../inference/descriptive.ts'
import { fUpper } from '../probability/special.ts'

/** One line of an analysis of variance. */
export type AnovaEffect = {
  readonly sumOfSquares: number
  readonly df: number
  readonly f: number
  readonly p: number
  /** Share of the effect in effect plus residual, 0 to 1. */
  readonly partialEtaSquared: number
}

export type AnovaResidual = { readonly sumOfSquares: number; readonly df: number }

function effect(sumOfSquares: number, df: number, residual: AnovaResidual): AnovaEffect {
  const f = sumOfSquares / df / (residual.sumOfSquares / residual.df)
  const partialEtaSquared = sumOfSquares / (sumOfSquares + residual.sumOfSquares)
  return { sumOfSquares, df, f, p: fUpper(f, df, residual.df), partialEtaSquared }
}

function requireResidual({ sumOfSquares, df }: AnovaResidual): void {
  if (df < 1)
    throw new InputProblem('Every value has a cell of its own, so no error is left to test against; add values.')
  if (!(sumOfSquares > 0))
    throw new InputProblem('Values within each cell are all the same: no spread to test against; describe them.')
}

/**
 * One-way analysis of variance. Throws an InputProblem for fewer than two groups, for an empty group, or if no group
 * has any spread.
 */
export function oneWayAnova(groups: readonly ArrayLike<number>[]): { between: AnovaEffect; residual: AnovaResidual } {
  if (groups.length < 2) throw new InputProblem(`The analysis needs two groups or more; there were ${groups.length}.`)
  groups.forEach((group, index) => {
    requireValues(group, 1, `Group ${index + 1}`)
  })
  // The first value is subtracted from all, so that a large common part costs no digits.
  const origin = groups[0]![0]!
  const centred = groups.map((group) => Float64Array.from(group, (value) => value - origin))
  const means = centred.map(mean)
  const n = centred.reduce((total, group) => total + group.length, 0)
  const grand = centred.reduce((total, group, index) => total + group.length * means[index]!, 0) / n
  let between = 0
  let within = 0
  centred.forEach((group, index) => {
    between += group.length * (means[index]! - grand) ** 2
    for (const value of group) within += (value - means[index]!) ** 2
  })
  const residual = { sumOfSquares: within, df: n - groups.length }
  requireResidual(residual)
  return { between: effect(between, groups.length - 1, residual), residual }
}

/** Residual sum of squares and rank of a least-squares fit on columns. */
function leastSquares(columns: readonly Float64Array[], y: Float64Array): { rss: number; rank: number } {
  const factorised = qr(fromColumns(columns, y.length))
  const rotated = applyTransposedQ(factorised, y)
  let rss = 0
  for (let row = factorised.rank; row < rotated.length; row += 1) rss += rotated[row]! ** 2
  return { rss, rank: factorised.rank }
}

/** One column of 0 and 1 for each level. */
function indicators(codes: ArrayLike<number>): Float64Array[] {
  const levels = [...new Set(Array.from(codes))].sort((a, b) => a - b)
  return levels.map((level) => Float64Array.from(codes, (code) => Number(code === level)))
}

/**
 * Two-way analysis of variance with sums of squares of type II: each main effect given the other, and the interaction
 * given both. It tests hypotheses that do not depend on how many values a cell has (Langsrud 2003).
 * `a` and `b` have one whole number a value. Cells may be empty: degrees of freedom come from the rank.
 */
export function twoWayAnova(
  values: ArrayLike<number>,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { a: AnovaEffect; b: AnovaEffect; interaction: AnovaEffect | null; residual: AnovaResidual } {
  requireValues(values, 2, 'The analysis')
  if (a.length !== values.length || b.length !== values.length)
    throw new InputProblem(
      `There are ${values.length} values, ${a.length} and ${b.length} levels; give each value both.`,
    )
  const centre = mean(values)
  const y = Float64Array.from(values, (value) => value - centre)
  const first = indicators(a)
  const second = indicators(b)
  if (first.length < 2 || second.length < 2)
    throw new InputProblem(`Each factor needs two levels or more; they have ${first.length} and ${second.length}.`)
  const cells = first.flatMap((left) => second.map((right) => left.map((value, row) => value * right[row]!)))
  const onlyA = leastSquares(first, y)
  const onlyB = leastSquares(second, y)
  const both = leastSquares([...first, ...second], y)
  const full = leastSquares(cells, y)
  const residual = { sumOfSquares: full.rss, df: y.length - full.rank }
  requireResidual(residual)
  if (both.rank === onlyA.rank || both.rank === onlyB.rank)
    throw new InputProblem('One factor determines the other, so their effects cannot be separated. Leave one out.')
  return {
    a: effect(onlyB.rss - both.rss, both.rank - onlyB.rank, residual),
    b: effect(onlyA.rss - both.rss, both.rank - onlyA.rank, residual),
    interaction: full.rank === both.rank ? null : effect(both.rss - full.rss, full.rank - both.rank, residual),
    residual,
  }
}
