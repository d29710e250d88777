import { describe, expect, test } from 'vitest'
import { Item } from '../../../shared/instrument/instrument.ts'
import { Population } from '../../../shared/instrument/population.ts'
import { type DemonstrationChoice, pickDemonstrations, typicalCode } from '../../../shared/structure/demonstrations.ts'

const options = (kind: 'ordinal' | 'nominal', codes: number[]) => ({
  kind,
  options: codes.map((code) => ({ code, label: { en: `option ${code}`, ar: `خيار ${code}` } })),
})

function item(id: string, more: object = {}): Item {
  return Item.parse({
    id,
    label: id,
    topic: 'trust',
    reference: `Q-${id}`,
    answer: options('ordinal', [1, 2, 3, 4]),
    forms: { question: [{ en: `${id}?`, ar: `${id}؟` }, { en: 'other wording' }] },
    theory: 'wvs',
    author: 'A',
    provenance: {},
    ...more,
  })
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const instruments = [
  { id: 'one', title: 'One', items: ids.map((id) => item(id, { topic: id < 'd' ? 'trust' : 'work' })) },
  // The same question as one/a, worded by somebody else.
  { id: 'two', title: 'Two', items: [item('twin', { reference: 'Q-a' })] },
]

function population(id: string, figures: object): Population {
  return Population.parse({
    id,
    title: id,
    source: 's',
    wave: 'w',
    mode: 'm',
    weighted: false,
    n: 'unknown',
    caution: 'c',
    provenance: 'p',
    kind: 'distributions',
    figures,
  })
}

const shares = { mean: 2, shares: { 1: 0.1, 2: 0.2, 3: 0.6, 4: 0.1 } }
const all = Object.fromEntries(ids.map((id) => [`Q-${id}`, shares]))
const strategy = { kind: 'demonstrations', words: null, k: 3, pick: 'random', of: 'place' } as const

const choice: DemonstrationChoice = {
  instruments,
  populations: [population('people', { EGY: all, DEU: { 'Q-a': shares } })],
  places: { EGY: { en: 'Egypt', ar: 'مصر' }, DEU: { en: 'Germany', ar: 'ألمانيا' } },
  place: 'EGY',
  strategy,
  tested: null,
  seed: 'seed',
  locale: 'en',
}
const questions = (change: Partial<DemonstrationChoice>) =>
  pickDemonstrations({ ...choice, ...change }).examples.map((one) => one.question)

describe('demonstrations', () => {
  test('are k typical answers of the place, in the language of the prompt', () => {
    const english = pickDemonstrations(choice)
    expect(english.place).toBe('Egypt')
    expect(english.examples).toHaveLength(3)
    for (const { question, answer } of english.examples) {
      expect(question).toMatch(/^\w+\?$/)
      expect(answer).toBe('option 3')
    }
    const arabic = pickDemonstrations({ ...choice, locale: 'ar' })
    expect(arabic.place).toBe('مصر')
    expect(arabic.examples.map((one) => one.answer)).toEqual(['خيار 3', 'خيار 3', 'خيار 3'])
  })

  test('are the same for the same seed, and vary with it', () => {
    expect(pickDemonstrations(choice)).toEqual(pickDemonstrations(choice))
    const picks = new Set(Array.from({ length: 20 }, (_, seed) => questions({ seed: String(seed) }).join(' ')))
    expect(picks.size).toBeGreaterThan(5)
  })

  test('never show the tested item, nor the same question of another instrument', () => {
    for (const tested of ['one/a', 'two/twin'])
      for (let seed = 0; seed < 20; seed += 1) {
        const shown = questions({ tested, seed: String(seed), strategy: { ...strategy, k: 20 } })
        expect(shown.toSorted()).toEqual(['b?', 'c?', 'd?', 'e?', 'f?'])
      }
  })

  test('keep to the topic of the tested item where that is asked for', () => {
    const sameTopic = { ...strategy, k: 20, pick: 'same-topic', of: 'place' } as const
    expect(questions({ tested: 'one/e', strategy: sameTopic }).toSorted()).toEqual(['d?', 'f?'])
    expect(questions({ tested: null, strategy: sameTopic })).toHaveLength(7)
  })

  test('reach every item and favour none', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 700; seed += 1)
      for (const question of questions({ seed: String(seed), strategy: { ...strategy, k: 1 } }))
        counts.set(question, (counts.get(question) ?? 0) + 1)
    expect(counts.size).toBe(7)
    // 700 draws of 7 items: 100 each, and four standard deviations are 37.
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(37)
  })

  test('are none without a place, and none under another strategy', () => {
    expect(pickDemonstrations({ ...choice, place: null })).toEqual({ place: null, examples: [] })
    expect(pickDemonstrations({ ...choice, strategy: { kind: 'direct', words: null } }).examples).toEqual([])
  })

  test('leave out items without figures for the place, without a reference, or without words in the language', () => {
    expect(questions({ place: 'DEU' })).toHaveLength(2)
    const bare = [
      {
        id: 'one',
        title: 'One',
        items: [item('a', { reference: undefined }), item('b', { forms: { open: [{ en: 'b' }] } })],
      },
      { id: 'two', title: 'Two', items: [item('c', { forms: { question: [{ ar: 'ج' }] } })] },
      {
        id: 'three',
        title: 'Three',
        items: [
          item('d', {
            answer: {
              kind: 'nominal',
              options: [
                { code: 3, label: { ar: 'د' } },
                { code: 4, label: { ar: 'ه' } },
              ],
            },
          }),
        ],
      },
    ]
    expect(questions({ instruments: bare })).toEqual([])
  })

  test('take a distribution before a mean, whichever population comes first', () => {
    const means = population('means', { EGY: Object.fromEntries(ids.map((id) => [`Q-${id}`, { mean: 1 }])) })
    const { examples } = pickDemonstrations({ ...choice, populations: [means, ...choice.populations] })
    expect(examples.map((one) => one.answer)).toEqual(['option 3', 'option 3', 'option 3'])
    const only = pickDemonstrations({ ...choice, populations: [means] })
    expect(only.examples.map((one) => one.answer)).toEqual(['option 1', 'option 1', 'option 1'])
  })

  test('are those most like the tested item where overlap picks them, the most alike last, and never the item', () => {
    const asked = (words: string, id: string) => item(id, { forms: { question: [{ en: words }] } })
    const worded = [
      {
        id: 'one',
        title: 'One',
        items: [
          asked('How much do you trust your neighbours?', 'a'),
          asked('Is the sea cold?', 'b'),
          asked('How much do you trust your family?', 'c'),
          asked('How much do you like your neighbours?', 'd'),
          asked('Which song?', 'e'),
        ],
      },
    ]
    const chrf = { ...strategy, pick: 'chrf', k: 2 } as const
    for (let seed = 0; seed < 10; seed += 1) {
      const wish = { instruments: worded, tested: 'one/a', strategy: chrf, seed: String(seed) }
      expect(questions(wish)).toEqual(['How much do you trust your family?', 'How much do you like your neighbours?'])
      expect(questions({ ...wish, strategy: { ...chrf, k: 20 } })).not.toContain(
        'How much do you trust your neighbours?',
      )
    }
    // In a talk nothing is tested, so chance picks.
    const picks = new Set(
      Array.from({ length: 20 }, (_, seed) =>
        questions({ instruments: worded, strategy: chrf, seed: String(seed) }).join(),
      ),
    )
    expect(picks.size).toBeGreaterThan(3)
  })

  test('can be those of another place, drawn by seed among those with figures and named', () => {
    const three: Partial<DemonstrationChoice> = {
      populations: [population('people', { EGY: all, DEU: { 'Q-b': shares }, IND: { 'Q-c': shares }, XXX: all })],
      places: { ...choice.places, IND: { en: 'India' }, FRA: { en: 'France' } },
      strategy: { ...strategy, of: 'another' },
    }
    const drawn = Array.from({ length: 40 }, (_, seed) =>
      pickDemonstrations({ ...choice, ...three, seed: String(seed) }),
    )
    // France has no figures, and figures of a place that the study does not name are nobody's.
    expect(new Set(drawn.map(({ place }) => place))).toEqual(new Set(['Germany', 'India']))
    for (const { place, examples } of drawn)
      expect(examples.map(({ question }) => question)).toEqual([place === 'Germany' ? 'b?' : 'c?'])
    expect(pickDemonstrations({ ...choice, ...three })).toEqual(pickDemonstrations({ ...choice, ...three }))
    const alone = { ...three, populations: [population('people', { EGY: all })] }
    expect(pickDemonstrations({ ...choice, ...alone })).toEqual({ place: null, examples: [] })
  })

  test('can be those of a place that the strategy names, whoever is asked', () => {
    const named = pickDemonstrations({ ...choice, strategy: { ...strategy, of: 'DEU' } })
    expect(named.place).toBe('Germany')
    expect(named.examples.map(({ question }) => question).toSorted()).toEqual(['a?', 'twin?'])
  })

  test('of a place that the study does not know are a defect', () => {
    expect(() => pickDemonstrations({ ...choice, place: 'FRA' })).toThrow(/No place "FRA".*EGY, DEU/)
  })
})

