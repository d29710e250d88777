import type { Observation, SessionRow } from '../../shared/analysis/answers/observation.ts'
import type { Outcome } from '../../shared/instrument/outcome.ts'
import { outcomeOfTalks } from '../../shared/session/replies.ts'
import { declaredPlaces } from '../../shared/session/session.ts'
import { itemOf, stageOf } from '../../shared/study/items.ts'
import { surveyIn } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'
import type { ProbeRow } from '../store/store.ts'
import { type ReadOptions, type ReadSession, readSessions } from './session-reader.ts'

/**
 * The observations of a study, a session at a time. Erased sessions have none, nor have those whose log has a gap. Every
 * session names the version that it was opened in, and its rows are read with that version.
 */
export async function* readObservations(
  options: Omit<ReadOptions, 'also'>,
): AsyncGenerator<{ session: SessionRow; observations: Observation[] }> {
  for await (const read of readSessions(options)) {
    const session = sessionRow(read)
    if (session !== null) yield { session, observations: observationsOf(read) }
  }
}

/** A session as analysis sees it; null when its bodies were erased or its log has a gap. */
export function sessionRow({ summary, study, session, events }: ReadSession): SessionRow | null {
  if (session === null) return null
  const answers = Object.values(session.answers).flatMap((stage) => Object.values(stage))
  const places = declaredPlaces(session)
  const levels = session.assignment?.levels ?? {}
  const phase = summary.phase === 'assigning' ? 'in-progress' : summary.phase
  return {
    session: session.id,
    participant: session.participant,
    kind: session.kind,
    studyHash: session.study,
    status: phase,
    locale: session.locale,
    condition: session.assignment?.condition ?? null,
    levels,
    wordings: session.assignment?.wordings ?? {},
    place: places.find((place) => study.places[place] !== undefined) ?? null,
    placesDeclared: new Set(places).size,
    ownWords: answers.some((answer) => answer.kind === 'places' && answer.words.trim() !== ''),
    position: positionOf(study, levels),
    turns: summary.turns,
    talk: outcomeOfTalks(study, session, events),
  }
}

/** The assistant's position m under these levels; null where the study has none or the session is not assigned. */
function positionOf(study: Study, levels: Record<string, string>): number | null {
  for (const [id, factor] of Object.entries(study.factors)) {
    if (factor.aspect !== 'position') continue
    const level = levels[id]
    return level === undefined ? null : (factor.levels[level]?.value ?? null)
  }
  return null
}

/** The standing answers of the person and the answers of the model's probes. */
export function observationsOf({ study, session, probes }: ReadSession): Observation[] {
  if (session === null) return []
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

function probeObservation(study: Study, probe: ProbeRow): Observation {
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
