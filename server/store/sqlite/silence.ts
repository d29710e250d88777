import { setImmediate as nextTurn } from 'node:timers/promises'
import { isBlank } from '../../../shared/session/replies.ts'
import type { SessionSummary } from '../session-rows.ts'
import type { Silence, Store } from '../store.ts'
import type { Parts } from './parts.ts'

/**
 * Number of sessions that are looked at without a pause. It takes some milliseconds, so that a page which asks often
 * delays nobody.
 */
const PAGE = 250

type Wrote = Pick<SessionSummary, 'kind' | 'phase'> & { n: number; answered: 0 | 1 }
type Ended = { at: number; error: string | null; text: string | null }

/** Calls for replies, by the index of calls by session: a session has some dozens of calls. */
const REPLIES = "FROM model_calls c INDEXED BY model_calls_of_session WHERE c.purpose = 'reply' AND c.session ="

/**
 * Counts sessions without any reply, in the sense of `shared/session/replies.ts`, without reading a log. In each
 * session the search ends at the first call that came whole. Texts are read only if there is no such call.
 */
export function silenceVerb({ db }: Parts): Pick<Store, 'silence'> {
  const findWrote = db.prepare<[string, number], Wrote>(
    `SELECT s.n, s.kind, s.phase, EXISTS (SELECT 1 ${REPLIES} s.n AND c.outcome = 'complete') AS answered
     FROM sessions s WHERE s.study_id = ? AND s.n > ? AND s.turns > 0 AND s.erased_at IS NULL ORDER BY s.n LIMIT ${PAGE}`,
  )
  const findEnded = db.prepare<[number], Ended>(
    `SELECT c.at, c.error, (SELECT json_extract(b.record, '$.result.text') FROM model_call_bodies b WHERE b.call = c.n) AS text
     ${REPLIES} ? ORDER BY c.n`,
  )

  return {
    async silence(studyId) {
      const found = new Map<Silence['kind'], Silence>()
      for (let last = 0; ; await nextTurn()) {
        const page = findWrote.all(studyId, last)
        for (const { n, kind, phase, answered } of page) {
          const of = found.get(kind) ?? { kind, wrote: 0, silent: 0, error: null }
          found.set(kind, of)
          of.wrote += 1
          const ended = answered === 1 ? null : findEnded.all(n)
          if (ended === null || !isSilent(ended, phase)) continue
          of.silent += 1
          for (const { at, error } of ended)
            if (error !== null && at >= (of.error?.at ?? 0)) of.error = { at, message: error }
        }
        if (page.length < PAGE) return [...found.values()].sort((a, b) => a.kind.localeCompare(b.kind))
        last = page.at(-1)!.n
      }
    },
  }
}

/** Whether no ended call brought any text. If no call has ended and the session goes on, the reply may still come. */
function isSilent(ended: readonly Ended[], phase: SessionSummary['phase']): boolean {
  if (ended.length === 0) return phase === 'completed' || phase === 'withdrawn'
  return ended.every(({ text }) => isBlank(text ?? ''))
}
