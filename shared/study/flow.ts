import * as z from 'zod'
import { Form, Id } from '../instrument/instrument.ts'
import { Locale, Localised } from '../instrument/localised.ts'
import { Target } from '../structure/question.ts'

/** `<instrument>/<item>`, as stages and probes name items. */
export const ItemRef = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'is not an item; write "instrument/item"')
export type ItemRef = z.infer<typeof ItemRef>

/** When a stage is shown: all that is named must hold. */
export const When = z.strictObject({
  /** factor -> levels */
  levels: z.record(Id, z.array(Id).min(1)).optional(),
  locales: z.array(Locale).min(1).optional(),
  /** `stage.instrument/item` -> codes */
  answers: z.record(z.string(), z.array(z.int()).min(1)).optional(),
})
export type When = z.infer<typeof When>

const common = { id: Id, title: Localised, when: When.optional() }

/** Something that a participant may allow beyond taking part. */
export const ConsentUse = z.strictObject({ id: z.enum(['telemetry', 'quotation', 'reuse']), label: Localised })
export type ConsentUse = z.infer<typeof ConsentUse>

export const ConsentStage = z.strictObject({
  ...common,
  kind: z.literal('consent'),
  version: z.string().min(1),
  text: Localised,
  uses: z.array(ConsentUse).default([]),
})

export const SurveyStage = z.strictObject({
  ...common,
  kind: z.literal('survey'),
  intro: Localised.optional(),
  items: z.array(ItemRef).min(1),
  form: Form.default('question'),
  wording: z.int().min(0).default(0),
  target: Target.default('own'),
  /** Comes before assignment, so that its answers cannot depend on a condition. It turns nobody away: everyone goes on. */
  screening: z.boolean().default(false),
  /** Shuffles the items for each session by seed; the order shown is logged with every answer. */
  shuffle: z.boolean().default(false),
  /** Where in the design its answers stand, for the analysis of change. */
  moment: z.enum(['before', 'after', 'none']).default('none'),
})

/** What a participant may do in the chat beside writing. What was not on screen cannot have been chosen. */
export const Affordance = z.enum(['stop', 'try-again', 'edit', 'copy'])
export type Affordance = z.infer<typeof Affordance>

export const ChatStage = z.strictObject({
  ...common,
  kind: z.literal('chat'),
  intro: Localised.optional(),
  turns: z.strictObject({ min: z.int().min(0).default(1), max: z.int().min(1).max(200).default(30) }),
  affordances: z.array(Affordance).default(['stop', 'try-again', 'copy']),
  /** Items put to the model as side branches that never enter the talk. */
  probes: z
    .strictObject({
      items: z.array(ItemRef).min(1),
      moments: z.array(z.enum(['start', 'end'])).min(1),
      repeats: z.int().min(1).max(100),
      form: Form.default('question'),
      wording: z.int().min(0).default(0),
    })
    .optional(),
})

export const DebriefStage = z.strictObject({ ...common, kind: z.literal('debrief'), text: Localised })

export const Stage = z.discriminatedUnion('kind', [ConsentStage, SurveyStage, ChatStage, DebriefStage])
export type Stage = z.infer<typeof Stage>
export type StageOf<Kind extends Stage['kind']> = Extract<Stage, { kind: Kind }>
