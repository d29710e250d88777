import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { RACES, ratioOf, summaryOf } from './races.ts'

test('a ratio above 1 is better, whether more is or less', () => {
  const [more, less] = [RACES.turns![0]!, RACES.start![1]!]
  const turns = (n: number) => `turns acknowledged after their commit, replies included: ${n} a second (5000 turns)`
  expect(ratioOf(more, turns(300), turns(200))).toBeCloseTo(1.5, 12)
  const start = (s: string) => `start-up: 4.40 s on an empty data folder, ${s} s the second time`
  expect(ratioOf(less, start('2.00'), start('3.00'))).toBeCloseTo(1.5, 12)
  expect(ratioOf(less, start('2.00'), 'nothing')).toBeNull()
})

test('a summary is the median of the pairs and the least of them', () => {
  expect(summaryOf([1.2, 0.9, 1.0, 1.1, 0.5])).toEqual({ median: 1.0, least: 0.5 })
  expect(summaryOf([1, 2])).toEqual({ median: 1.5, least: 1 })
  expect(() => summaryOf([])).toThrow(/No pair/)
})

test('every bench has races', () => {
  const main = readFileSync(path.join(import.meta.dirname, 'main.ts'), 'utf8')
  const benches = [...main.matchAll(/^ {2}async (\w+)\(\) \{/gm)].map(([, name]) => name!)
  expect(benches.length).toBeGreaterThan(5)
  expect(Object.keys(RACES).sort()).toEqual(benches.sort())
})
