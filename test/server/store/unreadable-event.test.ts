import { expect, test } from 'vitest'
import { type EventRow, eventOf } from '../../../server/store/sqlite/bodies.ts'
import { StoreRefusal } from '../../../server/store/sqlite/refusal.ts'

const row: EventRow = {
  ...{
    id: 'e',
    session: 'sim-1',
    seq: 7,
    type: 'locale.chosen',
    version: 1,
    at: 0,
    clientAt: null,
    clientOffset: null,
  },
  ...{ actor: 'participant', bodyHash: '', body: '{"locale":"en"}' },
}

test('an event of a newer program, and a damaged one, are refused with session, number and remedy', () => {
  expect(eventOf(row).body).toEqual({ locale: 'en' })
  const refused = (changed: Partial<EventRow>) => {
    try {
      eventOf({ ...row, ...changed })
    } catch (error) {
      return error
    }
    return null
  }
  const newer =
    'Event 7 of session sim-1 ("locale.chosen", version 9) was written by a newer program, and this one cannot read it; start with the newer program.'
  expect(refused({ version: 9 })).toEqual(new StoreRefusal(newer))
  expect(refused({ type: 'later.kind' })).toHaveProperty('message', expect.stringContaining('newer program'))
  const damaged =
    'Event 7 of session sim-1 ("locale.chosen") is damaged and cannot be read; restore a backup of the data folder.'
  for (const body of ['{', '{}', 'null']) expect(refused({ body })).toEqual(new StoreRefusal(damaged))
})
