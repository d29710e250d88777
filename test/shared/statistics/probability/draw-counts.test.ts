import { expect, test } from 'vitest'
import { createRandom } from '../../../../shared/random.ts'
import { drawBinomial, drawHypergeometric } from '../../../../shared/statistics/probability/draw-counts.ts'

const DRAWS = 40_000

/** How often each number was drawn, against how often it should be, as a chi-squared statistic. */
function misfit(draw: () => number, chances: number[]): number {
  const seen = chances.map(() => 0)
  for (let index = 0; index < DRAWS; index += 1) seen[draw()]! += 1
  return chances.reduce((sum, chance, k) => sum + (seen[k]! - chance * DRAWS) ** 2 / (chance * DRAWS), 0)
}

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
const upTo = (n: number) => Array.from({ length: n + 1 }, (_, k) => k)

// The bounds are the 99.9 % points of chi-squared with as many degrees of freedom as there are numbers, less one.
test('binomial draws have the binomial distribution', () => {
  const random = createRandom('binomial')
  const chances = upTo(6).map((k) => choose(6, k) * 0.3 ** k * 0.7 ** (6 - k))
  expect(misfit(() => drawBinomial(6, 0.3, random), chances)).toBeLessThan(22.5)
  expect([drawBinomial(0, 0.5, random), drawBinomial(9, 0, random), drawBinomial(9, 1, random)]).toEqual([0, 0, 9])
})

test('hypergeometric draws have the hypergeometric distribution', () => {
  const random = createRandom('hypergeometric')
  const chances = upTo(4).map((k) => (choose(5, k) * choose(7, 4 - k)) / choose(12, 4))
  expect(misfit(() => drawHypergeometric(12, 5, 4, random), chances)).toBeLessThan(18.5)
  expect([drawHypergeometric(5, 5, 3, random), drawHypergeometric(5, 0, 3, random)]).toEqual([3, 0])
})

test('draws of hundreds of millions have the mean and spread that they should', () => {
  const random = createRandom('large')
  const spread = (draw: () => number, mean: number, sd: number) => {
    const z = Array.from({ length: 2000 }, () => (draw() - mean) / sd)
    const average = z.reduce((sum, x) => sum + x, 0) / z.length
    return [average, Math.sqrt(z.reduce((sum, x) => sum + (x - average) ** 2, 0) / z.length)]
  }
  const [n, p] = [300_000_000, 0.4]
  const binomial = spread(() => drawBinomial(n, p, random), n * p, Math.sqrt(n * p * (1 - p)))
  const halves = spread(
    () => drawHypergeometric(n, n * p, n / 2, random),
    (n * p) / 2,
    Math.sqrt((n * p * (1 - p)) / 4),
  )
  for (const [mean, sd] of [binomial, halves]) {
    expect(Math.abs(mean!)).toBeLessThan(0.08)
    expect(Math.abs(sd! - 1)).toBeLessThan(0.06)
  }
})
