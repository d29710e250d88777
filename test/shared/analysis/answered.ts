import type { SessionAnswerRow } from '../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import type { Outcome } from '../../../shared/instrument/outcome.ts'
import type { Study } from '../../../shared/study/study.ts'
import { generate } from './generate.ts'

/** Sessions of one persona level in one place. Each session gives one row's answers to one item, at the end of the talk. */
export type Answering = {
  readonly persona: string
  readonly place?: string
  readonly answers: readonly (readonly Outcome[])[]
}

export const code = (value: number): Outcome => ({ kind: 'classified', code: value })

/** One session for each code, and all of this `times` times. */
export function each(codes: readonly number[], times = 1): Outcome[][] {
  return Array.from({ length: times }, () => codes.map((value) => [code(value)])).flat()
}

/** The sessions and answers of groups in which every answer is given explicitly. */
export function answered(
  study: Study,
  groups: readonly Answering[],
  item = 'values/q1',
): { sessions: SessionRow[]; answers: SessionAnswerRow[] } {
  const template = generate({ study, seed: 'template', sessions: 1, items: [], model: () => [1, 0, 0, 0] }).sessions[0]!
  const sessions: SessionRow[] = []
  const rows: SessionAnswerRow[] = []
  for (const { persona, place = 'EGY', answers } of groups)
    for (const outcomes of answers) {
      const session = `s${sessions.length}`
      const strategy = sessions.length % 2 === 0 ? 'direct' : 'reason'
      sessions.push({
        ...template,
        session,
        participant: session,
        condition: `${persona}_${strategy}`,
        levels: { ...template.levels, persona, strategy, arm: 'focal' },
        place,
      })
      outcomes.forEach((outcome, repeat) => {
        rows.push({
          unit: { source: 'model', session, stage: 'talk', moment: 'end' },
          ...{ item, target: 'own', form: 'question', wording: 0, order: 'listed', repeat },
          outcome,
        })
      })
    }
  return { sessions, answers: rows }
}
