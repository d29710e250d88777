import { describe, expect, test } from 'vitest'
import { lintStudy } from '../../../shared/study/lint.ts'
import { goodStudy } from './good-study.ts'

type Change = NonNullable<Parameters<typeof goodStudy>[0]>
type Case = [name: string, path: (string | number)[], message: RegExp, change: Change]

const texts = (en: string, ar: string) => ({ en, ar }) as never
const value = (one: unknown) => one as never

const flow: Case[] = [
  ['a flow without consent', ['flow'], /no stage asks for consent/, (s) => s.flow!.splice(0, 1)],
  [
    'a survey before consent',
    ['flow', 0],
    /first stage is "screen".*move the consent stage "consent"/,
    (s) => s.flow!.splice(0, 2, s.flow![1]!, s.flow![0]!),
  ],
  [
    'a second consent',
    ['flow', 6],
    /"consent-2" is a second consent/,
    (s) => s.flow!.push(value({ ...s.flow![0], id: 'consent-2' })),
  ],
  [
    'consent with a condition',
    ['flow', 0, 'when'],
    /consent is asked of everyone/,
    (s) => {
      s.flow![0]!.when = value({ locales: ['en'] })
    },
  ],
  [
    'two uses of consent alike',
    ['flow', 0, 'uses', 1],
    /use "telemetry" stands twice/,
    (s) => {
      s.flow![0]!.uses!.push(s.flow![0]!.uses![0]!)
    },
  ],
  [
    'two stages with one id',
    ['flow', 5, 'id'],
    /two stages are called "before"/,
    (s) => {
      s.flow![5]!.id = value('before')
    },
  ],
  [
    'screening after assignment',
    ['flow', 5, 'screening'],
    /"late" comes after "before"/,
    (s) => {
      s.flow!.splice(5, 0, value({ ...s.flow![1], id: 'late' }))
    },
  ],
  [
    'an item twice in a survey',
    ['flow', 2, 'items', 2],
    /item "trust\/near" stands twice/,
    (s) => {
      s.flow![2]!.items!.push(value('trust/near'))
    },
  ],
  [
    'a probed item twice',
    ['flow', 3, 'probes', 'items', 2],
    /stands twice/,
    (s) => {
      s.flow![3]!.probes!.items!.push(value('trust/near'))
    },
  ],
  [
    'a moment of probes twice',
    ['flow', 3, 'probes', 'moments', 2],
    /moment "start" stands twice/,
    (s) => {
      s.flow![3]!.probes!.moments!.push(value('start'))
    },
  ],
  [
    'an affordance twice',
    ['flow', 3, 'affordances', 1],
    /affordance "stop" stands twice/,
    (s) => {
      s.flow![3]!.affordances = value(['stop', 'stop'])
    },
  ],
  [
    'fewer turns allowed than asked for',
    ['flow', 3, 'turns'],
    /at least 6 turns and allows 5/,
    (s) => {
      s.flow![3]!.turns!.min = value(6)
    },
  ],
  [
    'a stage by an unknown factor',
    ['flow', 3, 'when', 'levels', 'tone'],
    /no factor "tone"; known: "persona"/,
    (s) => {
      s.flow![3]!.when = value({ levels: { tone: ['warm'] } })
    },
  ],
  [
    'a stage by an unknown level',
    ['flow', 3, 'when', 'levels', 'arm', 0],
    /"arm" has no level "focus"/,
    (s) => {
      s.flow![3]!.when = value({ levels: { arm: ['focus'] } })
    },
  ],
  [
    'a stage by a locale that the study lacks',
    ['flow', 2, 'when', 'locales', 0],
    /no locale "fr"; it has: "en", "ar"/,
    (s) => {
      s.flow![2]!.when = value({ locales: ['fr'] })
    },
  ],
  [
    'a screening stage by a level',
    ['flow', 1, 'when', 'levels', 'arm'],
    /before the condition is drawn/,
    (s) => {
      s.flow![1]!.when = value({ levels: { arm: ['focal'] } })
    },
  ],
  [
    'a when that names nothing',
    ['flow', 2, 'when'],
    /"when" names nothing/,
    (s) => {
      s.flow![2]!.when = value({})
    },
  ],
  [
    'a stage by its own answer',
    ['flow', 2, 'when', 'answers', 'before.trust/near'],
    /not over by then/,
    (s) => {
      s.flow![2]!.when = value({ answers: { 'before.trust/near': [1] } })
    },
  ],
  [
    'a stage by a later answer',
    ['flow', 1, 'when', 'answers', 'before.trust/near'],
    /not over by then/,
    (s) => {
      s.flow![1]!.when = value({ answers: { 'before.trust/near': [1] } })
    },
  ],
  [
    'a stage by an answer of no stage',
    ['flow', 2, 'when', 'answers', 'screening.trust/near'],
    /no stage "screening"/,
    (s) => {
      s.flow![2]!.when = value({ answers: { 'screening.trust/near': [1] } })
    },
  ],
  [
    'a stage by an answer that is not written as one',
    ['flow', 2, 'when', 'answers', 'trust/near'],
    /write "stage.instrument\/item"/,
    (s) => {
      s.flow![2]!.when = value({ answers: { 'trust/near': [1] } })
    },
  ],
  [
    'a stage by an answer that nobody asked for',
    ['flow', 2, 'when', 'answers', 'screen.local/guest'],
    /does not ask "local\/guest"/,
    (s) => {
      s.flow![2]!.when = value({ answers: { 'screen.local/guest': [1] } })
    },
  ],
  [
    'a stage by an answer in words',
    ['flow', 2, 'when', 'answers', 'screen.trust/home'],
    /which are no codes, so no stage can depend on it/,
    (s) => {
      s.flow![2]!.when = value({ answers: { 'screen.trust/home': [1] } })
    },
  ],
  [
    'a stage by a code that the item lacks',
    ['flow', 2, 'when', 'answers', 'screen.trust/near', 0],
    /no code 7; it has: 1, 2/,
    (s) => {
      s.flow![2]!.when = value({ answers: { 'screen.trust/near': [7] } })
    },
  ],
]

