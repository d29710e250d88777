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
  kind: z
    .enum(['original', 'human-translation', 'machine-translation', 'machine-translation-reviewed'])
    .describe('How the words came about'),
  by: z.string().min(1).describe('Who or what wrote them'),
  on: z.iso.date().describe('The day, like 2026-01-31'),
  backTranslation: z.boolean().default(false).describe('Whether they were translated back and compared'),
  localReview: z
    .enum(['none', 'pending', 'approved', 'rejected'])
    .default('none')
    .describe('Whether somebody of the place has read them, and what that person said'),
  note: z.string().optional().describe('What else should be known of them'),
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
  by: z.string().min(1).describe('Who says so: a name or a pseudonym'),
  on: z.iso.date().describe('The day, like 2026-01-31'),
  place: Country.optional().describe(
    'The place for which the actor speaks, by its code. Left out if the word is about the item as such, as that of its author may be',
  ),
  verdict: z
    .enum(['approved', 'vetoed', 'retired'])
    .describe('The item may be asked of people of the place, or it may not, or it is no longer asked of them'),
  note: z.string().min(1).optional().describe('Why'),
})
export type ItemReview = z.infer<typeof ItemReview>

export const Item = z.strictObject({
  id: Id.describe('Its name; a study writes it as `instrument/item`. Never change it once data exist'),
  label: z.string().min(1).describe('A short name for researchers; participants do not see it'),
  topic: Id.describe('What it is about; related items share a topic'),
  reference: z
    .string()
    .min(1)
    .optional()
    .describe('Its code in reference populations, like Q164; left out if no population has it'),
  answer: AnswerFormat.describe('How it is answered'),
  forms: z
    .partialRecord(Form, z.array(Localised).min(1))
    .describe(
      'How it is put: one or more wordings for each of statement, question, scenario and open; the first wording is the default. A survey shows the form `question` unless it names another',
    ),
  theory: z.string().min(1).describe('The theory from which it comes, or `local`'),
  author: z.string().min(1).describe('Who worded it'),
  provenance: z
    .record(Locale, TextProvenance)
    .describe('Where its words come from, by language; every language in which a text is written has an entry'),
  risks: z.array(RiskKind).default([]).describe('What asking or answering may touch, where that can bring trouble'),
  optional: z.boolean().default(false).describe('Whether a person may leave it out'),
  review: z
    .array(ItemReview)
    .optional()
    .describe('What local people said of it; a later word of the same person counts'),
})
export type Item = z.infer<typeof Item>

export const Instrument = z.strictObject({
  id: Id.describe('Its name; a study writes an item of it as `instrument/item`'),
  title: z.string().min(1).describe('Its title in reports'),
  note: z.string().optional().describe('What is said about it wherever its numbers appear'),
  items: z.array(Item).min(1).describe('Its questions'),
})
export type Instrument = z.infer<typeof Instrument>
