import * as z from 'zod'
import { Form } from '../../instrument/instrument.ts'
import { Localised } from '../../instrument/localised.ts'
import { Target } from '../../structure/question.ts'
import { common, ItemRef, twice } from './parts.ts'
import type { StageKind } from './stage-kind.ts'

const schema = z.strictObject({
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
