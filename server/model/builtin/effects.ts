import * as z from 'zod'
import { Id } from '../../../shared/instrument/instrument.ts'
import { Localised } from '../../../shared/instrument/localised.ts'
import { Country } from '../../../shared/instrument/population.ts'
import { ReplyFormat } from '../../../shared/languages/reply-format.ts'
import { ItemRef } from '../../../shared/study/flow.ts'
import { OptionOrder } from '../../../shared/study/probe-run.ts'

const share = z.number().min(0).max(1)
const Sentences = z.record(z.string(), z.array(z.string().trim().min(1)).min(1))

/** A level of a factor of the study. It holds if that level's words are in the messages, in any of its wordings. */
export const LevelWhen = z.strictObject({
  factor: Id.describe('A factor of the study'),
  level: Id.describe('The level whose words are in the messages. If you rename it in the study, rename it here too'),
})
export type LevelWhen = z.infer<typeof LevelWhen>

/**
 * What can be seen in the question itself, whatever the study varies.
 * - `examples` are the demonstrations: `any`, or at least a third of them about the topic of the item that is asked.
 * - `target`, `order` and `format` say how the item is asked. A list of options shows its order; other questions show
 *   none.
 */
export const QuestionWhen = z.union([
  z.strictObject({
    examples: z
      .enum(['any', 'same-topic'])
      .describe('Demonstrations stand before the question; `same-topic`: at least a third of them are about its topic'),
  }),
  z.strictObject({ target: z.enum(['norm', 'assistant']).describe('Whose answer is asked for') }),
  z.strictObject({ order: OptionOrder.describe('The order in which options are listed') }),
  z.strictObject({ format: ReplyFormat.describe('How the reply is asked for') }),
])
export type QuestionWhen = z.infer<typeof QuestionWhen>

/** One thing, or several that must all hold (an interaction). */
const When = z.union([LevelWhen, QuestionWhen, z.array(z.union([LevelWhen, QuestionWhen])).min(1)])
export type When = z.infer<typeof When>

/** A direction on an item's codes: `high` is toward the largest code, whatever that code means. */
export const Direction = z.enum(['high', 'low'])
export type Direction = z.infer<typeof Direction>

/**
 * What an effect does to the answers to an item.
 * - `by` moves the mean by that fraction of the scale's range (0.1 on codes 1 to 5 is 0.4). The options' shares are
 *   tilted exponentially until the mean is exactly there. Several `by` add up. The mean stays 1 % of the range inside
 *   the options that anybody chooses; a move that would go further ends there. Not for nominal items.
 * - `toward` mixes the answers with those of a place. `place` is the place in the words of `when` (in its framing, over
 *   its examples, in its question); otherwise the place that the instructions name; otherwise the base place. A code
 *   such as EGY is that place. A `weight` of 0.5 takes half of each.
 * - `spread` flattens (above 1) or sharpens (below 1): each share is raised to 1 / spread, then they sum to 1 again.
 * - `unclassifiable`, `refused`, `notApplicable` and `needsContext` are shares of all answers, added to the base's.
 */
export const Shift = z.union([
  z.strictObject({
    by: z
      .number()
      .min(-1)
      .max(1)
      .describe('Moves the mean by this fraction of the range of the scale; 0.1 on codes 1 to 5 is 0.4'),
  }),
  z.strictObject({
    toward: z
      .union([z.literal('place'), Country])
      .describe(
        'Mixes the answers with those of a place: a code like EGY, or `place` for the one that the messages name',
      ),
    weight: share.describe('How much of that place; 0.5 takes half of each'),
  }),
  z.strictObject({
    spread: z.number().positive().max(20).describe('Above 1: answers lie wider apart. Below 1: closer together'),
  }),
  z
    .strictObject({
      unclassifiable: share.optional().describe('Share of answers that no option can be read from'),
      refused: share.optional().describe('Share of refusals'),
      notApplicable: share.optional().describe('Share of answers that the question does not apply'),
      needsContext: share.optional().describe('Share of answers that more must be known first'),
    })
    .refine((shift) => Object.values(shift).some((one) => one !== undefined), 'has no share in it'),
])
export type Shift = z.infer<typeof Shift>

export const Effect = z
  .strictObject({
    id: Id.describe('Its name'),
    when: When.describe('When it works: one thing, or a list of things that must all hold'),
    items: z
      .array(ItemRef)
      .min(1)
      .optional()
      .describe('The items on which it works, as `instrument/item`; with neither `items` nor `topics`, all'),
    topics: z.array(Id).min(1).optional().describe('In place of `items`: all items of these topics'),
    shift: Shift.describe('What it does to the answers'),
  })
  .refine((effect) => effect.items === undefined || effect.topics === undefined, 'names items and topics; keep one')
