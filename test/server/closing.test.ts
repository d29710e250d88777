import { expect, test } from 'vitest'
import { closeAll } from '../../server/closing.ts'
import { createLog } from '../../server/log.ts'

function listening() {
  const lines: { part?: string; msg: string; error?: { message: string } }[] = []
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  return { lines, log }
}

test('parts are closed one after the other, in the order given', async () => {
  const { lines, log } = listening()
  const closed: string[] = []
  const part = (name: string, ms: number) => ({
    part: name,
    within: 5_000,
    async close() {
      await new Promise((resolve) => setTimeout(resolve, ms))
      closed.push(name)
    },
  })
  expect(await closeAll([part('sockets', 20), part('work', 5), part('store', 0)], log)).toBe(true)
  expect(closed).toEqual(['sockets', 'work', 'store'])
  expect(lines).toEqual([])
})

test('what fails or does not end is named, and what comes after it is closed', async () => {
  const { lines, log } = listening()
  let stored = false
  const parts = [
    { part: 'sockets', within: 20, close: () => new Promise(() => {}) },
    { part: 'work', within: 5_000, close: () => Promise.reject(new Error('It is stuck.')) },
    {
      part: 'store',
      within: 5_000,
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
