import type { Random } from '../../random.ts'
import { distancesByItem } from '../alignment/sample-distance.ts'
import type { RunTable } from '../answers/run-answers.ts'
import type { Estimate } from '../estimate.ts'
import { FEWEST_ITEMS, overItems } from '../over-items.ts'

/** How far a model's answers differ between two slices that have the same country, or the same language. */
export type ApartRow = {
  readonly kind: 'language within a country' | 'country within a language'
  readonly shared: string
  readonly one: string
  readonly other: string
  readonly items: number
  /** Mean over items of the unbiased squared distance between the answers of the two slices. */
  readonly distance: Estimate
}

/**
 * Every pair of slices that differ in exactly one of country and language. Only answers to target `own` are compared,
 * with everything else alike on both sides where possible (see `distancesByItem`).
 */
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
      const values = distancesByItem(table, 'slice', [a, b], 'own')
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
