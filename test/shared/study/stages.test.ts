import { describe, expect, test } from 'vitest'
import {
  isEarly,
  Stage,
  type StageKindName,
  type StageOf,
  stageKindOf,
  surveyIn,
  surveysOf,
  talkIn,
  talksOf,
} from '../../../shared/study/stages/stages.ts'

const title = { en: 'Title' }

/** One stage of each kind, so that the compiler asks for that of a new one. */
const STAGES: { readonly [Kind in StageKindName]: StageOf<Kind> } = {
  consent: {
    id: 'welcome',
    kind: 'consent',
    title,
    version: '1',
    text: { en: 'Text' },
    uses: [{ id: 'telemetry', label: { en: 'Timing' } }],
  },
  survey: {
    id: 'before',
    kind: 'survey',
    title,
    intro: { en: 'Intro' },
    items: ['a/b', 'a/c'],
    form: 'question',
    wording: 0,
    target: 'own',
    screening: false,
    shuffle: false,
    moment: 'before',
  },
  chat: {
    id: 'talk',
    kind: 'chat',
    title,
    turns: { min: 1, max: 3 },
    affordances: ['stop'],
    probes: { items: ['a/b'], moments: ['end'], repeats: 2, form: 'question', wording: 0 },
  },
  debrief: { id: 'end', kind: 'debrief', title, text: { en: 'Text' } },
}
const all = Object.values(STAGES).map((stage) => [stage.kind, stage] as const)

describe('the table of stage kinds', () => {
  test.each(all)('%s: a stage passes its own part of the schema and comes back as it was', (_, stage) => {
    expect(Stage.parse(stage)).toEqual(stage)
    expect(stageKindOf(stage).kind).toBe(stage.kind)
    expect(stageKindOf(stage).problems(stage)).toEqual([])
  })

  test.each(all)('%s: its words are found where it says that they stand', (_, stage) => {
    for (const { path, text } of stageKindOf(stage).texts(stage))
      expect(path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], stage)).toBe(text)
  })

  test('questions to people and talks are what a stage says that it has', () => {
    const flow = Object.values(STAGES)
    expect(surveysOf(flow)).toEqual([STAGES.survey])
    expect(talksOf(flow)).toEqual([STAGES.chat])
    expect(surveyIn(STAGES.chat)).toBeNull()
    expect(talkIn(STAGES.survey)).toBeNull()
  })

  test('consent and screening alone come before a condition is drawn', () => {
    expect(Object.values(STAGES).filter(isEarly)).toEqual([STAGES.consent])
    expect(isEarly({ ...STAGES.survey, screening: true })).toBe(true)
  })
})
