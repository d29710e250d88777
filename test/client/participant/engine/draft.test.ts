import { expect, test } from 'vitest'
import { createDrafts } from '../../../../client/participant/engine/draft.ts'
import { memoryStorage } from '../../../../client/participant/engine/storage.ts'

function tabs() {
  const storage = memoryStorage()
  let time = 0
  return {
    storage,
    open: (tab: string) =>
      createDrafts(storage, 'session', tab, () => {
        time += 1
        return time
      }),
  }
}

test('a draft is there again after a reload', () => {
  const { open } = tabs()
  open('one').set('talk', 'half a sent')
  expect(open('one').get('talk')).toBe('half a sent')
})

test('a new tab begins with the newest draft, and what it does leaves that one alone', () => {
  const { open } = tabs()
  open('old').set('talk', 'older')
  open('one').set('talk', 'newer')
  const two = open('two')
  expect(two.get('talk')).toBe('newer')
  two.set('talk', '')
  two.set('talk', 'my own')
  expect(open('one').get('talk')).toBe('newer')
  expect(open('two').get('talk')).toBe('my own')
})

test('a sent draft is gone in every tab that had the same text, and only there', () => {
  const { open } = tabs()
  open('one').set('talk', 'the same ')
  open('three').set('talk', 'something else')
  const two = open('two')
  two.set('talk', 'the same')
  two.sent('talk', 'the same')
  expect(two.get('talk')).toBe('')
  expect(open('one').get('talk')).toBe('something else')
  expect(open('three').get('talk')).toBe('something else')
})

test('refused text comes back before what was written since', () => {
  const one = tabs().open('one')
  one.putBack('talk', 'refused')
  expect(one.get('talk')).toBe('refused')
  one.set('talk', 'newer words')
  one.putBack('talk', 'refused')
  expect(one.get('talk')).toBe('refused\n\nnewer words')
})

test('drafts of different slots do not touch, even where one name begins with the other', () => {
  const { open } = tabs()
  const one = open('one')
  one.set('talk', 'chat')
  one.set('talk.item', 'answer')
  one.sent('talk', 'chat')
  expect(open('one').get('talk.item')).toBe('answer')
  expect(open('new').get('talk')).toBe('')
})

test('a draft lives on in its tab when the storage is full', () => {
  const storage = memoryStorage()
  storage.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  const drafts = createDrafts(storage, 'session', 'one', () => 1)
  drafts.set('talk', 'still here')
  expect(drafts.get('talk')).toBe('still here')
})

test('whoever listens hears of a change until they stop', () => {
  const drafts = tabs().open('one')
  let heard = 0
  const stop = drafts.subscribe(() => {
    heard += 1
  })
  drafts.set('talk', 'a')
  stop()
  drafts.set('talk', 'ab')
  expect(heard).toBe(1)
})
