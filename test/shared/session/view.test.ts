import { describe, expect, test } from 'vitest'
import { step } from '../../../shared/session/step.ts'
import { entriesOf, itemsShown, screenOf, type Veil } from '../../../shared/session/view.ts'
import type { StageOf } from '../../../shared/study/flow.ts'
import { stageOf } from '../../../shared/study/items.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, Walk } from './walk.ts'

const study = smallStudy()

/** Numbers ids in the order of their use. */
function numbering(): Veil {
  const ids: string[] = []
  const place = (id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.push(id) - 1)
  return { hide: (id) => `v${place(id)}`, reveal: (opaque) => ids[Number(opaque.slice(1))] }
}

/** All strings in a value, keys of objects too. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)])
}

/** What a browser gets of a session. */
function shown(walk: Walk) {
  return { screen: screenOf(study, walk.session, numbering()), entries: entriesOf(walk.session, 0) }
}

const SECRETS = [
  ...study.flow.map((stage) => stage.id),
  'near/trust',
  'near/warmth',
  'near/why',
  'near/home',
  'near/side',
  'plain',
  'elder',
  'persona',
  'opening',
  'assistant',
  ...Object.values(study.factors).map((factor) => factor.label),
]

describe('what a browser gets', () => {
  const stages: [string, () => Walk][] = [
    ['at consent', () => new Walk(study)],
    ['in the screening', () => new Walk(study).consent()],
    ['in a survey', () => new Walk(study).toBefore(ELDER).code('before', 'near/trust', 1)],
    ['in an opened talk', () => new Walk(study).toTalk(ELDER, 'Peace.').exchange('a').turn('b')],
    ['in a talk with a reply', () => new Walk(study).toTalk(ELDER, 'Peace.').turn('a').begin('a')],
    ['after a withdrawal', () => new Walk(study).toTalk(ELDER, 'Peace.').take('session.withdrawn', { erase: true })],
  ]
  test.each(stages)('%s has no id or label of a stage, item, factor or level [S18]', (_, walked) => {
    const all = strings(Object.values(shown(walked())))
    expect(all.filter((one) => SECRETS.some((secret) => one === secret || one.includes(`-${secret}`)))).toEqual([])
  })

  test('a session between stages shows that it waits, and one that ended how [S18]', () => {
    const walk = new Walk(smallStudy((draft) => draft.flow!.splice(1, 1))).consent()
    expect(shown(walk).screen).toEqual({ kind: 'waiting' })
    const left = new Walk(study).take('session.withdrawn', { erase: true })
    expect(shown(left)).toEqual({ screen: { kind: 'ended', how: 'withdrawn' }, entries: [] })
  })

  test('a refusal does not name a stage [S18]', () => {
    const walk = new Walk(study).toBefore()
    const bodies = { stage: 'talk', turn: 'a', parent: null, text: 'x' }
    for (const event of [walk.event('turn.taken', bodies), walk.event('stage.completed', { stage: 'talk' })]) {
      const stepped = step(study, walk.session, event)
      expect(stepped).toMatchObject({ ok: false, refusal: { code: 'wrong-stage' } })
      expect(JSON.stringify(stepped)).not.toMatch(/talk"|before/)
    }
  })

  test('words are in the language of the session', () => {
    const screen = screenOf(study, new Walk(study, 'ar').session, numbering())
    expect(screen).toMatchObject({ kind: 'consent', title: 'قبل أن تبدأ', uses: [{ id: 'telemetry' }, {}] })
  })

  test('answers given come back with the survey', () => {
    const { screen } = shown(new Walk(study).toBefore().code('before', 'near/trust', 3))
    if (screen.kind !== 'survey') throw new Error(`The screen is "${screen.kind}".`)
    const trust = screen.items.find((item) => item.words === 'How much do you trust people nearby?')!
    expect(screen.answers).toEqual({ [trust.id]: { kind: 'code', code: 3 } })
  })
})

describe('the lines of a talk', () => {
  test('only lines that changed after a number are sent', () => {
    const walk = new Walk(study).toTalk(ELDER, 'Peace.').exchange('a')
    const seq = walk.session.seq
    walk.turn('b')
    expect(entriesOf(walk.session, seq).map((entry) => entry.id)).toEqual(['b', 'b.1'])
    expect(entriesOf(walk.session, 0).map((entry) => entry.parent)).toHaveLength(5)
  })

  test('a person learns whether to go on, and not what went wrong [S18]', () => {
    const outcomes = ['complete', 'stopped', 'truncated', 'interrupted', 'refused', 'filtered', 'failed'] as const
    const seen = outcomes.map((outcome) => {
      const walk = new Walk(study).toTalk().turn('a').begin('a').finish('a', { outcome })
      const last = entriesOf(walk.session, 0).at(-1)
      return last?.kind === 'reply' && last.state === 'finished' ? last.outcome : null
    })
    expect(seen).toEqual(['complete', 'stopped', 'truncated', 'truncated', 'broken', 'broken', 'broken'])
  })

  test('lines of an edited branch are no longer sent', () => {
    const walk = new Walk(study).toTalk().exchange('a').turn('b', null)
    expect(entriesOf(walk.session, 0).map((entry) => entry.id)).toEqual(['b', 'b.1'])
  })
})

test('a shuffled survey keeps its order for a session, and has another in another', () => {
  const stage = stageOf(study, 'before') as StageOf<'survey'>
  const orders = Array.from({ length: 20 }, (_, number) => itemsShown(stage, `session-${number}`).join())
  expect(itemsShown(stage, 'session-3').join()).toBe(orders[3])
  expect(new Set(orders).size).toBeGreaterThan(2)
  for (const order of orders) expect(order.split(',').sort()).toEqual([...stage.items].sort())
})
