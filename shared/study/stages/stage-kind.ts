import type * as z from 'zod'
import type { Form } from '../../instrument/instrument.ts'
import type { Localised } from '../../instrument/localised.ts'
import type { Target } from '../../structure/question.ts'
import type { ItemRef, StageProblem, When } from './parts.ts'

/** Questions that a stage asks people. */
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

/** The talk with the model in a stage, and the items that the model is asked beside it. */
export type TalkPart = {
  id: string
  when?: When | undefined
  turns: { min: number; max: number }
  affordances: ('stop' | 'try-again' | 'edit' | 'copy')[]
  probes?: { items: ItemRef[]; moments: ('start' | 'end')[]; repeats: number; form: Form; wording: number } | undefined
}

/** Words of a stage other than its title: their name in a sentence, and where they stand. */
export type StageText = { name: string; path: (string | number)[]; text: Localised }

/**
 * What a study must know about one kind of stage. What a session does with it is in shared/session, and its screen is
 * on the participant's page. There the compiler asks for each kind.
 */
export type StageKind<Stage extends { kind: string } = { kind: string }> = {
  readonly kind: Stage['kind']
  /** What a study may write. */
  readonly schema: z.ZodType<Stage>
  /** Whether people consent or decline in it. A flow begins with one such stage and has no other. */
  readonly asksConsent: boolean
  /** Whether it comes before a condition is drawn, so that nothing in it may depend on one. */
  isEarly(stage: Stage): boolean
  texts(stage: Stage): StageText[]
  problems(stage: Stage): StageProblem[]
  /** The questions that it asks people; null if it asks none. */
  survey(stage: Stage): Survey | null
  /** The talk in it; null if it has none. */
  talk(stage: Stage): TalkPart | null
}
