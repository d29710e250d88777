import type { Outcome } from '../../instrument/outcome.ts'
import type { Event } from '../../session/events.ts'
import { outcomeOfTalks } from '../../session/replies.ts'
import { declaredPlaces, type Session } from '../../session/session.ts'
import { itemOf, stageOf } from '../../study/items.ts'
import { levelOf } from '../../study/levels.ts'
import { surveyIn } from '../../study/stages/stages.ts'
import type { Study } from '../../study/study.ts'
import type { Observation, SessionRow } from './observation.ts'

/** What is known of a session from its log: its state, and how the log says that it stands. */
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

/** The standing answers of the person and the answers of the model's probes. */
export function observationsOf(study: Study, session: Session, probes: readonly ProbeAnswer[]): Observation[] {
  const people = Object.entries(session.answers).flatMap(([id, answers]) => {
    const stage = surveyIn(stageOf(study, id))
    if (stage === null) return []
    return Object.entries(answers).flatMap(([item, answer]): Observation[] => {
      if (answer.kind !== 'code' && answer.kind !== 'skipped') return []
      const outcome: Outcome = answer.kind === 'code' ? { kind: 'classified', code: answer.code } : { kind: 'refused' }
      const { form, wording, target, moment } = stage
      return [
        {
          ...about(study, session.id, item),
          source: 'participant',
          target,
          stage: id,
          moment,
          form,
          wording,
          reversed: false,
          repeat: 0,
          outcome,
        },
      ]
    })
  })
  return [...people, ...probes.map((probe) => probeObservation(study, probe))]
}

/** The answer of a side-branch probe, as it is kept. */
export type ProbeAnswer = Pick<
  Observation,
  'session' | 'item' | 'stage' | 'form' | 'wording' | 'reversed' | 'repeat'
> & { readonly moment: 'start' | 'end'; readonly outcome: string; readonly code: number | null }

function probeObservation(study: Study, probe: ProbeAnswer): Observation {
  const { stage, moment, form, wording, reversed, repeat } = probe
  return {
    ...about(study, probe.session, probe.item),
    source: 'model',
    target: 'own',
    stage,
    moment,
    form,
    wording,
    reversed,
    repeat,
    outcome:
      probe.outcome === 'classified'
        ? { kind: 'classified', code: probe.code! }
        : { kind: probe.outcome as Exclude<Outcome['kind'], 'classified'> },
  }
}

function about(study: Study, session: string, ref: string) {
  const item = itemOf(study, ref)
  return { session, item: ref, reference: item.reference ?? null, topic: item.topic }
}