export type Effect = z.infer<typeof Effect>

/** Answers to one item that no population has: shares by code, or a mean. */
const OwnFigures = z.union([
  z.strictObject({ shares: z.record(z.string(), z.number().min(0)).describe('The share of each code') }),
  z.strictObject({ mean: z.number().describe('The mean') }),
])

/** Sentences of an assistant that argues for a side, and the items about which they speak. */
const Position = z.strictObject({
  id: Id.describe('Its name'),
  when: When.describe('When the assistant argues so'),
  items: z.array(ItemRef).min(1).describe('The items about which it speaks'),
  says: Direction.describe('The side: toward the high or the low codes'),
  lines: Sentences.describe('What it says, by language'),
})

/**
 * A subject of the talk: the words that bring it up (any part of a word is enough), what the responder thinks and asks
 * about it, and what people say about it.
 */
const Subject = z.strictObject({
  about: Id.describe('Its name'),
  words: Sentences.describe('Words that bring it up, by language; any part of a word is enough'),
  thoughts: Sentences.describe('What the responder thinks about it'),
  questions: Sentences.describe('What the responder asks about it'),
  people: Sentences.describe('What simulated people say about it'),
})
export type Subject = z.infer<typeof Subject>

/** What a person who leans to one side of an item says while the talk is about the subject. */
const Voiced = z.strictObject({
  about: Id.describe('The subject of `talk` in which it is said'),
  high: Sentences.describe('What those say who lean to the high codes'),
  low: Sentences.describe('What those say who lean to the low codes'),
})

/**
 * How the built-in responder and its simulated people answer for one study: the effects that are planted. So an analysis
 * can be compared with the truth. `studies/<id>/responder.yaml` holds it.
 */
export const Effects = z.strictObject({
  base: z
    .strictObject({
      populations: z
        .array(Id)
        .default([])
        .describe('Populations of the study by id; the first one that has an item in a place gives the figures'),
      place: Country.describe('The place whose answers the responder gives if no effect says otherwise'),
      spread: z
        .number()
        .positive()
        .max(20)
        .default(1)
        .describe('Below 1: the responder agrees with itself more than people of the place do'),
      answers: z
        .record(ItemRef, OwnFigures)
        .default({})
        .describe(
          'Figures of items that no population has. They hold in every place, so nothing moves toward a place on them',
        ),
      unclassifiable: share.default(0).describe('Share of answers that no option can be read from'),
      refused: share.default(0).describe('Share of refusals'),
    })
    .describe('How the responder answers if no effect says otherwise'),
  nothing: z
    .array(Id)
    .default([])
    .describe('Factors that do nothing, on purpose: a test of them should find nothing. No effect may name them'),
  effects: z.array(Effect).default([]).describe('The effects that are planted'),
  adaptation: z
    .strictObject({ by: z.number().min(0).max(1).describe('How far, as a fraction of the range of the scale') })
    .default({ by: 0 })
    .describe(
      'The model toward the person: once a person has voiced a side of an item (by `people.lines`), the answers move to that side; by less if both sides were voiced',
    ),
  position: z.array(Position).default([]).describe('Sides for which the assistant argues in talks'),
  voice: z
    .array(
      z.strictObject({
        when: When.describe('When it speaks so'),
        openers: Sentences.describe('First words of a reply, by language'),
      }),
    )
    .default([])
    .describe('First words of a reply under a level, like the greeting of a neighbour'),
  talk: z.array(Subject).default([]).describe('Subjects that the responder can talk about'),
  people: z
    .strictObject({
      place: Country.describe(
        'The place from whose answers a person answers who declares no place that the study knows',
      ),
      declares: z.array(Country).min(1).describe('Places that people declare, all equally likely'),
      undeclared: share.default(0).describe('Share of people who declare no place'),
      noise: share.default(0).describe('Share of answers that are drawn anew at the second moment'),
      susceptibility: share
        .default(0)
        .describe(
          'The person toward the model: how far an answer moves toward a position that was read, as a fraction of the range of the scale',
        ),
      skips: share.default(0).describe('Share of optional questions that are left out'),
      lines: z.record(ItemRef, Voiced).default({}).describe('What people say in talks about an item'),
      remarks: Localised.optional().describe(
        'What people write into an open question; without it they leave such questions empty',
      ),
    })
    .describe('The simulated people'),
})
export type Effects = z.infer<typeof Effects>
