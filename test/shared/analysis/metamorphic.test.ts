import { describe, expect, test, vi } from 'vitest'
import { fromShares } from '../../../shared/analysis/alignment/measures/distribution.ts'
import { referencesOf } from '../../../shared/analysis/alignment/reference.ts'
import { runAnswer } from '../../../shared/analysis/answers/of-run.ts'
import { runTable } from '../../../shared/analysis/answers/run-answers.ts'
import { columnsOf } from '../../../shared/analysis/answers/session-answers.ts'
import { overall } from '../../../shared/analysis/contrasts/finding.ts'
import { contrastOf } from '../../../shared/analysis/contrasts/in-sessions/contrast.ts'
import { pairedShifts } from '../../../shared/analysis/contrasts/of-models-alone/paired-shift.ts'
import { pairLevels } from '../../../shared/analysis/contrasts/of-models-alone/pairing.ts'
import { robustnessRows } from '../../../shared/analysis/models-alone/robustness.ts'
import { readAnswer } from '../../../shared/instrument/read-answer.ts'
import { createRandom } from '../../../shared/random.ts'
import { analyse } from '../../../shared/report/analyse.ts'
import type { Report } from '../../../shared/report/report.ts'
import { jobPrompt, type ProbeJob, probeJobs, runChoice } from '../../../shared/study/probe-jobs.ts'
import { Study } from '../../../shared/study/study.ts'
import {
  nominalSimilarity,
  ordinalSimilarity,
  spreadRatio,
  standardisedShift,
  unbiasedSquaredCramer,
} from './alignment/two-distributions.ts'
import { answered, each } from './answered.ts'
import { CODES, type Design, generate, generatedStudy, REFERENCE, type Shares } from './generate.ts'
import { answersOf, likePeople, runStudy } from './models-alone/generate-run.ts'

// These tests make whole reports and many data sets, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 })

const study = generatedStudy()
const quick = { seed: 'metamorphic', resamples: 100, rearrangements: 99, draws: 100 } as const
const truth: Design['model'] = ({ place }, item): Shares => REFERENCE[place!]![item.slice(7).toUpperCase()]!

describe('an answerer that does not care how it is asked', () => {
  const asked = runStudy(8, {
    slices: [{ place: 'EGY', locale: 'en' }],
    formats: ['number', 'label'],
    repeats: 2,
  })
  const options = { random: createRandom('robust'), resamples: 100, rearrangements: 99, level: 0.95 }
  const listed = (text: string) => text.split('\n').filter((line) => /Option \d/.test(line))

  /** Robustness rows of replies that are made only from the prompt, and are read like any other reply. */
  function rows(pick: (lines: string[], job: ProbeJob) => string) {
    const answers = Array.from(probeJobs(asked, runChoice(asked)), (job) => {
      const { messages, question, locale } = jobPrompt(asked, job)
      const line = pick(listed(messages.at(-1)!.content), job)
      const reply = job.format === 'label' ? /Option \d/.exec(line)![0] : /\d+/.exec(line)![0]
      return runAnswer({ job, outcome: readAnswer(reply, question.item, locale) })
    })
    return robustnessRows(runTable(asked, answers), referencesOf(asked), options)
  }

  test('shows no shift at all in any robustness cell', () => {
    // It chooses an option by its text. The option differs between items.
    const found = rows(
      (lines, { item }) => lines.find((line) => line.includes(`Option ${1 + (Number(item.slice(8)) % 4)}`))!,
    )
    expect(new Set(found.map(({ axis }) => axis))).toEqual(new Set(['order', 'format', 'wording']))
    for (const { distance, shift, closeness, p, classified } of found) {
      expect([distance.value, shift.value, closeness.value]).toEqual([0, 0, 0])
      expect([p, classified]).toEqual([1, { level: 1, baseline: 1 }])
    }
  })

  test('is told from one that takes what is listed first', () => {
    const found = rows((lines) => lines[0]!)
    expect(found.find(({ axis }) => axis === 'order')!.shift.value).toBeCloseTo(1, 12)
    for (const { axis, shift } of found) if (axis !== 'order') expect(shift.value).toBe(0)
  })
})

describe('options under other names', () => {
  test('give the same figures throughout the report [A3]', () => {
    const drawn = generate({ study, seed: 'labels', sessions: 60, model: truth, unclassifiable: 0.1 })
    const renamed = Study.parse(
      JSON.parse(
        JSON.stringify(study)
          .replaceAll(/"Option (\d)"/g, (_, digit) => JSON.stringify(`Choix ${'dbca'[Number(digit) - 1]}`))
          .replaceAll(/"Kind (\d)"/g, (_, digit) => JSON.stringify(`Sorte ${digit}`)),
      ),
    )
    expect(renamed).not.toEqual(study)
    const figures = ({ cells, shifts, contrasts, twoWay, headlines }: Report) => ({
      cells,
      shifts,
      contrasts,
      twoWay,
      headlines,
    })
    expect(figures(analyse({ study: renamed, ...drawn, ...quick }))).toEqual(
      figures(analyse({ study, ...drawn, ...quick })),
    )
  })

  test('in another order without one, or on a scale moved and stretched, are as close as before', () => {
    const [p, q] = [
      [0.1, 0.5, 0.1, 0.3],
      [0.4, 0.1, 0.2, 0.3],
    ] as const
    const turned = [3, 1, 0, 2]
    const nominal = (order: readonly number[]) =>
      nominalSimilarity(
        fromShares(
          CODES,
          order.map((k) => p[k]!),
        ),
        fromShares(
          CODES,
          order.map((k) => q[k]!),
        ),
      )
    expect(nominal(turned)).toBeCloseTo(nominal([0, 1, 2, 3]), 12)
    const scaled = (codes: readonly number[]) => {
      const [one, other] = [fromShares(codes, p, 40), fromShares(codes, q)]
      return [
        ordinalSimilarity(one, other),
        standardisedShift(one, other)!,
        spreadRatio(one, other)!,
        unbiasedSquaredCramer(one, other)!,
      ]
    }
    scaled([10, 20, 30, 40]).forEach((figure, place) => {
      expect(figure).toBeCloseTo(scaled(CODES)[place]!, 12)
    })
    // If a scale is reversed, distances stay the same, and the shift changes its sign.
    const about = [fromShares(CODES, p.toReversed(), 40), fromShares(CODES, q.toReversed())] as const
    expect(ordinalSimilarity(...about)).toBeCloseTo(scaled(CODES)[0]!, 12)
    expect(standardisedShift(...about)).toBeCloseTo(-scaled(CODES)[1]!, 12)
  })
})