describe('the typical answer', () => {
  test('is the most frequent option, and of equals the one with the lower code', () => {
    expect(typicalCode(item('a'), { mean: 3, shares: { 1: 0.2, 3: 0.4, 4: 0.4 } })).toBe(3)
    expect(typicalCode(item('a'), { mean: 3, shares: { 4: 1 } })).toBe(4)
  })

  test('is an option of the item, whatever else people said', () => {
    expect(typicalCode(item('a'), { mean: 3, shares: { '-1': 0.9, 2: 0.1 } })).toBe(2)
    expect(typicalCode(item('a'), { mean: 3, shares: { 9: 1 } })).toBeUndefined()
  })

  test('is the code nearest to a mean where only that is known, and of two the lower', () => {
    expect(typicalCode(item('a'), { mean: 2.6 })).toBe(3)
    expect(typicalCode(item('a'), { mean: 2.5 })).toBe(2)
    const range = item('a', { answer: { kind: 'range', min: 1, max: 10, low: { en: 'l' }, high: { en: 'h' } } })
    expect(typicalCode(range, { mean: 7.8 })).toBe(8)
  })

  test('is unknown for options without order of which only a mean is known', () => {
    expect(typicalCode(item('a', { answer: options('nominal', [1, 2]) }), { mean: 1.2 })).toBeUndefined()
  })
})
