import * as z from 'zod'
import { Form } from '../../instrument/instrument.ts'
import { Localised } from '../../instrument/localised.ts'
import { common, ItemRef, type StageProblem, twice } from './parts.ts'
import type { StageKind } from './stage-kind.ts'

/** What a participant may do in the chat besides writing. What was not on screen cannot have been chosen. */
const Affordance = z.enum(['stop', 'try-again', 'edit', 'copy'])

const schema = z.strictObject({
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

/** A talk with the model. */
export const chat = {
  kind: 'chat',
  schema,
  asksConsent: false,
  isEarly: () => false,
  texts: ({ intro }) => (intro === undefined ? [] : [{ name: 'the intro', path: ['intro'], text: intro }]),
  problems: ({ id, turns: { min, max }, probes, affordances }) => {
    const found: StageProblem[] =
      min > max
        ? [
            {
              path: ['turns'],
              message: `stage "${id}" asks for at least ${min} turns and allows ${max}; raise max or lower min.`,
            },
          ]
        : []
    if (probes !== undefined) {
      found.push(...twice(probes.items, ['probes', 'items'], 'item'))
      found.push(...twice(probes.moments, ['probes', 'moments'], 'moment'))
    }
    return [...found, ...twice(affordances, ['affordances'], 'affordance')]
  },
  survey: () => null,
  talk: (stage) => stage,
} satisfies StageKind<z.infer<typeof schema>>
