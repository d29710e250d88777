import type { Random } from '../../random.ts'
import { featuresOf } from '../pairs.ts'
import type { Estimate } from '../report/report.ts'
import { FEWEST_ITEMS, overItems } from './paired-shift.ts'
import type { RunTable } from './table.ts'

/**
 * The squared distance between the distributions that two samples come from, unbiased at any n: Cramer's for ordered options
 * (half the energy distance; Szekely and Rizzo 2013), half the squared Euclidean one otherwise; 0 to 1. By chance it can be
 * below 0. Null with fewer than two answers on a side.
 */
export function samplesDistance(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  item: { readonly codes: readonly number[]; readonly ordered: boolean },
): number | null {
  const features = featuresOf(item)
  const total = (counts: ArrayLike<number>) => {
    let n = 0
    for (let k = 0; k < item.codes.length; k += 1) n += counts[k]!
    return n
  }
  const [n, m] = [total(one), total(other)]
  if (n < 2 || m < 2) return null
  let [a, b, distance] = [0, 0, 0]
  for (let k = 0; k < features.width; k += 1) {
    a = features.cumulated ? a + one[k]! / n : one[k]! / n
    b = features.cumulated ? b + other[k]! / m : other[k]! / m
    // Each observed share strays by its own chance; what that adds to the square is taken off.
    distance += features.gaps[k]! * ((a - b) ** 2 - (a * (1 - a)) / (n - 1) - (b * (1 - b)) / (m - 1))
  }
  return distance
}

/** How far a model's answers differ between two slices that share their country, or their language. */
export type ApartRow = {
  readonly kind: 'language within a country' | 'country within a language'
  readonly shared: string
  readonly one: string
  readonly other: string
  readonly items: number
  /** Mean over items of the unbiased squared distance between the two slices' answers. */
  readonly distance: Estimate
}

/** Every pair of slices that differ in one thing only. Target `own`; all else is pooled alike on both sides. */
export function apartRows(
  table: RunTable,
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): ApartRow[] {
  const rows: ApartRow[] = []
  table.slices.forEach((one, a) => {
    for (let b = a + 1; b < table.slices.length; b += 1) {
      const other = table.slices[b]!
      if ((one.place === other.place) === (one.locale === other.locale)) continue
      const sameCountry = one.place === other.place
      const values = distancesByItem(table, a, b)
      const random = options.random.split(`${one.place} ${one.locale} ${other.place} ${other.locale}`)
      rows.push({
        kind: sameCountry ? 'language within a country' : 'country within a language',
        shared: sameCountry ? one.place : one.locale,
        one: sameCountry ? one.locale : one.place,
        other: sameCountry ? other.locale : other.place,
        items: values.length,
        distance:
          values.length < FEWEST_ITEMS
            ? {
                value: null,
                unit: 'squared distance, 0 to 1',
                n: values.length,
                of: 'items',
                why: `fewer than ${FEWEST_ITEMS} items were asked in both`,
              }
            : overItems(values, { ...options, random, unit: 'squared distance, 0 to 1' }),
      })
    }
  })
  return rows
}

/** By item: the distance between two slices within each model and condition, averaged. */
function distancesByItem(table: RunTable, a: number, b: number): number[] {
  const { at, width } = table
  const own = table.names.target.indexOf('own')
  const cells = new Map<string, { item: number; sides: readonly Int32Array[] }>()
  for (let row = 0; row < table.rows; row += 1) {
    const side = at.slice[row] === a ? 0 : at.slice[row] === b ? 1 : -1
    if (side < 0 || at.target[row] !== own) continue
    const key = `${at.model[row]} ${at.cell[row]} ${at.item[row]}`
    let cell = cells.get(key)
    if (cell === undefined) {
      cell = { item: at.item[row]!, sides: [new Int32Array(width), new Int32Array(width)] }
      cells.set(key, cell)
    }
    for (let k = 0; k < width; k += 1) cell.sides[side]![k]! += table.counts[row * width + k]!
  }
  const byItem = new Map<number, number[]>()
  for (const { item, sides } of cells.values()) {
    const distance = samplesDistance(sides[0]!, sides[1]!, table.items[item]!)
    if (distance === null) continue
    byItem.set(item, [...(byItem.get(item) ?? []), distance])
  }
  return [...byItem.values()].map((values) => values.reduce((sum, one) => sum + one, 0) / values.length)
}
