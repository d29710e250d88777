import type { Observation, SessionRow } from '../../shared/analysis/answers/observation.ts'
import { observationsOf, sessionRow } from '../../shared/analysis/answers/of-session.ts'
import { type ReadOptions, type ReadSession, readSessions } from './session-reader.ts'

/**
 * The observations of a study, one session at a time. A session has none if it was erased or its log has a gap. Every
 * session names the version in which it was opened, and its rows are read with that version.
 */
export async function* readObservations(
  options: Omit<ReadOptions, 'also'>,
): AsyncGenerator<{ session: SessionRow; observations: Observation[] }> {
  for await (const read of readSessions(options)) {
    const rows = rowsOf(read)
    if (rows !== null) yield rows
  }
}

/** A session as analysis sees it; null when its bodies were erased or its log has a gap. */
export function rowsOf({
  summary,
  study,
  session,
  events,
  probes,
}: ReadSession): { session: SessionRow; observations: Observation[] } | null {
  if (session === null) return null
  const status = summary.phase === 'assigning' ? 'in-progress' : summary.phase
  return {
    session: sessionRow({ study, session, events, status, turns: summary.turns }),
    observations: observationsOf(study, session, probes),
  }
}
