import { expect, test } from 'vitest'
import { closeAll } from '../../server/closing.ts'
import { createLog } from '../../server/log.ts'

function listening() {
  const lines: { part?: string; msg: string; error?: { message: string } }[] = []
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  return { lines, log }
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve))

test('parts are closed one after the other, in the order given', async () => {
  const { lines, log } = listening()
  const begun: string[] = []
  const ends: (() => void)[] = []
  const part = (name: string) => ({
    part: name,
    within: 600_000,
    async close() {
      begun.push(name)
      await new Promise<void>((resolve) => ends.push(resolve))
    },
  })
  const names = ['sockets', 'work', 'store']
  const closing = closeAll(names.map(part), log)
  for (let count = 1; count <= names.length; count += 1) {
    // Whatever could begin has begun by then.
    for (let turns = 0; turns < 5; turns += 1) await aTurn()
    expect(begun).toEqual(names.slice(0, count))
    ends.shift()!()
  }
  expect(await closing).toBe(true)
  expect(lines).toEqual([])
})

test('what fails or does not end is named, and what comes after it is closed', async () => {
  const { lines, log } = listening()
  let stored = false
  const parts = [
    { part: 'sockets', within: 20, close: () => new Promise(() => {}) },
    { part: 'work', within: 600_000, close: () => Promise.reject(new Error('It is stuck.')) },
    {
      part: 'store',
      within: 600_000,
      close: async () => {
        stored = true
      },
    },
  ]
  expect(await closeAll(parts, log)).toBe(false)
  expect(stored).toBe(true)
  expect(lines.map(({ part, error }) => [part, error?.message])).toEqual([
    ['sockets', undefined],
    ['work', 'It is stuck.'],
  ])
})
