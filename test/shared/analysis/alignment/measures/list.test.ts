import { expect, test } from 'vitest'
import { againstReference, keptYardsticks } from '../../../../../shared/analysis/alignment/against-reference.ts'
import { ownSquare } from '../../../../../shared/analysis/alignment/features.ts'
import { fromCounts, fromShares } from '../../../../../shared/analysis/alignment/measures/distribution.ts'
import { MEASURES, type MeasureId, measuresOf } from '../../../../../shared/analysis/alignment/measures/list.ts'
import { between } from '../../../../../shared/analysis/alignment/measures/measure.ts'
import { scores } from '../../../../../shared/analysis/alignment/measures/scores.ts'
import { readerOf } from '../../../../../shared/analysis/alignment/reader.ts'
import { referencesOf } from '../../../../../shared/analysis/alignment/reference.ts'
import { emptySide, fillAnswers, fillUnits } from '../../../../../shared/analysis/alignment/side.ts'
import { type Standard, standardOf } from '../../../../../shared/analysis/alignment/standard.ts'
import { runTable } from '../../../../../shared/analysis/answers/run-answers.ts'
import { createRandom } from '../../../../../shared/random.ts'
import { answersOf, likePeople, runStudy } from '../../models-alone/generate-run.ts'
import { tallied } from '../../tallied.ts'

const measures = Object.values(MEASURES)
const ids = Object.keys(MEASURES) as MeasureId[]

test('every measure says its formula, source, assumptions and invalid uses, under the id by which it is listed', () => {
  for (const id of ids) expect(MEASURES[id].card.id).toBe(id)
  for (const { card, roads } of measures) {
    for (const text of [card.name, card.formula, card.citation, card.unit]) expect(text.length).toBeGreaterThan(3)
    expect(card.assumptions.length).toBeGreaterThan(0)
    expect(card.invalidUses.length).toBeGreaterThan(0)
    expect(roads.length).toBeGreaterThan(0)
  }
})

test('streams of chance keep their labels, so that no rename moves an interval', () => {
  expect(Object.fromEntries(ids.map((id) => [id, MEASURES[id].chance]))).toMatchObject({
    location: 'location',
    'range-share': 'points',
    closeness: 'closeness',
    'means-closeness': 'means-closeness',
  })
})

test('every measure keeps the range that its card states, and a perfect match has the stated value [A11]', () => {
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
  for (const measure of measures) {
    const { card } = measure
    const compare = between(measure, { ordered: true })
    let defined = 0
    for (let trial = 0; trial < 200; trial += 1) {
      const [p, q] = [draw(), draw()]
      const value = compare(p, q)
      if (!Number.isFinite(value)) continue
      defined += 1
      expect(value).toBeGreaterThanOrEqual(card.range.low ?? Number.NEGATIVE_INFINITY)
      expect(value).toBeLessThanOrEqual(card.range.high ?? Number.POSITIVE_INFINITY)
      const same = compare(q, q)
      if (card.match !== undefined && Number.isFinite(same)) expect(same).toBeCloseTo(card.match, 12)
    }
    expect(defined, card.id).toBeGreaterThan(20)
  }
})

const study = runStudy(1)
const { items } = runTable(study, answersOf(study, likePeople, 'roads', 1))
const references = referencesOf(study)
/** Twelve answers, each of which is its own unit. Two answers from each of six sessions would be different units. */
const COUNTS = [5, 1, 4, 2]
const FIELDS: Partial<Record<MeasureId, string>> = {
  location: 'shiftSd',
  'mean-shift': 'shift',
  'spread-ratio': 'spreadRatio',
  'ordinal-similarity': 'similarity',
  'nominal-similarity': 'similarity',
  'means-similarity': 'similarity',
}

