import type { Study } from '../study/study.ts'
import type { Event } from './events.ts'
import type { Session } from './session.ts'
import { open, step } from './step.ts'

/**
 * The state at the end of a whole log. Throws if the log breaks a rule: each event was judged when it was written, so
 * this cannot happen in a sound log.
 */
export function fold(study: Study, events: readonly Event[]): Session {
  let session = open(study, events[0]!)
  for (const event of events.slice(1)) {
    const next = step(study, session, event)
    if (!next.ok)
      throw new Error(`Event ${event.seq} of session ${event.session} breaks the rules: ${next.refusal.message}`)
    session = next.session
  }
  return session
}
