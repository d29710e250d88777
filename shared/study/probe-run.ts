import * as z from 'zod'
import { Form } from '../instrument/instrument.ts'
import { Locale } from '../instrument/localised.ts'
import { Country } from '../instrument/population.ts'
import { ReplyFormat } from '../languages/reply-format.ts'
import { Target } from '../structure/question.ts'
import { ItemRef } from './flow.ts'

/** A country and a language in which it is asked: "Indians, in Hindi". */
export const Slice = z.strictObject({ place: Country, locale: Locale })
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
  /** `all`: every item with options of the study's instruments. */
  items: z.union([z.literal('all'), z.array(ItemRef).min(1)]).default('all'),
  slices: z.array(Slice).min(1),
  /** Left aside where a factor of the study varies the form. */
  forms: z.array(Form).min(1).default(['question']),
  /** Which of a form's wordings, from 0; an item with fewer is asked in those that it has. */
  itemWordings: z.array(z.int().min(0)).min(1).default([0]),
  orders: z.array(OptionOrder).min(1).default(['listed']),
  formats: z.array(ReplyFormat).min(1).default(['number']),
  targets: z.array(Target).min(1).default(['own']),
  repeats: z.int().min(1).max(1000),
  /** Further models, by alias; without any, the study's own. */
  models: z.array(Alias).min(1).optional(),
  /** Asked again at the start, in the middle and at the end of a run, to see whether the model itself has changed. */
  canaries: z.strictObject({ items: z.array(ItemRef).min(1), repeats: z.int().min(1).max(100).default(10) }).optional(),
})
export type ProbeRun = z.infer<typeof ProbeRun>
