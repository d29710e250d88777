import { describe, expect, it } from 'vitest'
import { answerDistribution } from '../../../../server/model/builtin/answer-distribution.ts'
import { createProfile } from '../../../../server/model/builtin/profile.ts'
import { parseEffects } from '../../../../server/model/builtin/read-effects.ts'
import { read } from '../../../../server/model/builtin/read-prompt.ts'
import { replyTo } from '../../../../server/model/builtin/reply.ts'
import { REPLY_LANGUAGES } from '../../../../server/model/builtin/reply-words.ts'
import { expectedAnswer } from '../../../../server/model/builtin/truth.ts'
import { codesOf } from '../../../../shared/instrument/instrument.ts'
import { readAnswer } from '../../../../shared/instrument/read-answer.ts'
import { PROMPT_LANGUAGES, phrasesIn } from '../../../../shared/structure/phrases.ts'
import { plainQuestion, type Question } from '../../../../shared/structure/question.ts'
import { type Message, render } from '../../../../shared/structure/render.ts'
import type { Strategy, TalkTurn } from '../../../../shared/structure/structure.ts'
import { assignedStructure } from '../../../../shared/study/assigned-structure.ts'
import { shippedProfile } from './shipped-profiles.ts'
import { assigned, EFFECTS, item, village, villageProfile } from './village.ts'

const NONE = { place: null, examples: [] }
const direct: Strategy = { kind: 'direct', words: null }
const reasoning: Strategy = { kind: 'reasoning-first', words: null }

/** A probe of the village, put in any way. */
function probe(
  question: Partial<Question>,
  more: { ref?: string; locale?: string; levels?: object; turns?: TalkTurn[] } = {},
): Message[] {
  const { ref = 'square/well', locale = 'en', levels = {}, turns = [] } = more
  const assignment = assigned({ persona: 'plain', framing: 'none', strategy: 'direct', ...levels })
  const structure = assignedStructure(village, assignment, { locale, places: ['EGY'] })
  const asked = { ...plainQuestion(item(ref), 'question', 0), ...question }
  return render(structure, turns, { task: { kind: 'probe', question: asked }, demonstrations: NONE })
}

/** The village with one effect in place of all others. */
function withEffect(when: string, shift: string) {
  const [head, rest] = [EFFECTS.slice(0, EFFECTS.indexOf('effects:')), EFFECTS.slice(EFFECTS.indexOf('adaptation:'))]
  return villageProfile(`${head}effects:\n  - { id: only, when: ${when}, shift: ${shift} }\n${rest}`)
}

const answered = (profile: ReturnType<typeof villageProfile>, messages: Message[], ref = 'square/well') =>
  answerDistribution(profile, messages, ref, item(ref))

const base = [0.3, 0.3, 0.2, 0.15, 0.05]
const near = (shares: readonly number[]) => shares.map((share) => expect.closeTo(share, 12))

