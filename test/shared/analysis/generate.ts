import type { SessionAnswerRow } from '../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import { createRandom, type Random } from '../../../shared/random.ts'
import { assignmentAt } from '../../../shared/study/assignment.ts'
import { Study } from '../../../shared/study/study.ts'

/** Codes of every generated item. */
export const CODES = [1, 2, 3, 4] as const
export type Shares = readonly number[]

/** Reference shares of the generated items `values/q1` ... by place. No share is 0 or 1, and no two items are the same. */
export const REFERENCE: Readonly<Record<string, Readonly<Record<string, Shares>>>> = {
  EGY: {
    Q1: [0.1, 0.2, 0.4, 0.3],
    Q2: [0.3, 0.4, 0.2, 0.1],
    Q3: [0.25, 0.25, 0.25, 0.25],
    Q4: [0.05, 0.25, 0.5, 0.2],
    Q5: [0.4, 0.3, 0.2, 0.1],
  },
  MAR: {
    Q1: [0.2, 0.3, 0.3, 0.2],
    Q2: [0.15, 0.35, 0.35, 0.15],
    Q3: [0.1, 0.4, 0.3, 0.2],
    Q4: [0.2, 0.2, 0.3, 0.3],
    Q5: [0.35, 0.25, 0.25, 0.15],
  },
}
export const ITEMS = ['values/q1', 'values/q2', 'values/q3', 'values/q4', 'values/q5'] as const

const label = (text: string) => ({ en: text })
const provenance = { en: { kind: 'original', by: 'the tests', on: '2026-01-01', localReview: 'approved' } }

function item(id: string, reference: string | undefined, extra: Record<string, unknown> = {}) {
  return {
    id,
    label: `Item ${id}`,
    topic: id <= 'q3' ? 'trust' : 'family',
    ...(reference === undefined ? {} : { reference }),
    answer: { kind: 'ordinal', options: CODES.map((code) => ({ code, label: label(`Option ${code}`) })) },
    forms: { question: [label(`Question ${id}?`)] },
    theory: 'wvs',
    author: 'the tests',
    provenance,
    ...extra,
  }
}

/** A factorial design of persona x strategy, with a placebo arm, five items with references in two places, and one local item. */
export function generatedStudy(change: Partial<Record<keyof Study, unknown>> = {}): Study {
  const survey = (id: string, moment: string) => ({ id, kind: 'survey', title: label(id), moment, items: [...ITEMS] })
  return Study.parse({
    id: 'generated',
    title: 'Generated',
    description: 'Made by the tests.',
    contact: { name: 'Tests', email: 'tests@example.org' },
    data: { owner: 'Tests', retention: 'None' },
    locales: ['en'],
    model: { alias: 'builtin' },
    places: { EGY: label('Egypt'), MAR: label('Morocco'), SWE: label('Sweden'), DEU: label('Germany') },
    instruments: [
      {
        id: 'values',
        title: 'Values',
        items: [
          ...['q1', 'q2', 'q3', 'q4', 'q5'].map((id) => item(id, id.toUpperCase())),
          item('kind', 'Q6', {
            answer: { kind: 'nominal', options: CODES.map((code) => ({ code, label: label(`Kind ${code}`) })) },
          }),
          item('yes', 'Q7', {
            answer: { kind: 'ordinal', options: [1, 2].map((code) => ({ code, label: label(`Choice ${code}`) })) },
          }),
        ],
      },
      { id: 'local', title: 'Local', items: [item('street', undefined, { theory: 'local' })] },
    ],
    populations: [
      {
        id: 'survey',
        title: 'A survey',
        source: 'The tests',
        wave: '2020',
        mode: 'interview',
        weighted: false,
        n: 'unknown',
        caution: 'n is not known and the figures are unweighted.',
        provenance: 'Written for the tests.',
        kind: 'distributions',
        figures: Object.fromEntries(
          Object.entries(REFERENCE).map(([place, items]) => [
            place,
            Object.fromEntries(
              Object.entries({ ...items, Q6: [0.4, 0.3, 0.2, 0.1] }).map(([code, shares]) => [
                code,
                {
                  mean: shares.reduce((sum, share, k) => sum + share * CODES[k]!, 0),
                  shares: Object.fromEntries(shares.map((share, k) => [String(CODES[k]), share])),
                },
              ]),
            ),
          ]),
        ),
      },
      {
        id: 'means',
        title: 'Means of a survey',
        source: 'The tests',
        wave: '2020',
        mode: 'interview',
        weighted: false,
        n: 'unknown',
        caution: 'Means only.',
        provenance: 'Written for the tests.',
        kind: 'means',
        figures: {
          EGY: { Q1: { mean: 2.9 }, Q7: { mean: 1.25 } },
          SWE: { Q1: { mean: 2 }, Q2: { mean: 3 }, Q3: { mean: 1.5 } },
        },
      },
    ],
    factors: {
      persona: {
        aspect: 'persona',
        label: 'Persona',
        levels: { plain: { label: 'Plain' }, warm: { label: 'Warm' } },
      },
      strategy: {
        aspect: 'strategy',
        label: 'Strategy',
        levels: {
          direct: { label: 'Direct', kind: 'direct' },
          reason: { label: 'Reasoning', kind: 'reasoning-first' },
        },
      },
      arm: { aspect: 'gate', label: 'Talk', levels: { focal: { label: 'Values' }, food: { label: 'Food' } } },
      position: {
        aspect: 'position',
        label: 'Position',
        drawn: 'crossed',
        about: ['values/q1'],
        levels: { low: { label: 'Low', value: -1 }, high: { label: 'High', value: 1 } },
      },
    },
    conditions: [
      ...['plain', 'warm'].flatMap((persona) =>
        ['direct', 'reason'].map((strategy) => ({
          id: `${persona}_${strategy}`,
          levels: { persona, strategy, arm: 'focal' },
        })),
      ),
      { id: 'placebo', levels: { persona: 'plain', strategy: 'direct', arm: 'food' } },
    ],
    control: 'placebo',
    flow: [
      { id: 'consent', kind: 'consent', version: '1', title: label('Consent'), text: label('Text') },
      survey('before', 'before'),
      {
        id: 'talk',
        kind: 'chat',
        title: label('Talk'),
        turns: {},
        probes: { items: [...ITEMS], moments: ['start', 'end'], repeats: 3 },
      },
      survey('after', 'after'),
    ],
    contrasts: [
      {
        id: 'warm-plain',
        title: 'Warm, against plain',
        factor: 'persona',
        level: 'warm',
        baseline: 'plain',
        smallestEffect: 0.2,
      },
    ],
    ...change,
  })
}

