import * as z from 'zod'
import { Country } from './country.ts'
import { AnswerFormat } from './kinds/kinds.ts'
import { Locale, Localised } from './localised.ts'

export { AnswerFormat, codesOf } from './kinds/kinds.ts'

/** Ids in study files: lower-case words joined by hyphens. */
export const Id = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'is not an id; use lower-case letters, digits and single hyphens, like "trust-family"',
  )

/** The form of a question: a statement to agree with, a direct question, a small story, or an open question. */
export const Form = z.enum(['statement', 'question', 'scenario', 'open'])
export type Form = z.infer<typeof Form>

/** Where the words of one language come from. */
export const TextProvenance = z.strictObject({
  kind: z.enum(['original', 'human-translation', 'machine-translation', 'machine-translation-reviewed']),
  /** Who or what wrote it. */
  by: z.string().min(1),
  on: z.iso.date(),
  backTranslation: z.boolean().default(false),
  /** Whether somebody of the place has read it. */
  localReview: z.enum(['none', 'pending', 'approved', 'rejected']).default('none'),
  note: z.string().optional(),
})
export type TextProvenance = z.infer<typeof TextProvenance>

/**
 * What asking or answering may touch: belief and its practice; love between people of one sex, and abortion; people who
 * govern, their offices and laws; violence that a person may have lived through or fears.
 */
export const RiskKind = z.enum(['religion', 'sexuality', 'government', 'violence'])
export type RiskKind = z.infer<typeof RiskKind>

/**
 * What a local actor said about an item. A later word of the same actor about the same place replaces the earlier one.
 */
export const ItemReview = z.strictObject({
  /** A name or a pseudonym. */
  by: z.string().min(1),
  on: z.iso.date(),
  /** The place for which the actor speaks. Absent if the word is about the item as such, as its author's may be. */
  place: Country.optional(),
  /**
   * `approved`: the item may be asked of people of the place. `vetoed`: it may not. `retired`: it is no longer asked of
   * them.
   */
  verdict: z.enum(['approved', 'vetoed', 'retired']),
  note: z.string().min(1).optional(),
})
export type ItemReview = z.infer<typeof ItemReview>

export const Item = z.strictObject({
  id: Id,
  /** A short name for researchers. */
  label: z.string().min(1),
  topic: Id,
  /** The item's code in reference populations, such as `Q164`; absent when no reference has it. */
  reference: z.string().min(1).optional(),
  answer: AnswerFormat,
  /**
   * One or more wordings for each form; the first is the default. A survey shows the `question` form unless it names
   * another.
   */
  forms: z.partialRecord(Form, z.array(Localised).min(1)),
  /** The theory it comes from, or `local`. */
  theory: z.string().min(1),
  author: z.string().min(1),
  /** By locale. Every locale in which a text is written has an entry. */
  provenance: z.record(Locale, TextProvenance),
  /** Kinds of legal or personal risk of asking it in some places. */
  risks: z.array(RiskKind).default([]),
  optional: z.boolean().default(false),
  review: z.array(ItemReview).optional(),
})
export type Item = z.infer<typeof Item>

export const Instrument = z.strictObject({
  id: Id,
  title: z.string().min(1),
  /** What is said about it wherever its numbers appear. */
  note: z.string().optional(),
  items: z.array(Item).min(1),
})
export type Instrument = z.infer<typeof Instrument>