describe.each(REPLY_LANGUAGES)('answers in the language %s', (locale) => {
  const profile = shippedProfile('framings')
  const { study } = profile
  const items = study.instruments.flatMap(({ id, items }) => items.map((one) => ({ ref: `${id}/${one.id}`, one })))
  const facts = { locale, places: ['EGY'] }
  const framing = assigned({ framing: 'language-only' })
  const structure = assignedStructure(study, framing, facts)

  it.each([
    ['number', direct],
    ['number', reasoning],
    ['label', direct],
    ['label', reasoning],
    ['unforced', direct],
  ] as const)('by %s under %o can be read, in the words asked for', (format, strategy) => {
    let classified = 0
    const some = items.filter((_, nth) => nth % 4 === 0)
    for (const [draw, { one }] of some.entries()) {
      const question = { ...plainQuestion(one, 'question', 0), format, reversed: draw % 2 === 1 }
      const messages = render({ ...structure, strategy }, [], {
        task: { kind: 'probe', question },
        demonstrations: NONE,
      })
      const text = replyTo(profile, messages, 'words', draw)
      const outcome = readAnswer(text, one, locale)
      if (outcome.kind !== 'classified') {
        expect(['refused', 'unclassifiable'], text).toContain(outcome.kind)
        continue
      }
      classified += 1
      expect(codesOf(one.answer), text).toContain(outcome.code)
      const last = text.split('\n').at(-1)!
      if (strategy.kind === 'direct') expect(text.split('\n')).toHaveLength(1)
      // "… begins with this language's own word": the phrase that asks for it names that word.
      else expect(phrasesIn(locale).reasonThenAnswer[format]).toContain(/^.*?[:：]/u.exec(last)![0])
      const said = strategy.kind === 'direct' ? text : last.replace(/^.*?[:：]\s*/u, '')
      const chosen = 'options' in one.answer && one.answer.options.find(({ code }) => code === outcome.code)
      if (format === 'label' && chosen) expect(said).toBe(chosen.label[locale])
      else expect(said).toMatch(/^\p{Nd}+$/u)
    }
    expect(classified).toBeGreaterThan(some.length * 0.7)
  })

  it('says of an open question something in words, and no option', () => {
    for (const { ref, one } of items.filter(({ one }) => one.forms.open !== undefined).slice(0, 3)) {
      const question = plainQuestion(one, 'open', 0)
      const messages = render(structure, [], { task: { kind: 'probe', question }, demonstrations: NONE })
      const text = replyTo(profile, messages, 'open', 4)
      expect(readAnswer(text, one, locale).kind).toBe('unclassifiable')
      expect(answerDistribution(profile, messages, ref, one)).toMatchObject({ refused: 0.02, unclassifiable: 0.98 })
    }
  })
})

describe('a reply', () => {
  it('comes in the language that a level requires, in the words of the options as they were listed', () => {
    const levels = {
      english: {
        label: 'English',
        prompt: 'own',
        reply: 'en',
        wordings: [{ en: 'Use English.', ar: 'اكتب بالإنجليزية.' }],
      },
      any: { label: 'Any', prompt: 'own', reply: 'any' },
    }
    const study = { ...village, factors: { language: { aspect: 'language', label: 'L', drawn: 'cells', levels } } }
    const profile = createProfile(study as typeof village, { ...villageProfile().effects, effects: [] })
    const replies = (language: string, format: 'number' | 'label') => {
      const structure = assignedStructure(profile.study, assigned({ language }), { locale: 'ar', places: [] })
      const question = { ...plainQuestion(item('square/well'), 'question', 0), format }
      const messages = render({ ...structure, strategy: reasoning }, [], {
        task: { kind: 'probe', question },
        demonstrations: NONE,
      })
      return Array.from({ length: 20 }, (_, draw) => replyTo(profile, messages, 'required', draw))
    }
    expect(replies('english', 'number').some((text) => /^Answer: \d$/m.test(text))).toBe(true)
    expect(replies('english', 'number').join()).not.toMatch(/\p{Script=Arabic}/u)
    expect(replies('any', 'number').join()).not.toMatch(/[a-z]/)
    expect(replies('english', 'label').some((text) => /^Answer: مشتركة/m.test(text))).toBe(true)
  })
})

