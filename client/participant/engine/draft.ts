import { type KeyValues, keysOf } from './storage.ts'

export type Drafts = ReturnType<typeof createDrafts>
type Draft = { at: number; text: string }

/**
 * Text that is being written, by slot (a stage, or a stage and an item). Each tab keeps its own, so that no tab deletes
 * the text of another. A new tab begins with the newest text. `now` gives epoch milliseconds.
 */
export function createDrafts(storage: KeyValues, session: string, tab: string, now: () => number) {
  const prefix = `parallax.draft.${session}.`
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()
  const keyOf = (slot: string) => `${prefix}${slot}/${tab}`
  const tell = () => {
    for (const listener of listeners) listener()
  }

  function load(slot: string): string {
    const own = storage.getItem(keyOf(slot))
    if (own !== null) return (JSON.parse(own) as Draft).text
    const others = keysOf(storage, `${prefix}${slot}/`).map((key) => JSON.parse(storage.getItem(key)!) as Draft)
    return others.sort((a, b) => b.at - a.at)[0]?.text ?? ''
  }

  function get(slot: string): string {
    const text = texts.get(slot) ?? load(slot)
    texts.set(slot, text)
    return text
  }

  function set(slot: string, text: string): void {
    texts.set(slot, text)
    if (text === '') storage.removeItem(keyOf(slot))
    else
      try {
        storage.setItem(keyOf(slot), JSON.stringify({ at: now(), text } satisfies Draft))
      } catch {
        // The storage is full. The draft stays in this tab.
      }
    tell()
  }

  return {
    get,
    set,
    /** Ends a draft that was sent: the draft of this tab, and copies of the same text that other tabs left. */
    sent(slot: string, text: string): void {
      for (const key of keysOf(storage, `${prefix}${slot}/`)) {
        const kept = storage.getItem(key)
        if (kept !== null && (JSON.parse(kept) as Draft).text.trim() === text.trim()) storage.removeItem(key)
      }
      set(slot, '')
    },
    /** Puts back text that was refused, before the text that was written since. */
    putBack(slot: string, text: string): void {
      const since = get(slot)
      set(slot, since.trim() === '' ? text : `${text}\n\n${since}`)
    },
    clear(): void {
      for (const key of keysOf(storage, prefix)) storage.removeItem(key)
      texts.clear()
      tell()
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
