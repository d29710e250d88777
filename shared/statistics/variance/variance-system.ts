import { type Matrix, zeros } from '../algebra/matrix.ts'
import { applyTransposedQ, qr, solveR } from '../algebra/qr.ts'
import { countsOf, type Entries, entriesOf, ratios, squared, squaredCounts, weighted } from './variance-entries.ts'
import { joined, type Partition, partitionOf, withinOf } from './variance-partitions.ts'

/**
 * The equations of Henderson's method I for rows whose clusters count `weights[cluster]` times. Unknowns are mu^2, the
 * variance of each component and the residual, in this order.
 */
export type VarianceSystem = {
  /** Variances of the components and the residual; the places of unknowns that depend on others where there is no solution. */
  solve(weights: Int32Array): { readonly variances: Float64Array } | { readonly dependent: readonly number[] }
}

/** A partition whose groups reach over clusters, with its entries. */
type Open = {
  /** Place among the components; -1 for the whole. */
  readonly component: number
  readonly partition: Partition
  readonly entries: Entries
  /** By component that lies within clusters: the sum of its squared counts in each entry. */
  readonly squares: ReadonlyMap<number, Float64Array>
}

/** Two open partitions, neither within the other: the groups of both, as places of one and of the other. */
type Crossing = {
  readonly first: number
  readonly second: number
  readonly entries: Entries
  readonly inFirst: Int32Array
  readonly inSecond: Int32Array
}

/**
 * Prepares the sums of Henderson's method I (Henderson 1953, Biometrics 9:226; Searle, Casella and McCulloch 1992, ch. 5):
 * for a partition f with groups g, T_f = sum_g y_g^2 / n_g has the expectation
 * `N mu^2 + sum_c k(f,c) sigma_c^2 + levels_f sigma_e^2`, k(f,c) = sum_g sum_h n_gh^2 / n_g over groups h of c. One such
 * equation for the whole, for each component and for the single rows gives as many equations as unknowns. All sums
 * are kept by cluster, so that a resample of clusters costs one pass over entries and meets no row again. A cluster that
 * is drawn twice counts as two: groups that lie within clusters come twice, groups that reach over them get both.
 * `response` should have its mean taken off, to keep digits.
 */
