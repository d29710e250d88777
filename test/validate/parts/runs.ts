import { type MovableAnswers, momentsOf, movableAnswers, optionAt } from '../../../server/power/movable-answers.ts'
import { keptYardsticks } from '../../../shared/analysis/alignment/against-reference.ts'
import { referencesOf } from '../../../shared/analysis/alignment/reference.ts'
import { runAnswer } from '../../../shared/analysis/answers/of-run.ts'
import { type RunAnswerRow, type RunTable, runTable } from '../../../shared/analysis/answers/run-answers.ts'
import { runCells } from '../../../shared/analysis/cells/run-cells.ts'
import { overall } from '../../../shared/analysis/contrasts/finding.ts'
import { runComparisons } from '../../../shared/analysis/contrasts/of-models-alone/comparisons.ts'
import { alignmentRows } from '../../../shared/analysis/models-alone/alignment.ts'
import { createRandom } from '../../../shared/random.ts'
import { probeJobs, type StudyOfRun } from '../../../shared/study/probe-jobs.ts'
import { runStudy } from '../../shared/analysis/models-alone/generate-run.ts'
import { covers, type Look, type Part } from '../tally.ts'

/** Items at large, of which every generated study has some drawn at random. */
const POOL = 240
const pool = runStudy(POOL, { orders: ['listed'], itemWordings: [0] })
const answers = movableAnswers(pool)
const references = referencesOf(pool)
/** How much an item's answers stray at each level, in sd. */
const ITEM_SD = 0.3
const SLICES = pool.probeRun.slices.map(({ place }) => place)

/** Points of the normal for means over the strays of items. */
const NODES = Array.from({ length: 33 }, (_, nth) => (nth - 16) / 4).map((z) => ({ z, weight: Math.exp(-(z * z) / 2) }))
const WEIGHTS = NODES.reduce((sum, { weight }) => sum + weight, 0)

type Reading = (own: MovableAnswers, shares: Float64Array) => number

const readings = {
  location: (own, shares) => (momentsOf(own.codes, shares).mean - own.mean) / own.sd,
  'range-share': (own, shares) => (momentsOf(own.codes, shares).mean - own.codes[0]!) / rangeOf(own),
  closeness: (own, shares) => {
    const still = own.at(0)
    let sum = 0
    for (let k = 0; k + 1 < own.codes.length; k += 1)
      sum += ((shares[k]! - still[k]!) ** 2 * (own.codes[k + 1]! - own.codes[k]!)) / rangeOf(own)
    return 1 - sum
  },
  'means-closeness': (own, shares) => 1 - ((momentsOf(own.codes, shares).mean - own.mean) / rangeOf(own)) ** 2,
} satisfies Record<string, Reading>
type Measure = keyof typeof readings
const MEASURES = Object.keys(readings) as Measure[]

function rangeOf({ codes }: MovableAnswers): number {
  return codes[codes.length - 1]! - codes[0]!
}

/** The places on which a measure is read: those with a distribution, those with a mean only, or all. */
function placesOf(measure: Measure): readonly string[] {
  if (measure === 'range-share') return SLICES
  return SLICES.filter((place) => (place === 'SWE') === (measure === 'means-closeness'))
}

/** A measure over these items, each strayed as said, averaged over places. */
function averaged(measure: Measure, items: readonly string[], by: (item: string) => number): number {
  const places = placesOf(measure)
  let sum = 0
  for (const item of items)
    for (const place of places) {
      const own = answers(place, item)
      sum += readings[measure](own, own.at(by(item))) / items.length / places.length
    }
  return sum
}

const everyItem = Array.from({ length: POOL }, (_, q) => `values/q${q}`)
const kept = new Map<string, number>()

/** A measure over items at large, whose answers are moved by `effect` and stray. */
function atLarge(measure: Measure, effect: number): number {
  const key = `${measure} ${effect}`
  const known =
    kept.get(key) ??
    NODES.reduce(
      (sum, { z, weight }) => sum + (weight / WEIGHTS) * averaged(measure, everyItem, () => effect + ITEM_SD * z),
      0,
    )
  kept.set(key, known)
  return known
}

type Made = { study: StudyOfRun; table: RunTable; items: string[]; stray: (level: string, item: string) => number }

