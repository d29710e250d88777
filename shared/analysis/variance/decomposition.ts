import type { Random } from '../../random.ts'
import { numbersOf } from '../../statistics/variance/decision-numbers.ts'
import type { Decision } from '../../statistics/variance/generalisability.ts'
import { type VarianceResult, varianceComponents } from '../../statistics/variance/variance-components.ts'
import type { Facet } from '../../statistics/variance/variance-partitions.ts'

/** Answers to take the variance apart of, and what they may be alike by, the weightiest component first. */
export type Decomposable = {
  readonly response: Float64Array
  readonly facets: readonly Facet[]
  readonly components: readonly (readonly string[])[]
  /** Means of which objects are asked about, over how many items; over the rest as in these answers. */
  readonly decisions: readonly { readonly object: string; readonly items: number }[]
  /** The facet whose levels intervals resample. */
  readonly clusters: string
}

export type Decomposition = {
  readonly result: VarianceResult
  /** Components that these answers cannot tell from others before them; they stand in what is left. */
  readonly leftOut: readonly (readonly string[])[]
}

/**
 * Decomposes with all components, or, where some cannot be told apart, takes them in one by one, in their order, and leaves
 * out what cannot be told from those before.
 */
export function decomposition(
  { components: wanted, ...input }: Decomposable,
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): Decomposition {
  const decompose = (components: readonly (readonly string[])[], resamples: number) => {
    const named = new Set(components.flat())
    // A facet that no component names is no part of the design: what lies within it (where each country has a language of
    // its own, and language was left out) must not wait for its number.
    const facets = input.facets.filter(({ name }) => named.has(name) || name === input.clusters)
    // Without the object itself there is nothing to tell apart.
    const decisions = input.decisions.flatMap(({ object, items }): Decision[] => {
      const whole = components.some((names) => names.length === 1 && names[0] === object)
      return whole
        ? [{ object, numbers: { ...numbersOf(facets, object), ...(named.has('item') && { item: items }) } }]
        : []
    })
    return varianceComponents({
      ...options,
      ...input,
      facets,
      components,
      decisions,
      random: options.random.split('clusters'),
      resamples,
    })
  }
  const whole = decompose(wanted, options.resamples)
  if (whole.kind !== 'refused' || (whole.code !== 'confounded' && whole.code !== 'twice'))
    return { result: whole, leftOut: [] }
  const kept: (readonly string[])[] = []
  for (const component of wanted) if (decompose([...kept, component], 20).kind === 'decomposed') kept.push(component)
  return {
    result: decompose(kept, options.resamples),
    leftOut: wanted.filter((component) => !kept.includes(component)),
  }
}

/** Facets that every design has a name for. */
const GIVEN = ['item', 'session', 'country', 'language', 'model', 'level wording', 'wording', 'form', 'order', 'format']

/** The facet of a study's factor: its id, told apart where the design has a facet of that name already. */
export function factorFacet(id: string): string {
  return GIVEN.includes(id) ? `${id} (factor)` : id
}
