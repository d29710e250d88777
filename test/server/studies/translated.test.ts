import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadStudy } from '../../../server/studies/load.ts'
import { problemLine } from '../../../server/studies/study-problem.ts'
import { type Change, STUDY_FILE, studyFolder } from './study-folder.ts'

const LIBRARY = 'studies/library'
const inStudy = (from: string, to: string): Change => ({ file: STUDY_FILE, from, to })
const inTrust = (from: string, to: string): Change => ({ file: `${LIBRARY}/trust.yaml`, from, to })

const ARABIC = `instrument: trust
locale: ar
provenance: { kind: machine-translation, by: a model, on: 2026-01-02 }
items:
  near:
    options: &answer { 1: نعم, 2: لا }
    question: [قريب؟]
  guest:
    options: *answer
    question: [ضيف؟]
`
const WITHOUT_GUEST = ARABIC.slice(0, ARABIC.indexOf('  guest:'))

/** What instructions say, in English and Arabic. */
const PERSONA = [
  inStudy('{ en: Be plain. }', '{ en: Be plain., ar: كن بسيطًا. }'),
  inStudy("{ en: 'Plain, please.' }", "{ en: 'Plain, please.', ar: ببساطة. }"),
  inStudy('{ en: Be old. }', '{ en: Be old., ar: كن كبيرًا. }'),
  inStudy("{ en: 'Old, please.' }", "{ en: 'Old, please.', ar: كبيرًا. }"),
]

/** The sound study with people in English and Arabic, but for its instrument. */
const BILINGUAL = [
  ...PERSONA,
  inStudy('locales: [en]', 'locales: [en, ar]'),
  inStudy('title: { en: Consent }', 'title: { en: Consent, ar: موافقة }'),
  inStudy('text: { en: Do you agree? }', 'text: { en: Do you agree?, ar: هل توافق؟ }'),
  inStudy('title: { en: Before }', 'title: { en: Before, ar: قبل }'),
  inStudy('title: { en: Talk }', 'title: { en: Talk, ar: حديث }'),
]

/** The sound study, whose people take part in English and whose model is asked in `locale` as well. */
const promptedIn = (locale: string) => [
  ...PERSONA,
  inStudy(
    '  arm:\n',
    `  tongue:
    aspect: language
    label: Tongue
    drawn: crossed
    levels: { own: { label: Own }, fixed: { label: Fixed, prompt: ${locale} } }
  arm:
`,
  ),
]

/** The sound study with a run that asks a model in Arabic. */
const RUN = [...PERSONA, inStudy('flow:\n', 'probeRun:\n  slices: [{ place: EGY, locale: ar }]\n  repeats: 1\nflow:\n')]

/** A folder with the sound study and files of translations beside its instrument, by name. */
function folder(files: Record<string, string>, ...changes: Change[]): string {
  const root = studyFolder(...changes)
  mkdirSync(path.join(root, LIBRARY, 'trust'))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, LIBRARY, 'trust', name), text)
  return root
}

function lines(root: string): string[] {
  const loaded = loadStudy(STUDY_FILE, root)
  return (loaded.ok ? loaded.warnings : loaded.problems).map(problemLine)
}

function sound(root: string) {
  const loaded = loadStudy(STUDY_FILE, root)
  if (!loaded.ok) throw new Error(loaded.problems.map(problemLine).join('\n'))
  return loaded
}

describe('a translation beside an instrument', () => {
  test.each([
    ['a locale of the study', BILINGUAL],
    ['a level of language', promptedIn('ar')],
    ['the probe run', RUN],
  ])('is read for %s, with where its words come from', (_, changes) => {
    const { study } = sound(folder({ 'ar.yaml': ARABIC }, ...changes))
    const [near] = study.instruments[0]!.items
    expect(near!.forms.question).toEqual([{ en: 'near?', ar: 'قريب؟' }])
    expect(near!.answer).toMatchObject({ options: [{ label: { ar: 'نعم' } }, { label: { ar: 'لا' } }] })
    expect(near!.provenance.ar).toMatchObject({ kind: 'machine-translation', by: 'a model' })
  })

  test('is warned of where a machine made it, until a local person has approved the item', () => {
    const warned = (ids: string, items: string) =>
      `studies/library/trust.yaml:1: warning: "ar" of ${items} is machine-translated and no local person has approved it: ${ids}. Have it read; its numbers are labelled until then.`
    expect(lines(folder({ 'ar.yaml': ARABIC }, ...BILINGUAL))).toEqual([warned('near, guest', 'these 2 items')])
    const approved = '    provenance: { kind: human-translation, by: B, on: 2026-01-03, localReview: approved }\n'
    expect(lines(folder({ 'ar.yaml': ARABIC + approved }, ...BILINGUAL))).toEqual([warned('near', 'this item')])
  })

  test('that leaves out an item is told of where the study asks for it', () => {
    const found = lines(folder({ 'ar.yaml': WITHOUT_GUEST }, ...BILINGUAL))
    expect(found).toContain('studies/library/trust.yaml:27: item "guest" has no text in "ar"; write it.')
    expect(found.filter((line) => line.includes('"near"'))).toEqual([])
  })

  test('in a language that the study cannot use is not even read, and makes no new version', () => {
    const none = sound(folder({}))
    const other = sound(folder({ 'ar.yaml': 'not: [a translation', 'de.yaml': ARABIC }))
    expect(other.hash).toBe(none.hash)
  })

  test('makes a new version of a study that uses it', () => {
    const [one, other] = [ARABIC, ARABIC.replace('قريب؟', 'قريب جدًا؟')].map((text) =>
      sound(folder({ 'ar.yaml': text }, ...BILINGUAL)),
    )
    expect(other!.hash).not.toBe(one!.hash)
  })

  test('of the base language serves a regional locale, which may have items of its own', () => {
    const region = WITHOUT_GUEST.replace('locale: ar', 'locale: ar-EG').replace('قريب؟', 'قريب جدًا؟')
    const { study } = sound(folder({ 'ar.yaml': ARABIC, 'ar-EG.yaml': region }, ...promptedIn('ar-EG')))
    const [near, guest] = study.instruments[0]!.items
    expect(near!.forms.question).toEqual([{ en: 'near?', 'ar-EG': 'قريب جدًا؟', ar: 'قريب؟' }])
    expect(guest!.forms.question).toEqual([{ en: 'guest?', ar: 'ضيف؟' }])
  })
})

