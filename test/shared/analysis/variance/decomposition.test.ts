import { expect, test } from 'vitest'
import { decomposition, factorFacet } from '../../../../shared/analysis/variance/decomposition.ts'
import { createRandom } from '../../../../shared/random.ts'

const [ITEMS, COUNTRIES, REPEATS] = [12, 4, 5]

/** Answers that differ by item. The facet `tongue` has the same values as the facet `country`. */
function answers() {
  const random = createRandom('decomposition')
  const rows = ITEMS * COUNTRIES * REPEATS
  const code = (of: (row: number) => number) => Int32Array.from({ length: rows }, (_, row) => of(row))
  const item = code((row) => Math.floor(row / (COUNTRIES * REPEATS)))
  const country = code((row) => Math.floor(row / REPEATS) % COUNTRIES)
  return {
    response: Float64Array.from(item, (one) => one / ITEMS + 0.1 * random.next()),
    facets: [
      { name: 'item', codes: item, levels: ITEMS },
      { name: 'country', codes: country, levels: COUNTRIES },
      { name: 'tongue', codes: country, levels: COUNTRIES },
    ],
    decisions: [{ object: 'country', items: ITEMS }],
    clusters: 'item',
  }
}

const options = { random: createRandom('resamples'), resamples: 50, level: 0.95 }

test('a component that says what another says is left out and named, and the rest is taken apart', () => {
  const components = [['item'], ['country'], ['tongue'], ['item', 'country']]
  const { result, leftOut } = decomposition({ ...answers(), components }, options)
  if (result.kind === 'refused') throw new Error(result.message)
  expect(leftOut).toEqual([['tongue']])
  expect(result.components.map(({ facets }) => facets)).toEqual([['item'], ['country'], ['item', 'country']])
  expect(result.components[0]!.share).toBeGreaterThan(0.9)
  expect(result.generalisability.map(({ decision }) => decision.numbers)).toEqual([{ item: ITEMS }])
})

test('what fits is taken apart with nothing left out', () => {
  const { leftOut, result } = decomposition({ ...answers(), components: [['item'], ['country']] }, options)
  expect([leftOut, result.kind]).toEqual([[], 'decomposed'])
})

test('a factor that is called as a facet of every design is told apart', () => {
  expect([factorFacet('language'), factorFacet('framing')]).toEqual(['language (factor)', 'framing'])
})
