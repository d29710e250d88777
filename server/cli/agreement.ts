import { InputProblem } from '../../shared/input-problem.ts'
import { createRandom } from '../../shared/random.ts'
import {
  type AgreementStatistic,
  type AlphaLevel,
  alphaLevels,
  krippendorffAlpha,
} from '../../shared/statistics/agreement/agreement.ts'
import { type Icc, intraclassCorrelations } from '../../shared/statistics/agreement/icc.ts'
import { cohenKappa, fleissKappa } from '../../shared/statistics/agreement/kappa.ts'
import { type Rating, type RatingTable, ratingTable } from '../../shared/statistics/agreement/ratings.ts'
import { bootstrap } from '../../shared/statistics/inference/resampling.ts'
import { CallProblem, numberOption, oneFile, required, verb } from './call.ts'
import { numberIn, readColumns } from './csv-file.ts'
import { aligned, json, withInterval } from './figures.ts'

const help = `Usage: npm run -s parallax -- agreement FILE.csv --unit COL --rater COL --value COL --level LEVEL [options]

How well raters agree. The file has one rating a row; missing ratings are empty, NA, or not there.

  --unit COL       what was rated
  --rater COL      who rated it
  --value COL      the rating
  --level LEVEL    nominal, ordinal, interval or ratio
  --confidence X   level of the intervals (default 0.95)
  --resamples N    resamples of units for alpha and the kappas (default 2000)
  --seed TEXT      seed of the resamples (default 1)
  --json           figures as JSON

Krippendorff's alpha takes any number of raters and missing ratings. Its interval resamples whole units and computes both
disagreements anew (Zapf et al. 2016), not pairs with the expected disagreement held fixed (Hayes and Krippendorff 2007).
Cohen's kappa (two raters) and Fleiss's (as many ratings for each unit) are given for nominal and ordinal values, and
intraclass correlations (every rating there) for the other levels and, taking codes as distances, for ordinal values.
`

type Interval = { estimate: number; low: number | null; high: number | null; note?: string }
/** A measure, or why it does not apply. */
type Entry<T> = T | { not_applicable: string }

/** A measure if it applies, otherwise the reason why not. Other problems are thrown further. */
function whereItApplies<T>(compute: () => T): Entry<T> {
  try {
    return compute()
  } catch (problem) {
    if (problem instanceof InputProblem) return { not_applicable: problem.message }
    throw problem
  }
}

async function readRatings(
  file: string,
  columns: { unit: string; rater: string; value: string },
  level: AlphaLevel,
): Promise<{ table: RatingTable; leftOut: number }> {
  const rows = await readColumns(file, [columns.unit, columns.rater, columns.value])
  const ratings: Rating[] = []
  const codes = new Map<string, number>()
  let leftOut = 0
  for (const { line, cells } of rows) {
    const [unit, rater, value] = cells as [string | null, string | null, string | null]
    if (value === null) {
      leftOut += 1
      continue
    }
    if (unit === null || rater === null)
      throw new CallProblem(
        `Line ${line} has a rating and no ${unit === null ? columns.unit : columns.rater}. Fill it in, or empty the rating.`,
      )
    // Categories keep their text as it is. Their numbers are only names, in the order in which they appear.
    if (level === 'nominal' && !codes.has(value)) codes.set(value, codes.size)
    ratings.push({ unit, rater, value: level === 'nominal' ? codes.get(value)! : numberIn(value, line, columns.value) })
  }
  return { table: ratingTable(ratings), leftOut }
}

