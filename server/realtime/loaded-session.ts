import { fold } from '../../shared/session/fold.ts'
import type { Session } from '../../shared/session/session.ts'
import type { Store } from '../store/store.ts'
import type { RunningStudy, StudyCatalogue } from '../studies/catalogue.ts'
import type { LiveReply } from './reply-stream.ts'

/** A session in memory: its state, one queue, and the work under way for it. */
export type LoadedSession = {
  session: Session
  readonly running: RunningStudy
  /** Ids of the events that were taken. They distinguish a repeat from an event that comes too late. */
  readonly taken: Set<string>
  /** Work under way, by key. */
  readonly working: Map<string, AbortController>
  live: LiveReply | null
  usedAt: number
  /** Set when memory and log differ. The next use reads the log again. */
  stale: boolean
}

/**
 * Reads a session's log. Null when there is no such session, or its bodies were erased. The cost grows with the length
 * of the log.
 */
export async function loadSession(
  store: Pick<Store, 'session' | 'read'>,
  catalogue: StudyCatalogue,
  id: string,
  now: number,
): Promise<LoadedSession | null> {
  const summary = await store.session(id)
  if (summary === null || summary.erasedAt !== null) return null
  const running = await catalogue.byHash(summary.study)
  if (running === null) throw new Error(`Session ${id} belongs to a version of "${summary.studyId}" that is not kept.`)
  const log = await store.read(id, 0)
  const events = log.filter((event): event is Extract<(typeof log)[number], { body: object }> => event.body !== null)
  if (events.length !== log.length || events.length === 0) return null
  const session = fold(running.study, events)
  const taken = new Set(events.map((event) => event.id))
  return { session, running, taken, working: new Map(), live: null, usedAt: now, stale: false }
}
