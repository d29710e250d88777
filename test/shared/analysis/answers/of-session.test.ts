import { describe, expect, test } from 'vitest'
import { answersOf, sessionRow } from '../../../../shared/analysis/answers/of-session.ts'
import { columnsOf } from '../../../../shared/analysis/answers/session-answers.ts'
import type { Assignment } from '../../../../shared/study/assignment.ts'
import { smallStudy } from '../../../study.ts'
import { PLAIN, SESSION, Walk } from '../../session/walk.ts'

const study = smallStudy()

function rowOf(walk: Walk) {
  const { study: of, session, log: events } = walk
  return sessionRow({ study: of, session, events, status: 'in-progress', turns: 0 })
}

describe('a session as analysis sees it', () => {
  test.each([-1, 0, 1])('has the position %i of the level that it was assigned, zero as well as any other', (value) => {
    const argued = smallStudy((draft) => {
      const levels = { low: -1, middle: 0, high: 1 }
      Object.assign(draft.factors!, {
        stand: {
          aspect: 'position',
          label: 'Position',
          levels: Object.fromEntries(
            Object.entries(levels).map(([id, m]) => [
              id,
              { label: id, value: m, wordings: [{ en: `You argue for ${id}.`, ar: `You argue for ${id}.` }] },
            ]),
          ),
        },
      })
      for (const condition of draft.conditions!) Object.assign(condition.levels!, { stand: 'middle' })
    })
    const stand = ['low', 'middle', 'high'][value + 1]!
    const assigned: Assignment = { ...PLAIN, levels: { ...PLAIN.levels, stand }, wordings: { persona: 0, stand: 0 } }
    expect(rowOf(new Walk(argued).toBefore(assigned)).position).toBe(value)
    expect(rowOf(new Walk(study).toBefore()).position).toBeNull()
  })

  test('has the first declared place that the study knows, and says whether own words stand beside', () => {
    const declared = (places: string[], words: string) => {
      const walk = new Walk(study).consent()
      const answer = { kind: 'places' as const, places, words }
      return rowOf(walk.take('item.answered', { stage: 'you', item: 'near/home', answer, position: 0 }))
    }
    expect(declared(['DEU', 'EGY'], ' ')).toMatchObject({ place: 'DEU', placesDeclared: 2, ownWords: false })
    expect(declared(['ISL', 'EGY'], 'an island')).toMatchObject({ place: 'EGY', placesDeclared: 2, ownWords: true })
    expect(declared([], 'an island')).toMatchObject({ place: null, placesDeclared: 0, ownWords: true })
  })
})

describe('the answers of a session', () => {
  const walk = new Walk(study).toBefore().code('before', 'near/trust', 2).code('before', 'near/trust', 3)
  const said = { kind: 'text' as const, text: 'Because of my sister.' }
  walk.take('item.answered', { stage: 'before', item: 'near/why', answer: said, position: 2 })
  const probe = {
    session: SESSION,
    stage: 'talk',
    item: 'near/trust',
    form: 'question',
    wording: 0,
    repeat: 1,
  } as const
  const answers = answersOf(study, walk.session, [
    { ...probe, moment: 'end', reversed: true, outcome: 'classified', code: 1 },
    { ...probe, moment: 'start', reversed: false, outcome: 'refused', code: null },
  ])

  test('say who answered and when, and that the last answer of a person is the one that stands', () => {
    const unit = { source: 'participant', session: SESSION, stage: 'before', moment: 'before' }
    expect(answers.filter(({ item, unit: of }) => item === 'near/trust' && of.source === 'participant')).toEqual([
      {
        ...{ unit, item: 'near/trust', target: 'own', form: 'question', wording: 0, order: 'listed', repeat: 0 },
        outcome: { kind: 'classified', code: 3 },
      },
    ])
    expect(answers.filter(({ unit: of }) => of.source === 'model')).toMatchObject([
      { unit: { moment: 'end' }, order: 'reversed', repeat: 1, outcome: { kind: 'classified', code: 1 } },
      { unit: { moment: 'start' }, order: 'listed', outcome: { kind: 'refused' } },
    ])
  })

  test('keep a place for own words and places without their content, which are counted and read by no measure', () => {
    const uncoded = answers.filter(({ outcome }) => outcome.kind === 'uncoded')
    expect(uncoded.map(({ item }) => item).sort()).toEqual(['near/home', 'near/why'])
    expect(JSON.stringify(uncoded)).not.toContain('sister')
    const columns = columnsOf(study, [rowOf(walk)], new Set(), answers)
    expect([columns.used, columns.uncoded]).toEqual([answers.length - 2, 2])
  })
})
