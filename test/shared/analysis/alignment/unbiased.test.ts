import { describe, expect, test } from 'vitest'
import { MEASURES, type MeasureId, measuresOf } from '../../../../shared/analysis/alignment/measures/list.ts'
import { referencesOf } from '../../../../shared/analysis/alignment/reference.ts'
import { samplesDistance } from '../../../../shared/analysis/alignment/sample-distance.ts'
import { emptySide, fillAnswers } from '../../../../shared/analysis/alignment/side.ts'
import { standardOf } from '../../../../shared/analysis/alignment/standard.ts'
import { runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import { apartRows } from '../../../../shared/analysis/models-alone/language-or-country.ts'
import { createRandom, type Random } from '../../../../shared/random.ts'
import { answersOf, CODES, likePeople, referenceShares, runStudy } from '../models-alone/generate-run.ts'

const P = [0.1, 0.2, 0.3, 0.4]
const Q = [0.4, 0.3, 0.2, 0.1]

function sample(shares: readonly number[], n: number, random: Random): number[] {
  const counts = shares.map(() => 0)
  for (let draw = 0; draw < n; draw += 1) counts[random.choice(shares)]! += 1
  return counts
}

/** Mean and standard error of the values that draws give. */
function meanOf(draws: number, draw: () => number): { mean: number; se: number } {
  const values = Array.from({ length: draws }, draw)
  const mean = values.reduce((sum, one) => sum + one, 0) / draws
  return { mean, se: Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (draws - 1) / draws) }
}

/** Cramer's distance of two distributions, or half their squared Euclidean distance, without any correction. */
function distance(one: readonly number[], other: readonly number[], ordered: boolean): number {
  let [a, b, sum] = [0, 0, 0]
  for (let k = 0; k < one.length - (ordered ? 1 : 0); k += 1) {
    a = ordered ? a + one[k]! : one[k]!
    b = ordered ? b + other[k]! : other[k]!
    sum += (a - b) ** 2 * (ordered ? 1 / 3 : 0.5)
  }
  return sum
}

describe('the distance between two samples', () => {
  test.each([true, false])('is unbiased at two and three answers a side (ordered: %s)', (ordered) => {
    const item = { codes: CODES, ordered }
    const random = createRandom(`samples ${ordered}`)
    for (const [one, other] of [
      [P, P],
      [P, Q],
    ] as const) {
      const { mean, se } = meanOf(6000, () => samplesDistance(sample(one, 2, random), sample(other, 3, random), item)!)
      expect(Math.abs(mean - distance(one, other, ordered))).toBeLessThan(3.5 * se)
    }
  })

  test('has no value with one answer on a side, and the full range between opposite ends', () => {
    const item = { codes: CODES, ordered: true }
    expect(samplesDistance([1, 0, 0, 0], [0, 3, 0, 0], item)).toBeNull()
    expect(samplesDistance([4, 0, 0, 0], [0, 0, 0, 4], item)).toBeCloseTo(1, 12)
  })
})

describe('closeness of pooled answers', () => {
  const study = runStudy(1)
  const { items } = runTable(study, answersOf(study, likePeople, 'one', 1))
  const references = referencesOf(study)
  const read = (place: string, shares: readonly number[], n: number, measure: MeasureId) => {
    const standard = standardOf(references, place, items[0]!)
    const random = createRandom(`${place} ${n} ${measure}`)
    const side = emptySide()
    return meanOf(6000, () =>
      MEASURES[measure].read(fillAnswers(side, sample(shares, n, random), 0, standard), standard),
    )
  }

  test.each([2, 5])('to a distribution is unbiased at %i answers', (n) => {
    for (const shares of [P, referenceShares('EGY', 0)]) {
      const { mean, se } = read('EGY', shares, n, 'closeness')
      expect(Math.abs(mean - (1 - distance(shares, referenceShares('EGY', 0), true)))).toBeLessThan(3.5 * se)
    }
  })

  test.each([2, 5])('to a mean is unbiased at %i answers', (n) => {
    // The invented mean of the first item is 1.5, on a scale from 1 to 4.
    const mean = P.reduce((sum, share, k) => sum + share * CODES[k]!, 0)
    const found = read('SWE', P, n, 'means-closeness')
    expect(Math.abs(found.mean - (1 - ((mean - 1.5) / 3) ** 2))).toBeLessThan(3.5 * found.se)
  })

  test('never has both kinds for one place', () => {
    const has = (place: string) => {
      const standard = standardOf(references, place, items[0]!)
      const side = fillAnswers(emptySide(), [1, 2, 2, 1], 0, standard)
      return measuresOf('models alone').filter((id) => !Number.isNaN(MEASURES[id].read(side, standard)))
    }
    expect(has('EGY')).toEqual(['location', 'range-share', 'closeness', 'similarity'])
    expect(has('SWE')).toEqual(['range-share', 'means-closeness', 'means-similarity'])
  })
})

describe('language and country', () => {
  const study = runStudy(12, { targets: ['own', 'norm'], orders: ['listed'] })
  const options = { random: createRandom('apart'), resamples: 300, level: 0.95 }

  test('are compared where the other is held, and found where they were planted', () => {
    // French changes the answers, and the country changes nothing. Norms differ by country, and must have no effect here.
    const rows = apartRows(
      runTable(
        study,
        answersOf(
          study,
          ({ locale, target, place }) => (target === 'norm' ? referenceShares(place, 3) : locale === 'fr' ? P : Q),
          'apart',
        ),
      ),
      options,
    )
    expect(rows.map(({ kind, shared, one, other }) => [kind, shared, one, other])).toEqual([
      ['language within a country', 'EGY', 'en', 'fr'],
      ['country within a language', 'en', 'EGY', 'SWE'],
      ['country within a language', 'fr', 'EGY', 'MAR'],
    ])
    const [language, ...countries] = rows.map(({ distance: found }) => found as Extract<typeof found, { low: number }>)
    expect(language!.low).toBeGreaterThan(0)
    expect(Math.abs(language!.value - distance(P, Q, true))).toBeLessThan(4 * language!.se)
    for (const country of countries) expect(country.low).toBeLessThanOrEqual(0)
    for (const country of countries) expect(country.high).toBeGreaterThanOrEqual(0)
  })
})