export const agreement = verb({
  summary: 'how well raters agree: alpha, kappas, intraclass correlations',
  help,
  options: {
    unit: { type: 'string' },
    rater: { type: 'string' },
    value: { type: 'string' },
    level: { type: 'string' },
    confidence: { type: 'string' },
    resamples: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const file = oneFile(positionals)
    const columns = {
      unit: required(values.unit, 'unit', 'the column that says what was rated'),
      rater: required(values.rater, 'rater', 'the column that says who rated'),
      value: required(values.value, 'value', 'the column of the ratings'),
    }
    const named = required(values.level, 'level', `one of ${alphaLevels.join(', ')}`)
    const level = alphaLevels.find((known) => known === named)
    if (level === undefined) throw new CallProblem(`No level "${named}". Levels: ${alphaLevels.join(', ')}.`)
    const confidence = numberOption(values.confidence, 'confidence', { above: 0, below: 1, otherwise: 0.95 })
    const resamples = numberOption(values.resamples, 'resamples', { whole: true, above: 19, otherwise: 2000 })
    const seed = values.seed ?? '1'
    const { table, leftOut } = await readRatings(file, columns, level)
    const random = createRandom(seed)

    const interval = (name: string, statistic: AgreementStatistic): Interval => {
      const found = whereItApplies(() =>
        bootstrap({ units: statistic.units, statistic, random: random.split(name), resamples, level: confidence }),
      )
      if ('not_applicable' in found)
        return { estimate: statistic.estimate, low: null, high: null, note: found.not_applicable }
      const left = found.undefinedResamples
      return {
        estimate: statistic.estimate,
        low: found.percentile.low,
        high: found.percentile.high,
        ...(left > 0 && { note: `${left} of ${resamples} resamples had no variation and were left out` }),
      }
    }
    const categorical = level === 'nominal' || level === 'ordinal'
    const kappa = (name: string, compute: () => AgreementStatistic): Entry<Interval> =>
      categorical
        ? whereItApplies(() => interval(name, compute()))
        : { not_applicable: `Kappas are for categories; at the ${level} level use alpha or an intraclass correlation.` }
    const ordered = (name: string, compute: () => AgreementStatistic): Entry<Interval> =>
      level === 'nominal'
        ? { not_applicable: 'Categories without order have no distances to weigh by.' }
        : kappa(name, compute)

    const alpha = krippendorffAlpha(table, level)
    const result = {
      file,
      level,
      units: table.units.length,
      raters: table.raters.length,
      ratings: table.values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0),
      rows_without_rating: leftOut,
      alpha: { ...interval('alpha', alpha), pairable_units: alpha.units, pairable_ratings: alpha.ratings },
      cohen_kappa: kappa('cohen', () => cohenKappa(table)),
      cohen_kappa_linear: ordered('linear', () => cohenKappa(table, 'linear')),
      cohen_kappa_quadratic: ordered('quadratic', () => cohenKappa(table, 'quadratic')),
      fleiss_kappa: kappa('fleiss', () => fleissKappa(table)),
      icc: iccEntry(table, level, confidence),
      confidence,
      resamples,
      seed,
      interval: 'percentile bootstrap of units; intraclass correlations by F',
    }
    io.out(values.json ? json(result) : asText(result))
  },
})

function iccEntry(table: RatingTable, level: AlphaLevel, confidence: number): Entry<Record<string, Interval>> {
  if (level === 'nominal')
    return {
      not_applicable: 'Intraclass correlations need numbers with distances; these are categories without order.',
    }
  return whereItApplies(() => {
    const found = intraclassCorrelations(table, confidence)
    const entry = ({ estimate, interval }: Icc): Interval => ({
      estimate,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    })
    return {
      icc1: entry(found.icc1),
      icc2: entry(found.icc2),
      icc3: entry(found.icc3),
      icc1k: entry(found.icc1k),
      icc2k: entry(found.icc2k),
      icc3k: entry(found.icc3k),
    }
  })
}

type Result = {
  units: number
  raters: number
  ratings: number
  rows_without_rating: number
  level: AlphaLevel
  alpha: Interval
  cohen_kappa: Entry<Interval>
  cohen_kappa_linear: Entry<Interval>
  cohen_kappa_quadratic: Entry<Interval>
  fleiss_kappa: Entry<Interval>
  icc: Entry<Record<string, Interval>>
  confidence: number
  resamples: number
  seed: string
}

function asText(result: Result): string {
  const line = (name: string, entry: Entry<Interval>): string[] =>
    'not_applicable' in entry
      ? [name, `not applicable: ${entry.not_applicable}`]
      : [name, withInterval(entry) + (entry.note === undefined ? '' : `  (${entry.note})`)]
  const iccs =
    'not_applicable' in result.icc
      ? [['intraclass correlations', `not applicable: ${result.icc.not_applicable}`]]
      : Object.entries(result.icc as Record<string, Interval>).map(([name, entry]) => line(name, entry))
  return (
    `${result.ratings} ratings of ${result.units} units by ${result.raters} raters, ${result.level}` +
    `${result.rows_without_rating > 0 ? `; ${result.rows_without_rating} rows without a rating` : ''}\n` +
    `Estimates with ${100 * result.confidence} % intervals; ${result.resamples} resamples of units, seed ${result.seed}\n\n` +
    aligned([
      line("Krippendorff's alpha", result.alpha),
      line("Cohen's kappa", result.cohen_kappa),
      line('  linear weights', result.cohen_kappa_linear),
      line('  quadratic weights', result.cohen_kappa_quadratic),
      line("Fleiss's kappa", result.fleiss_kappa),
      ...iccs,
    ])
  )
}
