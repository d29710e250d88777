import type * as z from 'zod'
import type { Form } from '../../instrument/instrument.ts'
import type { Localised } from '../../instrument/localised.ts'
import type { Target } from '../../structure/question.ts'
import type { ItemRef, StageProblem, When } from './parts.ts'

/** Questions that a stage puts to people. */
export type Survey = {
  id: string
  when?: When | undefined
  items: ItemRef[]
  form: Form
  wording: number
  target: Target
  screening: boolean
  shuffle: boolean
  moment: 'before' | 'after' | 'none'
}

/** A talk with the model that a stage has, and the items that are put to the model beside it. */
export type TalkPart = {
  id: string
  when?: When | undefined
  turns: { min: number; max: number }
  affordances: ('stop' | 'try-again' | 'edit' | 'copy')[]
  probes?: { items: ItemRef[]; moments: ('start' | 'end')[]; repeats: number; form: Form; wording: number } | undefined
}

/** Words of a stage beside its title: what they are called in a sentence, and where they stand. */
export type StageText = { name: string; path: (string | number)[]; text: Localised }

/**
 * What a study must know of one kind of stage. What a session does with it, and what its screen shows, follow in
 * shared/session and on the participant's page, where the compiler asks for each kind.
 */
export type StageKind<Stage extends { kind: string } = { kind: string }> = {
  readonly kind: Stage['kind']
  /** What a study may write. */
  readonly schema: z.ZodType<Stage>
  /** It is where people consent or decline; a flow begins with one such stage and has no other. */
  readonly asksConsent: boolean
  /** Whether it comes before a condition is drawn, so that nothing in it may depend on one. */
  isEarly(stage: Stage): boolean
  texts(stage: Stage): StageText[]
  problems(stage: Stage): StageProblem[]
  /** The questions that it puts to people; null where it asks none. */
  survey(stage: Stage): Survey | null
  /** The talk that it has; null where it has none. */
  talk(stage: Stage): TalkPart | null
}
