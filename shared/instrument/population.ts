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

/** Who stands behind one figure, where the source tells. */
const behind = {
  /** People who gave an answer that counts, each once, whatever their weight. */
  n: z.int().positive().optional(),
  /** Kish's effective number of them, (sum of weights)^2 / sum of squared weights; only of weighted figures. */
  effective: z.number().positive().optional(),
}

/** What a population says of one item in one place: shares by option code (they sum to 1), or a mean only. */
export const Reference = z.union([
  z.strictObject({ mean: z.number(), shares: z.record(z.string(), z.number().min(0).max(1)), ...behind }),
  z.strictObject({ mean: z.number(), ...behind }),
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
  /** People asked, by country; `unknown` where the source does not say. A figure's own n, where it has one, says more. */
  n: z.union([z.literal('unknown'), z.record(Country, z.int().positive())]),
  /** What must be said wherever the figures are used. */
  caution: z.string().min(1),
  provenance: z.string().min(1),
  kind: z.enum(['means', 'distributions']),
  /**
   * CSV beside the head. means: `country,item,mean`; distributions: `country,item,code,share`. Both may have the columns
   * `subgroup` (empty for the whole country), `n` and `effective`.
   */
  data: z.string().min(1),
})
export type PopulationHead = z.infer<typeof PopulationHead>

/** A reference population: people's answers to items by country. */
export const Population = PopulationHead.omit({ data: true }).extend({
  /** country -> item's reference code -> figures */
  figures: z.record(Country, z.record(z.string(), Reference)),
  /** country -> subgroup -> item's reference code -> figures; absent where the source has no subgroups. */
  subgroups: z.record(Country, z.record(Subgroup, z.record(z.string(), Reference))).optional(),
})
export type Population = z.infer<typeof Population>

/** Figures for an item in a country, or in a subgroup of it; undefined when this population lacks them. */
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
 * How many people a country's figures weigh as much as: the effective number of a weighted figure (Kish 1965, Survey
 * Sampling), else the people who answered the item, else those asked in the country. Undefined where the
 * source tells none of them.
 */
export function peopleBehind(population: Population, country: Country, figures: Reference): number | undefined {
  return figures.effective ?? figures.n ?? (population.n === 'unknown' ? undefined : population.n[country])
}
