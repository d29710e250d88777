import * as z from 'zod'
import { Form } from '../instrument/instrument.ts'
import { Locale } from '../instrument/localised.ts'
import { Country } from '../instrument/population.ts'
import { ReplyFormat } from '../languages/reply-format.ts'
import { Target } from '../structure/question.ts'
import { ItemRef } from './flow.ts'

/** A country, and a language in which it is asked: "Indians, in Hindi". */
export const Slice = z.strictObject({
  place: Country.describe('The country whose people it is read against (ISO 3166-1 alpha-3)'),
  locale: Locale.describe('The language in which it is asked'),
})
export type Slice = z.infer<typeof Slice>

/** The order in which options are shown. */
export const OptionOrder = z.enum(['listed', 'reversed'])
export type OptionOrder = z.infer<typeof OptionOrder>

const Alias = z.string().regex(/^[a-z0-9-]+$/, 'is not an alias; use lower-case letters, digits and hyphens')

/**
 * What a probe run asks of a model alone: every item under each condition x slice x form x wording x order x format x
 * target x repeat, for each model. The words of a factor's levels are drawn by seed, balanced over the repeats.
 */
export const ProbeRun = z.strictObject({
  items: z
    .union([z.literal('all'), z.array(ItemRef).min(1)])
    .default('all')
    .describe('Items as `instrument/item`, or `all`: every item of the instruments that has options'),
  slices: z.array(Slice).min(1).describe('Countries, each with a language in which it is asked'),
  forms: z
    .array(Form)
    .min(1)
    .default(['question'])
    .describe('Forms in which items are put; left aside where a factor of the study varies the form'),
  itemWordings: z
    .array(z.int().min(0))
    .min(1)
    .default([0])
    .describe('Which wordings of a form, from 0; an item with fewer is asked in those that it has'),
  orders: z.array(OptionOrder).min(1).default(['listed']).describe('Orders in which options are shown'),
  formats: z.array(ReplyFormat).min(1).default(['number']).describe('What replies are asked for'),
  targets: z.array(Target).min(1).default(['own']).describe('Whose answer is asked for'),
  repeats: z.int().min(1).max(1000).describe('How often each question is asked'),
  models: z.array(Alias).min(1).optional().describe('Models by alias; without any, the one of the study'),
  canaries: z
    .strictObject({
      items: z.array(ItemRef).min(1).describe('The items, each as `instrument/item`'),
      repeats: z.int().min(1).max(100).default(10).describe('How often each is asked at each of the three moments'),
    })
    .optional()
    .describe('Asked at the start, in the middle and at the end of a run, to see whether the model itself has changed'),
})
export type ProbeRun = z.infer<typeof ProbeRun>