export type Design = {
  readonly study: Study
  readonly seed: string | number
  readonly sessions: number
  readonly places?: readonly (string | null)[]
  readonly items?: readonly string[]
  readonly moments?: readonly ('start' | 'end')[]
  readonly repeats?: number
  /** Share of a session's repeats that give its first answer again, so that answers of a session are similar. */
  readonly alike?: number
  /** The model's true shares. */
  readonly model: (session: SessionRow, item: string, moment: 'start' | 'end') => Shares
  /** Share of the model's answers that name no option. */
  readonly unclassifiable?: number
  /** A person's code before and after. If this is absent, people are not asked. */
  readonly person?: (session: SessionRow, item: string, random: Random) => { before: number; after: number }
}

/** Sessions in the study's own blocks, with answers drawn from the given distributions. Pure: equal seeds give equal results. */
export function generate(design: Design): { sessions: SessionRow[]; answers: SessionAnswerRow[] } {
  const { study, seed, places = ['EGY', 'MAR'], items = ITEMS, moments = ['end'], repeats = 3, alike = 0.3 } = design
  const random = createRandom(`${seed}`)
  const sessions: SessionRow[] = []
  const answers: SessionAnswerRow[] = []
  for (let index = 0; index < design.sessions; index += 1) {
    const place = places[random.integer(places.length)]!
    const { condition, levels, wordings } = assignmentAt(study, `${seed}`, 'all', index)
    const position = levels.position === undefined ? null : levels.position === 'high' ? 1 : -1
    const session: SessionRow = {
      session: `s${index}`,
      participant: `p${index}`,
      kind: 'live',
      studyHash: 'a'.repeat(64),
      status: 'completed',
      locale: 'en',
      condition,
      levels,
      wordings,
      place,
      placesDeclared: place === null ? 0 : 1,
      ownWords: false,
      position,
      turns: 4,
    }
    sessions.push(session)
    for (const item of items) {
      const common = {
        item,
        form: 'question',
        wording: 0,
        order: 'listed' as const,
      }
      for (const moment of moments) {
        const shares = design.model(session, item, moment)
        let first = -1
        for (let repeat = 0; repeat < repeats; repeat += 1) {
          const option: number = first >= 0 && random.next() < alike ? first : random.choice(shares)
          if (repeat === 0) first = option
          const lost = random.next() < (design.unclassifiable ?? 0)
          answers.push({
            ...common,
            unit: { source: 'model', session: session.session, stage: 'talk', moment },
            target: 'assistant',
            repeat,
            outcome: lost ? { kind: 'unclassifiable' } : { kind: 'classified', code: CODES[option]! },
          })
        }
      }
      const said = design.person?.(session, item, random)
      if (said === undefined) continue
      for (const moment of ['before', 'after'] as const)
        answers.push({
          ...common,
          unit: { source: 'participant', session: session.session, stage: moment, moment },
          target: 'own',
          repeat: 0,
          outcome: { kind: 'classified', code: said[moment] },
        })
    }
  }
  return { sessions, answers }
}

/** Shares after the fraction `weight` of all answers has moved to the option at `index`. */
export function towardOption(shares: Shares, index: number, weight: number): number[] {
  return shares.map((share, k) => (1 - weight) * share + (k === index ? weight : 0))
}

export const meanOf = (shares: Shares): number => shares.reduce((sum, share, k) => sum + share * CODES[k]!, 0)
export const sdOf = (shares: Shares): number =>
  Math.sqrt(shares.reduce((sum, share, k) => sum + share * (CODES[k]! - meanOf(shares)) ** 2, 0))
