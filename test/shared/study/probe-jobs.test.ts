import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import {
  answerLocale,
  countJobs,
  jobFinder,
  jobPrompt,
  notAsked,
  type ProbeJob,
  probeJobs,
  runChoice,
  type StudyOfRun,
} from '../../../shared/study/probe-jobs.ts'
import type { ProbeRun } from '../../../shared/study/probe-run.ts'
import { type Loose, smallStudy } from '../../study.ts'

const slices = [
  { place: 'EGY', locale: 'ar' },
  { place: 'DEU', locale: 'en' },
]

function studyOf(run: Partial<ProbeRun> = {}, change: (study: Loose) => void = () => {}): StudyOfRun {
  const study = smallStudy((loose) => {
    loose.probeRun = { slices, repeats: 2, ...run } as never
    change(loose)
  })
  return { ...study, probeRun: study.probeRun! }
}

const jobsOf = (study: StudyOfRun, choice = runChoice(study)) => [...probeJobs(study, choice)]
const name = (job: ProbeJob) => canonicalJson(job)

/** A crossed language factor and a second wording in the small study. */
function wide(study: Loose): void {
  study.factors!.language = {
    aspect: 'language',
    label: 'Language',
    drawn: 'crossed',
    levels: {
      own: { label: 'Own', prompt: 'own', reply: 'own' },
      english: { label: 'English', prompt: 'en', reply: 'any' },
    },
  } as never
  study.instruments![0]!.items![1]!.forms!.question!.push({ en: 'Trust?', ar: 'ثقة؟' } as never)
}

const full: Partial<ProbeRun> = {
  orders: ['listed', 'reversed'],
  formats: ['number', 'label', 'unforced'],
  targets: ['own', 'norm', 'assistant'],
  itemWordings: [0, 1],
  models: ['one', 'two'],
  repeats: 3,
}

describe('the jobs of a run', () => {
  test('are every item with options under every condition, slice and repeat, by the model of the study', () => {
    const jobs = jobsOf(studyOf())
    // trust, warmth and side: near/home and near/why have no options.
    expect(jobs).toHaveLength(2 * 2 * 3 * 2)
    expect(new Set(jobs.map(({ item }) => item))).toEqual(new Set(['near/trust', 'near/warmth', 'near/side']))
    expect(new Set(jobs.map(({ model }) => model))).toEqual(new Set(['main']))
    expect(jobs[0]).toEqual({
      ...{ model: 'main', condition: 'plain', levels: { persona: 'plain', opening: 'person' } },
      ...{ wordings: { persona: 0 }, place: 'EGY', locale: 'ar', item: 'near/trust', form: 'question', wording: 0 },
      ...{ order: 'listed', format: 'number', target: 'own', repeat: 0 },
    })
  })

  test('are all different, and as many as the count says, with everything varied at once', () => {
    const study = studyOf(full, wide)
    const jobs = jobsOf(study)
    expect(new Set(jobs.map(name)).size).toBe(jobs.length)
    expect(jobs).toHaveLength(countJobs(study, runChoice(study)))
    // Options: 2 orders x 3 formats; a range: 1 order x 2 formats. Times 3 targets; trust has two wordings.
    expect(jobs).toHaveLength(2 * 2 * 2 * ((2 * 6 + 2 + 6) * 3) * 2 * 3)
  })

  test('come repeat by repeat, so that a run cut short has asked everything equally often', () => {
    const repeats = jobsOf(studyOf(full, wide)).map(({ repeat }) => repeat)
    expect(repeats).toEqual(repeats.toSorted((a, b) => a - b))
  })

  test('stay as they were when repeats, models or items are added', () => {
    const before = new Set(jobsOf(studyOf({ items: ['near/trust'] }, wide)).map(name))
    const after = (run: Partial<ProbeRun>) =>
      new Set(jobsOf(studyOf({ items: ['near/trust'], ...run }, wide)).map(name))
    for (const more of [
      { repeats: 5 },
      { models: ['main', 'other'] },
      { items: ['near/side', 'near/trust'] },
      { orders: ['listed', 'reversed'] },
      { targets: ['norm', 'own'] },
      { slices: [{ place: 'DEU', locale: 'ar' }, ...slices] },
    ] as Partial<ProbeRun>[]) {
      const found = after(more)
      expect(found.size).toBeGreaterThan(before.size)
      expect([...before].filter((one) => !found.has(one))).toEqual([])
    }
  })

  test('turn only lists of options around, and ask by label only where there are labels', () => {
    const jobs = jobsOf(studyOf(full))
    const of = (item: string) => jobs.filter((job) => job.item === item)
    expect(new Set(of('near/warmth').map(({ order, format }) => `${order} ${format}`))).toEqual(
      new Set(['listed number', 'listed unforced']),
    )
    expect(new Set(of('near/side').map(({ order }) => order))).toEqual(new Set(['listed', 'reversed']))
    const open = studyOf({ ...full, forms: ['open'] }, (study) => {
      study.instruments![0]!.items![3]!.forms!.open = [{ en: 'Where?', ar: 'أين؟' }] as never
    })
    expect(new Set(jobsOf(open).map(({ item, order, format }) => `${item} ${order} ${format}`))).toEqual(
      new Set(['near/side listed number']),
    )
  })

  test('draw the wordings of a level in turn over the repeats, each equally often', () => {
    const jobs = jobsOf(studyOf({ repeats: 6 })).filter(({ condition }) => condition === 'elder')
    const questions = new Set(jobs.map(({ place, item }) => `${place} ${item}`))
    for (const question of questions) {
      const own = jobs.filter(({ place, item }) => `${place} ${item}` === question)
      expect(own.filter(({ wordings }) => wordings.persona === 0)).toHaveLength(3)
      expect(own.filter(({ wordings }) => wordings.persona === 1)).toHaveLength(3)
      expect(own.every(({ wordings }) => wordings.opening === 0)).toBe(true)
    }
    // The start differs between questions, or one wording would come first everywhere.
    expect(new Set(jobs.filter(({ repeat }) => repeat === 0).map(({ wordings }) => wordings.persona)).size).toBe(2)
  })

  test('take the form from the factor that varies it', () => {
    const study = studyOf({ forms: ['question'] }, (loose) => {
      loose.factors!.form = {
        aspect: 'form',
        label: 'Form',
        drawn: 'crossed',
        levels: { asked: { label: 'Asked', form: 'question' }, told: { label: 'Told', form: 'scenario' } },
      } as never
      loose.instruments![0]!.items![1]!.forms!.scenario = [{ en: 'A neighbour knocks.', ar: 'جار يطرق.' }] as never
    })
    const jobs = jobsOf(study)
    expect(jobs.every(({ form, levels }) => form === (levels.form === 'told' ? 'scenario' : 'question'))).toBe(true)
    expect(new Set(jobs.filter(({ form }) => form === 'scenario').map(({ item }) => item))).toEqual(
      new Set(['near/trust']),
    )
    expect(jobs).toHaveLength(countJobs(study, runChoice(study)))
  })

  test('pass over what an item lacks, and tell it item by item', () => {
    const study = studyOf({ items: ['near/trust', 'near/side'] }, (loose) => {
      delete (loose.instruments![0]!.items![3]!.forms!.question![0] as { ar?: string }).ar
    })
    expect(notAsked(study)).toEqual([
      { place: 'EGY', locale: 'ar', item: 'near/side', form: 'question', why: 'it has no question in ar' },
    ])
    expect(jobsOf(study).filter(({ item, locale }) => item === 'near/side' && locale === 'ar')).toEqual([])
    expect(jobsOf(study)).toHaveLength(countJobs(study, runChoice(study)))
    const labels = studyOf({ items: ['near/side'] }, (loose) => {
      delete (loose.instruments![0]!.items![3]!.answer!.options![1]!.label as { ar?: string }).ar
    })
    expect(new Set(jobsOf(labels).map(({ locale }) => locale))).toEqual(new Set(['en']))
  })

  test('of an item without words in the language of a prompt are passed over, whatever the slice speaks', () => {
    const study = studyOf({ items: ['near/side'] }, (loose) => {
      wide(loose)
      delete (loose.instruments![0]!.items![3]!.forms!.question![0] as { en?: string }).en
    })
    // English prompts are asked in the Arabic slice as well.
    expect(jobsOf(study)).toEqual([])
    expect(notAsked(study)).toHaveLength(2)
  })
})

