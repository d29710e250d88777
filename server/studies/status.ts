import type { SessionSummary } from '../store/session-rows.ts'

/**
 * A session status in the words that platforms use. `idle` is a session in progress that has had no event for half an
 * hour.
 */
export type SessionStatus = 'consenting' | 'in-progress' | 'idle' | 'completed' | 'declined' | 'withdrawn'

export function statusOf(row: Pick<SessionSummary, 'phase' | 'lastAt'>, now: number): SessionStatus {
  if (row.phase !== 'in-progress' && row.phase !== 'assigning') return row.phase
  return now - row.lastAt > IDLE_AFTER_MS ? 'idle' : 'in-progress'
}

const IDLE_AFTER_MS = 30 * 60_000
