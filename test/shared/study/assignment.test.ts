import { describe, expect, test } from 'vitest'
import { type Assignment, assignmentAt, blockSize, stratumOf } from '../../../shared/study/assignment.ts'
import { smallStudy } from '../../study.ts'

/** Three conditions of which one weighs double, two blocks' worth a block, and two crossed factors of 2 and 3 levels. */
const study = smallStudy((draft) => {
  Object.assign(draft.factors!, {
    language: {
      aspect: 'language',
      label: 'Language',
      drawn: 'crossed',
      levels: { own: { label: 'Own' }, english: { label: 'English', prompt: 'en' } },
    },
    strategy: {
      aspect: 'strategy',
      label: 'Strategy',
      drawn: 'crossed',
      levels: {
        direct: { label: 'Direct', kind: 'direct' },
        reasons: { label: 'Reasons', kind: 'reasoning-first' },
        examples: { label: 'Examples', kind: 'demonstrations' },
      },
    },
  })
  Object.assign(draft, {
    conditions: [
      { id: 'a', levels: { persona: 'plain', opening: 'person' }, weight: 2 },
      { id: 'b', levels: { persona: 'elder', opening: 'person' }, weight: 1 },
      { id: 'c', levels: { persona: 'elder', opening: 'assistant' }, weight: 1 },
    ],
    assignment: { method: 'permuted-blocks', repeats: 2, stratify: ['locale'] },
  })
})

const draw = (count: number, seed = 'seed', stratum = 'locale=en', from = 0) =>
  Array.from({ length: count }, (_, index) => assignmentAt(study, seed, stratum, from + index))

function counts(values: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {}
  for (const value of values) found[value] = (found[value] ?? 0) + 1
  return found
}
const conditions = (drawn: readonly Assignment[]) => drawn.map((one) => one.condition)

describe('blocks', () => {
  test('a block holds each condition its weight times the repeats', () => expect(blockSize(study)).toBe(8))

  test('every whole block is exact, in every stratum and for every seed', () => {
    for (const seed of ['seed', 'other', ''])
      for (const stratum of ['locale=en', 'locale=ar', 'all'])
        for (let block = 0; block < 40; block += 1)
          expect(counts(conditions(draw(8, seed, stratum, block * 8)))).toEqual({ a: 4, b: 2, c: 2 })
  })

  test('at any moment no condition is further ahead than one block allows', () => {
    const drawn = conditions(draw(400))
    for (let count = 1; count <= drawn.length; count += 1) {
      const found = counts(drawn.slice(0, count))
      expect(Math.abs((found.b ?? 0) - (found.c ?? 0))).toBeLessThanOrEqual(2)
      expect(Math.abs((found.a ?? 0) - (found.b ?? 0) - (found.c ?? 0))).toBeLessThanOrEqual(4)
    }
  })

  test('blocks are permuted: each has an order of its own', () => {
    const orders = Array.from({ length: 60 }, (_, block) =>
      conditions(draw(8, 'seed', 'locale=en', block * 8)).join(''),
    )
    expect(new Set(orders).size).toBeGreaterThan(40)
  })

  test('every condition comes about equally often at every place of a block', () => {
    const first = counts(
      Array.from({ length: 2_000 }, (_, block) => draw(1, 'seed', 'locale=en', block * 8)[0]!.condition),
    )
    // 2,000 draws with shares 1/2, 1/4, 1/4: four standard deviations are 90 and 77.
    expect(Math.abs(first.a! - 1_000)).toBeLessThan(90)
    expect(Math.abs(first.b! - 500)).toBeLessThan(78)
    expect(Math.abs(first.c! - 500)).toBeLessThan(78)
  })
})

describe('crossed factors', () => {
  test("their combinations are balanced within each condition, whatever the condition's weight", () => {
    const drawn = draw(8 * 6)
    for (const condition of ['a', 'b', 'c']) {
      const own = drawn.filter((one) => one.condition === condition)
      const pairs = counts(own.map((one) => `${one.levels.language}-${one.levels.strategy}`))
      const each = own.length / 6
      expect(Object.values(pairs)).toEqual([each, each, each, each, each, each])
    }
  })

  test('after any number of draws no combination is two ahead of another within a condition', () => {
    const drawn = draw(333)
    for (const condition of ['a', 'b', 'c']) {
      const own = drawn.filter((one) => one.condition === condition)
      const pairs = Object.values(counts(own.map((one) => `${one.levels.language}-${one.levels.strategy}`)))
      expect(Math.max(...pairs) - Math.min(...pairs)).toBeLessThanOrEqual(1)
    }
  })

  test('the levels of the cell are those of the condition', () => {
    for (const { condition, levels } of draw(64)) {
      const cell = study.conditions.find((one) => one.id === condition)!
      expect(levels).toMatchObject(cell.levels)
      expect(Object.keys(levels).sort()).toEqual(Object.keys(study.factors).sort())
    }
  })
})

describe('wordings', () => {
  test('one is drawn for each factor whose level has some, among those that it has', () => {
    const seen = new Set<string>()
    for (const { levels, wordings } of draw(200)) {
      expect(Object.keys(wordings).sort()).toEqual(
        levels.opening === 'assistant' ? ['opening', 'persona'] : ['persona'],
      )
      expect(wordings.persona).toBeLessThan(levels.persona === 'elder' ? 2 : 1)
      seen.add(`${levels.persona}-${wordings.persona}`)
    }
    expect(seen).toEqual(new Set(['plain-0', 'elder-0', 'elder-1']))
  })
})

describe('an audit', () => {
  test('the same arguments give the same assignment, in whatever order they are asked for', () => {
    const forward = draw(50)
    const backward = Array.from({ length: 50 }, (_, step) => assignmentAt(study, 'seed', 'locale=en', 49 - step))
    expect(backward.reverse()).toEqual(forward)
    expect(forward[37]).toMatchObject({ stratum: 'locale=en', index: 37 })
  })

  test('seed and stratum change it', () => {
    expect(conditions(draw(64, 'seed'))).not.toEqual(conditions(draw(64, 'other')))
    expect(conditions(draw(64, 'seed', 'locale=en'))).not.toEqual(conditions(draw(64, 'seed', 'locale=ar')))
  })

  test('it asks nothing but its arguments: clock and chance may be gone', () => {
    const before = draw(20)
    const { random } = Math
    const { now } = Date
    Math.random = Date.now = () => {
      throw new Error('Chance or time was asked.')
    }
    try {
      expect(draw(20)).toEqual(before)
    } finally {
      Math.random = random
      Date.now = now
    }
  })

  test('sessions are drawn in the sequence of their language where the study says so, else in one', () => {
    expect(stratumOf(study, { locale: 'ar' })).toBe('locale=ar')
    expect(stratumOf(smallStudy(), { locale: 'ar' })).toBe('all')
  })
})
