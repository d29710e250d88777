import { createRandom, type Random } from '../../../shared/random.ts'
import { varianceComponents } from '../../../shared/statistics/variance/variance-components.ts'
import type { Facet } from '../../../shared/statistics/variance/variance-partitions.ts'
import { covers, type Look, type Part } from '../tally.ts'

const COUNTRIES = 6
const STRUCTURES = 3
const REPEATS = 2
/** Planted variances. Countries and structures are few, so they are the same in every study. */
const PLANTED = { item: 0.03, itemCountry: 0.01, itemStructure: 0.006, residual: 0.05 }
const FIXED = createRandom('fixed effects')
const country = Float64Array.from({ length: COUNTRIES }, () => 0.12 * FIXED.normal())
const structure = Float64Array.from({ length: STRUCTURES }, () => 0.08 * FIXED.normal())

/** Variance of levels that are all there are: about their mean, by one less than their number. */
function varianceOf(levels: Float64Array): number {
  const mean = levels.reduce((sum, one) => sum + one, 0) / levels.length
  return levels.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (levels.length - 1)
}

const TRUTHS: Readonly<Record<string, number>> = {
  item: PLANTED.item,
  country: varianceOf(country),
  structure: varianceOf(structure),
  'item x country': PLANTED.itemCountry,
  'item x structure': PLANTED.itemStructure,
  residual: PLANTED.residual,
}
const TOTAL = Object.values(TRUTHS).reduce((sum, one) => sum + one, 0)

/** Answers of a crossed design; a tenth of them is missing, so that it is not balanced. */
function answersOf(items: number, random: Random) {
  const response: number[] = []
  const at: Record<'item' | 'country' | 'structure', number[]> = { item: [], country: [], structure: [] }
  const normal = (variance: number) => Math.sqrt(variance) * random.normal()
  for (let item = 0; item < items; item += 1) {
    const own = normal(PLANTED.item)
    const byStructure = Float64Array.from(structure, () => normal(PLANTED.itemStructure))
    for (let c = 0; c < COUNTRIES; c += 1) {
      const byCountry = normal(PLANTED.itemCountry)
      for (let s = 0; s < STRUCTURES; s += 1)
        for (let repeat = 0; repeat < REPEATS; repeat += 1) {
          if (random.next() < 0.1) continue
          response.push(own + country[c]! + structure[s]! + byCountry + byStructure[s]! + normal(PLANTED.residual))
          at.item.push(item)
          at.country.push(c)
          at.structure.push(s)
        }
    }
  }
  const levels = { item: items, country: COUNTRIES, structure: STRUCTURES }
  const facets = (['item', 'country', 'structure'] as const).map(
    (name): Facet => ({ name, codes: Int32Array.from(at[name]), levels: levels[name] }),
  )
  return { response: Float64Array.from(response), facets }
}

function looks(seed: string, items: number): Look[] {
  const random = createRandom(seed)
  const found = varianceComponents({
    ...answersOf(items, random),
    components: [['item'], ['country'], ['structure'], ['item', 'country'], ['item', 'structure']],
    clusters: 'item',
    random: random.split('clusters'),
    resamples: 400,
  })
  if (found.kind === 'refused') return []
  return [...found.components, found.residual].flatMap((row): Look[] => {
    const name = row.facets.join(' x ') || 'residual'
    const truth = TRUTHS[name]!
    return [
      { line: `variance of ${name}, ${items} items`, covered: covers(row.varianceInterval, truth) },
      { line: `share of ${name}, ${items} items`, covered: covers(row.shareInterval, truth / TOTAL) },
    ]
  })
}

/** Variance components by Henderson's method I; items are resampled. */
export const variance: Part = {
  about: 'variance components: items x 6 countries x 3 structures, 2 repeats, a tenth missing; normal effects',
  look: (seed) => [...looks(`${seed} some`, 30), ...looks(`${seed} many`, 120)],
}