describe('a problem of a translation names its file and line:', () => {
  const at = (line: number, message: string) => `studies/library/trust/ar.yaml:${line}: ${message}`

  test.each([
    [
      'a key that is not known',
      ['question: [قريب؟]', 'questions: [قريب؟]'],
      [at(7, '"questions" is not known in "items.near"; did you mean "question"?')],
    ],
    [
      'an empty text',
      ['question: [قريب؟]', "question: ['']"],
      [at(7, 'entry 1 of "near.question" is empty; write a text.')],
    ],
    [
      'a code that is none',
      ['{ 1: نعم,', '{ yes: نعم,'],
      [
        at(6, '"options.yes" cannot be a key here: "yes" is not a code; use the codes of the instrument.'),
        at(6, '"options.yes" cannot be a key here: "yes" is not a code; use the codes of the instrument.'),
      ],
    ],
    [
      'another instrument',
      ['instrument: trust', 'instrument: values'],
      [at(1, 'is "values"; this file stands beside "trust".')],
    ],
    [
      'another locale',
      ['locale: ar', 'locale: fa'],
      [at(2, 'the locale is "fa" and the file "ar.yaml"; give both the same name.')],
    ],
    [
      'an item that the instrument lacks',
      ['  guest:', '  guests:'],
      [at(8, '"trust" has no item "guests"; correct the id or remove it.')],
    ],
    [
      'an option too few, behind an alias too',
      [', 2: لا', ''],
      [
        at(6, 'the options of "near" have no text for code 2; translate them.'),
        at(9, 'the options of "guest" have no text for code 2; translate them.'),
      ],
    ],
    [
      'a wording too many',
      ['[ضيف؟]', '\n      - ضيف؟\n      - ضيفة؟'],
      [at(12, 'form "question" of "guest" has 2 wordings here and 1 in the instrument; remove what is too many.')],
    ],
  ])('%s', (_, [from, to], messages) => {
    expect(ARABIC).toContain(from)
    expect(lines(folder({ 'ar.yaml': ARABIC.replace(from!, to!) }, ...BILINGUAL))).toEqual(messages)
  })

  test('YAML that cannot be read', () => {
    const found = lines(folder({ 'ar.yaml': ARABIC.replace('items:', 'items: [') }, ...BILINGUAL))
    expect(found[0]).toMatch(/^studies\/library\/trust\/ar\.yaml:\d+: this is not YAML: /)
  })

  test('words that stand in the instrument as well', () => {
    const inline = inTrust('[{ en: guest? }]', '[{ en: guest?, ar: ضيف؟ }]')
    expect(lines(folder({ 'ar.yaml': ARABIC }, inline, ...BILINGUAL))).toEqual([
      at(8, 'item "guest" has words in "ar" in the instrument already; keep one of the two.'),
    ])
  })
})

test('a study carries the names of places in the languages that it can use only', () => {
  const names = {
    file: `${LIBRARY}/places.yaml`,
    from: 'EGY: { en: Egypt }',
    to: 'EGY: { en: Egypt, ar: مصر, fr: Égypte }',
  }
  expect(sound(folder({}, names)).study.places.EGY).toEqual({ en: 'Egypt' })
  const both = sound(folder({ 'ar.yaml': ARABIC }, names, ...promptedIn('ar-EG')))
  expect(both.study.places.EGY).toEqual({ en: 'Egypt', ar: 'مصر' })
})
