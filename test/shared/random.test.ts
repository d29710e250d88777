import { expect, test } from 'vitest'
import { createRandom } from '../../shared/random.ts'

const draws = (seed: string | number, count = 8) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

test('the same seed gives the same stream, on any machine', () => {
  expect(draws('study')).toEqual(draws('study'))
  expect(draws(7)).toEqual(draws('7'))
  // Held as figures: an assignment that was drawn must be drawn again years later.
  const random = createRandom('parallax')
  expect([random.integer(1000), random.integer(1000), random.integer(1000), random.integer(1000)]).toEqual([
    148, 57, 843, 47,
  ])
  // Among so many draws some were drawn again, which moves all that follow.
  let last = 0
  for (let draw = 0; draw < 50_000; draw += 1) last = random.integer(1_500_000)
  expect(last).toBe(582837)
})

test('near seeds give unrelated streams', () => {
  const firsts = Array.from({ length: 2000 }, (_, seed) => createRandom(seed).next())
  const mean = firsts.reduce((sum, x) => sum + x, 0) / firsts.length
  let lag = 0
  for (let index = 1; index < firsts.length; index += 1) lag += (firsts[index]! - 0.5) * (firsts[index - 1]! - 0.5)
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02)
  expect(Math.abs((lag / firsts.length) * 12)).toBeLessThan(0.07)
  expect(new Set(firsts).size).toBe(2000)
  expect(draws('ab')).not.toEqual(draws('ba'))
  expect(draws('')).not.toEqual(draws('\0'))
})

test('a split stream depends on its labels and not on what was drawn before', () => {
  const fresh = createRandom('s').split('assignment')
  const used = createRandom('s')
  used.next()
  used.normal()
  expect(used.split('assignment').next()).toBe(fresh.next())
  const seen = new Set([
    createRandom('s').next(),
    createRandom('s').split('a').next(),
    createRandom('s').split('b').next(),
    createRandom('s').split('a').split('b').next(),
    createRandom('s').split('ab').next(),
    createRandom('t').split('a').next(),
    createRandom('sa').next(),
  ])
  expect(seen.size).toBe(7)
})

test('numbers lie in [0, 1) and are uniform', () => {
  const random = createRandom('uniform')
  const bins = new Array<number>(20).fill(0)
  for (let index = 0; index < 40_000; index += 1) bins[Math.floor(random.next() * 20)]! += 1
  const chiSquare = bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
  expect(chiSquare).toBeLessThan(43.8) // the 0.999 quantile with 19 degrees of freedom
})

test('whole numbers are unbiased even where n does not divide 2^32', () => {
  const random = createRandom('whole')
  const n = 3 * 2 ** 30
  let low = 0
  for (let index = 0; index < 20_000; index += 1) if (random.integer(n) < 2 ** 30) low += 1
  // A remainder without a second draw would give one half instead of one third.
  expect(low / 20_000).toBeCloseTo(1 / 3, 1.5)
  expect(Math.abs(low / 20_000 - 1 / 3)).toBeLessThan(0.015)
  expect(random.integer(1)).toBe(0)
  expect(() => random.integer(0)).toThrow(/n was 0/)
  expect(() => random.integer(2.5)).toThrow(/whole n/)
})

test('normal draws have mean 0, variance 1 and normal tails', () => {
  const random = createRandom('normal')
  const values = Array.from({ length: 40_000 }, () => random.normal())
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(variance - 1)).toBeLessThan(0.03)
  expect(values.filter((x) => Math.abs(x) > 1.959964).length / values.length).toBeCloseTo(0.05, 2)
})

test('a shuffle keeps its input and takes every order alike', () => {
  const random = createRandom('shuffle')
  const items = ['a', 'b', 'c']
  const seen = new Map<string, number>()
  for (let index = 0; index < 6000; index += 1) {
    const order = random.shuffle(items).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(items).toEqual(['a', 'b', 'c'])
  expect(seen.size).toBe(6)
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(110)
})

test('a choice follows its weights and never takes a weight of 0', () => {
  const random = createRandom('choice')
  const counts = [0, 0, 0, 0]
  for (let index = 0; index < 10_000; index += 1) counts[random.choice([0, 1, 3, 0])]! += 1
  expect(counts[0]! + counts[3]!).toBe(0)
  expect(Math.abs(counts[1]! / 10_000 - 0.25)).toBeLessThan(0.015)
  expect(() => random.choice([])).toThrow(/nothing to choose/)
  expect(() => random.choice([0, 0])).toThrow(/nothing to choose/)
  expect(() => random.choice([1, -1])).toThrow(/weight 1 was -1/)
})
