import { partsOf } from '../../shared/instrument/answer.ts'
import type { Session } from '../../shared/session/session.ts'
import type { Stage } from '../../shared/study/flow.ts'
import { holds } from '../../shared/study/items.ts'
import type { Study } from '../../shared/study/study.ts'

/**
 * Why there is no answer, in the words that stand beside the empty cell. These words never stand in a column of
 * answers. A number there would go into every mean of the column.
 */
export const MISSING = {
  'broken-log': "the session's log has a gap",
  erased: 'erased because the person asked for it',
  'left-blank': 'shown and left blank',
  skipped: 'left out on purpose',
  'not-shown': 'not shown to this session',
  'not-reached': 'not reached, or not answered yet',
} as const
export type Missing = keyof typeof MISSING

export const MISSING_VALUES = Object.entries(MISSING)
  .map(([word, meaning]) => `${word} = ${meaning}`)
  .join('; ')

/** Why a session has no answer to a question of a stage that its version has. */
export function whyMissing(study: Study, session: Session, stage: Stage): Missing {
  if (session.completed.includes(stage.id)) return 'left-blank'
  const { phase } = session
  if (phase.kind === 'in-stage' && phase.stage === stage.id) return 'not-reached'
  const place = (id: string) => study.flow.findIndex((one) => one.id === id)
  const furthest = Math.max(
    ...session.completed.map(place),
    phase.kind === 'in-stage' ? place(phase.stage) : -1,
    phase.kind === 'ended' && phase.how === 'completed' ? study.flow.length : -1,
  )
  if (place(stage.id) < furthest) return 'not-shown'
  return ruledOut(session, stage) ? 'not-shown' : 'not-reached'
}

/** Whether a later stage can no longer be shown: a part of its `when:` is already decided and does not hold. */
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