const design: Case[] = [
  [
    'a factor with one level',
    ['factors', 'tone'],
    /factor "tone" has one level.*give it at least two/,
    (s) => {
      s.factors!.tone = value({
        aspect: 'constraints',
        label: 'T',
        drawn: 'crossed',
        levels: { short: { label: 'S' } },
      })
    },
  ],
  [
    'a factor without levels',
    ['factors', 'tone'],
    /factor "tone" has no level/,
    (s) => {
      s.factors!.tone = value({ aspect: 'constraints', label: 'T', levels: {} })
    },
  ],
  [
    'two factors of one aspect',
    ['factors', 'voice', 'aspect'],
    /"persona" and "voice" both vary persona/,
    (s) => {
      s.factors!.voice = value({ ...s.factors!.persona, drawn: 'crossed' })
    },
  ],
  [
    'a condition without a level of a factor',
    ['conditions', 1, 'levels'],
    /"plain-user" has no level of factor "framing".*"none", "user"/,
    (s) => {
      delete s.conditions![1]!.levels!.framing
    },
  ],
  [
    'a condition with an unknown factor',
    ['conditions', 0, 'levels', 'tone'],
    /names no known factor "tone"/,
    (s) => {
      s.conditions![0]!.levels!.tone = value('warm')
    },
  ],
  [
    'a condition with an unknown level',
    ['conditions', 0, 'levels', 'persona'],
    /"persona" has no level "plan"; known: "plain", "elder"/,
    (s) => {
      s.conditions![0]!.levels!.persona = value('plan')
    },
  ],
  [
    'a condition with a level of a crossed factor',
    ['conditions', 0, 'levels', 'language'],
    /"language" is crossed/,
    (s) => {
      s.conditions![0]!.levels!.language = value('own')
    },
  ],
  [
    'two conditions with one id',
    ['conditions', 2, 'id'],
    /two conditions are called "plain-none"/,
    (s) => {
      s.conditions![2]!.id = value('plain-none')
    },
  ],
  [
    'two conditions with the same levels',
    ['conditions', 2],
    /"plain-none" and "elder-none" have the same levels/,
    (s) => {
      s.conditions![2]!.levels = s.conditions![0]!.levels!
    },
  ],
  [
    'a control that is no condition',
    ['control'],
    /no condition "none"; known: "plain-none"/,
    (s) => {
      s.control = value('none')
    },
  ],
  [
    'a contrast of an unknown factor',
    ['contrasts', 0, 'factor'],
    /no factor "person"/,
    (s) => {
      s.contrasts![0]!.factor = value('person')
    },
  ],
  [
    'a contrast of an unknown level',
    ['contrasts', 0, 'level'],
    /no level "old"; known: "plain", "elder"/,
    (s) => {
      s.contrasts![0]!.level = value('old')
    },
  ],
  [
    'a contrast of a level that no condition has',
    ['contrasts', 0, 'level'],
    /no condition has level "wise"/,
    (s) => {
      s.factors!.persona!.levels!.wise = s.factors!.persona!.levels!.elder!
      s.contrasts![0]!.level = value('wise')
    },
  ],
  [
    'a contrast of a level with itself',
    ['contrasts', 0, 'baseline'],
    /compares "elder" with itself/,
    (s) => {
      s.contrasts![0]!.baseline = value('elder')
    },
  ],
  [
    'two contrasts with one id',
    ['contrasts', 1, 'id'],
    /two contrasts are called "elder"/,
    (s) => {
      s.contrasts!.push(s.contrasts![0]!)
    },
  ],
  [
    'a locale twice',
    ['locales', 2],
    /locale "en" stands twice/,
    (s) => {
      s.locales!.push(value('en'))
    },
  ],
  [
    'demonstrations without a population',
    ['factors', 'how', 'levels', 'shown'],
    /no population; name one under "populations"/,
    (s) => {
      s.populations = value([])
      s.factors!.how = value({
        aspect: 'strategy',
        label: 'How',
        drawn: 'crossed',
        levels: { shown: { label: 'S', kind: 'demonstrations' }, direct: { label: 'D', kind: 'direct' } },
      })
    },
  ],
]

