import { describe, expect, test } from 'vitest'
import { type CanaryAnswer, drift } from '../../../../shared/analysis/models-alone/drift.ts'
import { createRandom } from '../../../../shared/random.ts'

const MOMENTS = ['start', 'middle', 'end']

function answer(item: string, repeat: number, moment: string, code: number, more: Partial<CanaryAnswer> = {}) {
  const told = { reportedModel: 'm', fingerprint: 'f' }
  return { item, repeat, moment, outcome: { kind: 'classified', code } as const, ...told, ...more }
}

/** Answers to one item at each moment, made by a rule. */
function answers(item: string, repeats: number, rule: (repeat: number, moment: string) => number): CanaryAnswer[] {
  return MOMENTS.flatMap((moment) =>
    Array.from({ length: repeats }, (_, repeat) => answer(item, repeat, moment, rule(repeat, moment))),
  )
}

describe('drift', () => {
  test('is none where every repeat is answered as before', () => {
    const found = drift(
      answers('a/x', 10, (repeat) => repeat % 3),
      'seed',
      199,
    )
    expect(found.items).toMatchObject([{ item: 'a/x', n: 30, chiSquare: 0, p: 1, pHolm: 1 }])
    expect(found.changed).toEqual([])
  })

  test('is found where the answers change, in the item in which they do', () => {
    const shifted = answers('a/x', 10, (_, moment) => (moment === 'end' ? 1 : 2))
    const stable = answers('a/y', 10, (repeat) => repeat % 2)
    const found = drift([...shifted, ...stable], 'seed', 999)
    expect(found.changed).toEqual(['answers'])
    expect(found.items[0]).toMatchObject({ item: 'a/x', p: 0.001, pHolm: 0.002 })
    expect(found.items[0]!.counts).toEqual({
      start: { '1': 0, '2': 10 },
      middle: { '1': 0, '2': 10 },
      end: { '1': 10, '2': 0 },
    })
    // Three rows of ten hold ten answers 1 and twenty answers 2. Expected are 3.33 and 6.67 in each row, so chi-square is
    // 2 * (3.33 + 1.67) + (13.33 + 6.67) = 30.
    expect(found.items[0]!.chiSquare).toBeCloseTo(30, 9)
    expect(found.items[1]!.p).toBe(1)
  })

  test('counts refusals and other outcomes as answers of their own', () => {
    const refused = answers('a/x', 8, () => 2).map((one) =>
      one.moment === 'end' ? { ...one, outcome: { kind: 'refused' } as const } : one,
    )
    const found = drift(refused, 'seed', 999)
    expect(found.changed).toEqual(['answers'])
    expect(found.items[0]!.counts.end).toEqual({ '2': 0, refused: 8 })
  })

  test('compares within repeats, so that what differs between them hides no change', () => {
    // Ten repeats always say 1, and five always say 2. Five change from 1 to 2 at the end. Each of these has its different answer
    // at one of three moments. By chance, all five have it at the same moment with probability 3 * (1/3)^5 = 0.0123. If all
    // answers were exchanged in the same way, p would be about 0.15.
    const rule = (repeat: number, moment: string) => (repeat < 10 ? 1 : repeat < 15 || moment === 'end' ? 2 : 1)
    const { p } = drift(answers('a/x', 20, rule), 'seed', 9999).items[0]!
    expect(p).toBeGreaterThan(0.008)
    expect(p).toBeLessThan(0.017)
  })

  test('rejects about one in twenty where nothing changes', () => {
    const random = createRandom('level')
    let rejected = 0
    for (let round = 0; round < 300; round += 1) {
      const found = drift(
        answers('a/x', 10, () => random.integer(3)),
        String(round),
        99,
      )
      if (found.items[0]!.p <= 0.05) rejected += 1
    }
    // Of 300 tests at 5 %, 15 are expected to reject. Four standard errors are 15.
    expect(rejected).toBeLessThan(30)
    expect(rejected).toBeGreaterThan(2)
  })

  test('adjusts over the items', () => {
    const many = Array.from({ length: 5 }, (_, at) => answers(`a/${at}`, 10, () => 1))
    const one = answers('a/x', 10, (_, moment) => (moment === 'end' ? 1 : 2))
    expect(drift([...many.flat(), ...one], 'seed', 999).items.at(-1)).toMatchObject({ p: 0.001, pHolm: 0.006 })
  })

  test('leaves out an item asked at one moment, and says nothing of no answers', () => {
    expect(drift([answer('a/x', 0, 'start', 1)], 'seed').items).toEqual([])
    expect(drift([], 'seed')).toEqual({ moments: [], items: [], reportedModels: {}, fingerprints: {}, changed: [] })
  })

  test('tells another model or fingerprint, and not silence about it', () => {
    const same = answers('a/x', 2, () => 1)
    const at = (moment: string, more: Partial<CanaryAnswer>) =>
      same.map((one) => (one.moment === moment ? { ...one, ...more } : one))
    expect(drift(at('end', { fingerprint: 'g' }), 'seed', 99).changed).toEqual(['fingerprint'])
    expect(drift(at('end', { reportedModel: 'n' }), 'seed', 99).changed).toEqual(['model'])
    expect(drift(at('end', { fingerprint: null, reportedModel: null }), 'seed', 99).changed).toEqual([])
    expect(drift(at('middle', { fingerprint: 'g' }), 'seed', 99).fingerprints).toEqual({
      start: ['f'],
      middle: ['g'],
      end: ['f'],
    })
  })

  test('takes machines that one model is served from in turn for no change', () => {
    const told = (one: CanaryAnswer) => {
      const fingerprint = one.moment === 'middle' || one.repeat > 0 ? 'f' : `f of ${one.moment}`
      return { ...one, fingerprint }
    }
    const { changed, fingerprints } = drift(answers('a/x', 3, () => 1).map(told), 'seed', 99)
    expect(fingerprints.start).toEqual(['f of start', 'f'])
    expect(changed).toEqual([])
  })

  test('is the same for the same seed [A5]', () => {
    const random = createRandom('x')
    const some = answers('a/x', 10, () => random.integer(3))
    expect(drift(some, 'one', 99)).toEqual(drift(some, 'one', 99))
  })
})
