import { expect, test } from 'vitest'
import { type SessionLine, sessionColumns } from '../../../server/export/sessions-table.ts'
import type { Study } from '../../../shared/study/study.ts'
import { smallStudy } from '../../study.ts'

/** The small study with other ids of its items, and a survey of each of these ids that asks these items. */
function asking(surveys: Readonly<Record<string, readonly string[]>>): Study {
  const study = smallStudy()
  const survey = study.flow.find((stage) => stage.kind === 'survey')!
  const [near] = study.instruments
  const item = near!.items[0]!
  const refs = [...new Set(Object.values(surveys).flat())].map((ref) => ref.split('/') as [string, string])
  return {
    ...study,
    instruments: [...new Set(refs.map(([instrument]) => instrument))].map((id) => ({
      ...near!,
      id,
      items: refs.filter(([instrument]) => instrument === id).map(([, name]) => ({ ...item, id: name })),
    })),
    flow: Object.entries(surveys).map(([id, items]) => ({ ...survey, id, items: [...items] })),
  }
}

/** Old and new names of the answers' columns. */
function names(surveys: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const columns = sessionColumns([asking(surveys)])
  expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length)
  const answers = columns.filter(({ from, oldName }) => from === 'item.answered' && oldName !== undefined)
  return Object.fromEntries(answers.map(({ oldName, name }) => [oldName, name]))
}

test('a hyphen becomes an underscore', () => {
  expect(names({ 'first-look': ['near/trust-kin'] })).toEqual({ 'first-look.trust-kin': 'first_look_trust_kin' })
})

test('an id that begins with a digit gets the X that R would put before it', () => {
  expect(names({ '2nd': ['near/trust'] })).toEqual({ '2nd.trust': 'X2nd_trust' })
})

test('two items of one id in a stage are told apart by their instruments', () => {
  expect(names({ before: ['near/trust', 'far/trust'] })).toEqual({
    'before.near.trust': 'before_near_trust',
    'before.far.trust': 'before_far_trust',
  })
})

test('ids that would give one name get names of their own', () => {
  expect(names({ 'a-b': ['near/c'], a: ['near/b-c'] })).toEqual({ 'a-b.c': 'a_b_c', 'a.b-c': 'a_near_b_c' })
  expect(names({ a: ['b/c', 'x/c'], 'a-b': ['b/c'] })).toMatchObject({ 'a.b.c': 'a_b_c', 'a-b.c': 'a_b_b_c' })
  expect(names({ a: ['b-c/d', 'x/d'], 'a-b': ['c/d', 'x/d'] })).toMatchObject({
    'a.b-c.d': 'a_b_c_d',
    'a-b.c.d': 'a_b_c_d_2',
  })
})

test('an item is not taken for the reason of another, nor for a column that every session has', () => {
  expect(names({ a: ['near/b', 'near/b-missing'] })).toEqual({ 'a.b': 'a_b', 'a.b-missing': 'a_near_b_missing' })
  expect(names({ a: ['near/b-missing', 'near/b'] })).toEqual({ 'a.b-missing': 'a_b_missing', 'a.b': 'a_near_b' })
  expect(names({ opened: ['near/at'], factor: ['near/persona'] })).toEqual({
    'opened.at': 'opened_near_at',
    'factor.persona': 'factor_near_persona',
  })
})

test('an optional text that was emptied is left blank, and says so beside an empty cell', () => {
  const study = smallStudy()
  const session = { answers: { before: { 'near/why': { kind: 'text', text: '' } } }, completed: [] }
  const line = { read: { study, session, gaps: [] }, row: null, now: 0 } as unknown as SessionLine
  const cells = ['before_why', 'before_why_missing'].map((name) =>
    sessionColumns([study])
      .find((column) => column.name === name)!
      .cell(line),
  )
  expect(cells).toEqual(['', 'left-blank'])
})
