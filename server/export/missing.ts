import { partsOf } from '../../shared/instrument/answer.ts'
import type { Session } from '../../shared/session/session.ts'
import type { Stage } from '../../shared/study/flow.ts'
import { holds } from '../../shared/study/items.ts'
import type { Study } from '../../shared/study/study.ts'

/** Why a cell has no answer. Option codes are never negative, so none of these can be one. */
export const MISSING = {
  brokenLog: -44,
  erased: -55,
  leftBlank: -66,
  skipped: -77,
  notShown: -88,
  notReached: -99,
} as const

export const MISSING_VALUES =
  "-44 = the session's log has a gap; -55 = erased at the person's wish; -66 = shown and left blank; " +
  '-77 = left out on purpose; -88 = not shown to this session; -99 = not reached, or not answered yet'

/** Why a session has no answer to a question of a stage that its version has. */
export function whyMissing(study: Study, session: Session, stage: Stage): number {
  if (session.completed.includes(stage.id)) return MISSING.leftBlank
  const { phase } = session
  if (phase.kind === 'in-stage' && phase.stage === stage.id) return MISSING.notReached
  const place = (id: string) => study.flow.findIndex((one) => one.id === id)
  const furthest = Math.max(
    ...session.completed.map(place),
    phase.kind === 'in-stage' ? place(phase.stage) : -1,
    phase.kind === 'ended' && phase.how === 'completed' ? study.flow.length : -1,
  )
  if (place(stage.id) < furthest) return MISSING.notShown
  return ruledOut(session, stage) ? MISSING.notShown : MISSING.notReached
}

/** Whether a stage ahead can no longer be shown: a part of its `when:` is settled by now, and does not hold. */
function ruledOut(session: Session, { when }: Stage): boolean {
  if (when === undefined) return false
  const { levels, locales, answers } = when
  const codes: Record<string, number> = {}
  for (const [stage, given] of Object.entries(session.answers))
    for (const [item, answer] of Object.entries(given)) {
      const { code } = partsOf(answer)
      if (code !== null) codes[`${stage}.${item}`] = code
    }
  const facts = { locale: session.locale, levels: session.assignment?.levels ?? null, codes }
  const answered = Object.keys(answers ?? {}).every((key) => session.completed.includes(key.split('.')[0]!))
  return (
    (session.assignment !== null && !holds({ levels }, facts)) ||
    (session.consent !== null && !holds({ locales }, facts)) ||
    (answered && !holds({ answers }, facts))
  )
}