test.each(['EGY', 'SWE'])('every measure gives one number on every road of the same answers [A11] (%s)', (place) => {
  // Egypt has a distribution of this item, and Sweden has only a mean.
  for (const coded of place === 'EGY' ? [items[0]!, { ...items[0]!, ordered: false }] : [items[0]!]) {
    const standard = standardOf(references, place, coded)
    const { reference } = standard
    const own = COUNTS.reduce((sum, count, k) => {
      const alone = COUNTS.map((_, other) => (other === k ? 1 : 0))
      const square =
        reference.kind === 'distribution' ? ownSquare(alone, 0, 1, reference.targets, standard.features) : 0
      return sum + count * square
    }, 0)
    const outcomes = COUNTS.flatMap((count, k) =>
      Array.from({ length: count }, () => ({ kind: 'classified' as const, code: coded.codes[k]! })),
    )
    const cell = againstReference(
      { references, yardsticks: keptYardsticks(createRandom('yardsticks'), 5) },
      {
        coded,
        unit: 'answer',
        tally: tallied(outcomes, coded.codes),
        sideAgainst: (against: Standard) => fillAnswers(emptySide(), COUNTS, 0, against),
      },
      place,
    )
    const q = references.of(place, coded)
    const verb = new Map(
      q.kind === 'distribution'
        ? scores(
            fromCounts(coded.codes, COUNTS),
            { ...q.distribution, n: undefined },
            { ordered: coded.ordered, random: createRandom('verb'), draws: 5 },
          ).map((score) => [score.card.id, score.kind === 'undefined' ? Number.NaN : score.value] as const)
        : [],
    )
    let compared = 0
    for (const id of ids) {
      const read = (side: ReturnType<typeof emptySide>) => {
        const into = new Float64Array(1)
        readerOf([id])(side, standard, into)
        return into[0]!
      }
      const alone = read(fillAnswers(emptySide(), COUNTS, 0, standard))
      // The same answers in the form that a contrast in sessions sums up: twelve sessions with one answer each.
      const inSessions = read(fillUnits(emptySide(), [...COUNTS, 12, own], 0, standard, { squares: 12, own }))
      const found = [alone, inSessions]
      const { roads } = MEASURES[id]
      if (roads.includes('distance') && verb.size > 0 && !(id === 'means-similarity')) found.push(verb.get(id)!)
      const field = FIELDS[id]
      if (id === 'closeness') found.push(cell.squaredDistance === null ? Number.NaN : 1 - cell.squaredDistance)
      else if (field !== undefined && (field !== 'similarity' || cell.measure === id))
        found.push((Reflect.get(cell, field) as number | null) ?? Number.NaN)
      for (const value of found)
        expect([id, value]).toEqual([id, Number.isNaN(alone) ? alone : expect.closeTo(alone, 12)])
      if (!Number.isNaN(alone)) compared += found.length
    }
    expect(compared).toBeGreaterThan(place === 'EGY' ? 15 : 6)
  }
})

test('what a road shows is listed in one order', () => {
  expect(measuresOf('sessions')).toEqual(['location', 'points', 'closeness', 'similarity', 'means-similarity'])
  expect(measuresOf('models alone')).toEqual([
    'location',
    'range-share',
    'closeness',
    'similarity',
    'means-closeness',
    'means-similarity',
  ])
})

test('why location is not defined is told of one item that lacks something, and not of two of which each has the other', () => {
  const bare = { codes: [1, 2], range: 1, features: { width: 1, gaps: new Float64Array([1]), cumulated: true } }
  const whole = { kind: 'distribution', targets: new Float64Array([0.5]), own: new Float64Array(2), spread: 0 } as const
  const people = (sd: number) => ({ ...whole, shares: new Float64Array([0.5, 0.5]), mean: 1.5, sd })
  const { whyNot } = MEASURES.location
  const mixed = [
    { ...bare, ordered: false, reference: people(0.5) },
    { ...bare, ordered: true, reference: { kind: 'mean', mean: 1.5 } as const },
  ]
  expect(whyNot(mixed)).toBe('no item with an order has a reference distribution')
  expect(whyNot([{ ...bare, ordered: true, reference: people(0) }])).toBe('no reference has a spread')
  expect(whyNot([{ ...bare, ordered: true, reference: people(0.5) }])).toBe('no item has answers enough at both levels')
})
