import { and, count, desc, eq, getTableColumns, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import type { IdState } from '../../../shared/study/platform-id.ts'
import type { Store } from '../store.ts'
import type { Parts } from './parts.ts'
import { sessions, sessionTokens } from './schema.ts'

const { n: _, ...SUMMARY } = getTableColumns(sessions)

type Verbs = Pick<
  Store,
  'sessionByToken' | 'session' | 'sessions' | 'countSessions' | 'countIdStates' | 'pendingSessions'
>

/** Reads sessions, without their logs. */
export function sessionVerbs({ query }: Parts): Verbs {
  const byId = query
    .select(SUMMARY)
    .from(sessions)
    .where(eq(sessions.id, sql.placeholder('id')))
    .prepare()
  const byToken = query
    .select(SUMMARY)
    .from(sessions)
    .innerJoin(sessionTokens, eq(sessionTokens.session, sessions.n))
    .where(and(eq(sessions.id, sql.placeholder('id')), eq(sessionTokens.hash, sql.placeholder('hash'))))
    .prepare()

  return {
    async session(id) {
      return byId.get({ id }) ?? null
    },

    async sessionByToken(id, hash) {
      return byToken.get({ id, hash }) ?? null
    },

    async sessions(filter, { before, limit }) {
      const cursor = before === null ? Number.MAX_SAFE_INTEGER : Number(before)
      if (!Number.isSafeInteger(cursor))
        throw new RangeError(`"${before}" is not a cursor of this list; begin again without one.`)
      const found = query
        .select()
        .from(sessions)
        .where(
          and(eq(sessions.studyId, filter.studyId), inArray(sessions.kind, [...filter.kinds]), lt(sessions.n, cursor)),
        )
        .orderBy(desc(sessions.n))
        .limit(limit + 1)
        .all()
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return {
        rows: rows.map(({ n: _, ...summary }) => summary),
        next: found.length > limit && last !== undefined ? String(last.n) : null,
      }
    },

    async countSessions(studyId) {
      return query
        .select({ kind: sessions.kind, phase: sessions.phase, count: count() })
        .from(sessions)
        .where(eq(sessions.studyId, studyId))
        .groupBy(sessions.kind, sessions.phase)
        .all()
    },

    async countIdStates(studyId) {
      return query
        .select({ idState: sql<IdState>`${sessions.idState}`, count: count() })
        .from(sessions)
        .where(and(eq(sessions.studyId, studyId), eq(sessions.kind, 'live'), isNotNull(sessions.idState)))
        .groupBy(sessions.idState)
        .all()
    },

    async pendingSessions(kinds) {
      const rows = query
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(sql`${sessions.pending} = 1`, inArray(sessions.kind, [...kinds])))
      return rows
        .orderBy(sessions.n)
        .all()
        .map((row) => row.id)
    },
  }
}
