import * as z from 'zod'
import { chat } from './chat.ts'
import { consent } from './consent.ts'
import { debrief } from './debrief.ts'
import type { StageKind, Survey, TalkPart } from './stage-kind.ts'
import { survey } from './survey.ts'

/**
 * Every kind of stage. A kind is its own file and one line here. The compiler then asks what a session does with it.
 */
const STAGES = { consent, survey, chat, debrief }

type Kinds = typeof STAGES
export type StageKindName = keyof Kinds

export const Stage = z.discriminatedUnion('kind', schemasOf(STAGES))
export type Stage = z.infer<typeof Stage>
export type StageOf<Kind extends StageKindName> = Extract<Stage, { kind: Kind }>

type Schema = Kinds[StageKindName]['schema']

function schemasOf(kinds: Kinds): [Schema, ...Schema[]] {
  const [first, ...rest] = Object.values(kinds).map(({ schema }) => schema)
  return [first!, ...rest]
}

const TABLE: { readonly [Kind in StageKindName]: StageKind<Stage> } = STAGES

/** The record of a stage's kind. */
export function stageKindOf(stage: Stage): StageKind<Stage> {
  return TABLE[stage.kind]
}

/** Whether a stage comes before a condition is drawn. */
export function isEarly(stage: Stage): boolean {
  return stageKindOf(stage).isEarly(stage)
}

/** The questions that a stage asks people; null if it asks none. */
export function surveyIn(stage: Stage): Survey | null {
  return stageKindOf(stage).survey(stage)
}

/** The talk in a stage; null if it has none. */
export function talkIn(stage: Stage): TalkPart | null {
  return stageKindOf(stage).talk(stage)
}

/** All questions that a flow asks people, stage by stage. */
export function surveysOf(flow: readonly Stage[]): Survey[] {
  return flow.flatMap((stage) => surveyIn(stage) ?? [])
}

/** All talks of a flow. */
export function talksOf(flow: readonly Stage[]): TalkPart[] {
  return flow.flatMap((stage) => talkIn(stage) ?? [])
}