const items: Case[] = [
  [
    'an item that no instrument has',
    ['flow', 2, 'items', 0],
    /no item "trust\/neer"; items of "trust": near, home, scale/,
    (s) => {
      s.flow![2]!.items![0] = value('trust/neer')
    },
  ],
  [
    'an item of no instrument',
    ['flow', 2, 'items', 0],
    /known instruments: "trust", "local"/,
    (s) => {
      s.flow![2]!.items![0] = value('trusts/near')
    },
  ],
  [
    'a probed item that no instrument has',
    ['flow', 3, 'probes', 'items', 0],
    /no item "trust\/neer"/,
    (s) => {
      s.flow![3]!.probes!.items![0] = value('trust/neer')
    },
  ],
  [
    'a form that the item lacks',
    ['flow', 2, 'items', 0],
    /no form "scenario"; it has: "question"/,
    (s) => {
      s.flow![2]!.form = value('scenario')
    },
  ],
  [
    'a wording that the item lacks',
    ['flow', 3, 'probes', 'items', 1],
    /no wording 2 of form "question"; the last is 1/,
    (s) => {
      s.flow![3]!.probes!.wording = value(2)
    },
  ],
  [
    'a form factor whose form a probed item lacks',
    ['flow', 3, 'probes', 'items', 0],
    /no form "statement"/,
    (s) => {
      s.factors!.form = value({
        aspect: 'form',
        label: 'F',
        drawn: 'crossed',
        levels: { q: { label: 'Q', form: 'question' }, s: { label: 'S', form: 'statement' } },
      })
    },
  ],
  [
    'a probe that cannot be coded',
    ['flow', 3, 'probes', 'items', 0],
    /"trust\/home" has places for answers, which are no codes/,
    (s) => {
      s.flow![3]!.probes!.items![0] = value('trust/home')
    },
  ],
  [
    'two options with one code',
    ['instruments', 0, 'items', 0, 'answer', 'options', 1, 'code'],
    /two options of "near" have code 1/,
    (s) => {
      s.instruments![0]!.items![0]!.answer!.options![1]!.code = value(1)
    },
  ],
  [
    'a scale that ends before it begins',
    ['instruments', 0, 'items', 2, 'answer', 'max'],
    /from 1 to 1; raise max/,
    (s) => {
      s.instruments![0]!.items![2]!.answer!.max = value(1)
    },
  ],
  [
    'two items with one id',
    ['instruments', 0, 'items', 2, 'id'],
    /two items are called "near"/,
    (s) => {
      s.instruments![0]!.items![2]!.id = value('near')
    },
  ],
  [
    'two instruments with one id',
    ['instruments', 2, 'id'],
    /two instruments are called "local"/,
    (s) => {
      s.instruments!.push(s.instruments![1]!)
    },
  ],
  [
    'two populations with one id',
    ['populations', 1, 'id'],
    /two populations are called "people"/,
    (s) => {
      s.populations!.push(s.populations![0]!)
    },
  ],
  [
    'an item without provenance of a language',
    ['instruments', 0, 'items', 0, 'provenance'],
    /"near" is used in "ar" and does not say/,
    (s) => {
      delete s.instruments![0]!.items![0]!.provenance!.ar
    },
  ],
]

