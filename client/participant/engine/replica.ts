import type { Delta, Update } from '../../../shared/protocol/socket.ts'
import type { Entry, Screen } from '../../../shared/session/view.ts'

/** What this browser has of the session, up to `seq`. */
export type Replica = {
  seq: number
  locale: string | null
  screen: Screen | null
  /** Lines of the talk on screen by id, also those of branches that were left. */
  entries: Readonly<Record<string, Entry>>
  /** Text of running replies by id. */
  live: Readonly<Record<string, string>>
}

export const EMPTY_REPLICA: Replica = { seq: 0, locale: null, screen: null, entries: {}, live: {} }

/**
 * Adds an update. Updates may come twice or late: the newest version of a line wins, and an older screen never replaces
 * a newer one.
 */
export function withUpdate(replica: Replica, update: Update): Replica {
  const newer = update.seq >= replica.seq
  const sameStage = stageOn(replica.screen) === stageOn(update.screen)
  if (!newer && !sameStage) return replica
  const entries: Record<string, Entry> = sameStage ? { ...replica.entries } : {}
  const live: Record<string, string> = sameStage ? { ...replica.live } : {}
  for (const entry of update.entries) {
    const had = entries[entry.id]
    if (had !== undefined && had.seq > entry.seq) continue
    entries[entry.id] = entry
    if (entry.kind === 'reply' && entry.state === 'finished') delete live[entry.id]
  }
  const next = newer
    ? { seq: update.seq, locale: update.locale, screen: update.screen, entries, live }
    : { ...replica, entries, live }
  return update.live === null ? next : withDelta(next, update.live).replica
}

/**
 * Adds text of a running reply. `gap` is true when characters before it are missing; then the caller asks for them.
 * Text that is already here is not added twice.
 */
export function withDelta(replica: Replica, delta: Delta): { replica: Replica; gap: boolean } {
  const entry = replica.entries[delta.reply]
  if (entry?.kind === 'reply' && entry.state === 'finished') return { replica, gap: false }
  const have = replica.live[delta.reply] ?? ''
  if (delta.from > have.length) return { replica, gap: true }
  if (delta.from + delta.text.length <= have.length) return { replica, gap: false }
  const text = have.slice(0, delta.from) + delta.text
  return { replica: { ...replica, live: { ...replica.live, [delta.reply]: text } }, gap: false }
}

/**
 * The talk's lines from first to last. The tip is the line that changed last: only a new turn or a new attempt at a
 * reply moves it, and both bring a line with the newest number (a turn and its reply have the same number; the reply is
 * the tip).
 */
export function talkOf(replica: Replica): Entry[] {
  let tip: Entry | undefined
  for (const entry of Object.values(replica.entries))
    if (tip === undefined || entry.seq > tip.seq || (entry.seq === tip.seq && entry.kind === 'reply')) tip = entry
  return pathTo(replica, tip?.id ?? null)
}

/** The lines from the first to `id`. */
export function pathTo(replica: Replica, id: string | null): Entry[] {
  const path: Entry[] = []
  for (let at = id; at !== null; ) {
    const entry: Entry | undefined = replica.entries[at]
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
