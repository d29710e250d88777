import type { Random } from '../../random.ts'
import { numbersOf } from '../../statistics/variance/decision-numbers.ts'
import type { Decision } from '../../statistics/variance/generalisability.ts'
import { type VarianceResult, varianceComponents } from '../../statistics/variance/variance-components.ts'
import type { Facet } from '../../statistics/variance/variance-partitions.ts'

/**
 * Answers whose variance is to be decomposed, and the components by which they may be alike, the most important one
 * first.
 */
export type Decomposable = {
  readonly response: Float64Array
  readonly facets: readonly Facet[]
  readonly components: readonly (readonly string[])[]
  /**
   * For decisions about an object: its means are over this many items, and over everything else as in these answers.
   */
  readonly decisions: readonly { readonly object: string; readonly items: number }[]
  /** The facet whose levels are resampled for intervals. */
  readonly clusters: string
}

export type Decomposition = {
  readonly result: VarianceResult
  /** Components that cannot be told apart, in these answers, from earlier ones. They are part of the residual. */
  readonly leftOut: readonly (readonly string[])[]
}

/**
 * Decomposes with all components. Where some cannot be told apart, it adds the components one by one, in their order,
 * and leaves out those that cannot be told apart from the ones before.
 */
export function decomposition(
  { components: wanted, ...input }: Decomposable,
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): Decomposition {
  const decompose = (components: readonly (readonly string[])[], resamples: number) => {
    const named = new Set(components.flat())
    // A facet that no component names is not part of the design. What lies within it must not need its number (for
    // example where each country has its own language, and language was left out).
    const facets = input.facets.filter(({ name }) => named.has(name) || name === input.clusters)
    // Without a component of the object itself, there is nothing to tell apart.
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

/** Facet names that a design may already use. */
const GIVEN = ['item', 'session', 'country', 'language', 'model', 'level wording', 'wording', 'form', 'order', 'format']

/**
 * The name of the facet of a study's factor: its id, with a suffix where a facet of the design may already have that
 * name.
 */
export function factorFacet(id: string): string {
  return GIVEN.includes(id) ? `${id} (factor)` : id
}
