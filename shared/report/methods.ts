import { withoutInterval } from '../analysis/alignment/reader.ts'
import { seriesName } from '../analysis/answers/session-answers.ts'
import { modelMethods } from './model-methods.ts'
import { kindsText } from './provenance.ts'
import type { Report } from './report.ts'
import { runMethods } from './run-methods.ts'

/** Unit and meaning of each field of a cell. */
export const cellUnits: Readonly<Record<string, string>> = {
  sessions: 'sessions asked',
  asked: 'questions put; the sum of outcomes',
  outcomes: 'questions by outcome; exactly one each',
  n: 'answers that name an option (classified)',
  counts: 'answers by option, in the order of codes',
  mean: 'scale points, of the classified answers',
  sd: 'scale points, over n',
  referenceShares: 'shares by option, in the order of codes',
  referenceMean: 'scale points',
  similarity: '0 to 1; by the measure named',
  worst: 'similarity if all questions without an option had had the worst one',
  best: 'similarity if they had had the best ones',
  nullMean: 'mean similarity of n answers drawn from the reference itself',
  nullLow: 'its 2.5 % point',
  nullHigh: 'its 97.5 % point',
  floorUniform: 'similarity of answers spread evenly over the options',
  floorMajority: "similarity of always giving the reference's commonest option",
  ceilingHalf: 'similarity of one half of the reference people to the other',
  ceilingNearest: 'similarity of the nearest other place to the reference',
  shift: 'scale points, mean less reference mean',
  shiftSd: 'sd of the reference (Q)',
  spreadRatio: 'sd over sd of the reference',
  squaredDistance: "squared distance, 0 to 1, from pairs of different sessions' answers; below 0 by chance only",
}

type Facts = Pick<
  Report,
  | 'provenance'
  | 'replies'
  | 'models'
  | 'contrasts'
  | 'twoWay'
  | 'attrition'
  | 'variance'
  | 'within'
  | 'run'
  | 'pooledCells'
  | 'smallest'
>