describe('a model that answers exactly like the reference', () => {
  // Ten answers with the shares of Egypt's reference for the first item: 0.1, 0.2, 0.4, 0.3.
  const exact = each([1, 2, 2, 3, 3, 3, 3, 4, 4, 4], 4)
  const report = analyse({
    study,
    ...answered(study, [
      { persona: 'warm', answers: exact },
      { persona: 'plain', answers: exact },
    ]),
    ...quick,
  })
  const pooled = report.pooledCells.find(({ pooled: arms, place }) => arms === 'treated' && place === 'EGY')!

  test('scores 1, which no yardstick passes, with no shift and the spread of people', () => {
    expect(pooled.n).toBe(80)
    expect(pooled.similarity).toBeCloseTo(1, 12)
    for (const yardstick of ['nullMean', 'nullHigh', 'floorUniform', 'floorMajority', 'ceilingNearest'] as const)
      expect(pooled[yardstick]!).toBeLessThan(1)
    expect(pooled.shift).toBeCloseTo(0, 12)
    expect(pooled.shiftSd).toBeCloseTo(0, 12)
    expect(pooled.spreadRatio).toBeCloseTo(1, 1.7)
  })

  test('is nearer than the reference is to itself by chance, and no contrast of its arms finds a thing', () => {
    expect(pooled.squaredDistance!).toBeLessThan(0)
    const whole = report.shifts.filter(({ contrast, scope }) => contrast === 'warm-plain' && scope === 'all items')
    for (const { measure, estimate, test: one } of whole) {
      if (estimate.value === null) continue
      expect(estimate.value, measure).toBeCloseTo(0, 12)
      if (one !== null) expect(one.p).toBeGreaterThan(0.9)
    }
  })
})

describe('with no planted effect', () => {
  const between = (value: number, low: number, high: number): void => {
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
  }

  test('about five of a hundred tests of sessions reject, and 95 of a hundred intervals cover 0 [A15]', () => {
    const found = { location: { rejected: 0, covered: 0 }, closeness: { rejected: 0, covered: 0 } }
    for (let dataset = 0; dataset < 100; dataset += 1) {
      const drawn = generate({
        study,
        seed: `nothing ${dataset}`,
        sessions: 40,
        items: ['values/q1', 'values/q2'],
        repeats: 2,
        model: truth,
      })
      const contrast = contrastOf({
        study,
        columns: columnsOf(study, drawn.sessions, new Set(), drawn.answers),
        references: referencesOf(study),
        series: 0,
        comparison: { ...study.contrasts[0]!, planned: true, in: 0 },
        random: createRandom(dataset),
        resamples: 80,
        rearrangements: 99,
        level: 0.95,
        smallest: 5,
      })!
      for (const measure of ['location', 'closeness'] as const) {
        const { estimate, p } = overall(contrast.findings, measure)!
        if (estimate.value === null) throw new Error(estimate.why)
        if (estimate.low <= 0 && 0 <= estimate.high) found[measure].covered += 1
        if (p! <= 0.05) found[measure].rejected += 1
      }
    }
    for (const { rejected, covered } of Object.values(found)) {
      between(rejected / 100, 0.01, 0.1)
      // When closeness has its largest possible value, its interval is wider than necessary.
      between(covered / 100, 0.9, 1)
    }
  })

  test('about five of a hundred sign-flip tests of a run reject, and 95 of a hundred intervals cover 0', () => {
    const asked = runStudy(16, { slices: [{ place: 'EGY', locale: 'en' }], orders: ['listed'], itemWordings: [0] })
    const found = { location: { rejected: 0, covered: 0 }, closeness: { rejected: 0, covered: 0 } }
    for (let dataset = 0; dataset < 100; dataset += 1) {
      const table = runTable(asked, answersOf(asked, likePeople, `nothing ${dataset}`, 6))
      const paired = pairLevels(table, referencesOf(asked), { ...asked.contrasts[0]!, target: 'own' })!
      const shifts = pairedShifts(table, paired, {
        random: createRandom(dataset),
        resamples: 80,
        rearrangements: 99,
        level: 0.95,
        overall: true,
      })
      for (const measure of ['location', 'closeness'] as const) {
        const { estimate, p } = shifts.find((one) => one.measure === measure)!
        if (estimate.value === null) throw new Error(estimate.why)
        if (estimate.low <= 0 && 0 <= estimate.high) found[measure].covered += 1
        if (p! <= 0.05) found[measure].rejected += 1
      }
    }
    for (const { rejected, covered } of Object.values(found)) {
      between(rejected / 100, 0.01, 0.1)
      between(covered / 100, 0.89, 1)
    }
  })
})
