import { expect, test } from 'vitest'
import { createOutbox } from '../../../../client/participant/engine/outbox.ts'
import { memoryStorage } from '../../../../client/participant/engine/storage.ts'
import { proposal } from '../proposals.ts'

test('what is put into the outbox is there after a reload, in the order of its making', () => {
  const storage = memoryStorage()
  const outbox = createOutbox(storage, 'session-one')
  const made = ['zz', 'mm', 'aa'].map((id) => proposal(id, { at: 5 }))
  for (const one of made) outbox.put(one)
  expect(createOutbox(storage, 'session-one').all()).toEqual(made)
})

test('two tabs that write at the same moment keep both proposals', () => {
  const storage = memoryStorage()
  const [one, two] = [createOutbox(storage, 's'), createOutbox(storage, 's')]
  one.put(proposal('from-one'))
  two.put(proposal('from-two'))
  expect(one.all().map((each) => each.id)).toEqual(['from-one', 'from-two'])
  expect(two.all()).toEqual(one.all())
})

test('a proposal is taken out by the first tab that asks, and by no other', () => {
  const storage = memoryStorage()
  const [one, two] = [createOutbox(storage, 's'), createOutbox(storage, 's')]
  one.put(proposal('only'))
  expect(two.take('only')).toBe(true)
  expect(one.take('only')).toBe(false)
  expect(one.all()).toEqual([])
})

test('one session never sees the outbox of another', () => {
  const storage = memoryStorage()
  createOutbox(storage, 'first').put(proposal('mine'))
  const other = createOutbox(storage, 'second')
  expect(other.all()).toEqual([])
  other.clear()
  expect(createOutbox(storage, 'first').all()).toHaveLength(1)
})

test('what a full storage cannot keep is still sent while the tab lives', () => {
  const storage = memoryStorage()
  const outbox = createOutbox(storage, 's')
  outbox.put(proposal('kept'))
  storage.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  outbox.put(proposal('unkept'))
  expect(outbox.all().map((one) => one.id)).toEqual(['kept', 'unkept'])
  expect(outbox.take('unkept')).toBe(true)
  expect(outbox.take('unkept')).toBe(false)
})

test('clearing drops all but what is to be kept, what the storage had no room for too', () => {
  const storage = memoryStorage()
  const outbox = createOutbox(storage, 's')
  outbox.put(proposal('stored'))
  outbox.put(proposal('kept'))
  const full = {
    ...storage,
    setItem: () => {
      throw new Error('full')
    },
  }
  const other = createOutbox(full, 's')
  other.put(proposal('unkept'))
  other.clear(({ id }) => id === 'kept')
  expect(other.all().map(({ id }) => id)).toEqual(['kept'])
  expect(outbox.all().map(({ id }) => id)).toEqual(['kept'])
})

test('every tab knows of a proposal that was sent, and of no other, until it is taken out', () => {
  const storage = memoryStorage()
  const [one, two] = [createOutbox(storage, 's'), createOutbox(storage, 's')]
  for (const id of ['sent', 'unsent']) one.put(proposal(id))
  two.noteSent('sent')
  two.noteSent('never-there')
  expect(['sent', 'unsent', 'never-there'].map((id) => one.wasSent(id))).toEqual([true, false, false])
  expect(one.all().map(({ id }) => id)).toEqual(['sent', 'unsent'])
  one.take('sent')
  expect([one.wasSent('sent'), two.wasSent('sent')]).toEqual([false, false])
})

test('a proposal counts as sent, and waits once, though a full storage had no room for the note', () => {
  const storage = memoryStorage()
  const outbox = createOutbox(storage, 's')
  outbox.put(proposal('only'))
  storage.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  outbox.noteSent('only')
  expect(outbox.wasSent('only')).toBe(true)
  expect(outbox.all()).toHaveLength(1)
  outbox.take('only')
  expect(outbox.all()).toEqual([])
})
