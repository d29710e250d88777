import { runAnswer } from '../../../../shared/analysis/answers/of-run.ts'
import type { RunAnswerRow } from '../../../../shared/analysis/answers/run-answers.ts'
import { createRandom } from '../../../../shared/random.ts'
import { type ProbeJob, probeJobs, runChoice, type StudyOfRun } from '../../../../shared/study/probe-jobs.ts'
import { ProbeRun } from '../../../../shared/study/probe-run.ts'
import { generatedStudy } from '../generate.ts'

export const CODES = [1, 2, 3, 4] as const
const label = (text: string) => ({ en: text, fr: text, es: text })
const written = { kind: 'original', by: 'the tests', on: '2026-01-01', localReview: 'approved' }

/** Reference shares of item `q` in a place. They are fixed, never 0 or 1, and different for each item and place. */
export function referenceShares(place: string, q: number): number[] {
  const random = createRandom(`reference ${place} ${q}`)
  const weights = CODES.map(() => 0.3 + random.next())
  const total = weights.reduce((sum, one) => sum + one, 0)
  return weights.map((one) => one / total)
}

/**
 * A study that asks only models: framing x order x wording, in slices of two countries with distributions and one country with
 * means.
 */
export function runStudy(
  items = 24,
  run: Record<string, unknown> = {},
  change: Record<string, unknown> = {},
): StudyOfRun {
  const ids = Array.from({ length: items }, (_, q) => q)
  const figures = (place: string) =>
    Object.fromEntries(
      ids.map((q) => {
        const shares = referenceShares(place, q)
        const mean = shares.reduce((sum, share, k) => sum + share * CODES[k]!, 0)
        return [`Q${q}`, { mean, shares: Object.fromEntries(shares.map((share, k) => [String(CODES[k]), share])) }]
      }),
    )
  const head = {
    source: 'The tests',
    wave: '2020',
    mode: 'interview',
    weighted: false,
    n: 'unknown',
    caution: 'Made up.',
    provenance: 'Written for the tests.',
  }
  const study = generatedStudy({
    flow: [],
    places: { EGY: label('Egypt'), MAR: label('Morocco'), SWE: label('Sweden') },
    instruments: [
      {
        id: 'values',
        title: 'Values',
        items: ids.map((q) => ({
          id: `q${q}`,
          label: `Item ${q}`,
          topic: q % 3 === 0 ? 'trust' : q % 3 === 1 ? 'family' : 'work',
          reference: `Q${q}`,
          answer: { kind: 'ordinal', options: CODES.map((code) => ({ code, label: label(`Option ${code}`) })) },
          forms: { question: [label(`Question ${q}?`), label(`Asked otherwise, ${q}?`)] },
          theory: 'wvs',
          author: 'the tests',
          provenance: { en: written, fr: written, es: written },
        })),
      },
    ],
    populations: [
      {
        ...head,
        id: 'survey',
        title: 'A survey',
        kind: 'distributions',
        figures: { EGY: figures('EGY'), MAR: figures('MAR') },
      },
      {
        ...head,
        id: 'means',
        title: 'Means of a survey',
        kind: 'means',
        figures: { SWE: Object.fromEntries(ids.map((q) => [`Q${q}`, { mean: 1.5 + (q % 4) / 2 }])) },
      },
    ],
    factors: {
      framing: {
        aspect: 'framing',
        label: 'Framing',
        levels: {
          none: { label: 'None', whose: 'assistant' },
          user: { label: 'User', whose: 'user-from-place', wordings: [label('From {place}.'), label('Of {place}.')] },
          people: {
            label: 'People',
            task: 'forecast',
            whose: 'people-of-place',
            wordings: [label('In {place}.'), label('All {place}.')],
          },
        },
      },
    },
    conditions: ['none', 'user', 'people'].map((level) => ({ id: level, levels: { framing: level }, weight: 1 })),
    control: 'none',
    contrasts: [
      {
        id: 'people-none',
        title: 'Forecast against none',
        factor: 'framing',
        level: 'people',
        baseline: 'none',
        smallestEffect: 0.2,
      },
    ],
    ...change,
  })
  const probeRun = ProbeRun.parse({
    slices: [
      { place: 'EGY', locale: 'en' },
      { place: 'EGY', locale: 'fr' },
      { place: 'MAR', locale: 'fr' },
      { place: 'SWE', locale: 'en' },
    ],
    itemWordings: [0, 1],
    orders: ['listed', 'reversed'],
    repeats: 2,
    ...run,
  })
  return { ...study, probeRun }
}

/** Shares of the options for a job. The rest up to 1 is the share of unclassifiable answers. */
export type Answerer = (job: ProbeJob, q: number) => readonly number[]

/** Draws an answer for every job of a study's run. */
export function answersOf(study: StudyOfRun, answerer: Answerer, seed: string, repeats?: number): RunAnswerRow[] {
  const random = createRandom(seed)
  const choice = runChoice(study)
  return Array.from(probeJobs(study, { ...choice, repeats: repeats ?? choice.repeats }), (job): RunAnswerRow => {
    const shares = answerer(job, Number(job.item.slice('values/q'.length)))
    const left = Math.max(0, 1 - shares.reduce((sum, one) => sum + one, 0))
    const option = random.choice([...shares, left])
    const outcome =
      option < shares.length
        ? { kind: 'classified' as const, code: CODES[option]! }
        : { kind: 'unclassifiable' as const }
    return runAnswer({ job, outcome })
  })
}

/** Shares of the people in the job's place, or invented shares for a place without a distribution. */
export const likePeople: Answerer = ({ place }, q) => referenceShares(place, q)

/** Shares that lie the fraction `weight` of the way from `one` to `other`. */
export function mixed(one: readonly number[], other: readonly number[], weight: number): number[] {
  return one.map((share, k) => (1 - weight) * share + weight * other[k]!)
}
