import { describe, expect, test } from 'vitest'
import { type Decomposable, decomposition } from '../../../../shared/analysis/variance/decomposition.ts'
import { createRandom } from '../../../../shared/random.ts'
import { numbersOf } from '../../../../shared/statistics/variance/decision-numbers.ts'
import type { Facet } from '../../../../shared/statistics/variance/variance-partitions.ts'

function facet(name: string, keys: readonly (string | number)[]): Facet {
  const known = [...new Set(keys)]
  return { name, codes: Int32Array.from(keys, (key) => known.indexOf(key)), levels: known.length }
}

/** Every combination of so many levels, the last going round fastest. */
function crossed(...counts: number[]): number[][] {
  return counts.reduce<number[][]>(
    (rows, count) => rows.flatMap((row) => Array.from({ length: count }, (_, level) => [...row, level])),
    [[]],
  )
}

/** The facet of a place in the rows. */
function at(name: string, rows: readonly number[][], place: number): Facet {
  return facet(
    name,
    rows.map((row) => row[place]!),
  )
}

const options = (seed: string) => ({ random: createRandom(seed), resamples: 20, level: 0.95 })

describe('countries that are each asked in a language of their own', () => {
  const random = createRandom('nested languages')
  const rows = crossed(10, 8, 2, 3)
  const strays = Array.from({ length: 10 * 8 }, () => random.normal() * 0.3)
  const input: Decomposable = {
    response: Float64Array.from(rows, ([item, country]) => strays[item! * 8 + country!]! + random.normal() * 0.1),
    facets: [
      at('item', rows, 0),
      at('country', rows, 1),
      facet(
        'language',
        rows.map(([, country]) => `of ${country}`),
      ),
      at('framing', rows, 2),
    ],
    components: [
      ...[['item'], ['framing'], ['country'], ['language']],
      ...[
        ['item', 'country'],
        ['item', 'language'],
        ['item', 'country', 'framing'],
      ],
    ],
    decisions: [{ object: 'country', items: 10 }],
    clusters: 'item',
  }

  test('keep what items and countries share under the country, which comes first, and leave all of the language out', () => {
    const { result, leftOut } = decomposition(input, options('languages'))
    if (result.kind === 'refused') throw new Error(result.message)
    expect(leftOut).toEqual([['language'], ['item', 'language']])
    expect(result.components.find(({ facets }) => facets.join(' ') === 'item country')!.share).toBeGreaterThan(0.7)
    expect(result.generalisability.map(({ decision }) => decision.numbers)).toEqual([{ item: 10, framing: 2 }])
  })
})

describe('the numbers that a mean of a country runs over', () => {
  test('count what lies within others within one combination of them, and are those of one country', () => {
    // 3 countries x 2 framings x 5 sessions of their own x 4 items; the first country is asked in two languages.
    const rows = crossed(3, 2, 5, 4)
    const numbers = numbersOf(
      [
        at('country', rows, 0),
        at('framing', rows, 1),
        facet(
          'session',
          rows.map((row) => row.slice(0, 3).join(' ')),
        ),
        at('item', rows, 3),
        facet(
          'language',
          rows.map(([country, framing]) => (country === 0 && framing === 0 ? 'en' : 'ar')),
        ),
      ],
      'country',
    )
    expect(numbers).toMatchObject({ framing: 2, item: 4, session: 5 })
    expect(numbers.language).toBeCloseTo(4 / 3, 12)
  })

  test.each([
    ['with a component for framings', [['item'], ['framing'], ['country'], ['session']]],
    ['without', [['item'], ['country'], ['session']]],
  ])('give the error that means of countries really have, %s', (_, components) => {
    const random = createRandom('means of countries')
    const rows = crossed(6, 4, 5, 8)
    let [claimed, seen] = [0, 0]
    for (let draw = 0; draw < 12; draw += 1) {
      const persons = Array.from({ length: 6 * 4 * 5 }, () => random.normal() * 0.3)
      const means = new Float64Array(6)
      const response = Float64Array.from(rows, (row, nth) => {
        const answer = persons[Math.floor(nth / 8)]! + random.normal() * 0.2
        means[row[0]!]! += answer / (4 * 5 * 8)
        return answer
      })
      const facets = [
        at('item', rows, 3),
        facet(
          'session',
          rows.map((row) => row.slice(0, 3).join(' ')),
        ),
        at('country', rows, 0),
        at('framing', rows, 1),
      ]
      const decisions = [{ object: 'country', items: 8 }]
      const input = { response, facets, components, decisions, clusters: 'session' }
      const { result } = decomposition(input, options(`draw ${draw}`))
      if (result.kind === 'refused') throw new Error(result.message)
      claimed += result.generalisability[0]!.errors.relative
      seen += means.reduce((sum, mean) => sum + mean ** 2, 0) / 6
    }
    // 72 means: their variance is known to about a sixth. Divided by all sessions it would be claimed at a quarter and less.
    expect(seen / claimed).toBeGreaterThan(0.6)
    expect(seen / claimed).toBeLessThan(1.6)
  })
})
