import { describe, expect, test } from 'vitest'
import { boundedSimilarity } from '../../../../../shared/analysis/alignment/measures/bounds.ts'
import {
  classifiedDistribution,
  fromCounts,
  fromShares,
} from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import { imbalance } from '../../../../../shared/analysis/answers/tally.ts'
import { type Outcome, outcomeKinds } from '../../../../../shared/instrument/outcome.ts'
import { createRandom } from '../../../../../shared/random.ts'
import { tallied } from '../../tallied.ts'
import { nominalSimilarity, ordinalSimilarity } from '../two-distributions.ts'

const CODES = [1, 2, 3, 4]
const answers = (counts: readonly number[]): Outcome[] =>
  counts.flatMap((count, k) => Array.from({ length: count }, () => ({ kind: 'classified' as const, code: k + 1 })))
const others = (count: number): Outcome[] => Array.from({ length: count }, () => ({ kind: 'unclassifiable' }))

/** Every way to add `spare` answers to the counts of the options. */
function* placements(counts: readonly number[], spare: number, from = 0): Generator<number[]> {
  if (from === counts.length - 1) {
    yield counts.map((count, k) => (k === from ? count + spare : count))
    return
  }
  for (let here = 0; here <= spare; here += 1)
    yield* placements(
      counts.map((count, k) => (k === from ? count + here : count)),
      spare - here,
      from + 1,
    )
}

describe('bounds are exact: no placement of the rest beats them, and each is reached', () => {
  const random = createRandom('bounds')
  const cases = Array.from({ length: 25 }, () => {
    const weights = CODES.map(() => random.next() ** 3)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return {
      shares: weights.map((weight) => weight / total),
      counts: CODES.map(() => random.integer(6)),
      spare: random.integer(9),
    }
  }).filter(({ counts, spare }) => spare + counts.reduce((sum, count) => sum + count, 0) > 0)

  test.each(['nominal', 'ordinal'] as const)('%s', (measure) => {
    const similarity = measure === 'nominal' ? nominalSimilarity : ordinalSimilarity
    const codes = [1, 2, 3, 7]
    for (const { shares, counts, spare } of cases) {
      const q = fromShares(codes, shares)
      const outcomes = answers(counts).map((o) => (o.kind === 'classified' ? { ...o, code: codes[o.code - 1]! } : o))
      const found = boundedSimilarity(tallied([...outcomes, ...others(spare)], codes), q, measure)
      const all = [...placements(counts, spare)].map((placed) => similarity(fromCounts(codes, placed), q))
      expect(found.best).toBeCloseTo(Math.max(...all), 12)
      expect(found.worst).toBeCloseTo(Math.min(...all), 12)
    }
  })
})

test('with nothing left out the bounds are the score, and with nothing classified there is no score', () => {
  const q = fromShares(CODES, [0.1, 0.2, 0.3, 0.4])
  const whole = boundedSimilarity(tallied(answers([1, 2, 3, 4]), CODES), q, 'ordinal')
  expect(whole).toEqual({ classified: 1, worst: 1, best: 1, n: 10, unplaced: 0 })
  const empty = boundedSimilarity(tallied(others(3), CODES), q, 'ordinal')
  expect(empty.classified).toBeNull()
  expect(empty.worst).toBeLessThan(empty.best)
  expect(() => boundedSimilarity(tallied([], CODES), q, 'ordinal')).toThrow(/Nothing was asked/)
})

test('an unparsable answer is never set to a default: each kind but classified widens the bounds and moves no score', () => {
  const q = fromShares(CODES, [0.7, 0.1, 0.1, 0.1])
  const clean = boundedSimilarity(tallied(answers([2, 3, 3, 2]), CODES), q, 'ordinal')
  for (const kind of outcomeKinds) {
    if (kind === 'classified') continue
    const counted = tallied([...answers([2, 3, 3, 2]), { kind }, { kind }], CODES)
    const found = boundedSimilarity(counted, q, 'ordinal')
    expect(found.classified).toBe(clean.classified)
    expect(found.best).toBeGreaterThan(clean.best)
    expect(found.worst).toBeLessThan(clean.worst)
    expect(counted.of[kind]).toBe(2)
    expect(counted.asked).toBe(12)
  }
})

test('the seven outcomes add up to what was asked', () => {
  const outcomes: Outcome[] = [
    ...answers([1, 0, 2, 0]),
    { kind: 'refused' },
    { kind: 'failed' },
    { kind: 'needs-context' },
  ]
  const counted = tallied(outcomes, CODES)
  expect(outcomeKinds).toHaveLength(7)
  expect(imbalance(counted)).toBeUndefined()
  expect(imbalance({ ...counted, asked: 7 })).toMatch(/7 were asked and 6/)
  expect(imbalance({ ...counted, counts: [1, 0, 1, 0] })).toMatch(/3 are classified and 2/)
  expect(() => boundedSimilarity({ ...counted, asked: 7 }, fromShares(CODES, [0.1, 0.2, 0.3, 0.4]), 'nominal')).toThrow(
    /does not add up/,
  )
})

test('answers are told apart by code, so options shown in reverse are not inverted a second time', () => {
  const outcomes = answers([5, 3, 1, 0])
  expect(tallied(outcomes, [4, 3, 2, 1])).toEqual(tallied(outcomes, [1, 2, 3, 4]))
  expect(classifiedDistribution(tallied(outcomes, [4, 3, 2, 1]))!.mean).toBeCloseTo(14 / 9, 12)
  expect(classifiedDistribution(tallied(others(2), CODES))).toBeUndefined()
})

test('a classified code that is no option is an error of the parser and said so', () => {
  expect(() => tallied([{ kind: 'classified', code: 9 }], CODES)).toThrow(/classified as 9.*out-of-range/)
})
