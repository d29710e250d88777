import { describe, expect, test } from 'vitest'
import { adjustedTests } from '../../../../shared/analysis/adjusted-tests.ts'
import { runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import { overall, testsOf } from '../../../../shared/analysis/contrasts/finding.ts'
import { analyseRun, type RunFindings, testedRun } from '../../../../shared/analysis/models-alone/run-findings.ts'
import { createRandom } from '../../../../shared/random.ts'
import { type Answerer, answersOf, likePeople, mixed, referenceShares, runStudy } from './generate-run.ts'

const SETTINGS = { resamples: 100, rearrangements: 99, draws: 60, level: 0.95 }

function found(
  study: ReturnType<typeof runStudy>,
  answers: ReturnType<typeof answersOf>,
  planned: readonly string[] = study.contrasts.map(({ id }) => id),
): RunFindings {
  const run = analyseRun({
    study,
    table: runTable(study, answers),
    jobs: answers.length,
    otherWords: 0,
    planned: new Set(planned),
    random: createRandom('run report'),
    ...SETTINGS,
  })!
  return testedRun(run, adjustedTests(testsOf(run.comparisons)))
}

const value = (estimate: { value: number | null }) => estimate.value

describe('an answerer that does not care how it is asked', () => {
  // A question gets the same answer in every order and wording. Its random draw depends only on the rest of the job.
  const study = runStudy(8, { slices: [{ place: 'EGY', locale: 'en' }] })
  const steady = answersOf(study, likePeople, 'x').map((one) => {
    const { unit, item, repeat } = one
    const random = createRandom(`${unit.condition} ${item} ${repeat}`)
    const code = 1 + random.choice(referenceShares('EGY', Number(item.slice('values/q'.length))))
    return { ...one, outcome: { kind: 'classified' as const, code } }
  })
  const run = found(study, steady)

  test('shows no shift in any robustness cell, and no artefact in its variance', () => {
    expect(run.robustness.map(({ axis, level }) => [axis, level])).toEqual([
      ['order', 'reversed'],
      ['wording', '1'],
    ])
    for (const { shift, closeness, distance, p, classified } of run.robustness) {
      expect([value(shift), value(closeness), p]).toEqual([0, 0, 1])
      // Two equal samples are nearer to each other than two samples of one distribution, so the unbiased distance is below 0.
      expect(value(distance)!).toBeLessThanOrEqual(0)
      expect(classified).toEqual({ level: 1, baseline: 1 })
    }
    // If answers are the same in every wording and order, the estimate is a little below 0, and counts as 0.
    expect(run.variance[0]!.artefact).toBeLessThan(1e-9)
  })

  test('is told from one that takes what is listed last', () => {
    const lazy: Answerer = ({ order }, q) =>
      mixed(referenceShares('EGY', q), order === 'reversed' ? [1, 0, 0, 0] : [0, 0, 0, 1], 0.6)
    const other = found(study, answersOf(study, lazy, 'lazy'))
    const [order, wording] = other.robustness
    expect(value(order!.shift)!).toBeLessThan(-0.3)
    expect(value(order!.distance)!).toBeGreaterThan(0.1)
    expect(order!.p!).toBeLessThan(0.05)
    expect(Math.abs(value(wording!.shift)!)).toBeLessThan(0.15)
    expect(other.variance[0]!.artefact!).toBeGreaterThan(0.1)
  })
})

describe('options', () => {
  const study = runStudy(6)
  const answers = answersOf(study, likePeople, 'options')

  test('in another order in the study file, or under other labels, change no figure [A3]', () => {
    const relabelled = structuredClone(study)
    for (const { items } of relabelled.instruments)
      for (const { answer } of items)
        if ('options' in answer) {
          answer.options.reverse()
          for (const option of answer.options) for (const locale of ['en', 'fr', 'es']) option.label[locale] += ' (new)'
        }
    expect(found(relabelled, answers)).toEqual(found(study, answers))
  })

  test('turned end for end in answers and people alike turn the signs of moves and no closeness', () => {
    const turned = structuredClone(study)
    for (const population of turned.populations)
      for (const place of Object.values(population.figures))
        for (const figures of Object.values(place)) {
          figures.mean = 5 - figures.mean
          if ('shares' in figures)
            figures.shares = Object.fromEntries(
              Object.entries(figures.shares).map(([code, share]) => [String(5 - Number(code)), share]),
            )
        }
    const mirrored = answers.map((one) => ({
      ...one,
      outcome: one.outcome.kind === 'classified' ? { ...one.outcome, code: 5 - one.outcome.code } : one.outcome,
    }))
    const [before, after] = [found(study, answers), found(turned, mirrored)]
    before.alignment.forEach((row, nth) => {
      const other = after.alignment[nth]!
      const [a, b] = [value(row.closeness), value(other.closeness)]
      if (a === null) expect(b).toBeNull()
      else expect(b).toBeCloseTo(a, 10)
      const [c, d] = [value(row.shift), value(other.shift)]
      if (c !== null) expect(d).toBeCloseTo(-c, 10)
    })
    before.comparisons.forEach(({ shifts }, nth) => {
      shifts.forEach(({ measure, estimate }, k) => {
        const other = after.comparisons[nth]!.shifts[k]!.estimate
        if (estimate.value === null) return
        const sign = measure === 'location' || measure === 'range-share' ? -1 : 1
        expect(other.value).toBeCloseTo(sign * estimate.value, 10)
      })
    })
  })
})

describe('a model that answers exactly like the people', () => {
  const study = runStudy(24, { slices: [{ place: 'MAR', locale: 'fr' }], repeats: 6 })
  const run = found(study, answersOf(study, likePeople, 'exactly'))

  test('stands at 1 in closeness, at its null in similarity, with no shift and the spread of people', () => {
    expect(run.alignment).toHaveLength(3)
    for (const row of run.alignment) {
      expect(Math.abs(value(row.closeness)! - 1)).toBeLessThan(0.02)
      expect(Math.abs(row.similarity! - row.nullSimilarity!)).toBeLessThan(0.03)
      expect(row.similarity!).toBeLessThan(0.95)
      expect(Math.abs(value(row.shift)!)).toBeLessThan(0.2)
      expect(Math.abs(row.spreadRatio! - 1)).toBeLessThan(0.1)
    }
  })

  test('no condition of it is shown to be closer than another', () => {
    for (const { shifts } of run.comparisons) expect(overall(shifts, 'closeness')!.test!.adjusted).toBeGreaterThan(0.05)
  })
})

describe('what belongs together', () => {
  const study = runStudy(6, { targets: ['own', 'norm'], formats: ['number', 'unforced'] })
  const answers = answersOf(study, likePeople, 'together')
  const run = found(study, answers)

  test('shares of variance by family add up to 1 with the residual, for every target', () => {
    expect(run.variance.map(({ target }) => target).sort()).toEqual(['norm', 'own'])
    for (const { families, artefact } of run.variance) {
      expect(Object.values(families!).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
      for (const share of Object.values(families!)) expect(share).toBeGreaterThanOrEqual(0)
      expect(artefact).toBe(families!.asking)
    }
  })

  test('distributions and means never enter one figure [A9]', () => {
    for (const { place, items, meansItems, similarity, meansSimilarity, closeness, meansShift } of run.alignment) {
      expect([items, meansItems]).toEqual(place === 'SWE' ? [0, 6] : [6, 0])
      expect([similarity, value(closeness)].every((one) => (one === null) === (place === 'SWE'))).toBe(true)
      expect([meansSimilarity, value(meansShift)].every((one) => (one === null) === (place !== 'SWE'))).toBe(true)
    }
    for (const { shifts } of run.comparisons)
      for (const { measure, scope, name } of shifts)
        if (scope === 'slice') {
          const means = name.startsWith('SWE')
          if (measure.startsWith('means')) expect(means).toBe(true)
          else if (measure !== 'range-share') expect(means).toBe(false)
        }
  })

  test('a target other than the own answer has comparisons of its own, and none of them is planned', () => {
    const planned = run.comparisons.filter((one) => one.planned)
    expect(planned.map(({ id, target }) => [id, target])).toEqual([['people-none', 'own']])
    const norms = run.comparisons.filter(({ target }) => target === 'norm')
    expect(norms.map(({ id }) => id)).toEqual(['people-none norm', 'framing user none norm'])
    // Answers to one target do not change the results of the other.
    const without = found(
      study,
      answers.filter(({ target }) => target === 'own'),
    )
    const unadjusted = (all: typeof run.comparisons) =>
      all.map(({ shifts }) => shifts.map(({ test: one, ...shift }) => ({ ...shift, p: one?.p })))
    expect(unadjusted(without.comparisons)).toEqual(
      unadjusted(run.comparisons.filter(({ target }) => target === 'own')),
    )
  })

  test('a contrast that was not registered is exploratory [A13]', () => {
    expect(found(study, answers, []).comparisons.filter((one) => one.planned)).toEqual([])
  })

  test('coverage adds up to what was asked [A1]', () => {
    expect(run.coverage.reduce((sum, { asked }) => sum + asked, 0)).toBe(run.answers)
    expect(run.coverage.map(({ name, locale }) => `${name} ${locale}`)).toEqual([
      'Egypt en',
      'Egypt fr',
      'Morocco fr',
      'Sweden en',
    ])
    expect(run.cells.reduce((sum, { asked }) => sum + asked, 0)).toBe(run.answers)
    for (const { asked, outcomes } of run.cells)
      expect(Object.values(outcomes).reduce((sum, one) => sum + one, 0)).toBe(asked)
  })
})
