import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../../../shared/analysis/answers/session-answers.ts'
import { attritionRows } from '../../../../shared/analysis/influence/attrition.ts'
import { createRandom } from '../../../../shared/random.ts'
import { generate, generatedStudy, REFERENCE } from '../generate.ts'

const study = generatedStudy()
const ITEMS = ['values/q1', 'values/q2'] as const

/**
 * In treated arms, people with high answers before move by one code toward the position. People with low answers in treated
 * arms leave after the first survey with probability `leaves`. All others leave with a sixth of it, but nobody of the place
 * `loyal` leaves. So the people who stay have moved more, on average, than all people have.
 */
function columnsWith(leaves: number, loyal?: string, seed = 'attrition') {
  const { sessions, answers } = generate({
    study,
    seed,
    sessions: 400,
    items: ITEMS,
    repeats: 1,
    model: (_, item) => REFERENCE.EGY![item.slice('values/'.length).toUpperCase()]!,
    person: (session, _, random) => {
      const high = Number(session.session.slice(1)) % 2 === 0
      const before = high ? 3 : 2
      const toward = high && session.condition !== 'placebo' ? Math.sign(session.position ?? 0) : 0
      return { before, after: Math.min(4, Math.max(1, before + toward + (random.next() < 0.2 ? 1 : 0))) }
    },
  })
  const random = createRandom(`who leaves ${seed}`)
  const gone = new Set(
    sessions.flatMap(({ session, condition, place }) =>
      place !== loyal &&
      random.next() < (condition !== 'placebo' && Number(session.slice(1)) % 2 === 1 ? leaves : leaves / 6)
        ? [session]
        : [],
    ),
  )
  const kept = answers.filter(({ unit }) => unit.moment !== 'after' || !gone.has(unit.session))
  return { columns: columnsOf(study, sessions, new Set(), kept), gone }
}

const treated = (leaves: number, withdrawn: (string | null)[] = [], seed?: string) => {
  const { columns, gone } = columnsWith(leaves, undefined, seed)
  const rows = attritionRows({ study, columns, withdrawn, level: 0.95, smallest: 5 })
  const row = rows.find(({ outcome, pooled }) => outcome === 'people toward the position' && pooled === 'treated')!
  return { row, rows, gone }
}

describe('attrition', () => {
  test('without any, bounds and weights say what the plain difference says', () => {
    const { row } = treated(0)
    if (row.unweighted.value === null || row.weighted.value === null || row.bounds.lower === null)
      throw new Error('an estimate is missing')
    expect(row.treated.observed).toBe(row.treated.assigned)
    expect(row.weighted.value).toBeCloseTo(row.unweighted.value, 10)
    expect(row.bounds.lower).toBeCloseTo(row.unweighted.value, 10)
    expect(row.bounds.upper).toBeCloseTo(row.unweighted.value, 10)
  })

  test('where there are too few sessions, the reason stands in the place of every estimate [A4]', () => {
    const { columns } = columnsWith(0)
    const [row] = attritionRows({ study, columns, withdrawn: ['warm_direct'], level: 0.95, smallest: 500 })
    expect(row!.weighted).toMatchObject({ value: null, why: expect.stringContaining('fewer than 500') })
  })

  test('where those leave who would not have moved, the plain difference is too large, and bounds and weights tell', () => {
    const truth = treated(0).row.unweighted.value!
    const { row, gone } = treated(0.6)
    if (row.unweighted.value === null || row.weighted.value === null || row.bounds.lower === null)
      throw new Error('an estimate is missing')
    expect(row.treated.assigned - row.treated.observed + row.control.assigned - row.control.observed).toBe(gone.size)
    expect(row.unweighted.value - truth).toBeGreaterThan(0.15)
    expect(Math.abs(row.weighted.value - truth)).toBeLessThan(0.05)
    // The bounds are about people who would stay in either arm. They contain the observed difference, not that of all people.
    expect(row.bounds.lower).toBeLessThan(row.unweighted.value)
    expect(row.bounds.upper).toBeGreaterThan(row.unweighted.value)
    expect(row.bounds.trimmed.arm).toBe('control')
  })

  test('where nobody of one place left, no weights can be fitted, and the plain difference is there all the same', () => {
    const { row: plain } = treated(0)
    const { columns } = columnsWith(0.6, 'MAR')
    const rows = attritionRows({ study, columns, withdrawn: [], level: 0.95, smallest: 5 })
    const row = rows.find(({ outcome, pooled }) => outcome === 'people toward the position' && pooled === 'treated')!
    expect(row.weights).toBeNull()
    expect(row.unweighted.value).not.toBeNull()
    expect(row.unweighted.unit).toBe(plain.unweighted.unit)
  })

  test('weights hold where an arm puts off people whom the other keeps', () => {
    const inArms = (leaves: number, seed: string, which: 'weighted' | 'unweighted') =>
      treated(leaves, [], seed)
        .rows.filter(({ outcome, condition }) => outcome === 'people toward the position' && condition !== null)
        .map((row) => row[which].value!)
    const strays = ['b', 'c', 'd'].flatMap((seed) => {
      const whole = inArms(0, seed, 'unweighted')
      return inArms(0.6, seed, 'weighted').map((value, arm) => value - whole[arm]!)
    })
    expect(strays).toHaveLength(12)
    const mean = strays.reduce((sum, one) => sum + one, 0) / strays.length
    expect(Math.abs(mean)).toBeLessThan(0.08)
  })

  test('withdrawn sessions count as lost in their arm [A7]', () => {
    const plain = treated(0)
    const counted = treated(0, ['warm_direct', 'warm_direct', 'placebo', null])
    expect(counted.row.treated.assigned).toBe(plain.row.treated.assigned + 2)
    expect(counted.row.control.assigned).toBe(plain.row.control.assigned + 1)
    expect(counted.row.treated.observed).toBe(plain.row.treated.observed)
  })

  test('every treated condition has a row of its own, and the control none', () => {
    const names = treated(0.2)
      .rows.filter(({ outcome }) => outcome === 'people toward the position')
      .map(({ condition, pooled }) => pooled ?? condition)
    expect(names).toEqual(['treated', 'plain_direct', 'plain_reason', 'warm_direct', 'warm_reason'])
  })
})
