import type { SessionAnswerRow } from '../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import { codesOf } from '../../shared/instrument/kinds/kinds.ts'
import type { Random } from '../../shared/random.ts'
import { assignmentAt, stratumOf } from '../../shared/study/assignment.ts'
import { holds, itemOf } from '../../shared/study/items.ts'
import { levelOf } from '../../shared/study/levels.ts'
import type { Survey, TalkPart } from '../../shared/study/stages/stage-kind.ts'
import { surveyIn, talkIn, talksOf } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'
import { type MovableAnswers, optionAt } from './movable-answers.ts'
import { isMoved, modelMove, type Plant, positionOf, type Strays, stepsFromMiddle } from './plant.ts'

/** What simulated sessions are made of. */
export type People = {
  readonly study: Study
  readonly hash: string
  readonly answers: (place: string | null, ref: string) => MovableAnswers
  /** Places of which each session declares one, all equally likely. */
  readonly places: readonly string[]
  /** By item: sd of people's answers before, over all places and sessions. It is the unit of an effect on people. */
  readonly spread: (ref: string) => number
}

export type DataSet = { readonly sessions: SessionRow[]; readonly answers: SessionAnswerRow[] }

/**
 * One data set of a study's sessions. Language and place are drawn by chance, the condition by the study's own
 * assignment. It has answers of people, and of the model at the last moment probed. A pure function of its arguments.
 */
export function drawSessions(people: People, plant: Plant, strays: Strays, count: number, random: Random): DataSet {
  const { study } = people
  const made: DataSet = { sessions: [], answers: [] }
  const next = new Map<string, number>()
  const seed = `${random.next()}`
  const moment = lastMoment(study)
  for (let index = 0; index < count; index += 1) {
    const locale = study.locales[random.integer(study.locales.length)]!
    const stratum = stratumOf(study, { locale })
    const place = next.get(stratum) ?? 0
    next.set(stratum, place + 1)
    const { condition, levels, wordings } = assignmentAt(study, seed, stratum, place)
    const left = random.next() < plant.dropout
    const session: SessionRow = {
      session: `s${index}`,
      participant: `p${index}`,
      kind: 'live',
      studyHash: people.hash,
      status: left ? 'in-progress' : 'completed',
      locale,
      condition,
      levels,
      wordings,
      place: people.places[random.integer(people.places.length)] ?? null,
      placesDeclared: Math.min(1, people.places.length),
      ownWords: false,
      position: positionIn(study, levels),
      turns: 4,
    }
    made.sessions.push(session)
    walk(people, plant, strays, { session, left, moment, own: plant.sessionSd * random.normal() }, made, random)
  }
  return made
}

/** The last moment at which the model is asked in a talk; null if it is never asked. */
export function lastMoment(study: Study): 'start' | 'end' | null {
  const all = talksOf(study.flow).flatMap(({ probes }) => probes?.moments ?? [])
  return all.includes('end') ? 'end' : all.includes('start') ? 'start' : null
}

function positionIn(study: Study, levels: Readonly<Record<string, string>>): number | null {
  return levelOf(study, levels, 'position')?.value ?? null
}

type Passing = {
  readonly session: SessionRow
  readonly left: boolean
  readonly moment: 'start' | 'end' | null
  /** How far this session stands from others, in sd. */
  readonly own: number
}

/** One session through the flow, until it drops out or ends. */
function walk(
  people: People,
  plant: Plant,
  strays: Strays,
  { session, left, moment, own }: Passing,
  { answers: given }: DataSet,
  random: Random,
): void {
  const codes: Record<string, number> = {}
  const heights = new Map<string, number>()
  const survey = (stage: Survey): void => {
    for (const ref of stage.items) {
      // Nothing is planted in answers that are no codes, such as places.
      if (codesOf(itemOf(people.study, ref).answer).length < 2) continue
      const answers = people.answers(session.place, ref)
      // Whoever stays where they stood keeps their height among the people of the place. So an answer that is moved is
      // still their own.
      const key = `${stage.target} ${ref}`
      const kept = heights.get(key)
      const height = kept !== undefined && random.next() < plant.retest ? kept : random.next()
      heights.set(key, height)
      const by = own + (stage.moment === 'after' ? personMove(people, plant, strays, ref, session, answers) : 0)
      const code = answers.codes[optionAt(answers.at(by), height)]!
      codes[`${stage.id}.${ref}`] = code
      const { form, wording, target, id, moment } = stage
      given.push({
        unit: { source: 'participant', session: session.session, stage: id, moment },
        ...{ item: ref, target, form, wording, order: 'listed', repeat: 0 },
        outcome: { kind: 'classified', code },
      })
    }
  }
  const probes = (stage: TalkPart): void => {
    if (stage.probes === undefined || moment === null || !stage.probes.moments.includes(moment)) return
    for (const ref of stage.probes.items) {
      const answers = people.answers(session.place, ref)
      const by =
        own +
        (positionOf(people.study, plant.contrast) === null
          ? modelMove(plant, strays, ref, session.levels, session.wordings)
          : 0)
      const shares = answers.at(by)
      const { form, wording } = stage.probes
      const unit = { source: 'model' as const, session: session.session, stage: stage.id, moment }
      for (let repeat = 0; repeat < stage.probes.repeats; repeat += 1) {
        const code = answers.codes[optionAt(shares, random.next())]!
        given.push({
          unit,
          ...{ item: ref, target: 'own', form, wording, order: 'listed', repeat },
          outcome: { kind: 'classified', code },
        })
      }
    }
  }
  const { locale, levels } = session
  for (const stage of people.study.flow) {
    if (!holds(stage.when, { locale, levels, codes })) continue
    const [asked, talk] = [surveyIn(stage), talkIn(stage)]
    if (talk !== null) {
      if (left) return
      probes(talk)
    }
    if (asked !== null && !(left && asked.moment === 'after')) survey(asked)
  }
}

/**
 * How far a person moves toward the position drawn, in sd of the answers of the place. In the control arm nobody moves.
 */
function personMove(
  { study, spread }: People,
  plant: Plant,
  strays: Strays,
  ref: string,
  { levels, wordings, condition }: SessionRow,
  { sd }: MovableAnswers,
): number {
  const { contrast, effect } = plant
  if (positionOf(study, contrast) === null || condition === study.control || !isMoved(study, contrast, ref)) return 0
  const level = levels[contrast.factor]
  const steps = stepsFromMiddle(study, contrast, level)
  const stray = level === undefined ? 0 : strays.wording(level, wordings[contrast.factor])
  return sd === 0 ? 0 : ((steps * (effect + strays.item(ref)) + stray) * spread(ref)) / sd
}
