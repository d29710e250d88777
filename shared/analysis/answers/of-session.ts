import type { Answer } from '../../instrument/answer.ts'
import type { OutcomeKind } from '../../instrument/outcome.ts'
import type { Event } from '../../session/events.ts'
import { outcomeOfTalks } from '../../session/replies.ts'
import { declaredPlaces, type Session } from '../../session/session.ts'
import { stageOf } from '../../study/items.ts'
import { levelOf } from '../../study/levels.ts'
import { surveyIn } from '../../study/stages/stages.ts'
import type { Study } from '../../study/study.ts'
import type { BranchUnit } from './answer-row.ts'
import type { SessionAnswerRow } from './session-answers.ts'
import type { SessionRow } from './session-row.ts'

/** What is known of a session from its log: its state and its status. */
export type ToldSession = {
  readonly study: Study
  readonly session: Session
  readonly events: readonly Event[]
  readonly status: SessionRow['status']
  readonly turns: number
}

/** A session as analysis sees it. */
export function sessionRow({ study, session, events, status, turns }: ToldSession): SessionRow {
  const answers = Object.values(session.answers).flatMap((stage) => Object.values(stage))
  const places = declaredPlaces(session)
  const levels = session.assignment?.levels ?? {}
  return {
    session: session.id,
    participant: session.participant,
    kind: session.kind,
    studyHash: session.study,
    status,
    locale: session.locale,
    condition: session.assignment?.condition ?? null,
    levels,
    wordings: session.assignment?.wordings ?? {},
    place: places.find((place) => study.places[place] !== undefined) ?? null,
    placesDeclared: new Set(places).size,
    ownWords: answers.some((answer) => answer.kind === 'places' && answer.words.trim() !== ''),
    position: levelOf(study, levels, 'position')?.value ?? null,
    turns,
    talk: outcomeOfTalks(study, session, events),
  }
}

/** The person's current answers and the answers of the model's probes. */
export function answersOf(study: Study, session: Session, probes: readonly ProbeAnswer[]): SessionAnswerRow[] {
  const people = Object.entries(session.answers).flatMap(([id, answers]) => {
    const stage = surveyIn(stageOf(study, id))
    if (stage === null) return []
    const { form, wording, target, moment } = stage
    const unit = { source: 'participant' as const, session: session.id, stage: id, moment }
    return Object.entries(answers).map(
      ([item, answer]): SessionAnswerRow => ({
        ...{ unit, item, target, form, wording, order: 'listed', repeat: 0 },
        outcome: given(answer),
      }),
    )
  })
  return [...people, ...probes.map(probeAnswer)]
}

/** Turns a person's answer into the outcome of the question. An answer that is not a whole code becomes `uncoded`. */
function given(answer: Answer): SessionAnswerRow['outcome'] {
  switch (answer.kind) {
    case 'code':
      return { kind: 'classified', code: answer.code }
    case 'skipped':
      return { kind: 'refused' }
    default:
      return { kind: 'uncoded' }
  }
}

/** The answer of a side-branch probe, as it is stored. */
export type ProbeAnswer = Pick<BranchUnit, 'session' | 'stage' | 'moment'> &
  Pick<SessionAnswerRow, 'item' | 'form' | 'wording' | 'repeat'> & {
    readonly reversed: boolean
    readonly outcome: string
    readonly code: number | null
  }

function probeAnswer(probe: ProbeAnswer): SessionAnswerRow {
  const { session, stage, moment, item, form, wording, repeat } = probe
  return {
    unit: { source: 'model', session, stage, moment },
    target: 'own',
    ...{ item, form, wording, repeat },
    order: probe.reversed ? 'reversed' : 'listed',
    outcome:
      probe.outcome === 'classified'
        ? { kind: 'classified', code: probe.code! }
        : { kind: probe.outcome as Exclude<OutcomeKind, 'classified'> },
  }
}
