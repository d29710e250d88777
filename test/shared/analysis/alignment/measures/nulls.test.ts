import { expect, test } from 'vitest'
import { fromCounts, fromShares } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import {
  floors,
  nearestOther,
  otherHalf,
  sameSizeNull,
} from '../../../../../shared/analysis/alignment/measures/nulls.ts'
import { createRandom } from '../../../../../shared/random.ts'
import { nominalSimilarity, ordinalSimilarity } from '../two-distributions.ts'

const q = fromShares([1, 2, 3, 4, 5], [0.1, 0.2, 0.4, 0.2, 0.1], 1000)

test('the same-n null is what sampling from the reference gives, exactly where it can be enumerated', () => {
  // Two tosses of a coin: W1 is 0.5 with probability 1/2 (both tosses are the same) and 0 otherwise.
  const coin = fromShares([1, 2], [0.5, 0.5])
  const found = sameSizeNull(coin, 2, ordinalSimilarity, createRandom('coin'), 20_000)
  expect(Math.abs(found.mean - 0.75)).toBeLessThan(0.008)
  expect([found.low, found.high]).toEqual([0.5, 1])
})

test('a small sample of the reference itself is far from 1, and a large one is close to it', () => {
  const small = sameSizeNull(q, 5, nominalSimilarity, createRandom('n'))
  const large = sameSizeNull(q, 2000, nominalSimilarity, createRandom('n'), 200)
  expect(small.mean).toBeLessThan(0.75)
  expect(large.mean).toBeGreaterThan(0.97)
  expect(small.low).toBeLessThan(small.mean)
  expect(small.mean).toBeLessThan(small.high)
})

test('the same seed gives the same null', () => {
  expect(sameSizeNull(q, 20, ordinalSimilarity, createRandom(1), 50)).toEqual(
    sameSizeNull(q, 20, ordinalSimilarity, createRandom(1), 50),
  )
})

test('a model that answers exactly like the reference scores at its null [A12]', () => {
  const random = createRandom('model')
  const scores = Array.from({ length: 400 }, () => {
    const counts = [0, 0, 0, 0, 0]
    for (let answer = 0; answer < 30; answer += 1) counts[random.choice(q.shares)]! += 1
    return ordinalSimilarity(fromCounts(q.codes, counts), q)
  })
  const found = sameSizeNull(q, 30, ordinalSimilarity, createRandom('null'), 2000)
  const outside = scores.filter((score) => score < found.low || score > found.high).length
  expect(Math.abs(scores.reduce((sum, x) => sum + x, 0) / 400 - found.mean)).toBeLessThan(0.005)
  expect(outside / 400).toBeLessThan(0.09)
})

test('floors are the answers of somebody who knows nothing', () => {
  expect(floors(q, ordinalSimilarity)).toEqual({
    uniform: ordinalSimilarity(fromShares(q.codes, [0.2, 0.2, 0.2, 0.2, 0.2]), q),
    majority: expect.closeTo(1 - 0.8 / 4, 12),
  })
})

test('the ceiling of another half is drawn without replacement and needs a known number of people', () => {
  // With one person at each end, the two halves are always opposite.
  const pair = fromCounts([1, 2], [1, 1])
  expect(otherHalf(pair, ordinalSimilarity, createRandom('pair'), 20)).toMatchObject({ mean: 0, low: 0, high: 0 })
  // With four people on four options, the two halves share no option: each person is in one half, and only once.
  const four = fromCounts([1, 2, 3, 4], [1, 1, 1, 1])
  expect(otherHalf(four, nominalSimilarity, createRandom('four'), 50)).toMatchObject({ mean: 0, low: 0, high: 0 })
  expect(otherHalf(fromShares([1, 2], [0.5, 0.5]), ordinalSimilarity, createRandom('x'))).toBeUndefined()
  expect(otherHalf(q, ordinalSimilarity, createRandom('q'), 100)!.mean).toBeGreaterThan(0.95)
})

test('the nearest other population is named', () => {
  const others = new Map([
    ['far', fromShares(q.codes, [1, 0, 0, 0, 0])],
    ['near', fromShares(q.codes, [0.1, 0.2, 0.3, 0.3, 0.1])],
  ])
  expect(nearestOther(q, others, ordinalSimilarity)).toEqual({ name: 'near', similarity: expect.closeTo(0.975, 12) })
  expect(nearestOther(q, new Map(), ordinalSimilarity)).toBeUndefined()
})

test('impossible sizes are refused', () => {
  expect(() => sameSizeNull(q, 0, ordinalSimilarity, createRandom(1))).toThrow(/above 0/)
  expect(() => sameSizeNull(q, 5, ordinalSimilarity, createRandom(1), 0)).toThrow(/Draws/)
})

test('hundreds of millions of answers and people are drawn at once, and more than a thousand million are refused', () => {
  const many = fromCounts([1, 2, 3], [300_000_000, 500_000_000, 100_000_000])
  const found = sameSizeNull(many, 900_000_000, nominalSimilarity, createRandom('many'), 20)
  expect(found.low).toBeGreaterThan(0.9999)
  expect(found.high).toBeLessThan(1)
  const halves = otherHalf(many, nominalSimilarity, createRandom('many'), 20)!
  expect(halves.low).toBeGreaterThan(0.9999)
  expect(halves.high).toBeLessThan(1)
  const more = { ...many, n: 1_000_000_001 }
  expect(() => otherHalf(more, nominalSimilarity, createRandom(1), 5)).toThrow(
    'At most 1,000,000,000 answers or people',
  )
  expect(() => sameSizeNull(q, 1e12, nominalSimilarity, createRandom(1), 5)).toThrow('there were 1000000000000')
})

test('drawn by option, nulls and halves are like those that are drawn one by one', () => {
  const random = (label: string) => createRandom('bound').split(label)
  const at = (n: number) => fromShares([1, 2, 3, 4, 5], [0.1, 0.2, 0.4, 0.2, 0.1], n)
  const nulls = [100_000, 100_001].map((n) => sameSizeNull(q, n, nominalSimilarity, random(`${n}`), 300).mean)
  const halves = [100_000, 100_001].map((n) => otherHalf(at(n), nominalSimilarity, random(`${n}`), 300)!.mean)
  expect((1 - nulls[1]!) / (1 - nulls[0]!)).toBeCloseTo(1, 0)
  expect(Math.abs((1 - halves[1]!) / (1 - halves[0]!) - 1)).toBeLessThan(0.15)
})
