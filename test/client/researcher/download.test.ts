import { expect, test } from 'vitest'
import { choicesOf } from '../../../client/researcher/Download.tsx'

const choices = (live: number, simulated: number, preview: number) =>
  choicesOf({ id: 'demo', kinds: { live, simulated, preview } }).map(({ id, count, wanted }) => [id, count, wanted])

test('each choice asks for the kind of session that it names, and all of them for those that are there', () => {
  const alone = [
    ['live', 3, { only: 'live' }],
    ['simulated', 0, { only: 'simulated' }],
    ['preview', 2, { only: 'preview' }],
  ]
  expect(choices(3, 0, 2)).toEqual([...alone, ['all', 5, { 'pool-kinds': 'live,preview' }]])
  expect(choices(3, 0, 0)).toHaveLength(3)
})
