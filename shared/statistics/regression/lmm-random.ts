import type { GroupingFactor } from './lmm-groups.ts'

/**
 * The variance of one coefficient over the levels of a grouping factor. `correlation` is with the other
 * coefficients of the same term, by name; null where there is none or where a variance is 0.
 */
export interface RandomEffect {
  readonly group: string
  readonly levels: number
  readonly name: string
  readonly variance: number
  readonly sd: number
  readonly correlation: Readonly<Record<string, number>> | null
}

/** How many parameters the factors have together. */
export function parameterCount(factors: readonly GroupingFactor[]): number {
  return factors.reduce((sum, factor) => sum + factor.free.length, 0)
}

/** The start of a search: every coefficient as variable as the residual, and none correlated. */
export function startingParameters(factors: readonly GroupingFactor[]): Float64Array {
  return Float64Array.from(factors.flatMap((factor) => factor.free.map(({ row, col }) => (row === col ? 1 : 0))))
}

/** The relative covariance factor of each grouping factor, column by column, in the units of its columns. */
export function lambdasOf(factors: readonly GroupingFactor[], theta: Float64Array): Float64Array[] {
  let next = 0
  return factors.map((factor) => {
    const p = factor.columns.length
    const lambda = new Float64Array(p * p)
    for (const { row, col } of factor.free) {
      lambda[row + col * p] = theta[next]! / factor.scales[row]!
      next += 1
    }
    return lambda
  })
}

/** The places of the parameters that are on a diagonal. If one of them is 0, the fit is singular. */
export function diagonalPlaces(factors: readonly GroupingFactor[]): number[] {
  return factors
    .flatMap((factor) => factor.free)
    .map(({ row, col }, place) => (row === col ? place : -1))
    .filter((place) => place >= 0)
}

/** The same covariances with every diagonal parameter at 0 or above: the sign of a column means nothing. */
export function withPositiveDiagonals(factors: readonly GroupingFactor[], theta: Float64Array): Float64Array {
  const result = Float64Array.from(theta)
  let from = 0
  for (const factor of factors) {
    const flipped = new Set(
      factor.free.filter(({ row, col }, t) => row === col && theta[from + t]! < 0).map(({ col }) => col),
    )
    factor.free.forEach(({ col }, t) => {
      if (flipped.has(col)) result[from + t] = -theta[from + t]!
    })
    from += factor.free.length
  }
  return result
}

/** Variances and correlations, from relative covariance factors and the residual standard deviation (1 if there is none). */
export function randomEffects(
  factors: readonly GroupingFactor[],
  lambdas: readonly Float64Array[],
  sigma: number,
): RandomEffect[] {
  return factors.flatMap((factor, f) => {
    const p = factor.columns.length
    const lambda = lambdas[f]!
    const covariance = (a: number, b: number): number => {
      let sum = 0
      for (let c = 0; c < p; c++) sum += lambda[a + c * p]! * lambda[b + c * p]!
      return sum * sigma * sigma
    }
    return factor.columnNames.map((name, a) => {
      const variance = covariance(a, a)
      const pairs = factor.columnNames
        .map((other, b): [string, number] => [other, b])
        .filter(([, b]) => b !== a && factor.blockOf[b] === factor.blockOf[a] && variance > 0 && covariance(b, b) > 0)
        .map(([other, b]): [string, number] => [
          other,
          Math.max(-1, Math.min(1, covariance(a, b) / Math.sqrt(variance * covariance(b, b)))),
        ])
      return {
        group: factor.name,
        levels: factor.count,
        name,
        variance,
        sd: Math.sqrt(variance),
        correlation: pairs.length > 0 ? Object.fromEntries(pairs) : null,
      }
    })
  })
}
