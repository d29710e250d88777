import { expect, test } from 'vitest'
import { createCatchUp } from '../../../../client/participant/engine/catching-up.ts'
import type { Ack } from '../../../../shared/protocol/socket.ts'
import { accepted, refused } from '../proposals.ts'

/** A page that lacks something, and a server that answers from a list; with no answer left the connection is down. */
function lacking(answers: (Ack | null)[]) {
  const taken: number[] = []
  const pauses: number[] = []
  let asked = 0
  const catchUp = createCatchUp({
    async ask() {
      asked += 1
      return answers.shift() ?? null
    },
    connected: () => answers.length > 0,
    take: ({ seq }) => void taken.push(seq),
    pause: async (milliseconds) => void pauses.push(milliseconds),
  })
  return { catchUp, taken, pauses, asked: () => asked }
}

test('what is lacking is asked for until it comes, with longer and longer pauses', async () => {
  const { catchUp, taken, pauses, asked } = lacking([refused('too-many'), null, refused('internal'), accepted(7)])
  await catchUp()
  expect(taken).toEqual([7])
  expect(asked()).toBe(4)
  expect(pauses).toEqual([1_000, 2_000, 4_000])
})

test('what is refused for good is not asked for again', async () => {
  const { catchUp, taken, asked } = lacking([refused('malformed'), accepted(7)])
  await catchUp()
  expect([taken, asked()]).toEqual([[], 1])
})

test('while the connection is down nothing is asked', async () => {
  const { catchUp, asked } = lacking([])
  await catchUp()
  expect(asked()).toBe(0)
})

test('calls while it is asking ask for nothing more, and a later one does', async () => {
  const { catchUp, taken } = lacking([refused('too-many'), accepted(7), accepted(8)])
  await Promise.all([catchUp(), catchUp(), catchUp()])
  expect(taken).toEqual([7])
  await catchUp()
  expect(taken).toEqual([7, 8])
})
