import { joined, type Partition, withinOf } from './variance-partitions.ts'

/** Numbers of groups that may hold rows of several clusters: an entry for each group and cluster that meet. */
export type Entries = {
  readonly group: Int32Array
  readonly cluster: Int32Array
  readonly n: Float64Array
  readonly sum: Float64Array
  readonly count: number
}

/** Rows in each group. */
export function countsOf({ codes, count }: Partition): Float64Array {
  const n = new Float64Array(count)
  for (let row = 0; row < codes.length; row += 1) n[codes[row]!]! += 1
  return n
}

/** The entries of a partition, and which entry each row is in. */
export function entriesOf(
  partition: Partition,
  clusters: Partition,
  response: Float64Array,
): { readonly entries: Entries; readonly entryOf: Partition } {
  const entryOf = joined(partition, clusters)
  const sum = new Float64Array(entryOf.count)
  for (let row = 0; row < response.length; row += 1) sum[entryOf.codes[row]!]! += response[row]!
  const entries = {
    group: withinOf(entryOf, partition)!,
    cluster: withinOf(entryOf, clusters)!,
    n: countsOf(entryOf),
    sum,
    count: partition.count,
  }
  return { entries, entryOf }
}

/** In each entry the sum of squared counts of the groups of `inside` that it meets. */
export function squaredCounts(inside: Partition, entryOf: Partition, entries: Entries): Float64Array {
  const result = new Float64Array(entries.n.length)
  const both = joined(entryOf, inside)
  const within = withinOf(both, entryOf)!
  countsOf(both).forEach((count, place) => {
    result[within[place]!]! += count ** 2
  })
  return result
}

/** By group, the values of its entries, each as often as its cluster counts. */
export function weighted(values: Float64Array, { group, cluster, count }: Entries, weights: Int32Array): Float64Array {
  const result = new Float64Array(count)
  for (let entry = 0; entry < values.length; entry += 1)
    result[group[entry]!]! += weights[cluster[entry]!]! * values[entry]!
  return result
}

/** Values times themselves. */
export function squared(values: Float64Array): Float64Array {
  return values.map((value) => value * value)
}

/** The sum of values, each divided by the count of the group in which it lies. */
export function ratios(values: Float64Array, counts: Float64Array, within: Int32Array | null): number {
  let sum = 0
  for (let place = 0; place < values.length; place += 1) {
    const count = counts[within ? within[place]! : place]!
    if (count > 0) sum += values[place]! / count
  }
  return sum
}