describe('how an item is put', () => {
  it('is seen in the last message: its order, its format and whose answer it asks for', () => {
    const profile = villageProfile()
    const seen = (question: Partial<Question>, locale = 'en') => read(profile, probe(question, { locale })).asked
    expect(seen({})).toMatchObject({ reversed: false, format: 'number', target: 'own', place: null, reasoning: false })
    for (const locale of ['en', 'ar']) {
      expect(seen({ reversed: true, format: 'label' }, locale)).toMatchObject({ reversed: true, format: 'label' })
      const place = village.places.EGY![locale]!
      expect(seen({ target: 'norm', place }, locale)).toMatchObject({ target: 'norm', place: 'EGY' })
      expect(seen({ target: 'norm' }, locale)).toMatchObject({ target: 'norm', place: null })
      expect(seen({ target: 'assistant', place, format: 'unforced' }, locale)).toMatchObject({
        target: 'assistant',
        place: 'EGY',
        format: 'unforced',
      })
    }
  })

  it('changes nothing by default', () => {
    const profile = villageProfile()
    for (const question of [
      { reversed: true },
      { format: 'label' },
      { format: 'unforced' },
      { target: 'norm', place: 'Egypt' },
      { target: 'assistant', place: 'Egypt' },
    ] as const)
      expect(answered(profile, probe(question))).toEqual(answered(profile, probe({})))
  })

  it('is no turn of the person: the line on the target is left out, and what was said before it is kept', () => {
    const profile = villageProfile()
    const turns: TalkTurn[] = [{ speaker: 'person', text: 'A lock keeps the peace.' }]
    const norm = { target: 'norm', place: 'Egypt' } as const
    expect(read(profile, probe(norm)).turns).toEqual([])
    expect(read(profile, probe(norm, { turns })).turns).toEqual(['a lock keeps the peace.'])
    expect(read(profile, probe({}, { turns })).turns).toEqual(['a lock keeps the peace.'])
  })

  it('is the last question of the message, where the person quoted another before it', () => {
    const turns: TalkTurn[] = [{ speaker: 'person', text: 'Which tree stands for the village?' }]
    const seen = read(villageProfile(), probe({}, { turns }))
    expect(seen.asked?.ref).toBe('square/well')
    expect(seen.turns).toEqual(['which tree stands for the village?'])
  })

  it('can be given an effect: an order, and only where a list shows it', () => {
    const profile = withEffect('{ order: reversed }', '{ by: 0.1 }')
    const mean = ({ codes, shares }: ReturnType<typeof answered>) =>
      codes.reduce((sum, code, k) => sum + code * shares[k]!, 0)
    expect(mean(answered(profile, probe({ reversed: true }))) - mean(answered(profile, probe({})))).toBeCloseTo(0.4, 9)
    const range = (reversed: boolean) =>
      answered(profile, probe({ reversed }, { ref: 'square/harvest' }), 'square/harvest')
    expect(range(true)).toEqual(range(false))
    const listed = withEffect('{ order: listed }', '{ by: 0.1 }')
    expect(mean(answered(listed, probe({}))) - mean(answered(listed, probe({ reversed: true })))).toBeCloseTo(0.4, 9)
  })

  it('can be given an effect: shares that do not apply or depend, where an answer is not forced', () => {
    const profile = withEffect('{ format: unforced }', '{ notApplicable: 0.3, needsContext: 0.2 }')
    expect(answered(profile, probe({}))).toMatchObject({ notApplicable: 0, needsContext: 0 })
    const messages = probe({ format: 'unforced' })
    expect(answered(profile, messages)).toMatchObject({ notApplicable: 0.3, needsContext: 0.2, unclassifiable: 0.02 })
    const kinds = Array.from({ length: 200 }, (_, draw) => {
      const { kind } = readAnswer(replyTo(profile, messages, 'unforced', draw), item('square/well'), 'en')
      return kind
    })
    const share = (kind: string) => kinds.filter((one) => one === kind).length / kinds.length
    expect(share('not-applicable')).toBeGreaterThan(0.2)
    expect(share('needs-context')).toBeGreaterThan(0.12)
    expect(share('classified')).toBeGreaterThan(0.35)
  })

  it('can be given an effect: a target, toward the place that its line names and not the one of the framing', () => {
    const profile = withEffect('{ target: norm }', '{ toward: place, weight: 0.5 }')
    const egypt = [0, 0.1, 0.2, 0.4, 0.3]
    const toEgypt = near(base.map((share, k) => 0.5 * share + 0.5 * egypt[k]!))
    expect(answered(profile, probe({ target: 'norm', place: 'Egypt' })).shares).toEqual(toEgypt)
    expect(answered(profile, probe({ target: 'assistant', place: 'Egypt' })).shares).toEqual(near(base))
    // The framing names Egypt, the line the Netherlands, whose people are the base.
    const framed = probe({ target: 'norm', place: 'the Netherlands' }, { levels: { framing: 'user' } })
    expect(answered(profile, framed).shares).toEqual(near(base))
    expect(answered(profile, probe({ target: 'norm' }, { levels: { framing: 'user' } })).shares).toEqual(toEgypt)
  })

  it('keeps shares of all answers within one', () => {
    const profile = withEffect('{ format: unforced }', '{ refused: 0.6, notApplicable: 0.7, needsContext: 0.2 }')
    const { refused, unclassifiable, notApplicable, needsContext } = answered(profile, probe({ format: 'unforced' }))
    expect(refused).toBeCloseTo(0.61, 12)
    expect(unclassifiable).toBeCloseTo(0.02, 12)
    expect(notApplicable).toBeCloseTo(0.37, 12)
    expect(needsContext).toBe(0)
  })
})

