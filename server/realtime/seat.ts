import type { Event } from '../../shared/session/events.ts'
import type { Session } from '../../shared/session/session.ts'
import { open, step } from '../../shared/session/step.ts'
import type { Store } from '../store/store.ts'
import type { RunningStudy, StudyShelf } from '../studies/shelf.ts'
import type { LiveReply } from './pulse.ts'

/** A session in memory: its state, one queue, and the work under way for it. */
export type Seat = {
  session: Session
  readonly running: RunningStudy
  /** Ids of the events taken, so that a repeat is told from an event that comes too late. */
  readonly taken: Set<string>
  /** Work under way, by key. */
  readonly working: Map<string, AbortController>
  live: LiveReply | null
  usedAt: number
  /** Set when memory and log have parted: the next use reads the log again. */
  stale: boolean
}

/** Reads a session's log. Null when there is no such session, or its bodies were erased. Cost: the log's length. */
export async function readSeat(
  store: Pick<Store, 'session' | 'read'>,
  shelf: StudyShelf,
  id: string,
  now: number,
): Promise<Seat | null> {
  const summary = await store.session(id)
  if (summary === null || summary.erasedAt !== null) return null
  const running = await shelf.byHash(summary.study)
  if (running === null) throw new Error(`Session ${id} belongs to a version of "${summary.studyId}" that is not kept.`)
  const log = await store.read(id, 0)
  const events = log.filter((event): event is Extract<(typeof log)[number], { body: object }> => event.body !== null)
  if (events.length !== log.length || events.length === 0) return null
  const session = fold(running, events)
  const taken = new Set(events.map((event) => event.id))
  return { session, running, taken, working: new Map(), live: null, usedAt: now, stale: false }
}

/** The state that a whole log leads to. Throws where the log breaks a rule: it was judged when it was written. */
export function fold(running: Pick<RunningStudy, 'study'>, events: readonly Event[]): Session {
  let session = open(running.study, events[0]!)
  for (const event of events.slice(1)) {
    const next = step(running.study, session, event)
    if (!next.ok)
      throw new Error(`Event ${event.seq} of session ${event.session} breaks the rules: ${next.refusal.message}`)
    session = next.session
  }
  return session
}