const words: Case[] = [
  [
    'a title without a language',
    ['flow', 3, 'title'],
    /title of stage "talk" has no text in "ar"/,
    (s) => {
      s.flow![3]!.title = value({ en: 'Talk' })
    },
  ],
  [
    'a consent text without a language',
    ['flow', 0, 'text'],
    /text of stage "consent" has no text in "en"/,
    (s) => {
      s.flow![0]!.text = value({ ar: 'نص' })
    },
  ],
  [
    'an intro without a language',
    ['flow', 2, 'intro'],
    /intro of stage "before" has no text in "ar"/,
    (s) => {
      s.flow![2]!.intro = value({ en: 'Hello' })
    },
  ],
  [
    'a use of consent without a language',
    ['flow', 0, 'uses', 0, 'label'],
    /use "telemetry" of stage "consent"/,
    (s) => {
      s.flow![0]!.uses![0]!.label = value({ en: 'Times' })
    },
  ],
  [
    'a debriefing without a language',
    ['flow', 5, 'text'],
    /text of stage "debrief"/,
    (s) => {
      s.flow![5]!.text = value({ en: 'Bye' })
    },
  ],
  [
    'an item without a language',
    ['instruments', 0, 'items', 0, 'forms', 'question', 0],
    /item "near" has no text in "ar"/,
    (s) => {
      s.instruments![0]!.items![0]!.forms!.question![0] = value({ en: 'near?' })
    },
  ],
  [
    'an option without a language',
    ['instruments', 0, 'items', 0, 'answer', 'options', 1, 'label'],
    /option 2 of "near"/,
    (s) => {
      s.instruments![0]!.items![0]!.answer!.options![1]!.label = value({ en: 'No' })
    },
  ],
  [
    'an end of a scale without a language',
    ['instruments', 0, 'items', 2, 'answer', 'high'],
    /the high end of "scale"/,
    (s) => {
      s.flow![2]!.items!.push(value('trust/scale'))
      s.instruments![0]!.items![2]!.answer!.high = value({ en: 'b' })
    },
  ],
  [
    'a wording without a language of prompts',
    ['factors', 'persona', 'levels', 'elder', 'wordings', 1],
    /wording 2 of persona "elder" has no text in "ar"/,
    (s) => {
      s.factors!.persona!.levels!.elder!.wordings![1] = value({ en: 'Old, please.' })
    },
  ],
  [
    'a wording without the fixed language of prompts',
    ['factors', 'persona', 'levels', 'plain', 'wordings', 0],
    /no text in "en"/,
    (s) => {
      s.factors!.persona!.levels!.plain!.wordings![0] = value({ ar: 'كن بسيطًا.' })
    },
  ],
  [
    'an opening line without a language of the people',
    ['factors', 'opens', 'levels', 'it', 'wordings', 0],
    /has no text in "ar"/,
    (s) => {
      // Prompts are English for everyone, but people read the line in their own language.
      s.factors!.language!.levels!.own!.prompt = value('en')
      s.factors!.opens = value({
        aspect: 'initiative',
        label: 'O',
        drawn: 'crossed',
        levels: {
          they: { label: 'P', opens: 'person' },
          it: { label: 'A', opens: 'assistant', wordings: [{ en: 'Hi' }, texts('Hello', 'أهلًا')] },
        },
      })
    },
  ],
  [
    'an assistant that opens without a line',
    ['factors', 'opens', 'levels', 'it'],
    /has no line to say/,
    (s) => {
      s.factors!.opens = value({
        aspect: 'initiative',
        label: 'O',
        drawn: 'crossed',
        levels: { they: { label: 'P', opens: 'person' }, it: { label: 'A', opens: 'assistant' } },
      })
    },
  ],
  [
    'an opening line where the person opens',
    ['factors', 'opens', 'levels', 'they', 'wordings'],
    /never shown/,
    (s) => {
      const lines = [texts('Hi', 'أهلًا'), texts('Hello', 'مرحبًا')]
      s.factors!.opens = value({
        aspect: 'initiative',
        label: 'O',
        drawn: 'crossed',
        levels: {
          they: { label: 'P', opens: 'person', wordings: lines },
          it: { label: 'A', opens: 'assistant', wordings: lines },
        },
      })
    },
  ],
  [
    'a framing about a place that names none',
    ['factors', 'framing', 'levels', 'user', 'wordings', 0, 'en'],
    /put "\{place\}" where its name belongs/,
    (s) => {
      s.factors!.framing!.levels!.user!.wordings![0] = texts('They are from there.', 'من {place}.')
    },
  ],
  [
    'a framing about a place without words',
    ['factors', 'framing', 'levels', 'user'],
    /framing "user" says nothing/,
    (s) => {
      delete s.factors!.framing!.levels!.user!.wordings
    },
  ],
  [
    'a framing about nobody that names a place',
    ['factors', 'framing', 'levels', 'none', 'wordings', 0, 'ar'],
    /while "whose" is "assistant"/,
    (s) => {
      s.factors!.framing!.levels!.none!.wordings = value([texts('Hi', 'من {place}'), texts('Ho', 'هو')])
    },
  ],
  [
    'a place in a persona',
    ['factors', 'persona', 'levels', 'plain', 'wordings', 0, 'en'],
    /filled in for framings only/,
    (s) => {
      s.factors!.persona!.levels!.plain!.wordings![0] = texts('From {place}.', 'هنا.')
    },
  ],
  [
    'a fixed place that the study does not know',
    ['factors', 'framing', 'levels', 'user', 'place'],
    /have no "FRA"/,
    (s) => {
      s.factors!.framing!.levels!.user!.place = value('FRA')
    },
  ],
  [
    'a place without a name in a language',
    ['places', 'EGY'],
    /the name of EGY has no text in "ar"/,
    (s) => {
      s.places!.EGY = value({ en: 'Egypt' })
    },
  ],
  [
    'a language that prompts cannot be written in',
    ['factors'],
    /cannot be written in "fr" yet/,
    (s) => {
      s.factors!.language!.levels!.english!.prompt = value('fr')
    },
  ],
  [
    'a locale that prompts cannot be written in',
    ['locales', 2],
    /cannot be written in "fr" yet/,
    (s) => {
      s.locales!.push(value('fr'))
    },
  ],
]

