import { describe, expect, test } from 'vitest'
import { referencesOf } from '../../../../shared/analysis/alignment/reference.ts'
import { runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import { pairedShifts } from '../../../../shared/analysis/contrasts/of-models-alone/paired-shift.ts'
import { pairLevels } from '../../../../shared/analysis/contrasts/of-models-alone/pairing.ts'
import type { Estimate } from '../../../../shared/analysis/estimate.ts'
import { createRandom } from '../../../../shared/random.ts'
import { type Answerer, answersOf, mixed, referenceShares, runStudy } from './generate-run.ts'

type Known = Extract<Estimate, { value: number }>

const quick = { resamples: 300, rearrangements: 199, level: 0.95 }
const compared = { factor: 'framing', level: 'people', baseline: 'none', target: 'own' }
const ONE_WAY = { slices: [{ place: 'EGY', locale: 'en' }], itemWordings: [0], orders: ['listed'] }
const EVEN = [0.25, 0.25, 0.25, 0.25]

function shiftsOf(study: ReturnType<typeof runStudy>, answerer: Answerer, seed: string, overall: boolean) {
  const table = runTable(study, answersOf(study, answerer, seed))
  const paired = pairLevels(table, referencesOf(study), compared)!
  return pairedShifts(table, paired, { ...quick, random: createRandom(`analysis ${seed}`), overall })
}

describe('shifts over items', () => {
  const study = runStudy(12, { ...ONE_WAY, repeats: 6 })
  /** Each data set has its own items. Their effects vary around `planted`: the share of answers that moves from end to end. */
  const studies = (planted: number, data: number) =>
    Array.from({ length: data }, (_, nth) => {
      const items = createRandom(`items ${planted} ${nth}`)
      const moved = Array.from({ length: 12 }, () => planted + 0.12 * (items.next() - 0.5))
      const answerer: Answerer = ({ condition }, q) =>
        condition === 'people' ? [0.25 - moved[q]!, 0.25, 0.25, 0.25 + moved[q]!] : EVEN
      const found = shiftsOf(study, answerer, `data ${planted} ${nth}`, true).find(
        ({ measure }) => measure === 'range-share',
      )!
      return { estimate: found.estimate as Known, p: found.p! }
    })

  test('find a planted shift without bias, in intervals that cover it 95 times of a hundred [A15]', () => {
    const found = studies(0.17, 60)
    const mean = found.reduce((sum, { estimate }) => sum + estimate.value, 0) / found.length
    const se = found.reduce((sum, { estimate }) => sum + estimate.se, 0) / found.length
    expect(Math.abs(mean - 0.17)).toBeLessThan((3 * se) / Math.sqrt(found.length))
    const covered = found.filter(({ estimate }) => estimate.low <= 0.17 && 0.17 <= estimate.high).length
    // 60 draws with probability 0.95 give fewer than 52 in about one case of a thousand.
    expect(covered).toBeGreaterThanOrEqual(52)
    expect(found.filter(({ p }) => p < 0.05).length).toBeGreaterThan(30)
  })

  test('reject about five times of a hundred where nothing was planted', () => {
    const found = studies(0, 60)
    const rejected = found.filter(({ p }) => p < 0.05).length
    expect(rejected).toBeLessThanOrEqual(6)
    expect(found.filter(({ estimate }) => estimate.low <= 0 && 0 <= estimate.high).length).toBeGreaterThanOrEqual(52)
    // The reason is not that the test never finds anything: p is spread over the whole range from 0 to 1.
    expect(found.filter(({ p }) => p < 0.5).length).toBeGreaterThan(15)
  })
})

describe('shifts of single items', () => {
  test.each([3, 20])('have intervals over fresh answers that cover what was planted, with %i answers a side', (n) => {
    const study = runStudy(4, { ...ONE_WAY, repeats: n })
    const truth = (q: number) => {
      const reference = referenceShares('EGY', q)
      const mean = (shares: readonly number[]) => shares.reduce((sum, share, k) => sum + share * (k + 1), 0)
      const sd = Math.sqrt(reference.reduce((sum, share, k) => sum + share * (k + 1 - mean(reference)) ** 2, 0))
      return (mean(mixed(reference, [0, 0, 0, 1], 0.3)) - mean(reference)) / sd
    }
    const answerer: Answerer = ({ condition }, q) =>
      condition === 'people' ? mixed(referenceShares('EGY', q), [0, 0, 0, 1], 0.3) : referenceShares('EGY', q)
    let [covered, all, squares, mean] = [0, 0, 0, 0]
    for (let nth = 0; nth < 40; nth += 1)
      for (const { scope, name, measure, estimate } of shiftsOf(study, answerer, `single ${n} ${nth}`, false)) {
        if (measure !== 'location' || scope !== 'item' || estimate.value === null) continue
        const away = estimate.value - truth(Number(name.slice('values/q'.length)))
        covered += estimate.low <= estimate.value - away && estimate.value - away <= estimate.high ? 1 : 0
        squares += away ** 2
        mean += estimate.se ** 2
        all += 1
      }
    expect(all).toBe(160)
    // 160 draws with probability 0.95 give fewer than 143 in about one case of a thousand.
    expect(covered).toBeGreaterThanOrEqual(143)
    // The stated standard error is right: its mean square is about the mean squared error of the estimates.
    expect(mean / squares).toBeGreaterThan(0.75)
    expect(mean / squares).toBeLessThan(1.35)
  })

  test('one item moves no interval of another', () => {
    const [three, four] = [3, 4].map((items) => {
      const study = runStudy(4, { ...ONE_WAY, repeats: 6 })
      const table = runTable(
        study,
        answersOf(study, () => EVEN, 'alone').filter(({ item }) => Number(item.slice(-1)) < items),
      )
      const paired = pairLevels(table, referencesOf(study), compared)!
      return pairedShifts(table, paired, { ...quick, random: createRandom('alone') })
    })
    const rows = (shifts: typeof three) => shifts!.filter(({ scope, name }) => scope === 'item' && name !== 'values/q3')
    expect(rows(four)).toEqual(rows(three))
  })
})
