import { expect, test } from 'vitest'
import { responseLines } from '../../../server/export/responses-table.ts'
import type { ReadSession } from '../../../server/export/session-reader.ts'
import { Walk } from '../../shared/session/walk.ts'
import { smallStudy } from '../../study.ts'

test('of an answer that was changed the last one stands, and answers to one item before and after the talk both stand', () => {
  const study = smallStudy((draft) => {
    draft.flow!.splice(3, 2)
  })
  const walk = new Walk(study).toBefore()
  walk.code('before', 'near/trust', 1).code('before', 'near/trust', 2).code('before', 'near/warmth', 5)
  walk.take('stage.completed', { stage: 'before' }).code('after', 'near/trust', 3)
  const read = { study, session: walk.session, events: walk.log } as unknown as ReadSession
  const lines = responseLines(read).filter(({ event }) => event.body.item === 'near/trust')
  expect(
    lines.map(({ event, stage, stands }) => [
      stage.moment,
      'code' in event.body.answer && event.body.answer.code,
      stands,
    ]),
  ).toEqual([
    ['before', 1, false],
    ['before', 2, true],
    ['after', 3, true],
  ])
})