const warnings: Case[] = [
  [
    'two factors that always change together',
    ['factors', 'arm'],
    /"persona" and "arm" always change together/,
    (s) => {
      s.conditions!.splice(0, 2)
    },
  ],
  [
    'a factor nested in another',
    ['factors', 'arm'],
    /each level of "arm" comes with one level of "persona" only/,
    (s) => {
      s.factors!.arm!.levels!.third = value({ label: 'T' })
      s.conditions![0]!.levels!.arm = value('third')
      s.conditions![1]!.levels!.arm = value('third')
      s.conditions![2]!.levels!.arm = value('focal')
    },
  ],
  [
    'a level that no condition has',
    ['factors', 'arm', 'levels', 'third'],
    /no condition has level "third" of factor "arm"/,
    (s) => {
      s.factors!.arm!.levels!.third = value({ label: 'T' })
    },
  ],
  [
    'levels of language that are the same for everyone',
    ['factors', 'language', 'levels', 'english'],
    /with the one locale "en".*the same for everyone/,
    (s) => {
      s.locales = value(['en'])
    },
  ],
  [
    'a level with a single wording',
    ['factors', 'persona', 'levels', 'elder', 'wordings'],
    /persona "elder" has one wording/,
    (s) => {
      s.factors!.persona!.levels!.elder!.wordings!.splice(1, 1)
    },
  ],
  [
    'the same talk in every condition',
    ['conditions'],
    /every condition has the same talk/,
    (s) => {
      delete s.flow![3]!.when
      s.flow!.splice(4, 1)
    },
  ],
  [
    'items of one theory',
    ['instruments'],
    /come from one theory \(inglehart-welzel\)/,
    (s) => {
      s.instruments![1]!.items![0]!.theory = value('inglehart-welzel')
    },
  ],
  [
    'a machine translation that nobody has approved',
    ['instruments', 1],
    /"ar" of this item is machine-translated.*guest/,
    (s) => {
      s.instruments![1]!.items![0]!.provenance!.ar = value({ kind: 'machine-translation', by: 'm', on: '2026-01-01' })
    },
  ],
  [
    'a probed item without a reference',
    ['flow', 3, 'probes', 'items', 1],
    /no population has figures for local\/guest/,
    (s) => {
      delete s.instruments![1]!.items![0]!.reference
    },
  ],
  [
    'a probed item that no population has',
    ['flow', 3, 'probes', 'items', 0],
    /no population has figures for trust\/near/,
    (s) => {
      delete s.populations![0]!.figures!.EGY!.Q1
    },
  ],
  ...['id', 'SONA_ID', 'survey_code', 'participant_id', 'PID'].map(
    (name): Case => [
      `an identifier "${name}", which can be guessed, that leads back to a session`,
      ['identifiers', 0],
      /somebody who guesses another person's ".*write "resume: device"/,
      (s) => {
        s.identifiers = value([name])
      },
    ],
  ),
  [
    'the builtin model',
    ['model', 'alias'],
    /a responder with prepared answers/,
    (s) => {
      s.model!.alias = value('builtin')
    },
  ],
]

