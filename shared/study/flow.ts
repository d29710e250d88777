import * as z from 'zod'
import { Form, Id } from '../instrument/instrument.ts'
import { Locale, Localised } from '../instrument/localised.ts'
import { Target } from '../structure/question.ts'

/** `<instrument>/<item>`, as stages and probes name items. */
export const ItemRef = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'is not an item; write "instrument/item"')
export type ItemRef = z.infer<typeof ItemRef>

/** When a stage is shown: all that is named must hold. */
export const When = z.strictObject({
  levels: z.record(Id, z.array(Id).min(1)).optional().describe('`factor: [level, ...]`: one of these was drawn'),
  locales: z.array(Locale).min(1).optional().describe('The language is one of these'),
  answers: z
    .record(z.string(), z.array(z.int()).min(1))
    .optional()
    .describe('`stage.instrument/item: [code, ...]`: one of these was answered'),
})
export type When = z.infer<typeof When>

const common = {
  id: Id.describe('The name of the stage in data; no participant sees it'),
  title: Localised.describe('What stands at the top of the screen'),
  when: When.optional().describe('When the stage is shown: all that is named must hold. Without it, always'),
}

/** Something that a participant may allow beyond taking part. */
export const ConsentUse = z.strictObject({
  id: z
    .enum(['telemetry', 'quotation', 'reuse'])
    .describe('How the page was used; quoting what was written; use in other research'),
  label: Localised.describe('What stands beside the box to tick'),
})
export type ConsentUse = z.infer<typeof ConsentUse>

export const ConsentStage = z.strictObject({
  ...common,
  kind: z.literal('consent').describe('Asks whether the person takes part; the first stage'),
  version: z.string().min(1).describe('The name of this text, kept with each consent; change it with the text'),
  text: Localised.describe('What is consented to, as Markdown'),
  uses: z.array(ConsentUse).default([]).describe('What may be allowed beside taking part, each with a box to tick'),
})

export const SurveyStage = z.strictObject({
  ...common,
  kind: z.literal('survey').describe('Asks the person items'),
  intro: Localised.optional().describe('What stands above the questions'),
  items: z.array(ItemRef).min(1).describe('The questions, each as `instrument/item`'),
  form: Form.default('question').describe('The form in which the items are put'),
  wording: z.int().min(0).default(0).describe('Which wording of that form, from 0'),
  target: Target.default('own').describe('Whose answer is asked for'),
  screening: z
    .boolean()
    .default(false)
    .describe(
      'Whether it comes before assignment, so that its answers cannot depend on a condition. It turns nobody away: everyone goes on',
    ),
  shuffle: z
    .boolean()
    .default(false)
    .describe('Shuffles the items for each session by seed; the order shown is logged with every answer'),
  moment: z
    .enum(['before', 'after', 'none'])
    .default('none')
    .describe('Where in the design its answers stand, for the analysis of change'),
})

/** What a participant may do in the chat beside writing. What was not on screen cannot have been chosen. */
export const Affordance = z.enum(['stop', 'try-again', 'edit', 'copy'])
export type Affordance = z.infer<typeof Affordance>

export const ChatStage = z.strictObject({
  ...common,
  kind: z.literal('chat').describe('A talk with the model'),
  intro: Localised.optional().describe('What stands above the talk'),
  turns: z
    .strictObject({
      min: z.int().min(0).default(1).describe('Turns of the person before one can go on'),
      max: z.int().min(1).max(200).default(30).describe('Most turns of the person'),
    })
    .describe('How long the talk may be'),
  affordances: z
    .array(Affordance)
    .default(['stop', 'try-again', 'copy'])
    .describe('What a participant may do beside writing'),
  probes: z
    .strictObject({
      items: z.array(ItemRef).min(1).describe('The items, each as `instrument/item`'),
      moments: z
        .array(z.enum(['start', 'end']))
        .min(1)
        .describe('When they are put: before the first turn, after the last'),
      repeats: z.int().min(1).max(100).describe('How often each is put at each moment'),
      form: Form.default('question').describe('The form in which they are put'),
      wording: z.int().min(0).default(0).describe('Which wording of that form, from 0'),
    })
    .optional()
    .describe('Items put to the model beside the talk, in a copy of it that never enters the talk'),
})

export const DebriefStage = z.strictObject({
  ...common,
  kind: z.literal('debrief').describe('Says what the study was about; the last stage'),
  text: Localised.describe('What is said, as Markdown'),
})

export const Stage = z.discriminatedUnion('kind', [ConsentStage, SurveyStage, ChatStage, DebriefStage])
export type Stage = z.infer<typeof Stage>
export type StageOf<Kind extends Stage['kind']> = Extract<Stage, { kind: Kind }>
