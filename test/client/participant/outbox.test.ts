import { expect, test } from 'vitest'
import { memoryKeep } from '../../../client/participant/keep.ts'
import { createOutbox } from '../../../client/participant/outbox.ts'
import { proposal } from './proposals.ts'

test('what is put into the outbox is there after a reload, in the order of its making', () => {
  const keep = memoryKeep()
  const outbox = createOutbox(keep, 'session-one')
  const made = ['zz', 'mm', 'aa'].map((id) => proposal(id, { at: 5 }))
  for (const one of made) outbox.put(one)
  expect(createOutbox(keep, 'session-one').all()).toEqual(made)
})

test('two tabs that write at the same moment keep both proposals', () => {
  const keep = memoryKeep()
  const [one, two] = [createOutbox(keep, 's'), createOutbox(keep, 's')]
  one.put(proposal('from-one'))
  two.put(proposal('from-two'))
  expect(one.all().map((each) => each.id)).toEqual(['from-one', 'from-two'])
  expect(two.all()).toEqual(one.all())
})

test('a proposal is taken out by the first tab that asks, and by no other', () => {
  const keep = memoryKeep()
  const [one, two] = [createOutbox(keep, 's'), createOutbox(keep, 's')]
  one.put(proposal('only'))
  expect(two.take('only')).toBe(true)
  expect(one.take('only')).toBe(false)
  expect(one.all()).toEqual([])
})

test('one session never sees the outbox of another', () => {
  const keep = memoryKeep()
  createOutbox(keep, 'first').put(proposal('mine'))
  const other = createOutbox(keep, 'second')
  expect(other.all()).toEqual([])
  other.clear()
  expect(createOutbox(keep, 'first').all()).toHaveLength(1)
})

test('what a full storage cannot keep is still sent while the tab lives', () => {
  const keep = memoryKeep()
  const outbox = createOutbox(keep, 's')
  outbox.put(proposal('kept'))
  keep.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  outbox.put(proposal('unkept'))
  expect(outbox.all().map((one) => one.id)).toEqual(['kept', 'unkept'])
  expect(outbox.take('unkept')).toBe(true)
  expect(outbox.take('unkept')).toBe(false)
})
