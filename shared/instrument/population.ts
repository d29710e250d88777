import * as z from 'zod'
import { Country } from './country.ts'
import { Id } from './instrument.ts'

export { Country }

/** What a population says of one item in one country: shares by option code (they sum to 1), or a mean only. */
export const Reference = z.union([
  z.strictObject({ mean: z.number(), shares: z.record(z.string(), z.number().min(0).max(1)) }),
  z.strictObject({ mean: z.number() }),
])
export type Reference = z.infer<typeof Reference>

/** The head of a population file: everything but the figures, which stand in a CSV beside it. */
export const PopulationHead = z.strictObject({
  id: Id,
  title: z.string().min(1),
  source: z.string().min(1),
  /** Years or wave of the survey. */
  wave: z.string().min(1),
  mode: z.string().min(1),
  weighted: z.boolean(),
  /** People asked, by country; `unknown` where the source does not say. */
  n: z.union([z.literal('unknown'), z.record(Country, z.int().positive())]),
  /** What must be said wherever the figures are used. */
  caution: z.string().min(1),
  provenance: z.string().min(1),
  kind: z.enum(['means', 'distributions']),
  /** CSV beside the head. means: `country,item,mean`; distributions: `country,item,code,share`. */
  data: z.string().min(1),
})

/** A reference population: people's answers to items by country. */
export const Population = PopulationHead.omit({ data: true }).extend({
  /** country -> item's reference code -> figures */
  figures: z.record(Country, z.record(z.string(), Reference)),
})
export type Population = z.infer<typeof Population>

/** Figures for an item in a country; undefined when this population lacks them. */
export function reference(population: Population, country: Country, item: string): Reference | undefined {
  return population.figures[country]?.[item]
}
