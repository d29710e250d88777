import { expect, test } from 'vitest'
import { distancesByItem } from '../../../../shared/analysis/alignment/sample-distance.ts'
import { runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import { type Answerer, answersOf, runStudy } from '../models-alone/generate-run.ts'

/** Answers that depend strongly on the condition, and not at all on the order of options. */
const byCondition: Answerer = ({ condition }) =>
  condition === 'none' ? [0.9, 0.1, 0, 0] : condition === 'user' ? [0, 0.1, 0.8, 0.1] : [0, 0, 0.1, 0.9]

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('an order that changes nothing shows no distance, however much conditions differ', () => {
  const study = runStudy(24)
  const table = runTable(study, answersOf(study, byCondition, 'alike', 3))
  const distances = distancesByItem(table, 'order', [0, 1], 'own')
  expect(distances).toHaveLength(24)
  const se = Math.sqrt(mean(distances.map((one) => (one - mean(distances)) ** 2)) / 23)
  expect(Math.abs(mean(distances))).toBeLessThan(3 * se)
  expect(se).toBeLessThan(0.003)
})

test('a distance that is the same under every condition comes out as it is', () => {
  const study = runStudy(24)
  const moved: Answerer = ({ order }) => (order === 'reversed' ? [0.2, 0.3, 0.3, 0.2] : [0.6, 0.2, 0.1, 0.1])
  const table = runTable(study, answersOf(study, moved, 'moved', 3))
  // Cut points: 0.6 - 0.2, 0.8 - 0.5 and 0.9 - 0.8, each a third of the scale.
  expect(mean(distancesByItem(table, 'order', [0, 1], 'own'))).toBeCloseTo((0.16 + 0.09 + 0.01) / 3, 2)
})

test('a run without repeats is compared by condition and slice', () => {
  const study = runStudy(6, { repeats: 1 })
  const table = runTable(study, answersOf(study, byCondition, 'once'))
  expect(distancesByItem(table, 'order', [0, 1], 'own')).toHaveLength(6)
})
