import { describe, expect, test } from 'vitest'
import { InputProblem } from '../../../../shared/input-problem.ts'
import { createRandom } from '../../../../shared/random.ts'
import { leeBounds } from '../../../../shared/statistics/inference/lee.ts'
import { welch } from '../../../../shared/statistics/inference/tests.ts'
import { asNumeric, columnOf } from '../../../../shared/statistics/regression/data-table.ts'
import { dataset } from '../regression/regression-data.ts'

const lost = Number.NaN

describe("Lee's bounds", () => {
  test('by hand: the arm that kept more has its extra stayers cut off at either end', () => {
    // Eight of ten treated and six of ten controls stay, so a quarter of the treated is cut: two of eight.
    const treated = [1, 2, 3, 4, 5, 6, 7, 8, lost, lost]
    const control = [2, 2, 4, 4, 6, 6, lost, lost, lost, lost]
    const found = leeBounds({
      outcome: Float64Array.from([...treated, ...control]),
      arm: Int32Array.from({ length: 20 }, (_, unit) => (unit < 10 ? 1 : 0)),
    })
    expect(found.trimmed.arm).toBe('treated')
    expect(found.trimmed.share).toBeCloseTo(0.25, 14)
    expect(found.lower.estimate).toBeCloseTo(3.5 - 4, 12)
    expect(found.upper.estimate).toBeCloseTo(5.5 - 4, 12)
    expect(found.untrimmed).toBeCloseTo(0.5, 12)
    expect([found.treated.share, found.control.share]).toEqual([0.8, 0.6])
    // Six values kept, 1 to 6 about 3.5: 17.5 / 5 / 6, (6 - 3.5)^2 (0.25 / 6 + 0.2 / 8 + 0.4 / 6), and 16 / 5 / 6 of the controls.
    const squared = 17.5 / 30 + 6.25 * (0.25 / 6 + 0.2 / 8 + 0.4 / 6) + 16 / 30
    expect(found.lower.se).toBeCloseTo(Math.sqrt(squared), 12)
  })

  test('a value on the cut loses the part of its weight that lies beyond it', () => {
    // Five of five against four of six: a third is cut, 5 / 3 of the five values.
    const found = leeBounds({
      outcome: Float64Array.from([1, 2, 3, 4, 5, 1, 1, 2, 2, lost, lost]),
      arm: Int32Array.from([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]),
    })
    expect(found.lower.estimate).toBeCloseTo((1 + 2 + 3 + 4 / 3) / (10 / 3) - 1.5, 12)
    expect(found.upper.estimate).toBeCloseTo((5 + 4 + 3 + 2 / 3) / (10 / 3) - 1.5, 12)
  })

  const table = dataset('lee', 'design')
  const outcome = asNumeric(columnOf(table, 'answer'), 'The answer').values
  const arm = Int32Array.from(asNumeric(columnOf(table, 'arm'), 'The arm').values)

  test('are those of R, with errors and interval, whichever arm kept more', () => {
    const found = leeBounds({ outcome, arm })
    expect(found.trimmed.share).toBeCloseTo(0.238095238095, 11)
    const { lower, upper, interval } = found
    const figures = [lower.estimate, lower.se, upper.estimate, upper.se, interval.low, interval.high]
    const expected = [0.1484375, 0.317555218367, 1.03125, 0.247946377342, -0.37390920548, 1.439097095086]
    figures.forEach((figure, place) => {
      expect(figure).toBeCloseTo(expected[place]!, 9)
    })
    const exchanged = leeBounds({ outcome, arm: arm.map((one) => 1 - one) })
    expect(exchanged.trimmed.arm).toBe('control')
    expect(exchanged.lower.estimate).toBeCloseTo(-upper.estimate, 12)
    expect(exchanged.lower.se).toBeCloseTo(upper.se, 12)
    expect(exchanged.interval.high).toBeCloseTo(-interval.low, 10)
  })

  test('without any loss are the difference itself, with the error and nearly the interval of two means', () => {
    const values = Float64Array.from({ length: 400 }, (_, unit) => ((unit * 37) % 101) / 20)
    const half = Int32Array.from({ length: 400 }, (_, unit) => unit % 2)
    const found = leeBounds({ outcome: values, arm: half })
    const { estimate, se } = welch(
      values.filter((_, unit) => half[unit] === 1),
      values.filter((_, unit) => half[unit] === 0),
    )
    expect(found.trimmed).toEqual({ arm: 'neither', share: 0 })
    for (const bound of [found.lower, found.upper]) {
      expect(bound.estimate).toBeCloseTo(estimate, 12)
      expect(bound.se).toBeCloseTo(se, 12)
    }
    expect(found.interval.high).toBeCloseTo(estimate + 1.959963985 * se, 6)
  })

  test('the interval covers the effect of those who stay in either arm about 95 times in a hundred, at its worst end', () => {
    const random = createRandom('lee')
    let covered = 0
    for (let set = 0; set < 400; set += 1) {
      // The extra stayers of the treated are those with the greatest outcomes, so that the truth is the lower bound.
      const answers = Array.from({ length: 400 }, (_, unit) => {
        const value = random.normal()
        const stays = random.next() < 0.9 && (unit % 2 === 1 || value < 0.8416212336)
        return stays ? value + 0.5 * (unit % 2) : lost
      })
      const { interval } = leeBounds({
        outcome: Float64Array.from(answers),
        arm: Int32Array.from(answers, (_, unit) => unit % 2),
      })
      if (interval.low <= 0.5 && 0.5 <= interval.high) covered += 1
    }
    expect(covered / 400).toBeGreaterThan(0.92)
    expect(covered / 400).toBeLessThan(0.98)
  })

  test.each<[string, number[], number[], RegExp]>([
    ['an arm with one value', [1, lost, 2, 3], [1, 1, 0, 0], /arm 1 has 1 of 2/],
    ['three arms', [1, 2, 3, 4], [0, 1, 2, 1], /a unit has 2/],
    [
      'hardly anything left',
      [1, 2, 3, 4, 4, 5, ...Array.from({ length: 18 }, () => lost)],
      [1, 1, 1, 1, ...Array.from({ length: 20 }, () => 0)],
      /fewer than two/,
    ],
  ])('%s is refused with a remedy', (_, values, arms, message) => {
    const call = () => leeBounds({ outcome: Float64Array.from(values), arm: Int32Array.from(arms) })
    expect(call).toThrow(InputProblem)
    expect(call).toThrow(message)
  })
})
