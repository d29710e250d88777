import { expect, test } from 'vitest'
import { isBusy, linesOf } from '../../../../client/participant/chat/line.ts'
import { EMPTY_REPLICA, withDelta, withUpdate } from '../../../../client/participant/engine/replica.ts'
import type { VisitState } from '../../../../client/participant/engine/visit.ts'
import type { Entry } from '../../../../shared/session/view.ts'
import { CHAT, finished, proposal, running, turn, update } from '../proposals.ts'

function visit(entries: Entry[], over: Partial<VisitState> = {}): VisitState {
  const replica = withUpdate(EMPTY_REPLICA, update(9, entries))
  return {
    replica,
    online: true,
    pending: [],
    leaving: null,
    erased: null,
    stops: {},
    notice: null,
    refused: null,
    ...over,
  }
}
const talk = [turn('t1', null, 2), finished('r1', 't1', 3)]

test('a turn that is not acknowledged stands at the end of the talk', () => {
  const lines = linesOf(visit(talk, { pending: [proposal('p', { parent: 'r1', text: 'and now?' })] }), 'talk')
  expect(lines.map((line) => line.id)).toEqual(['t1', 'r1', 'turn-p'])
  expect(lines.at(-1)).toMatchObject({ kind: 'turn', state: 'sending', text: 'and now?' })
  expect(isBusy(lines)).toBe(true)
})

test('a turn that the server has by now is not shown twice', () => {
  const taken = [...talk, turn('turn-p', 'r1', 5), running('turn-p.1', 'turn-p', 5)]
  const lines = linesOf(visit(taken, { pending: [proposal('p', { parent: 'r1' })] }), 'talk')
  expect(lines.map((line) => line.id)).toEqual(['t1', 'r1', 'turn-p', 'turn-p.1'])
})

test('an edited turn takes the place of what followed, even before the server has it', () => {
  const screen = { ...CHAT, affordances: ['edit' as const] }
  const replica = withUpdate(EMPTY_REPLICA, update(9, talk, { screen }))
  const pending = [proposal('p', { parent: null, text: 'anew' })]
  expect(linesOf({ ...visit(talk), replica, pending }, 'talk').map((line) => line.id)).toEqual(['turn-p'])
})

test('a turn that another tab sent too late hides nothing of the talk', () => {
  const lines = linesOf(visit(talk, { pending: [proposal('p', { parent: null, text: 'too late' })] }), 'talk')
  expect(lines.map((line) => line.id)).toEqual(['t1', 'r1', 'turn-p'])
})

test('a turn of another stage is not shown', () => {
  expect(linesOf(visit(talk, { pending: [proposal('p')] }), 'other').map((line) => line.id)).toEqual(['t1', 'r1'])
})

test('a stopped reply stands still at the characters that were on screen', () => {
  const base = visit([turn('t1', null, 2), running('r1', 't1', 3)])
  const { replica } = withDelta(base.replica, { reply: 'r1', from: 0, text: 'Hello there' })
  const lines = linesOf({ ...base, replica, stops: { r1: 5 } }, 'talk')
  expect(lines.at(-1)).toMatchObject({ kind: 'running', text: 'Hello', stopping: true })
})

test('another reply that was asked for is on its way at once', () => {
  const asked = {
    id: 'again',
    at: 1,
    offset: null,
    type: 'reply.asked',
    body: { stage: 'talk', turn: 't1' },
  } as const
  const lines = linesOf(visit(talk, { pending: [asked] }), 'talk')
  expect(lines.map((line) => line.kind)).toEqual(['turn', 'running'])
  expect(isBusy(lines)).toBe(true)
})

test('after a finished reply one can write', () => {
  expect(isBusy(linesOf(visit(talk), 'talk'))).toBe(false)
  expect(isBusy([])).toBe(false)
})
