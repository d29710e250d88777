import * as z from 'zod'
import { Form } from '../../instrument/instrument.ts'
import { Localised } from '../../instrument/localised.ts'
import { common, ItemRef, type StageProblem, twice } from './parts.ts'
import type { StageKind } from './stage-kind.ts'

/** What a participant may do in the chat beside writing. What was not on screen cannot have been chosen. */
const Affordance = z.enum(['stop', 'try-again', 'edit', 'copy'])

const schema = z.strictObject({
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
