import * as z from 'zod'
import { Country } from './country.ts'
import { Id } from './instrument.ts'

export { Country }

/** A part of a country's people: a dimension and a group in it, like `sex=female` or `age=16-29`. */
export const Subgroup = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*=[a-z0-9][a-z0-9+-]*$/,
    'is not a subgroup; write a dimension and a group in lower case, like "sex=female"',
  )
export type Subgroup = z.infer<typeof Subgroup>

/** How many people stand behind one figure, if the source tells. */
const behind = {
  /** People who gave an answer that counts. Each counts once, whatever their weight. */
  n: z.int().positive().optional(),
  /** Kish's effective number of them, (sum of weights)^2 / sum of squared weights. Only for weighted figures. */
  effective: z.number().positive().optional(),
}

/** What a population says about one item in one place: shares by option code (they sum to 1), or only a mean. */
export const Reference = z.union([
  z.strictObject({ mean: z.number(), shares: z.record(z.string(), z.number().min(0).max(1)), ...behind }),
  z.strictObject({ mean: z.number(), ...behind }),
])
export type Reference = z.infer<typeof Reference>

/** The head of a population file: everything except the figures, which are in a CSV beside it. */
export const PopulationHead = z.strictObject({
  id: Id.describe('Its name'),
  title: z.string().min(1).describe('Its title in reports'),
  source: z.string().min(1).describe('Who asked the people, and where the figures were published'),
  wave: z.string().min(1).describe('Years or wave of the survey'),
  mode: z.string().min(1).describe('How people were asked, for example face to face'),
  weighted: z.boolean().describe('Whether the figures are weighted'),
  n: z
    .union([z.literal('unknown'), z.record(Country, z.int().positive())])
    .describe(
      'The number of people asked, by country, or `unknown`. If a figure in the table has an n of its own, that is taken',
    ),
  caution: z.string().min(1).describe('What must be said wherever the figures are used'),
  provenance: z.string().min(1).describe('How the figures came into this file'),
  kind: z
    .enum(['means', 'distributions'])
    .describe('What the table holds: a mean of each item, or the share of each answer'),
  data: z.string().min(1).describe('The path of the table, from this file'),
})
export type PopulationHead = z.infer<typeof PopulationHead>

/** A reference population: people's answers to items by country. */
export const Population = PopulationHead.omit({ data: true }).extend({
  /** country -> item's reference code -> figures */
  figures: z.record(Country, z.record(z.string(), Reference)),
  /** country -> subgroup -> item's reference code -> figures; absent if the source has no subgroups. */
  subgroups: z.record(Country, z.record(Subgroup, z.record(z.string(), Reference))).optional(),
})
export type Population = z.infer<typeof Population>

/** Figures for an item in a country, or in a subgroup of it; undefined when this population has none. */
export function reference(
  population: Population,
  country: Country,
  item: string,
  subgroup?: Subgroup,
): Reference | undefined {
  if (subgroup === undefined) return population.figures[country]?.[item]
  return population.subgroups?.[country]?.[subgroup]?.[item]
}

/**
 * The number of people to which a country's figures correspond: the effective number of a weighted figure (Kish 1965,
 * Survey Sampling); otherwise the people who answered the item; otherwise those asked in the country. Undefined if the
 * source gives none of them.
 */
export function peopleBehind(population: Population, country: Country, figures: Reference): number | undefined {
  return figures.effective ?? figures.n ?? (population.n === 'unknown' ? undefined : population.n[country])
}
