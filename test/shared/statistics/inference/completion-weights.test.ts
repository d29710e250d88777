import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../../../../shared/random.ts'
import { type CompletionInput, completionWeights } from '../../../../shared/statistics/inference/completion-weights.ts'
import {
  asCategorical,
  asNumeric,
  categoricalColumn,
  columnOf,
  numericColumn,
} from '../../../../shared/statistics/regression/data-table.ts'
import { dataset } from '../regression/regression-data.ts'

const table = dataset('completion', 'design')
const numbers = (name: string) => asNumeric(columnOf(table, name), name).values
const participants = asCategorical(columnOf(table, 'participant'))
const wave: CompletionInput = {
  outcome: numbers('after'),
  arm: Int32Array.from(numbers('arm')),
  predictors: [columnOf(table, 'place'), columnOf(table, 'before')],
  clusters: { codes: participants.codes, count: participants.levels.length },
  truncate: { low: 0.05, high: 0.95 },
}

function near(figure: number, expected: number): void {
  expect(Math.abs(figure / expected - 1)).toBeLessThan(1e-8)
}

describe('weights by the chance of completion', () => {
  test('and the weighted difference with its clustered error are those of R', () => {
    const found = completionWeights(wave)
    const expected: Record<string, [number, number]> = {
      '(Intercept)': [-1.2781049121282, 0.37884116718],
      'arm level': [0.1877855401148, 0.2644030440623],
      placeMEX: [-0.2246484777567, 0.3263565024628],
      placeDEU: [-0.0388916478221, 0.3404939608094],
      before: [0.4926005733962, 0.0949099024858],
    }
    for (const { term, estimate, se } of found.model!) {
      near(estimate, expected[term]![0])
      // R's errors of type HC0 have the factor G / (G - 1) of clusters too.
      near(se, expected[term]![1])
    }
    near(found.truncated.low, 0.680556905061)
    near(found.truncated.high, 1.694030183397)
    near(found.range.least, 0.674294877076)
    near(found.range.greatest, 1.934420484193)
    near(found.weighted.estimate, 0.454210411972)
    near(found.weighted.se, 0.213563888457)
    near(found.unweighted.estimate, 0.38894993895)
    near(found.unweighted.se, 0.190803163685)
    near(found.baseline.effective, 56.0781083903)
    near(found.level.effective, 59.143229764)
    expect(found.weighted.df).toBe(96)
  })

  test('by hand: of four sessions a place and arm, three stay in one place and two in the other', () => {
    const place = categoricalColumn(
      'place',
      [0, 1].flatMap(() => ['E', 'E', 'E', 'E', 'M', 'M', 'M', 'M']),
    )
    const lost = Number.NaN
    const outcome = Float64Array.from([lost, 2, 3, 3, 5, 6, lost, lost, lost, 4, 4, 5, 9, 8, lost, lost])
    const arm = Int32Array.from({ length: 16 }, (_, row) => (row < 8 ? 0 : 1))
    const { weights, weighted, level, baseline } = completionWeights({
      outcome,
      arm,
      predictors: [place],
      truncate: { low: 0, high: 1 },
    })
    const [egypt, mexico] = [5 / 8 / 0.75, 5 / 8 / 0.5]
    expect(weights[1]).toBeCloseTo(egypt, 8)
    expect(weights[4]).toBeCloseTo(mexico, 8)
    expect(weights[6]).toBe(0)
    expect(baseline.mean).toBeCloseTo((egypt * 8 + mexico * 11) / (3 * egypt + 2 * mexico), 8)
    expect(level.mean).toBeCloseTo((egypt * 13 + mexico * 17) / (3 * egypt + 2 * mexico), 8)
    expect(weighted.estimate).toBeCloseTo(level.mean - baseline.mean, 12)
    // Both places count alike again, as they did when sessions were assigned.
    expect(level.mean).toBeCloseTo((13 / 3 + 17 / 2) / 2, 8)
  })

  test('where nobody left, every session counts once and there is no regression', () => {
    const found = completionWeights({
      outcome: Float64Array.from({ length: 20 }, (_, row) => (row * 7) % 5),
      arm: Int32Array.from({ length: 20 }, (_, row) => row % 2),
      predictors: [],
    })
    expect(found.model).toBeNull()
    expect(found.weights).toEqual(new Float64Array(20).fill(1))
    expect(found.weighted).toEqual(found.unweighted)
  })

  test('a predictor that never varies is left out by name', () => {
    const locale = categoricalColumn(
      'locale',
      Array.from(wave.arm, () => 'en'),
    )
    expect(completionWeights({ ...wave, predictors: [...wave.predictors, locale] }).leftOut).toEqual(['locale'])
  })

  test('one session written four times in its cluster leaves the clustered error as it was', () => {
    const four = <T>(values: ArrayLike<T>) => Array.from(values).flatMap((value) => [value, value, value, value])
    const { predictors, clusters, outcome, arm } = wave
    const [place, before] = predictors
    const again = completionWeights({
      ...wave,
      outcome: Float64Array.from(four(outcome)),
      arm: Int32Array.from(four(arm)),
      clusters: { count: clusters!.count, codes: Int32Array.from(four(clusters!.codes)) },
      predictors: [
        categoricalColumn('place', four(Array.from(asCategorical(place!).codes, String))),
        numericColumn('before', four(asNumeric(before!, 'before').values)),
      ],
    })
    // Quantiles of more values lie a little elsewhere, and the factor of rows is a little smaller.
    expect(again.weighted.se / completionWeights(wave).weighted.se).toBeCloseTo(1, 1.5)
  })

  /** An effect of 0.5; treated people with low answers before leave far more often. */
  function planted(random: Random): CompletionInput {
    const sessions = Array.from({ length: 300 }, (_, row) => {
      const arm = row % 2
      const before = random.normal()
      const stays = random.next() < 1 / (1 + Math.exp(-(0.8 + (arm === 1 ? 1.2 : 0.1) * before)))
      return { arm, before, after: stays ? before + 0.5 * arm + 0.8 * random.normal() : Number.NaN }
    })
    return {
      outcome: Float64Array.from(sessions, ({ after }) => after),
      arm: Int32Array.from(sessions, ({ arm }) => arm),
      predictors: [
        numericColumn(
          'before',
          sessions.map(({ before }) => before),
        ),
        numericColumn(
          'before by arm',
          sessions.map(({ before, arm }) => before * arm),
        ),
      ],
      truncate: { low: 0, high: 1 },
    }
  }

  test('take off the bias of leaving that answers before explain, and intervals cover the effect', () => {
    const random = createRandom('leaving')
    let [weighted, unweighted, covered] = [0, 0, 0]
    for (let set = 0; set < 60; set += 1) {
      const found = completionWeights(planted(random))
      weighted += found.weighted.estimate / 60
      unweighted += found.unweighted.estimate / 60
      const { low, high } = found.weighted.interval
      if (low <= 0.5 && 0.5 <= high) covered += 1
    }
    expect(Math.abs(weighted - 0.5)).toBeLessThan(0.05)
    expect(unweighted).toBeGreaterThan(0.65)
    expect(covered / 60).toBeGreaterThan(0.89)
  })

  test.each<[string, Partial<CompletionInput>, RegExp]>([
    [
      'a predictor with holes',
      {
        predictors: [
          numericColumn(
            'before',
            Array.from(wave.arm, (_, row) => (row === 4 ? Number.NaN : row)),
          ),
        ],
      },
      /"before" \(1\).*level of their own/,
    ],
    [
      'an arm in which nobody stayed',
      { outcome: wave.outcome.map((value, row) => (wave.arm[row] === 1 ? Number.NaN : value)) },
      /there were 0 and/,
    ],
    ['quantiles the wrong way round', { truncate: { low: 0.9, high: 0.1 } }, /0.01 and 0.99/],
    [
      'completion that a predictor decides',
      {
        predictors: [
          numericColumn(
            'stayed',
            Array.from(wave.outcome, (value) => (Number.isNaN(value) ? 0 : 1)),
          ),
        ],
      },
      /separation/,
    ],
  ])('%s: refused with a remedy', (_, change, message) => {
    expect(() => completionWeights({ ...wave, ...change })).toThrow(message)
  })
})