test('a good study has neither errors nor warnings', () => {
  expect(lintStudy(goodStudy())).toEqual([])
})

describe.each([
  ['flow', flow],
  ['design', design],
  ['items', items],
  ['words', words],
])('errors of the %s', (_, cases) => {
  test.each(cases)('%s is refused', (_name, path, message, change) => {
    const found = lintStudy(goodStudy(change)).filter((one) => one.severity === 'error')
    expect(found).toContainEqual({ path, severity: 'error', message: expect.stringMatching(message) })
    for (const one of found) expect(one.message).toMatch(/\.$/)
  })
})

describe('warnings', () => {
  test.each(warnings)('%s is named', (_name, path, message, change) => {
    const found = lintStudy(goodStudy(change))
    expect(found).toContainEqual({ path, severity: 'warning', message: expect.stringMatching(message) })
    expect(found.filter((one) => one.severity === 'error')).toEqual([])
  })

  test('levels of language that differ for some people are left alone', () => {
    expect(lintStudy(goodStudy()).filter((one) => one.path.includes('language'))).toEqual([])
  })

  test('a study of items that local people wrote is told of no one theory', () => {
    const study = goodStudy((s) => {
      s.instruments![0]!.items![0]!.theory = value('local')
    })
    expect(lintStudy(study)).toEqual([])
  })

  test('an opinion-free item counts for no theory', () => {
    const study = goodStudy((s) => {
      s.instruments![1]!.items![0]!.theory = value('none')
    })
    expect(lintStudy(study).map((one) => one.message)).toContainEqual(expect.stringMatching(/one theory/))
  })
})

describe('what is not asked for', () => {
  test.each([
    [['id'], 'device'],
    [['PROLIFIC_PID', 'id'], 'platform-id'],
    [['workerId'], 'platform-id'],
    [[], 'platform-id'],
  ])('identifiers %j may resume by %s', (identifiers, resume) => {
    const study = goodStudy((s) => {
      s.identifiers = value(identifiers)
      s.resume = value(resume)
    })
    expect(lintStudy(study)).toEqual([])
  })

  test('words of a fixed language need no other language', () => {
    const study = goodStudy((s) => {
      s.factors!.language!.levels!.english!.wordings = value([{ en: 'A' }, { en: 'B' }])
    })
    expect(lintStudy(study)).toEqual([])
  })

  test('an item that nobody is asked may lack a language', () => {
    const study = goodStudy((s) => {
      s.instruments![0]!.items![2]!.forms!.question = value([{ en: 'scale?' }])
      s.instruments![0]!.items![2]!.provenance = value({ en: { kind: 'original', by: 'A', on: '2026-01-01' } })
    })
    expect(lintStudy(study)).toEqual([])
  })

  test('a regional locale is served by its base language', () => {
    const study = goodStudy((s) => {
      s.locales = value(['en', 'ar-EG'])
    })
    expect(lintStudy(study)).toEqual([])
  })

  test('several gates may stand beside each other', () => {
    const study = goodStudy((s) => {
      s.factors!.second = value({
        aspect: 'gate',
        label: 'G',
        drawn: 'crossed',
        levels: { a: { label: 'A' }, b: { label: 'B' } },
      })
    })
    expect(lintStudy(study)).toEqual([])
  })
})