describe('the prompt of a job', () => {
  const study = studyOf(full, wide)
  const find = (wish: Partial<ProbeJob>) =>
    jobsOf(study).find((job) => Object.entries(wish).every(([key, value]) => job[key as keyof ProbeJob] === value))!

  test('holds the words of the level, the question, the options in the order asked, and the reply asked for', () => {
    const { messages, locale } = jobPrompt(
      study,
      find({ condition: 'plain', place: 'DEU', item: 'near/side', order: 'reversed', format: 'label', target: 'own' }),
    )
    expect(locale).toBe('en')
    expect(messages).toEqual([
      { role: 'system', content: 'You answer plainly.' },
      { role: 'user', content: 'River or hill?\n2 = Hill\n1 = River\nReply with the words of one option alone.' },
    ])
  })

  test('names the place of a norm in the language of the prompt, and none for an own answer', () => {
    const norm = jobPrompt(study, find({ place: 'EGY', target: 'norm', item: 'near/side' }))
    expect(norm.question.place).toBe('مصر')
    expect(jobPrompt(study, find({ place: 'EGY', target: 'own' })).question.place).toBeNull()
  })

  test('is read in the language asked for, or else in that of the prompt', () => {
    const of = (language: string) =>
      jobsOf(study).find(({ place, levels }) => place === 'EGY' && levels.language === language)!
    expect(answerLocale(study, of('own'))).toBe('ar')
    expect(answerLocale(study, of('english'))).toBe('en')
    expect(answerLocale(studyOf(), jobsOf(studyOf())[0]!)).toBe('ar')
  })
})

describe('a finder of jobs', () => {
  test('finds every job of the study with its words, and repeats and models beyond its own', () => {
    const study = studyOf(full, wide)
    const find = jobFinder(study)
    for (const { wordings, ...kept } of jobsOf(study)) expect(find(kept)).toEqual({ ...kept, wordings })
    const { wordings: _, ...first } = jobsOf(study)[0]!
    expect(find({ ...first, repeat: 99, model: 'new' })).not.toBeNull()
  })

  test('finds nothing that the study does not ask', () => {
    const study = studyOf({ items: ['near/trust'] })
    const find = jobFinder(study)
    const { wordings: _, ...kept } = jobsOf(study)[0]!
    for (const other of [
      { item: 'near/side' },
      { condition: 'gone' },
      { levels: { persona: 'elder', opening: 'person' } },
      { place: 'FRA' },
      { order: 'reversed' },
      { format: 'label' },
      { target: 'norm' },
      { wording: 1 },
      { form: 'scenario' },
    ] as Partial<ProbeJob>[])
      expect(find({ ...kept, ...other })).toBeNull()
  })
})
