import { expect, test } from 'vitest'
import { fromShares } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import { measure, measures } from '../../../../../shared/analysis/alignment/measures/registry.ts'
import { createRandom } from '../../../../../shared/random.ts'

test('every measure says its formula, source, assumptions and invalid uses, under an id of its own', () => {
  expect(new Set(measures.map(({ card }) => card.id)).size).toBe(measures.length)
  for (const { card } of measures) {
    for (const text of [card.name, card.formula, card.citation, card.unit]) expect(text.length).toBeGreaterThan(3)
    expect(card.assumptions.length).toBeGreaterThan(0)
    expect(card.invalidUses.length).toBeGreaterThan(0)
  }
})

test('every measure keeps the range that its card states, and a perfect match has the stated value', () => {
  const random = createRandom('ranges')
  const codes = [1, 2, 3, 4]
  const draw = () => {
    const weights = codes.map(() => Math.max(0, random.next() - 0.3))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return total === 0
      ? fromShares(codes, [1, 0, 0, 0])
      : fromShares(
          codes,
          weights.map((weight) => weight / total),
        )
  }
  for (const { needs, card, compare } of measures) {
    for (let trial = 0; trial < 200; trial += 1) {
      const [p, q] = [draw(), draw()]
      const value = needs === 'means' ? compare(p.mean, q.mean, { min: 1, max: 4 }) : compare(p, q)
      if (value === null) continue
      expect(Number.isFinite(value)).toBe(true)
      expect(value).toBeGreaterThanOrEqual(card.range.low ?? Number.NEGATIVE_INFINITY)
      expect(value).toBeLessThanOrEqual(card.range.high ?? Number.POSITIVE_INFINITY)
      const same = needs === 'means' ? compare(q.mean, q.mean, { min: 1, max: 4 }) : compare(q, q)
      if (same !== null) expect(same).toBeCloseTo(card.match, 12)
    }
  }
})

test('an unknown measure is answered with the known ones', () => {
  expect(measure('ordinal-similarity').card.kind).toBe('similarity')
  expect(() => measure('cosine')).toThrow(/No measure "cosine". Known measures: nominal-similarity/)
})
