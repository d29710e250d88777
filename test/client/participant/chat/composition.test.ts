import { expect, test } from 'vitest'
import { type Counter, createCounter } from '../../../../client/participant/chat/composition.ts'
import { Composition } from '../../../../shared/session/events.ts'

/** Types into a field as a browser reports it. */
function typist(counter: Counter) {
  let at = 1_000
  let length = 0
  return {
    wait(milliseconds: number) {
      at += milliseconds
    },
    input(inputType: string, data: string | null, by: number) {
      counter.changed({ at, inputType, data, lengthBefore: length, lengthAfter: length + by })
      length += by
      at += 100
    },
    compose(previews: string[], committed: string) {
      counter.compositionStarted(length)
      const start = length
      for (const preview of previews) this.input('insertCompositionText', preview, start + preview.length - length)
      length = start + committed.length
      counter.compositionEnded(at, committed, length)
      at += 100
    },
    record: () => counter.record(at, 'touch'),
  }
}

test('typing letter by letter counts one insertion each, and a backspace one deletion', () => {
  const counter = createCounter(400)
  const hand = typist(counter)
  for (const letter of 'abc') hand.input('insertText', letter, 1)
  hand.input('deleteContentBackward', null, -1)
  const record = hand.record()
  expect(record).toMatchObject({ insertions: 3, deletions: 1, pastes: 0, inputMethodCompositions: 0 })
  expect(record.startedAfterMs).toBe(600)
  expect(record.durationMs).toBe(400)
  expect(Composition.parse(record)).toEqual(record)
})

test('a word composed through an input method counts once, however often its preview changed', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  hand.compose(['n', 'ni', 'nih', 'niha', 'nihao', '你好'], '你好')
  expect(hand.record()).toMatchObject({ insertions: 1, deletions: 0, inputMethodCompositions: 1 })
})

test('a composition that was given up is neither insertion nor deletion', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  hand.compose(['n', 'ni', ''], '')
  expect(hand.record()).toMatchObject({ insertions: 0, deletions: 0, inputMethodCompositions: 1 })
})

test('text written over a selection is an insertion and a deletion', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  hand.input('insertText', 'abcdef', 6)
  hand.input('insertText', 'x', -3)
  expect(hand.record()).toMatchObject({ insertions: 2, deletions: 1 })
})

test('a correction by the keyboard is an insertion and a deletion', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  hand.input('insertText', 'teh', 3)
  hand.input('insertReplacementText', 'the', 0)
  expect(hand.record()).toMatchObject({ insertions: 2, deletions: 1 })
})

test('a new line is an insertion although browsers give no text for it', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  hand.input('insertLineBreak', null, 1)
  expect(hand.record()).toMatchObject({ insertions: 1, deletions: 0 })
})

test('a paste is counted with its characters, and is no insertion', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  counter.pasted(11)
  hand.input('insertFromPaste', null, 11)
  expect(hand.record()).toMatchObject({ pastes: 1, pastedCharacters: 11, insertions: 0, deletions: 0 })
})

test('gaps of two seconds and more are pauses, shorter ones are not', () => {
  const counter = createCounter(0)
  const hand = typist(counter)
  hand.input('insertText', 'a', 1)
  hand.wait(1_899)
  hand.input('insertText', 'b', 1)
  hand.wait(1_900)
  hand.input('insertText', 'c', 1)
  hand.wait(4_900)
  hand.input('insertText', 'd', 1)
  expect(hand.record().pauses).toEqual({ count: 2, longestMs: 5_000 })
})

test('a turn that nobody typed has a record without inputs', () => {
  const record = createCounter(100).record(900, 'unknown')
  expect(record).toMatchObject({ startedAfterMs: 800, durationMs: 0, insertions: 0 })
  expect(Composition.parse(record)).toEqual(record)
})
