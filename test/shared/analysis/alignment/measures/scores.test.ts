import { expect, test } from 'vitest'
import { fromCounts, fromShares } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import { MEASURES, type MeasureId, measuresOf } from '../../../../../shared/analysis/alignment/measures/list.ts'
import { type Score, scores } from '../../../../../shared/analysis/alignment/measures/scores.ts'
import { createRandom } from '../../../../../shared/random.ts'

const p = fromCounts([1, 2, 3], [5, 3, 2])
const q = fromCounts([1, 2, 3], [30, 30, 40])
const ask = (more: Partial<Parameters<typeof scores>[2]> = {}) =>
  new Map(scores(p, q, { ordered: true, random: createRandom('s'), draws: 200, ...more }).map((s) => [s.card.id, s]))
const closeness = (score: Score | undefined) => {
  if (score?.kind !== 'closeness') throw new Error(`Expected closeness, got ${score?.kind}.`)
  return score
}

test('every measure is there, each closeness beside its yardsticks and each description without', () => {
  const found = ask()
  expect([...found.keys()]).toEqual(measuresOf('distance'))
  for (const [id, score] of found) {
    const { kind } = MEASURES[id as MeasureId].card
    expect(score.kind).toBe(kind === 'description' ? 'description' : 'closeness')
  }
  const { yardsticks } = closeness(found.get('ordinal-similarity'))
  expect(yardsticks.null!.draws).toBe(200)
  expect(yardsticks.ceilings.otherHalf!.mean).toBeGreaterThan(yardsticks.null!.mean)
})

test('the nearest other is the most similar by a similarity and the least distant by a distance', () => {
  const others = new Map([
    ['far', fromShares([1, 2, 3], [1, 0, 0])],
    ['near', fromShares([1, 2, 3], [0.3, 0.31, 0.39])],
  ])
  const found = ask({ others })
  for (const id of ['ordinal-similarity', 'total-variation', 'kullback-leibler'])
    expect(closeness(found.get(id)).yardsticks.ceilings.nearestOther!.name).toBe('near')
})

test('what is not defined says why, and never NaN or infinity', () => {
  const lacking = scores(p, fromShares([1, 2, 3], [1, 0, 0]), { ordered: true, random: createRandom(1), draws: 20 })
  expect(lacking.find(({ card }) => card.id === 'kullback-leibler')).toMatchObject({ kind: 'undefined' })
  expect(JSON.stringify(lacking, (_, x) => (typeof x === 'number' && !Number.isFinite(x) ? 'bad' : x))).not.toMatch(
    /bad/,
  )
  const unordered = ask({ ordered: false })
  expect(unordered.get('spread-ratio')).toMatchObject({ kind: 'undefined', reason: 'the options have no order' })
  expect(unordered.get('nominal-similarity')!.kind).toBe('closeness')
})