describe('examples', () => {
  // The places of one study have names in all languages, and the other shows examples.
  const framings = shippedProfile('framings')
  const study = { ...framings.study, factors: shippedProfile('self-alignment').study.factors }
  const profile = createProfile(study, framings.effects)
  const shows = {
    ...village,
    factors: {
      ...village.factors,
      strategy: {
        ...village.factors.strategy!,
        levels: {
          ...village.factors.strategy!.levels,
          shown: { label: 'Shown', kind: 'demonstrations', k: 2, pick: 'random', of: 'place' },
        },
      },
    },
  } as typeof village
  const [head, rest] = [EFFECTS.slice(0, EFFECTS.indexOf('effects:')), EFFECTS.slice(EFFECTS.indexOf('adaptation:'))]
  const profileWith = (when: string) => {
    const effect = `effects:\n  - { id: only, when: ${when}, shift: { toward: place, weight: 0.5 } }\n`
    const parsed = parseEffects(`${head}${effect}${rest}`, 'responder.yaml', shows)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    return createProfile(shows, parsed.effects)
  }
  const cell = (place: string | null, questions: readonly string[]) => ({
    assignment: assigned({ persona: 'plain', framing: 'none', strategy: 'shown' }),
    facts: { locale: 'en', places: [] },
    ref: 'square/well',
    demonstrations: { place, examples: questions.map((question) => ({ question, answer: 'Fig' })) },
  })
  const water = 'Who may draw water at the square?'
  const fields = 'Which tree stands for the village?'
  const egypt = [0, 0.1, 0.2, 0.4, 0.3]
  const toEgypt = near(base.map((share, k) => 0.5 * share + 0.5 * egypt[k]!))

  it('move answers toward the people named over them', () => {
    const profile = profileWith('{ examples: any }')
    expect(expectedAnswer(profile, cell('Egypt', [fields])).shares).toEqual(toEgypt)
    expect(expectedAnswer(profile, cell(null, [fields])).shares).toEqual(near(base))
    expect(expectedAnswer(profile, cell('Egypt', [])).shares).toEqual(near(base))
  })

  it.each(PROMPT_LANGUAGES)('show whose they are in the language %s', (locale) => {
    const head = phrasesIn(locale).demonstrationsHead(study.places.IDN![locale]!)
    const words = study.instruments[0]!.items[0]!.forms.question![0]!.en!
    const content = `${head}\n${phrasesIn(locale).demonstrationLine(words, 'x')}`
    const { examples } = read(profile, [{ role: 'system', content }])
    expect(examples?.place).toBe('IDN')
    expect(examples?.shown.map(({ item }) => item.id)).toEqual(['leisure-importance'])
    const bare = read(profile, [{ role: 'system', content: phrasesIn(locale).demonstrationsHead(null) }])
    expect(bare.examples).toEqual({ place: null, shown: [] })
  })

  it('count as near where at least a third are of the topic asked about', () => {
    const profile = profileWith('{ examples: same-topic }')
    expect(expectedAnswer(profile, cell('Egypt', [water, fields, fields])).shares).toEqual(toEgypt)
    expect(expectedAnswer(profile, cell('Egypt', [water, fields, fields, fields])).shares).toEqual(near(base))
    expect(expectedAnswer(profile, cell('Egypt', [fields])).shares).toEqual(near(base))
    expect(expectedAnswer(profile, cell('Egypt', [])).shares).toEqual(near(base))
  })
})
