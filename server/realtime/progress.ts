import { type Session, turnsTaken } from '../../shared/session/session.ts'
import { workOf } from '../../shared/session/work.ts'
import type { Study } from '../../shared/study/study.ts'
import type { Progress } from '../store/session-rows.ts'

/** What the store keeps of a session's state beside its log. */
export function progressOf(study: Study, session: Session): Progress {
  const { phase } = session
  const turns = Object.values(session.talks).reduce((sum, talk) => sum + turnsTaken(talk), 0)
  return {
    locale: session.locale,
    phase:
      phase.kind === 'ended'
        ? phase.how
        : phase.kind === 'assigning'
          ? 'assigning'
          : session.consent === null
            ? 'consenting'
            : 'in-progress',
    stage: phase.kind === 'in-stage' ? phase.stage : null,
    condition: session.assignment?.condition ?? null,
    turns,
    pending: workOf(study, session).length > 0,
  }
}
