import { expect, test } from 'vitest'
import { Delivery } from '../../../server/model/delivery.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('pieces of one turn of the event loop are handed out as one', async () => {
  const pieces: string[] = []
  const delivery = new Delivery((piece) => pieces.push(piece), new AbortController().signal)
  delivery.take('Peace ', 1)
  delivery.take('be ', 2)
  await turn()
  delivery.take('upon you', 3)
  await turn()
  expect(pieces).toEqual(['Peace be ', 'upon you'])
  expect(delivery.text).toBe('Peace be upon you')
})

test('the longest gap is that between two pieces, not the wait for the first', () => {
  const delivery = new Delivery(() => {}, new AbortController().signal)
  for (const at of [500, 510, 590, 600]) delivery.take('a', at)
  expect([delivery.firstTextMs, delivery.longestGapMs]).toEqual([500, 80])
})

test('what came but was not yet handed out when the stop came is neither handed out nor kept', async () => {
  const pieces: string[] = []
  const stop = new AbortController()
  const delivery = new Delivery((piece) => pieces.push(piece), stop.signal)
  delivery.take('seen ', 1)
  delivery.flush()
  delivery.take('unseen', 2)
  stop.abort()
  delivery.flush()
  await turn()
  expect(pieces).toEqual(['seen '])
  expect(delivery.text).toBe('seen ')
  expect(delivery.started).toBe(true)
})
