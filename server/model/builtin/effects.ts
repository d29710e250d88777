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
export const LevelWhen = z.strictObject({ factor: Id, level: Id })
export type LevelWhen = z.infer<typeof LevelWhen>

/**
 * What can be seen in the question itself, whatever the study varies.
 * - `examples` are the demonstrations: `any`, or at least a third of them about the topic of the item that is asked.
 * - `target`, `order` and `format` say how the item is asked. A list of options shows its order; other questions show
 *   none.
 */
export const QuestionWhen = z.union([
  z.strictObject({ examples: z.enum(['any', 'same-topic']) }),
  z.strictObject({ target: z.enum(['norm', 'assistant']) }),
  z.strictObject({ order: OptionOrder }),
  z.strictObject({ format: ReplyFormat }),
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
  z.strictObject({ by: z.number().min(-1).max(1) }),
  z.strictObject({ toward: z.union([z.literal('place'), Country]), weight: share }),
  z.strictObject({ spread: z.number().positive().max(20) }),
  z
    .strictObject({
      unclassifiable: share.optional(),
      refused: share.optional(),
      notApplicable: share.optional(),
      needsContext: share.optional(),
    })
    .refine((shift) => Object.values(shift).some((one) => one !== undefined), 'has no share in it'),
])
export type Shift = z.infer<typeof Shift>

export const Effect = z
  .strictObject({
    id: Id,
    when: When,
    /** The items on which it works: these items, or the items of these topics; all items if neither is given. */
    items: z.array(ItemRef).min(1).optional(),
    topics: z.array(Id).min(1).optional(),
    shift: Shift,
  })
  .refine((effect) => effect.items === undefined || effect.topics === undefined, 'names items and topics; keep one')
export type Effect = z.infer<typeof Effect>

/** Answers to one item that no population has: shares by code, or a mean. */
const OwnFigures = z.union([
  z.strictObject({ shares: z.record(z.string(), z.number().min(0)) }),
  z.strictObject({ mean: z.number() }),
])

/** Sentences of an assistant that argues for a side, and the items about which they speak. */
const Position = z.strictObject({
  id: Id,
  when: When,
  items: z.array(ItemRef).min(1),
  says: Direction,
  lines: Sentences,
})

/**
 * A subject of the talk: the words that bring it up (any part of a word is enough), what the responder thinks and asks
 * about it, and what people say about it.
 */
const Subject = z.strictObject({
  about: Id,
  words: Sentences,
  thoughts: Sentences,
  questions: Sentences,
  people: Sentences,
})
export type Subject = z.infer<typeof Subject>

/** What a person who leans to one side of an item says while the talk is about the subject. */
const Voiced = z.strictObject({ about: Id, high: Sentences, low: Sentences })

/**
 * How the built-in responder and its simulated people answer for one study: the effects that are planted. So an analysis
 * can be compared with the truth. `studies/<id>/responder.yaml` holds it.
 */
export const Effects = z.strictObject({
  base: z.strictObject({
    /** Populations by id. The first one that has an item in a place gives the figures. */
    populations: z.array(Id).default([]),
    /** The place whose answers the responder gives if no effect says otherwise. */
    place: Country,
    /**
     * The same as an effect's `spread`, on the base place's answers: below 1 the responder agrees with itself more than
     * people do.
     */
    spread: z.number().positive().max(20).default(1),
    /** For items that no population has. They hold in every place, so nothing moves toward a place on these items. */
    answers: z.record(ItemRef, OwnFigures).default({}),
    unclassifiable: share.default(0),
    refused: share.default(0),
  }),
  /** Factors that do nothing, on purpose: a test of them should find nothing. No effect may name them. */
  nothing: z.array(Id).default([]),
  effects: z.array(Effect).default([]),
  /**
   * The model toward the person. Once a person has voiced a side of an item (by the lines of `people.lines`), the
   * item's mean moves to that side by this fraction of the range; by less if both sides were voiced.
   */
  adaptation: z.strictObject({ by: z.number().min(0).max(1) }).default({ by: 0 }),
  position: z.array(Position).default([]),
  /** First words of a reply under a level, such as a neighbour's greeting. */
  voice: z.array(z.strictObject({ when: When, openers: Sentences })).default([]),
  talk: z.array(Subject).default([]),
  people: z.strictObject({
    /** The place whose distribution a person answers from who declares no place that the study knows. */
    place: Country,
    /** Places that people declare, all equally likely. With the probability `undeclared`, a person declares none. */
    declares: z.array(Country).min(1),
    undeclared: share.default(0),
    /** Test-retest noise: the share of answers that are drawn anew at the second moment. */
    noise: share.default(0),
    /** The person toward the model: how far an answer moves toward a position that was read, as a fraction of the range. */
    susceptibility: share.default(0),
    /** Share of optional questions that are left out. */
    skips: share.default(0),
    lines: z.record(ItemRef, Voiced).default({}),
    /** What a person writes into an open question. Without it, people leave such questions empty. */
    remarks: Localised.optional(),
  }),
})
export type Effects = z.infer<typeof Effects>