/** A study of some items of the pool, answered by a model that strays by item at each level. */
function made(seed: string, count: number, effect: number): Made {
  const random = createRandom(seed)
  const items = random.split('items').shuffle(everyItem).slice(0, count)
  const study = { ...pool, probeRun: { ...pool.probeRun, items } }
  const stray = (level: string, item: string) =>
    (level === 'people' ? effect : 0) + ITEM_SD * createRandom(`${seed} ${level} ${item}`).normal()
  const given = Array.from(probeJobs(study, { models: ['builtin'], repeats: 4 }), (job): RunAnswerRow => {
    const own = answers(job.place, job.item)
    const shares = own.at(stray(job.levels.framing!, job.item))
    return runAnswer({ job, outcome: { kind: 'classified', code: own.codes[optionAt(shares, random.next())]! } })
  })
  return { study, table: runTable(study, given), items, stray }
}

function comparisonLooks(seed: string, count: number, effect: number): Look[] {
  const { study, table, items, stray } = made(seed, count, effect)
  const [found] = runComparisons({
    study,
    table,
    references,
    random: createRandom(seed),
    resamples: 999,
    rearrangements: 499,
    level: 0.95,
    planned: new Set(['people-none']),
    plannedOnly: true,
  })
  const what = effect === 0 ? 'no effect' : 'planted'
  return MEASURES.flatMap((measure): Look[] => {
    const shift = overall(found!.findings, measure)
    if (shift === undefined || shift.estimate.value === null) return []
    const { estimate, p } = shift
    // With few items the interval speaks of these very items, with more of items like these.
    if (estimate.interval === 'bootstrap error of fresh answers to these items') {
      const truth =
        averaged(measure, items, (item) => stray('people', item)) -
        averaged(measure, items, (item) => stray('none', item))
      return [{ line: `${measure}, these ${count} items`, covered: covers(estimate, truth) }]
    }
    const line = `${measure}, ${count} items, ${what}`
    const covered = covers(estimate, atLarge(measure, effect) - atLarge(measure, 0))
    return [effect === 0 ? { line, covered, rejected: p! <= 0.05 } : { line, covered }]
  })
}

/** Two levels compared on the same items by a model alone. */
export const comparisons: Part = {
  about: 'probe-run comparisons: items at random from many, 4 slices, 4 repeats; items differ by 0.3 sd at each level',
  look: (seed) => [
    ...comparisonLooks(`${seed} none`, 24, 0),
    ...comparisonLooks(`${seed} planted`, 24, 0.4),
    ...comparisonLooks(`${seed} few`, 8, 0),
    ...comparisonLooks(`${seed} four`, 4, 0.4),
  ],
}

function alignmentLooks(seed: string): Look[] {
  const { study, table } = made(seed, 24, 0.4)
  const random = createRandom(seed)
  const cells = runCells({ study, table, references, yardsticks: keptYardsticks(random.split('yardsticks'), 3) })
  const rows = alignmentRows(cells, { random, resamples: 999, level: 0.95 })
  const row = (place: string, locale: string) =>
    rows.find((one) => one.condition === 'people' && one.place === place && one.locale === locale)!
  const [whole, means] = [row('EGY', 'en'), row('SWE', 'en')]
  const overPlace = (measure: Measure, place: string) =>
    NODES.reduce((sum, { z, weight }) => {
      const mean = everyItem.reduce((total, item) => {
        const own = answers(place, item)
        return total + readings[measure](own, own.at(0.4 + ITEM_SD * z)) / POOL
      }, 0)
      return sum + (weight / WEIGHTS) * mean
    }, 0)
  const meansMoved = () =>
    overPlace('range-share', 'SWE') -
    everyItem.reduce((sum, item) => {
      const own = answers('SWE', item)
      return sum + (own.mean - own.codes[0]!) / rangeOf(own) / POOL
    }, 0)
  const truths = {
    closeness: remembered('closeness', () => overPlace('closeness', 'EGY')),
    shift: remembered('shift', () => overPlace('location', 'EGY')),
    meansShift: remembered('means', meansMoved),
  }
  const one = (line: string, estimate: typeof whole.shift, truth: number): Look[] =>
    estimate.value === null ? [] : [{ line: `alignment row, ${line}`, covered: covers(estimate, truth) }]
  return [
    ...one('closeness', whole.closeness, truths.closeness),
    ...one('shift', whole.shift, truths.shift),
    ...one('shift against means only', means.meansShift, truths.meansShift),
  ]
}

function remembered(key: string, compute: () => number): number {
  const known = kept.get(key) ?? compute()
  kept.set(key, known)
  return known
}

/** How near a model comes to the people of one place. */
export const alignment: Part = {
  about: 'alignment rows: 24 items at random from many, 4 repeats',
  look: alignmentLooks,
}
