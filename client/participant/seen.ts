import type { Delta, Update } from '../../shared/protocol/socket.ts'
import type { Entry, Screen } from '../../shared/session/view.ts'

/** What this browser has of the session, up to `seq`. */
export type Seen = {
  seq: number
  locale: string | null
  screen: Screen | null
  /** Lines of the talk on screen by id; also those of branches that were left. */
  entries: Readonly<Record<string, Entry>>
  /** Text of running replies by id. */
  live: Readonly<Record<string, string>>
}

export const NOTHING_SEEN: Seen = { seq: 0, locale: null, screen: null, entries: {}, live: {} }

/**
 * Takes in an update. Updates may come twice or late: the newest version of a line wins, and an older screen never
 * replaces a newer one.
 */
export function withUpdate(seen: Seen, update: Update): Seen {
  const newer = update.seq >= seen.seq
  const sameStage = stageOn(seen.screen) === stageOn(update.screen)
  if (!newer && !sameStage) return seen
  const entries: Record<string, Entry> = sameStage ? { ...seen.entries } : {}
  const live: Record<string, string> = sameStage ? { ...seen.live } : {}
  for (const entry of update.entries) {
    const had = entries[entry.id]
    if (had !== undefined && had.seq > entry.seq) continue
    entries[entry.id] = entry
    if (entry.kind === 'reply' && entry.state === 'finished') delete live[entry.id]
  }
  const next = newer
    ? { seq: update.seq, locale: update.locale, screen: update.screen, entries, live }
    : { ...seen, entries, live }
  return update.live === null ? next : withDelta(next, update.live).seen
}

/**
 * Takes in text of a running reply. `gap` is true when characters before it are missing; the caller asks for them.
 * Text that is here already is not added twice.
 */
export function withDelta(seen: Seen, delta: Delta): { seen: Seen; gap: boolean } {
  const entry = seen.entries[delta.reply]
  if (entry?.kind === 'reply' && entry.state === 'finished') return { seen, gap: false }
  const have = seen.live[delta.reply] ?? ''
  if (delta.from > have.length) return { seen, gap: true }
  if (delta.from + delta.text.length <= have.length) return { seen, gap: false }
  const text = have.slice(0, delta.from) + delta.text
  return { seen: { ...seen, live: { ...seen.live, [delta.reply]: text } }, gap: false }
}

/**
 * The talk's lines from first to last. The tip is the line that changed last: only a new turn or a new attempt at a
 * reply moves it, and both bring a line with the newest number (a turn and its reply share one; the reply is the tip).
 */
export function talkOf(seen: Seen): Entry[] {
  let tip: Entry | undefined
  for (const entry of Object.values(seen.entries))
    if (tip === undefined || entry.seq > tip.seq || (entry.seq === tip.seq && entry.kind === 'reply')) tip = entry
  return pathTo(seen, tip?.id ?? null)
}

/** The lines from the first to `id`. */
export function pathTo(seen: Seen, id: string | null): Entry[] {
  const path: Entry[] = []
  for (let at = id; at !== null; ) {
    const entry: Entry | undefined = seen.entries[at]
    if (entry === undefined) break
    path.push(entry)
    at = entry.parent
  }
  return path.reverse()
}

/** The stage on screen; null between stages. */
export function stageOn(screen: Screen | null): string | null {
  return screen !== null && 'stage' in screen ? screen.stage : null
}