/** What was really done, in sentences for a methods section. A part that was not computed is not described. */
export function methodsOf(facts: Facts): string[] {
  const { provenance, replies, models, contrasts, twoWay, attrition, variance, within, run, pooledCells, smallest } =
    facts
  const { resamples, rearrangements, level, seed, populations } = provenance
  const percent = `${Math.round(level * 100)} %`
  const found: string[] = []
  const { kinds, pooled } = provenance
  if (pooled)
    found.push(
      `Sessions of several kinds were pooled, as the call asked: ${kindsText(kinds)}. Their numbers are of neither people nor a simulation alone.`,
    )
  else if (kinds.some(({ kind }) => kind !== 'live'))
    found.push(`No session is of a person who took part: all are ${kinds[0]!.kind} sessions.`)
  const compared = pooledCells.filter(({ measure }) => measure !== null)
  const uses = (measure: string) => compared.some((cell) => cell.measure === measure)
  if (compared.length > 0)
    found.push(
      [
        'Answers were pooled into cells of arm, item and place, apart for people and model, moment and target, with every outcome counted.',
        uses('ordinal-similarity')
          ? 'Similarity to the reference is 1 - W1 / (max - min) for ordered options (Santurkar et al. 2023).'
          : '',
        uses('nominal-similarity')
          ? 'For options without an order it is 1 - sqrt(JSD) with base-2 logarithms (Durmus et al. 2023).'
          : '',
        uses('means-similarity')
          ? 'Where a reference has means only, 1 - |difference of means| / (max - min) is shown apart and never averaged with the others.'
          : '',
        'Beside each stand the signed shift of the mean, the spread ratio, the same-n null (samples of the same number of answers drawn from the reference; repeats within a session are no independent draws, so it is a lower limit of what chance does), floors, ceilings, and bounds over answers that name no option.',
        `Rows of people from fewer than ${smallest} sessions are not shown.`,
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    )
  const total = (of: (row: Report['replies'][number]) => number) => replies.reduce((sum, row) => sum + of(row), 0)
  if (total(({ asked }) => asked) > 0)
    found.push(
      `Of ${total(({ asked }) => asked)} replies that people asked for, ${total(({ come }) => come)} came whole, ${total(({ cut }) => cut)} were cut, ${total(({ refused }) => refused)} refused, ${total(({ failed }) => failed)} failed, ${total(({ stopped }) => stopped)} were stopped by the person and ${total(({ waiting }) => waiting)} had not ended. In ${total(({ withoutReply }) => withoutReply)} of ${total(({ talked }) => talked)} sessions in which somebody wrote, no reply came at all; analysis is by assignment, so they are in all comparisons.`,
    )
  if (populations.length > 0)
    found.push(
      `Reference populations: ${populations.map(({ title, wave, label }) => `${title} (${wave}${label === '' ? '' : `; ${label}`})`).join('; ')}. Wording, time and mode differ from this study's.`,
    )
  if (contrasts.length > 0) {
    const planned = contrasts.filter((one) => one.planned)
    found.push(
      `Context shift compares two levels of a factor on the same items (${[...new Set(contrasts.map(({ series }) => seriesName(series)))].join('; ')}). Within an item, places are weighted by n1 n2 / (n1 + n2); items count alike. Location is the difference of mean answers in standard deviations of the reference. Closeness is the change of the squared Cramer distance to the reference (for options without an order, of half the squared Euclidean distance), from pairs of answers of different sessions, which has no small-sample bias. Plug-in values (${withoutInterval('sessions').join(', ')}) are shown at both levels without an interval: their bias depends on n.`,
      `Intervals (${percent}) resample whole sessions within arms ${resamples.toLocaleString('en')} times, never turns or repeats: expanded percentile intervals for location (Hesterberg 2015), bootstrap standard errors with Student's t for closeness. p-values permute levels between sessions within places and combinations of the other factors (${rearrangements.toLocaleString('en')} permutations, p = (b + 1) / (m + 1)). ${planned.length} planned contrasts and the planned effect on people are adjusted by Holm as one family; all other tests are exploratory and adjusted by Benjamini and Hochberg.`,
    )
    if (contrasts.some(({ equivalence }) => equivalence !== null))
      found.push(
        'Where a smallest effect of interest was named, two one-sided tests (Schuirmann 1987, alpha 0.05) say whether the shift lies within it, for the mean over items and item by item.',
      )
  }
  if (twoWay.towardPeople.rows.length > 0)
    found.push(
      "Model toward people: for each session, the mean closeness (1 less the mean distance over the scale's range) of the model's side-branch answers to the person's own, end less start; t intervals over sessions, Welch's against the control arm, p by permutation of arms between sessions.",
    )
  if (twoWay.towardModel.randomised)
    found.push(
      `People toward the model: ${twoWay.towardModel.rows[0]?.formula ?? 'least squares'} by least squares; HC2 errors for single items, errors clustered by session where items are pooled.`,
    )
  else if (twoWay.towardModel.changes.length > 0)
    found.push("People's change is described only: no position of the assistant was randomised.")
  if (attrition.some(({ bounds }) => bounds.lower !== null))
    found.push(
      "Attrition: arms are compared as they were assigned. Beside the difference among those who stayed stand Lee's trimming bounds (Lee 2009; intervals after Imbens and Manski 2004) and a difference weighted by the inverse chance of staying, from a logistic regression on arm, place, locale and the answers before (stabilised, cut at the 1 % and 99 % quantiles).",
    )
  if (variance.some(({ result }) => result.kind === 'decomposed'))
    found.push(
      "The variance of the model's answers in sessions, rescaled to 0..1 of each item's range, was taken apart by Henderson's method I with all effects random; intervals resample sessions. Shares depend on the levels that the study chose.",
    )
  if (within.length > 0)
    found.push(
      'Within countries, the same answers were read against each subgroup that a population gives, by the unbiased squared distance; subgroups overlap, so these figures are descriptive.',
    )
  if (run !== null) found.push(...runMethods(run, provenance))
  found.push(...modelMethods(models))
  found.push(
    `Not computed in this version: yoked branches. All chance comes from the seed "${seed}"; the same data and seed give the same report.`,
  )
  return found
}
