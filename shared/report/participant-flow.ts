import type { SessionRow } from '../analysis/answers/session-row.ts'
import type { Study } from '../study/study.ts'
import type { FlowRow } from './report.ts'

/** Sessions by arm and status. If there are sessions that were never assigned, they are the first row. */
export function flowOf(study: Study, sessions: readonly SessionRow[]): FlowRow[] {
  const ids: (string | null)[] = [null, ...study.conditions.map(({ id }) => id)]
  return ids.flatMap((condition): FlowRow[] => {
    const own = sessions.filter((session) => session.condition === condition)
    if (condition === null && own.length === 0) return []
    const count = (status: SessionRow['status']) => own.filter((session) => session.status === status).length
    const n = own.length
    const turns = own.map((session) => session.turns).sort((a, b) => a - b)
    return [
      {
        condition,
        sessions: n,
        consenting: count('consenting'),
        inProgress: count('in-progress'),
        completed: count('completed'),
        declined: count('declined'),
        withdrawn: count('withdrawn'),
        attrition:
          n === 0
            ? { value: null, unit: 'share', n, of: 'sessions', why: 'no session is in this arm' }
            : { value: (n - count('completed')) / n, unit: 'share', n, of: 'sessions' },
        medianTurns: n === 0 ? null : (turns[Math.floor((n - 1) / 2)]! + turns[Math.ceil((n - 1) / 2)]!) / 2,
      },
    ]
  })
}
