import { type Facet, partitionOf, withinOf } from './variance-partitions.ts'

/**
 * Over how many conditions of each other facet a mean of one `object` runs in these answers, counted as in a
 * `Decision`. A facet that lies within others (sessions within countries and conditions, wordings within a level) is
 * counted within one combination of those, on average. If all its levels were counted, an error would be divided by
 * conditions that no single object has.
 */
export function numbersOf(facets: readonly Facet[], object: string): Record<string, number> {
  const rows = facets[0]?.codes.length ?? 0
  const alone = new Map(facets.map((facet) => [facet, partitionOf([facet], rows)]))
  return Object.fromEntries(
    facets
      .filter(({ name }) => name !== object)
      .map((facet) => {
        const around = facets.filter(
          (other) =>
            other !== facet && (other.name === object || withinOf(alone.get(facet)!, alone.get(other)!) !== null),
        )
        const together = partitionOf(around, rows).count
        return [facet.name, partitionOf([...around, facet], rows).count / together]
      }),
  )
}
