import { createRandom, type Random } from '../../../shared/random.ts'
import { krippendorffAlpha } from '../../../shared/statistics/agreement/agreement.ts'
import { type Rating, ratingTable } from '../../../shared/statistics/agreement/ratings.ts'
import { bootstrap, statisticOfSums } from '../../../shared/statistics/inference/resampling.ts'
import { covers, type Look, type Part } from '../tally.ts'

const RATERS = ['a', 'b', 'c']
const CODES = 4

/** Units with a true code; each rater sees it seven times in ten and else guesses. A tenth of the ratings is missing. */
function ratings(units: number, random: Random): Rating[] {
  const found: Rating[] = []
  for (let unit = 0; unit < units; unit += 1) {
    const code = random.choice([0.5, 0.25, 0.15, 0.1])
    for (const rater of RATERS) {
      const value = random.next() < 0.7 ? code : random.integer(CODES)
      if (random.next() < 0.1) continue
      found.push({ unit: `u${unit}`, rater, value })
    }
  }
  return found
}

const LEVELS = ['nominal', 'ordinal'] as const
let known: Readonly<Record<(typeof LEVELS)[number], number>> | undefined

/** Alpha of so many units that nothing is left to chance. */
function truths() {
  const table = ratingTable(ratings(60_000, createRandom('units at large')))
  known ??= {
    nominal: krippendorffAlpha(table, 'nominal').estimate,
    ordinal: krippendorffAlpha(table, 'ordinal').estimate,
  }
  return known
}

function alphaLooks(seed: string, units: number): Look[] {
  const random = createRandom(seed)
  const truth = known ?? truths()
  const table = ratingTable(ratings(units, random))
  return LEVELS.flatMap((level): Look[] => {
    const statistic = krippendorffAlpha(table, level)
    const { percentile } = bootstrap({ units: statistic.units, statistic, random: random.split(level), resamples: 499 })
    return [{ line: `alpha, ${level}, ${units} units, 3 raters`, covered: covers(percentile, truth[level]) }]
  })
}

/** A ratio of sums over clusters of unlike size, of which answers are alike within. */
function clusterLooks(seed: string, clusters: number): Look[] {
  const random = createRandom(seed)
  const rows = new Float64Array(2 * clusters)
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const size = 2 + random.integer(9)
    const own = random.normal()
    let sum = 0
    for (let one = 0; one < size; one += 1) sum += own + random.normal()
    rows.set([sum, size], 2 * cluster)
  }
  const statistic = statisticOfSums(rows, 2, (sums) => sums[0]! / sums[1]!)
  const { percentile, bca } = bootstrap({ units: clusters, statistic, random: random.split('draws'), resamples: 999 })
  return [
    { line: `cluster bootstrap of a mean, percentile, ${clusters} clusters`, covered: covers(percentile, 0) },
    ...(bca === null
      ? []
      : [{ line: `cluster bootstrap of a mean, BCa, ${clusters} clusters`, covered: covers(bca, 0) }]),
  ]
}

/** Agreement of raters. */
export const agreement: Part = {
  about: "Krippendorff's alpha: percentile intervals over units",
  look: (seed) => [...alphaLooks(`${seed} few`, 40), ...alphaLooks(`${seed} many`, 150)],
}

/** The bare cluster bootstrap, without the widening that reports add for few clusters. */
export const clusters: Part = {
  about: 'cluster bootstrap: clusters of 2 to 10 answers, half of the variance between clusters',
  look: (seed) => [...clusterLooks(`${seed} few`, 15), ...clusterLooks(`${seed} many`, 60)],
}
