import { describe, expect, it } from 'vitest'
import { answerDistribution } from '../../../../server/model/builtin/answer-distribution.ts'
import { sharesIn } from '../../../../server/model/builtin/base.ts'
import { patternOf, placeNames } from '../../../../server/model/builtin/matching.ts'
import { meanOf, moved, tiltedTo } from '../../../../server/model/builtin/tilt.ts'
import { expectedAnswer, expectedByCondition, trueShift } from '../../../../server/model/builtin/truth.ts'
import { plainQuestion } from '../../../../shared/structure/question.ts'
import { render } from '../../../../shared/structure/render.ts'
import type { TalkTurn } from '../../../../shared/structure/structure.ts'
import { assignedStructure } from '../../../../shared/study/assigned-structure.ts'
import { assigned, item, village, villageProfile } from './village.ts'

const profile = villageProfile()
const facts = { locale: 'en', places: ['EGY'] }
const plain = { persona: 'plain', framing: 'none', strategy: 'direct' }
const cell = (levels: Record<string, string>, more: object = {}) => ({
  assignment: assigned({ ...plain, ...levels }),
  facts,
  ref: 'square/well',
  ...more,
})

describe('tilting', () => {
  it('gives the mean asked for and leaves options that nobody chose empty', () => {
    const shares = tiltedTo([1, 2, 3, 4, 5], [0.3, 0, 0.4, 0.2, 0.1], 3.7)
    expect(meanOf([1, 2, 3, 4, 5], shares)).toBeCloseTo(3.7, 11)
    expect(shares[1]).toBe(0)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('keeps the form of the tilt: log ratios to the old shares are linear in the code', () => {
    const old = [0.1, 0.2, 0.3, 0.15, 0.25]
    const ratios = tiltedTo([1, 2, 3, 4, 5], old, 2).map((share, k) => Math.log(share / old[k]!))
    const steps = ratios.slice(1).map((ratio, k) => ratio - ratios[k]!)
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 9)
  })

  it('ends a move one per cent before the outermost option that somebody chose', () => {
    expect(meanOf([1, 2, 3, 4], moved([1, 2, 3, 4], [0.25, 0.25, 0.5, 0], 0.9))).toBeCloseTo(2.97, 11)
    expect(moved([1, 2, 3], [1, 0, 0], 0.5)).toEqual([1, 0, 0])
    expect(moved([1, 2], [0.999, 0.001], -0.5)[0]).toBeCloseTo(0.999, 9)
  })
})

describe('the distribution of answers', () => {
  it('is that of the base place where nothing is planted', () => {
    const { shares, unclassifiable, refused, basis } = expectedAnswer(profile, cell({}))
    expect(shares).toEqual([0.3, 0.3, 0.2, 0.15, 0.05].map((share) => expect.closeTo(share, 12)))
    expect({ unclassifiable, refused, basis }).toEqual({ unclassifiable: 0.02, refused: 0.01, basis: 'shares' })
  })

  it('is the one of greatest entropy where only a mean is known, and says that it is a model', () => {
    const { shares, codes, basis } = expectedAnswer(profile, cell({}, { ref: 'square/harvest' }))
    expect(meanOf(codes, shares)).toBeCloseTo(6.5, 11)
    expect(basis).toBe('model-from-mean')
    // Greatest entropy with a given mean is a geometric sequence.
    const ratio = shares[1]! / shares[0]!
    for (let k = 1; k < shares.length; k += 1) expect(shares[k]! / shares[k - 1]!).toBeCloseTo(ratio, 9)
  })

  it.each([
    ['en', 0],
    ['en', 1],
    ['ar', 0],
    ['ar', 1],
  ])('moves the mean by exactly what is planted (%s, wording %i)', (locale, wording) => {
    const keeper = { ...cell({ persona: 'keeper' }), facts: { locale, places: [] } }
    keeper.assignment.wordings.persona = wording
    expect(Math.abs(trueShift(profile, keeper, cell({})) - 0.15 * 4)).toBeLessThan(1e-9)
  })

  it('adds planted moves up', () => {
    const shift = trueShift(profile, cell({ persona: 'keeper', strategy: 'reasoning' }), cell({}))
    expect(Math.abs(shift - 0.05 * 4)).toBeLessThan(1e-9)
    expect(expectedAnswer(profile, cell({ strategy: 'reasoning' })).unclassifiable).toBeCloseTo(0.12, 12)
  })

  it('mixes with the place that the messages name, in either language', () => {
    const base = [0.3, 0.3, 0.2, 0.15, 0.05]
    const egypt = [0, 0.1, 0.2, 0.4, 0.3]
    for (const locale of ['en', 'ar']) {
      const { shares } = expectedAnswer(profile, { ...cell({ framing: 'user' }), facts: { locale, places: ['EGY'] } })
      expect(shares).toEqual(base.map((share, k) => expect.closeTo(0.4 * share + 0.6 * egypt[k]!, 12)))
    }
    expect(trueShift(profile, { ...cell({ framing: 'user' }), facts: { locale: 'en', places: [] } }, cell({}))).toBe(0)
  })

  it('leaves items alone that an effect does not name', () => {
    expect(
      trueShift(profile, cell({ persona: 'keeper' }, { ref: 'square/harvest' }), cell({}, { ref: 'square/harvest' })),
    ).toBe(0)
    expect(expectedAnswer(profile, cell({ persona: 'keeper' }, { ref: 'square/tree' })).shares).toEqual([0.5, 0.3, 0.2])
  })

  it('needs every level of an interaction', () => {
    const at = (levels: Record<string, string>) =>
      expectedAnswer(profile, cell(levels, { ref: 'square/harvest' })).shares
    expect(at({ persona: 'keeper' })).toEqual(at({}))
    const [user, both] = [at({ framing: 'user' }), at({ framing: 'user', persona: 'keeper' })]
    const weights = user.map((share) => share ** (1 / 3))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    expect(both).toEqual(weights.map((weight) => expect.closeTo(weight / total, 12)))
  })

  it('finds nothing in a factor that is planted to do nothing', () => {
    expect(trueShift(profile, cell({ colour: 'red' }), cell({ colour: 'blue' }))).toBe(0)
    expect(trueShift(profile, cell({ arm: 'one' }), cell({ arm: 'two' }))).toBe(0)
  })

  it('moves toward the side that the person voiced, by less where both were voiced, and not before', () => {
    const said = (...texts: string[]): { turns: TalkTurn[] } => ({
      turns: texts.flatMap((text) => [
        { speaker: 'person', text },
        { speaker: 'assistant', text: 'I see.' },
      ]),
    })
    const shift = (more: object) => trueShift(profile, cell({}, more), cell({})) / 4
    expect(shift(said('Well, a lock keeps the peace. You see?'))).toBeCloseTo(0.2, 10)
    expect(shift(said('يجب أن يشرب الجميع.'))).toBeCloseTo(-0.2, 10)
    expect(
      shift(said('A lock keeps the peace.', 'A lock keeps the peace.', 'Everybody must be able to drink.')),
    ).toBeCloseTo(0.2 / 3, 10)
    expect(shift(said('Hello.'))).toBe(0)
    // A last turn without a reply stands in one message with the question, and was said all the same.
    expect(shift({ turns: [{ speaker: 'person', text: 'A lock keeps the peace.' }] })).toBeCloseTo(0.2, 10)
    expect(shift({ turns: [{ speaker: 'assistant', text: 'A lock keeps the peace.' }] })).toBe(0)
  })

  it('returns to the base where the rendered messages lack the words', () => {
    const structure = assignedStructure(village, assigned({ ...plain, persona: 'keeper', framing: 'user' }), facts)
    const question = plainQuestion(item('square/well'), 'question', 0)
    const messages = render(structure, [], {
      task: { kind: 'probe', question },
      demonstrations: { place: null, examples: [] },
    })
    const shares = (without: string) =>
      answerDistribution(
        profile,
        messages.map((message) => ({ ...message, content: message.content.replace(without, '') })),
        'square/well',
        question.item,
      ).shares
    const base = expectedAnswer(profile, cell({})).shares
    const onlyFraming = expectedAnswer(profile, cell({ framing: 'user' })).shares
    const onlyPersona = expectedAnswer(profile, cell({ persona: 'keeper' })).shares
    expect(shares(structure.assistantRole!)).toEqual(onlyFraming)
    expect(shares(structure.frame.words!)).toEqual(onlyPersona)
    expect(shares(messages[0]!.content)).toEqual(base)
  })

  it('does not read levels or places out of what the person says', () => {
    const turns: TalkTurn[] = [{ speaker: 'person', text: 'You are a guide. You keep the well. I am from Egypt.' }]
    expect(trueShift(profile, cell({}, { turns }), cell({}))).toBe(0)
  })

  it('tells a place from one whose name begins alike', () => {
    const there = { ...profile, study: { ...village, populations: withNigeria() } }
    const mean = (place: string) =>
      expectedAnswer(there, { ...cell({ framing: 'user' }), facts: { locale: 'en', places: [place] } }).mean
    expect(mean('NGA')).toBeGreaterThan(mean('NER') + 1)
  })

  it('takes the longer of two names that begin alike', () => {
    const names = placeNames({ NER: { en: 'Niger' }, NGA: { en: 'Niger Coast' } })
    expect(patternOf('somebody from {place}', names).find('somebody from niger coast')?.place).toBe('NGA')
    expect(patternOf('somebody from {place}', names).find('somebody from nigeria')).toBeNull()
  })

  it('makes no shares from the mean of options without an order', () => {
    const figures = { NLD: { V1: { mean: 2.9 } } }
    const populations = village.populations.map((one) => ({ ...one, figures }))
    const base = { ...profile.effects.base, answers: {} }
    const tree = { ...item('square/tree'), reference: 'V1' }
    expect(sharesIn({ populations, base }, 'square/tree', tree, 'NLD').basis).toBe('uniform')
    expect(sharesIn({ populations, base }, 'square/well', item('square/well'), 'NLD').basis).toBe('model-from-mean')
  })

  it('averages crossed factors and wordings in the truth of a condition', () => {
    const crossed = {
      ...village,
      conditions: [{ id: 'only', levels: { framing: 'none', strategy: 'direct' }, weight: 1 }],
      factors: { ...village.factors, persona: { ...village.factors.persona!, drawn: 'crossed' as const } },
    }
    const [only] = expectedByCondition({ ...profile, study: crossed }, { facts, ref: 'square/well' })
    // Plain has one wording and keeper two: that must not count keeper twice.
    const keeper = expectedAnswer(profile, cell({ persona: 'keeper' })).mean
    expect(only!.expected.mean).toBeCloseTo((expectedAnswer(profile, cell({})).mean + keeper) / 2, 9)
  })
})

function withNigeria() {
  const figures = {
    NER: { V1: { mean: 1, shares: { 1: 1 } } },
    NGA: { V1: { mean: 5, shares: { 5: 1 } } },
  }
  return village.populations.map((one) => ({ ...one, figures: { ...one.figures, ...figures } }))
}
