import { describe, expect, test } from 'vitest'
import { fromShares } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import type { SessionAnswerRow } from '../../../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../../../shared/analysis/answers/session-row.ts'
import { analyse } from '../../../../../shared/report/analyse.ts'
import { nominalSimilarity } from '../../alignment/two-distributions.ts'
import { generate, generatedStudy, meanOf, REFERENCE, sdOf } from '../../generate.ts'

const study = generatedStudy()
const quick = { seed: 'contrast', resamples: 100, rearrangements: 19, draws: 10 } as const

type Group = { persona: 'plain' | 'warm'; place: string; codes: readonly number[] }

/** One session with one answer for each code of each group. */
function report(item: string, groups: readonly Group[]) {
  const template = generate({ study, seed: 'template', sessions: 1, items: [], model: () => [1, 0, 0, 0] }).sessions[0]!
  const sessions: SessionRow[] = []
  const answers: SessionAnswerRow[] = []
  for (const { persona, place, codes } of groups)
    for (const code of codes) {
      const session = `s${sessions.length}`
      const condition = `${persona}_${sessions.length % 2 === 0 ? 'direct' : 'reason'}`
      const levels = { ...template.levels, persona, arm: 'focal' }
      sessions.push({ ...template, session, participant: session, condition, levels, place })
      answers.push({
        unit: { source: 'model', session, stage: 'talk', moment: 'end' },
        ...{ item, target: 'own', form: 'question', wording: 0, order: 'listed', repeat: 0 },
        outcome: { kind: 'classified', code },
      })
    }
  const { shifts } = analyse({ study, sessions, answers, ...quick })
  return (measure: string) =>
    shifts.find((row) => row.contrast === 'warm-plain' && row.measure === measure && row.scope === 'item')!
}

const many = (codes: readonly number[], times: number) => Array.from({ length: times }, () => codes).flat()

describe('a contrast by hand', () => {
  const sdEgypt = sdOf(REFERENCE.EGY!.Q1!)
  const sdMorocco = sdOf(REFERENCE.MAR!.Q1!)

  test('places are compared within themselves and weighted by n1 n2 / (n1 + n2) [A8]', () => {
    // Egypt has 20 sessions against 5, and Morocco has 6 against 6. The weights are 4 and 3.
    const shift = report('values/q1', [
      { persona: 'warm', place: 'EGY', codes: many([4, 4], 10) },
      { persona: 'plain', place: 'EGY', codes: many([2], 5) },
      { persona: 'warm', place: 'MAR', codes: many([1, 2], 3) },
      { persona: 'plain', place: 'MAR', codes: many([3, 3], 3) },
    ])
    const location = (4 * (2 / sdEgypt) + 3 * (-1.5 / sdMorocco)) / 7
    expect(shift('location').estimate.value).toBeCloseTo(location, 12)
    expect(shift('points').estimate.value).toBeCloseTo((4 * 2 + 3 * -1.5) / 7, 12)
    expect(shift('location').atLevel).toBeCloseTo(
      (4 * ((4 - meanOf(REFERENCE.EGY!.Q1!)) / sdEgypt) + 3 * ((1.5 - meanOf(REFERENCE.MAR!.Q1!)) / sdMorocco)) / 7,
      12,
    )
  })

  test('answers that are alike in all sessions have no interval, which would be of no width and read as certainty', () => {
    const shift = report('values/q1', [
      { persona: 'warm', place: 'EGY', codes: many([3], 8) },
      { persona: 'plain', place: 'EGY', codes: many([3], 8) },
    ])
    for (const measure of ['location', 'closeness'])
      expect(shift(measure)).toMatchObject({ estimate: { value: null, why: expect.stringContaining('do not vary') } })
    expect(shift('points')).toMatchObject({ atLevel: 3, atBaseline: 3 })
  })

  test('a place that one level lacks has no say, since its people would pass for an effect [A8]', () => {
    const both: Group[] = [
      { persona: 'warm', place: 'EGY', codes: many([3, 4], 4) },
      { persona: 'plain', place: 'EGY', codes: many([3, 4], 4) },
    ]
    const shift = report('values/q1', [...both, { persona: 'warm', place: 'MAR', codes: many([1], 8) }])
    expect(shift('location').estimate.value).toBeCloseTo(0, 12)
  })

  test('closeness is the distance over pairs of different sessions, counted one by one', () => {
    const [warm, plain] = [many([3, 3, 2, 4], 2), many([1, 2, 2, 1], 2)]
    const q = REFERENCE.EGY!.Q1!
    const cumulated = [q[0]!, q[0]! + q[1]!, q[0]! + q[1]! + q[2]!]
    const distance = (codes: readonly number[]): number => {
      let [sum, pairs] = [0, 0]
      codes.forEach((a, i) => {
        codes.forEach((b, j) => {
          if (i === j) return
          pairs += 1
          cumulated.forEach((share, cut) => {
            sum += (Number(a <= cut + 1) - share) * (Number(b <= cut + 1) - share)
          })
        })
      })
      return sum / pairs / 3
    }
    const shift = report('values/q1', [
      { persona: 'warm', place: 'EGY', codes: warm },
      { persona: 'plain', place: 'EGY', codes: plain },
    ])
    expect(shift('closeness').estimate.value).toBeCloseTo(distance(plain) - distance(warm), 12)
    expect(shift('closeness').atLevel).toBeCloseTo(1 - distance(warm), 12)
  })

  test('similarities of options without an order are those of the measure, and have no location', () => {
    const shift = report('values/kind', [
      { persona: 'warm', place: 'EGY', codes: many([1, 1, 2, 3], 2) },
      { persona: 'plain', place: 'EGY', codes: many([4, 4, 3, 3], 2) },
    ])
    const q = fromShares([1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1])
    expect(shift('similarity').atLevel).toBeCloseTo(
      nominalSimilarity(fromShares([1, 2, 3, 4], [0.5, 0.25, 0.25, 0]), q),
      12,
    )
    expect(shift('similarity').atBaseline).toBeCloseTo(
      nominalSimilarity(fromShares([1, 2, 3, 4], [0, 0, 0.5, 0.5]), q),
      12,
    )
    expect(shift('location')).toBeUndefined()
    expect(shift('closeness').estimate.value).toBeGreaterThan(0)
  })

  test('a level of fewer than five sessions has its numbers and no interval', () => {
    const shift = report('values/q1', [
      { persona: 'warm', place: 'EGY', codes: [4, 3, 3, 4] },
      { persona: 'plain', place: 'EGY', codes: many([1, 2], 5) },
    ])
    const { estimate, atLevel } = shift('location')
    expect(estimate.value).toBeNull()
    expect(atLevel).not.toBeNull()
  })
})
