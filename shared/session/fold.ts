import type { Study } from '../study/study.ts'
import type { Event } from './events.ts'
import type { Session } from './session.ts'
import { open, step } from './step.ts'

/** The state that a whole log leads to. Throws where the log breaks a rule: it was judged when it was written. */
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