export function varianceSystem(
  response: Float64Array,
  components: readonly Partition[],
  clusters: Partition,
): VarianceSystem {
  const rows = response.length
  const size = components.length + 2
  const width = components.length + 2
  const clusterOf = components.map((one) => withinOf(one, clusters))
  const n = new Float64Array(clusters.count)
  const squares = new Float64Array(clusters.count)
  for (let row = 0; row < rows; row += 1) {
    n[clusters.codes[row]!]! += 1
    squares[clusters.codes[row]!]! += response[row]! ** 2
  }
  // Within clusters: T, levels and k(f, c) are sums over clusters.
  const closed = components.flatMap((one, f) => {
    const cluster = clusterOf[f]
    return cluster ? [{ component: f, sums: closedSums(response, one, components, cluster, clusters.count) }] : []
  })
  const whole = partitionOf([], rows)
  const open: Open[] = [whole, ...components].flatMap((partition, place) => {
    if (place > 0 && clusterOf[place - 1]) return []
    const { entries, entryOf } = entriesOf(partition, clusters, response)
    const inside = new Map(
      closed.map(({ component }) => [component, squaredCounts(components[component]!, entryOf, entries)] as const),
    )
    return [{ component: place - 1, partition, entries, squares: inside }]
  })
  const nested = new Map<string, Int32Array>()
  const crossings: Crossing[] = []
  open.forEach((one, first) => {
    for (let second = first + 1; second < open.length; second += 1) {
      const other = open[second]!
      const [down, up] = [withinOf(other.partition, one.partition), withinOf(one.partition, other.partition)]
      if (down) nested.set(`${second} ${first}`, down)
      if (up) nested.set(`${first} ${second}`, up)
      if (down || up) continue
      const both = joined(one.partition, other.partition)
      crossings.push({
        first,
        second,
        entries: entriesOf(both, clusters, response).entries,
        inFirst: withinOf(both, one.partition)!,
        inSecond: withinOf(both, other.partition)!,
      })
    }
  })

  return {
    solve(weights) {
      const system = zeros(size, size)
      const totals = new Float64Array(size)
      const put = (row: number, col: number, value: number): void => {
        system.values[row + col * size] = value
      }
      let all = 0
      for (let z = 0; z < n.length; z += 1) {
        all += weights[z]! * n[z]!
        totals[size - 1]! += weights[z]! * squares[z]!
      }
      for (let row = 0; row < size; row += 1) put(row, 0, all)
      for (let col = 0; col < size; col += 1) put(size - 1, col, all)
      for (const { component, sums } of closed) {
        const row = component + 1
        for (let z = 0; z < n.length; z += 1) {
          const weight = weights[z]!
          if (weight === 0) continue
          totals[row]! += weight * sums[z * width]!
          for (let col = 1; col < size; col += 1) system.values[row + col * size]! += weight * sums[z * width + col]!
        }
      }
      const counted = open.map(({ entries }) => weighted(entries.n, entries, weights))
      open.forEach((one, place) => {
        const row = one.component + 1
        const [counts, sums] = [counted[place]!, weighted(one.entries.sum, one.entries, weights)]
        let levels = 0
        for (let g = 0; g < counts.length; g += 1) {
          if (counts[g] === 0) continue
          levels += 1
          totals[row]! += sums[g]! ** 2 / counts[g]!
        }
        put(row, size - 1, levels)
        for (const [component, inside] of one.squares)
          put(row, component + 1, ratios(weighted(inside, one.entries, weights), counts, null))
        open.forEach((other, second) => {
          if (other.component < 0) return
          const within = nested.get(`${second} ${place}`)
          if (second === place || nested.has(`${place} ${second}`)) put(row, other.component + 1, all)
          else if (within) put(row, other.component + 1, ratios(squared(counted[second]!), counts, within))
        })
      })
      for (const { first, second, entries, inFirst, inSecond } of crossings) {
        const both = squared(weighted(entries.n, entries, weights))
        put(open[first]!.component + 1, open[second]!.component + 1, ratios(both, counted[first]!, inFirst))
        put(open[second]!.component + 1, open[first]!.component + 1, ratios(both, counted[second]!, inSecond))
      }
      return solved(system, totals)
    },
  }
}

/** By cluster: T, then k with each component, then the number of groups. */
function closedSums(
  response: Float64Array,
  own: Partition,
  components: readonly Partition[],
  clusterOf: Int32Array,
  clusters: number,
): Float64Array {
  const width = components.length + 2
  const result = new Float64Array(clusters * width)
  const n = countsOf(own)
  const sum = new Float64Array(own.count)
  for (let row = 0; row < response.length; row += 1) sum[own.codes[row]!]! += response[row]!
  for (let g = 0; g < own.count; g += 1) {
    const start = clusterOf[g]! * width
    result[start]! += sum[g]! ** 2 / n[g]!
    result[start + width - 1]! += 1
  }
  components.forEach((other, c) => {
    const both = other === own ? own : joined(own, other)
    const within = withinOf(both, own)!
    countsOf(both).forEach((count, gh) => {
      const g = within[gh]!
      result[clusterOf[g]! * width + 1 + c]! += count ** 2 / n[g]!
    })
  })
  return result
}

function solved(system: Matrix, totals: Float64Array): ReturnType<VarianceSystem['solve']> {
  const factors = qr(system)
  if (factors.rank < system.cols) return { dependent: factors.order.slice(factors.rank) }
  return { variances: solveR(factors, applyTransposedQ(factors, totals)).subarray(1) }
}
