import * as z from 'zod'
import { Form } from '../../instrument/instrument.ts'
import { Localised } from '../../instrument/localised.ts'
import { Target } from '../../structure/question.ts'
import { common, ItemRef, twice } from './parts.ts'
import type { StageKind } from './stage-kind.ts'

const schema = z.strictObject({
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

/** A page of questions. */
export const survey = {
  kind: 'survey',
  schema,
  asksConsent: false,
  isEarly: ({ screening }) => screening,
  texts: ({ intro }) => (intro === undefined ? [] : [{ name: 'the intro', path: ['intro'], text: intro }]),
  problems: ({ items }) => twice(items, ['items'], 'item'),
  survey: (stage) => stage,
  talk: () => null,
} satisfies StageKind<z.infer<typeof schema>>
