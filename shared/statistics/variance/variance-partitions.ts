/**
 * A way in which answers may be alike: the item that was asked, the country, the structure ... It has one code for each
 * row, from 0 to `levels` - 1.
 */
export type Facet = { readonly name: string; readonly codes: Int32Array; readonly levels: number }

/** Rows put into groups: codes from 0 to `count` - 1 in order of appearance, none of them empty. */
export type Partition = { readonly codes: Int32Array; readonly count: number }

/** The groups in which rows have the same level of every facet. Without facets, all rows are one group. */
export function partitionOf(facets: readonly Pick<Facet, 'codes' | 'levels'>[], rows: number): Partition {
  let made: Partition = { codes: new Int32Array(rows), count: 1 }
  for (const facet of facets) made = joined(made, { codes: facet.codes, count: facet.levels })
  return made
}

/** The groups of rows that are in the same group of both partitions. */
export function joined(one: Partition, other: Partition): Partition {
  const known = new Map<number, number>()
  const codes = new Int32Array(one.codes.length)
  for (let row = 0; row < codes.length; row += 1) {
    const key = one.codes[row]! * other.count + other.codes[row]!
    let code = known.get(key)
    if (code === undefined) {
      code = known.size
      known.set(key, code)
    }
    codes[row] = code
  }
  return { codes, count: known.size }
}

/** For each group of `fine`, the group of `coarse` in which it lies. Null if one of them lies in several. */
export function withinOf(fine: Partition, coarse: Partition): Int32Array | null {
  const within = new Int32Array(fine.count).fill(-1)
  for (let row = 0; row < fine.codes.length; row += 1) {
    const group = fine.codes[row]!
    const larger = coarse.codes[row]!
    if (within[group]! < 0) within[group] = larger
    else if (within[group] !== larger) return null
  }
  return within
}
