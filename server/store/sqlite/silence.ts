import { setImmediate as nextTurn } from 'node:timers/promises'
import { isBlank } from '../../../shared/session/replies.ts'
import type { SessionSummary, Silence, Store } from '../store.ts'
import type { Parts } from './parts.ts'

/** Sessions looked at in one go: some milliseconds, so that a page which asks often keeps nobody waiting. */
const PAGE = 250

type Wrote = Pick<SessionSummary, 'kind' | 'phase'> & { n: number; answered: 0 | 1 }
type Ended = { at: number; error: string | null; text: string | null }

/** Calls for replies, by the index of calls by session: a session has some dozens of calls. */
const REPLIES = "FROM model_calls c INDEXED BY model_calls_of_session WHERE c.purpose = 'reply' AND c.session ="

/**
 * Counts sessions without any reply, in the words of `shared/session/replies.ts`, and reads no log for it: in a session, the
 * first call that came whole ends the search, and texts are looked at only where there is none.
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

/** Nothing that ended brought any text; where nothing has ended, what is on its way is waited for while the session goes on. */
function isSilent(ended: readonly Ended[], phase: SessionSummary['phase']): boolean {
  if (ended.length === 0) return phase === 'completed' || phase === 'withdrawn'
  return ended.every(({ text }) => isBlank(text ?? ''))
}
