import * as z from 'zod'
import { Form } from '../instrument/instrument.ts'
import { Locale } from '../instrument/localised.ts'
import { Country } from '../instrument/population.ts'

/** Whose answer is asked for, and as what task. `place` is null if no place was declared that the study knows. */
export const Frame = z.strictObject({
  task: z.enum(['answer', 'advice', 'story', 'forecast']),
  whose: z.enum(['assistant', 'user-from-place', 'person-from-place', 'people-of-place']),
  place: Country.nullable(),
  words: z.string().nullable(),
})
export type Frame = z.infer<typeof Frame>

/** How demonstrations are picked: by chance, by chance within the tested item's topic, or by overlap of words (chrF++). */
export const DemonstrationPick = z.enum(['random', 'same-topic', 'chrf'])

/** Whose answers are shown: people of the place in question, of another place drawn by seed, or of a named one. */
export const DemonstrationSource = z.union([z.enum(['place', 'another']), Country])

/** How an answer comes about. */
export const Strategy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('direct'), words: z.string().nullable() }),
  z.strictObject({ kind: z.literal('reasoning-first'), words: z.string().nullable() }),
  z.strictObject({
    kind: z.literal('demonstrations'),
    words: z.string().nullable(),
    k: z.int().min(1).max(20),
    pick: DemonstrationPick,
    of: DemonstrationSource,
  }),
])
export type Strategy = z.infer<typeof Strategy>

/**
 * Everything that shapes an exchange. The structure that the server assigns and the structure that people enact are
 * values of this one type, so that compliance, drift and distance can be computed from two of them. `null` means:
 * nothing is said about it.
 */
export const InteractionStructure = z.strictObject({
  /** The assistant's character (persona). */
  assistantRole: z.string().nullable(),
  /** Who the person is to the assistant. */
  personRole: z.string().nullable(),
  /** The subject of the talk. */
  topic: z.string().nullable(),
  frame: Frame,
  /** The position that the assistant argues for: a number on the study's scale of positions, and its words. */
  position: z.strictObject({ value: z.number(), words: z.string().nullable() }).nullable(),
  language: z.strictObject({
    interface: Locale,
    /** The language that the assistant's instructions are written in. */
    prompt: Locale,
    /** The language that the reply is asked for in. Null leaves it to the model. */
    reply: Locale.nullable(),
    words: z.string().nullable(),
  }),
  strategy: Strategy,
  initiative: z.discriminatedUnion('opens', [
    z.strictObject({ opens: z.literal('person') }),
    z.strictObject({ opens: z.literal('assistant'), opening: z.string() }),
  ]),
  constraints: z.array(z.string()),
  form: Form,
})
export type InteractionStructure = z.infer<typeof InteractionStructure>

/** One turn of the talk in the form in which a model gets it. */
export type TalkTurn = { speaker: 'person' | 'assistant'; text: string }
