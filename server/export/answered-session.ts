import { answersOf, sessionRow } from '../../shared/analysis/answers/of-session.ts'
import type { SessionAnswerRow } from '../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import type { Study } from '../../shared/study/study.ts'
import { type ReadOptions, type ReadSession, readSessions } from './session-reader.ts'

/** What analysis reads of a session, and the version of the study that it was opened in. */
export type AnsweredSession = {
  readonly study: Study
  readonly session: SessionRow
  readonly answers: readonly SessionAnswerRow[]
}

/**
 * The answers of a study, one session at a time. A session has none if it was erased or its log has a gap; `leftOut` is
 * told of these. Every session names the version in which it was opened, and its rows are read with that version.
 */
export async function* readAnswers({
  leftOut,
  ...options
}: Omit<ReadOptions, 'also'> & { leftOut?: (read: ReadSession) => void }): AsyncGenerator<AnsweredSession> {
  for await (const read of readSessions(options)) {
    const answered = answeredSession(read)
    if (answered !== null) yield answered
    else leftOut?.(read)
  }
}

/** A session as analysis sees it; null when its bodies were erased or its log has a gap. */
export function answeredSession({ summary, study, session, events, probes }: ReadSession): AnsweredSession | null {
  if (session === null) return null
  const status = summary.phase === 'assigning' ? 'in-progress' : summary.phase
  return {
    study,
    session: sessionRow({ study, session, events, status, turns: summary.turns }),
    answers: answersOf(study, session, probes),
  }
}
