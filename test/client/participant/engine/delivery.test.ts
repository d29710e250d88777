import { expect, test } from 'vitest'
import { createDelivery } from '../../../../client/participant/engine/delivery.ts'
import { createOutbox } from '../../../../client/participant/engine/outbox.ts'
import { memoryStorage } from '../../../../client/participant/engine/storage.ts'
import type { Ack } from '../../../../shared/protocol/socket.ts'
import { accepted, proposal, refused } from '../proposals.ts'

/** A delivery whose server answers from a list; null stands for no answer. `end` is what happens when the list is used up. */
function delivering(answers: (Ack | null)[], ids = ['a', 'b']) {
  const outbox = createOutbox(memoryStorage(), 's')
  const sent: string[] = []
  const settled: string[] = []
  const pauses: number[] = []
  const line = { up: true }
  for (const id of ids) outbox.put(proposal(id))
  const deliver = createDelivery({
    outbox,
    connected: () => line.up,
    async send(one) {
      sent.push(one.id)
      const answer = answers.shift()
      if (answer === undefined) line.up = false
      return answer ?? null
    },
    onSettled(one, answer) {
      settled.push(`${one.id} ${answer.ok ? 'taken' : answer.problem.code}`)
      outbox.take(one.id)
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
  })
  return { outbox, sent, settled, pauses, line, deliver }
}

test('proposals are sent one after the other, in order, and leave the outbox when they are acknowledged', async () => {
  const { deliver, sent, settled, outbox } = delivering([accepted(1), accepted(2)])
  await deliver()
  expect(sent).toEqual(['a', 'b'])
  expect(settled).toEqual(['a taken', 'b taken'])
  expect(outbox.all()).toEqual([])
})

test('a proposal without an answer is sent again before any later one', async () => {
  const { deliver, sent, pauses } = delivering([null, null, accepted(1), accepted(2)])
  await deliver()
  expect(sent).toEqual(['a', 'a', 'a', 'b'])
  expect(pauses[1]).toBeGreaterThan(pauses[0]!)
})

test('trouble of the server that passes is waited for; nothing is dropped', async () => {
  const { deliver, settled } = delivering([refused('internal'), refused('too-many'), accepted(1), accepted(2)])
  await deliver()
  expect(settled).toEqual(['a taken', 'b taken'])
})

test('a refused proposal is settled once, and the next one follows', async () => {
  const { deliver, sent, settled } = delivering([refused('stale'), accepted(2)])
  await deliver()
  expect(sent).toEqual(['a', 'b'])
  expect(settled).toEqual(['a stale', 'b taken'])
})

test('when the connection is down everything waits, and goes out when it is back', async () => {
  const answers: (Ack | null)[] = [accepted(1)]
  const { deliver, outbox, line, sent } = delivering(answers)
  await deliver()
  expect(outbox.all().map((one) => one.id)).toEqual(['b'])
  answers.push(accepted(2))
  line.up = true
  await deliver()
  expect(sent).toEqual(['a', 'b', 'b'])
  expect(outbox.all()).toEqual([])
})

test('a call while it is sending does not send anything twice', async () => {
  const { deliver, sent } = delivering([accepted(1), accepted(2)])
  await Promise.all([deliver(), deliver(), deliver()])
  expect(sent).toEqual(['a', 'b'])
})

test('after a success the patience begins anew', async () => {
  const { deliver, pauses } = delivering([null, null, accepted(1), null, accepted(2)])
  await deliver()
  expect(pauses[2]).toBe(pauses[0])
})
