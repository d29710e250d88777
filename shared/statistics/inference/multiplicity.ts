import { InputProblem } from '../../input-problem.ts'

function requireP(values: readonly number[]): void {
  values.forEach((p, index) => {
    if (!(p >= 0 && p <= 1)) throw new InputProblem(`p-values lie from 0 to 1; number ${index + 1} was ${p}.`)
  })
}

/** Adjusts along the sorted p-values, carrying the least (from the top) or greatest (from the bottom) so far. */
function adjust(
  values: readonly number[],
  direction: 'up' | 'down',
  factor: (rank: number, count: number) => number,
): number[] {
  requireP(values)
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const result = new Array<number>(values.length).fill(1)
  let carried = direction === 'down' ? 0 : 1
  for (let step = 0; step < order.length; step += 1) {
    const rank = direction === 'down' ? step + 1 : order.length - step
    const index = order[rank - 1]!
    const scaled = Math.min(1, values[index]! * factor(rank, values.length))
    carried = direction === 'down' ? Math.max(carried, scaled) : Math.min(carried, scaled)
    result[index] = carried
  }
  return result
}

/** Holm 1979: the family-wise error, whatever the dependence. Adjusted p-values in the order given. */
export function holm(values: readonly number[]): number[] {
  return adjust(values, 'down', (rank, count) => count - rank + 1)
}

/** Hochberg 1988: the family-wise error, for independent or positively dependent tests. */
export function hochberg(values: readonly number[]): number[] {
  return adjust(values, 'up', (rank, count) => count - rank + 1)
}

/** Benjamini and Hochberg 1995: the false discovery rate, for independent or positively dependent tests. */
export function benjaminiHochberg(values: readonly number[]): number[] {
  return adjust(values, 'up', (rank, count) => count / rank)
}
