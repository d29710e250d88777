import type { Composition } from '../../../shared/session/events.ts'

/** A gap between two inputs that counts as a pause, in milliseconds. */
const PAUSE_MS = 2_000

/** The longest time that the record can hold, in milliseconds (eleven days). A page may be left open for longer. */
const LONGEST_MS = 1e9

const within = (milliseconds: number) => Math.min(LONGEST_MS, Math.max(0, milliseconds))

/** One change of the text, as `beforeinput` and `input` report it. All times are in milliseconds of one clock. */
export type Change = {
  at: number
  inputType: string
  /** Text that the change added; null if the browser does not say. */
  data: string | null
  lengthBefore: number
  lengthAfter: number
}

/**
 * Counts how a turn is composed, in the same way for every script. Key presses are not counted: with an input method
 * they do not match what is written. An insertion and a deletion are one change each, whatever its length; a change
 * that replaces text is both. What an input method shows before it commits is no insertion: a composition counts once,
 * when it ends. Pastes and drops are counted apart from insertions.
 */
export function createCounter(writableAt: number) {
  let first: number | null = null
  let last: number | null = null
  let composing: { length: number; changed: boolean } | null = null
  const counts = {
    insertions: 0,
    deletions: 0,
    pastes: 0,
    pastedCharacters: 0,
    inputMethodCompositions: 0,
    pauses: { count: 0, longestMs: 0 },
  }

  function touch(at: number): void {
    if (last !== null && at - last >= PAUSE_MS) {
      counts.pauses.count += 1
      counts.pauses.longestMs = Math.max(counts.pauses.longestMs, at - last)
    }
    first ??= at
    last = at
  }

  function countInserted(inserted: number, lengthBefore: number, lengthAfter: number): void {
    if (inserted > 0) counts.insertions += 1
    if (lengthAfter < lengthBefore + inserted) counts.deletions += 1
  }

  return {
    compositionStarted(length: number): void {
      composing ??= { length, changed: false }
    },
    /** `committed` is the text that the input method leaves, `length` is the length of the whole text then. */
    compositionEnded(at: number, committed: string, length: number): void {
      if (composing === null) return
      const { length: before, changed } = composing
      composing = null
      if (!changed && committed === '') return
      touch(at)
      counts.inputMethodCompositions += 1
      countInserted(committed.length, before, length)
    },
    changed(change: Change): void {
      touch(change.at)
      const { inputType, data, lengthBefore, lengthAfter } = change
      if (inputType === 'insertFromPaste' || inputType === 'insertFromDrop') return
      if (composing !== null && inputType.startsWith('insert')) {
        composing.changed = true
        return
      }
      if (inputType.startsWith('delete')) {
        if (inputType !== 'deleteCompositionText' && lengthAfter < lengthBefore) counts.deletions += 1
      } else if (inputType.startsWith('insert')) {
        const grown = Math.max(lengthAfter - lengthBefore, 0)
        countInserted(data === null ? Math.max(grown, 1) : data.length, lengthBefore, lengthAfter)
      }
    },
    pasted(characters: number): void {
      counts.pastes += 1
      counts.pastedCharacters += characters
    },
    /** The record for a turn that is sent at `at`. */
    record(at: number, device: Composition['device']): Composition {
      return {
        startedAfterMs: within((first ?? at) - writableAt),
        durationMs: within(at - (first ?? at)),
        ...counts,
        pauses: { count: counts.pauses.count, longestMs: within(counts.pauses.longestMs) },
        device,
      }
    },
  }
}
export type Counter = ReturnType<typeof createCounter>
