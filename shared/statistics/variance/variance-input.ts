import type { Random } from '../../random.ts'
import { listed } from '../regression/model-problem.ts'
import type { Decision, Term } from './generalisability.ts'
import { type Facet, type Partition, withinOf } from './variance-partitions.ts'

export type VarianceInput = {
  /** One answer a row, rescaled to 0..1 of its item's range; variances are in the squares of this unit. */
  readonly response: Float64Array
  readonly facets: readonly Facet[]
  /** Main effects and interactions by their facets: `[['country'], ['item'], ['country', 'item']]`. */
  readonly components: readonly (readonly string[])[]
  /** The facet whose levels are resampled: items for probe runs, participants for sessions. */
  readonly clusters: string
  readonly decisions?: readonly Decision[]
  readonly random: Random
  readonly resamples?: number
  readonly level?: number
}

export type VarianceProblemCode =
  | 'too-few-rows'
  | 'missing-value'
  | 'unknown-facet'
  | 'twice'
  | 'one-level'
  | 'confounded'
  | 'no-variance'
  | 'decision'
  | 'clusters'
  | 'option'

/** Why there are no variance components. It is thrown inside, and `varianceComponents` turns it into a value. */
export class VarianceProblem extends Error {
  readonly code: VarianceProblemCode
  constructor(code: VarianceProblemCode, message: string) {
    super(message)
    this.name = 'VarianceProblem'
    this.code = code
  }
}

/** The name of a component in sentences. */
export function nameOf(component: readonly string[] | undefined): string {
  return component === undefined ? 'the residual' : `"${component.join(' x ')}"`
}

/** The facets by name. Throws a `VarianceProblem` for values, codes, names and options that cannot be used. */
export function validFacets({
  response,
  facets,
  components,
  clusters,
  resamples = 500,
  level = 0.95,
}: VarianceInput): Map<string, Facet> {
  const byName = new Map(facets.map((facet) => [facet.name, facet]))
  const known = listed([...byName.keys()], 20)
  if (byName.size < facets.length) throw new VarianceProblem('twice', `Two facets share a name. Facets: ${known}.`)
  if (!(level > 0 && level < 1))
    throw new VarianceProblem('option', `A level lies between 0 and 1, like 0.95; it was ${level}.`)
  if (!Number.isSafeInteger(resamples) || resamples < 20)
    throw new VarianceProblem('option', `Intervals need 20 resamples or more; ${resamples} were asked for.`)
  if (components.length === 0) throw new VarianceProblem('option', 'Name at least one component, like ["item"].')
  if (response.length < components.length + 2)
    throw new VarianceProblem(
      'too-few-rows',
      `${response.length} answers cannot tell ${components.length} components and a residual apart. Add answers or leave components out.`,
    )
  const lost = response.findIndex((value) => !Number.isFinite(value))
  if (lost >= 0)
    throw new VarianceProblem('missing-value', `Answer ${lost + 1} is ${response[lost]}. Leave missing answers out.`)
  for (const { name, codes, levels } of facets) {
    if (codes.length !== response.length)
      throw new VarianceProblem(
        'missing-value',
        `Facet "${name}" has ${codes.length} codes for ${response.length} answers. Give each answer one.`,
      )
    const wrong = codes.findIndex((code) => code < 0 || code >= levels)
    if (wrong >= 0)
      throw new VarianceProblem(
        'missing-value',
        `Facet "${name}" has the code ${codes[wrong]} at answer ${wrong + 1}; its codes run from 0 to ${levels - 1}. Leave out answers without a level.`,
      )
  }
  for (const name of [clusters, ...components.flat()])
    if (!byName.has(name)) throw new VarianceProblem('unknown-facet', `No facet "${name}". Facets: ${known}.`)
  for (const component of components)
    if (component.length === 0 || new Set(component).size < component.length)
      throw new VarianceProblem(
        'twice',
        `A component names one facet or more, each once; one was [${component.join(', ')}].`,
      )
  return byName
}

/**
 * Throws a `VarianceProblem` if a component has only one group, or the same groups as another component, or one group
 * for each row.
 */
export function requireDistinct(
  components: readonly (readonly string[])[],
  partitions: readonly Partition[],
  rows: number,
): void {
  partitions.forEach((partition, c) => {
    if (partition.count === 1)
      throw new VarianceProblem(
        'one-level',
        `${nameOf(components[c])} has a single level on these answers, so it has no variance to estimate. Leave it out.`,
      )
    if (partition.count === rows)
      throw new VarianceProblem(
        'confounded',
        `${nameOf(components[c])} has one answer in each of its ${rows} combinations, so it cannot be told from the residual. Leave it out (the residual then holds both), or ask again.`,
      )
    const same = partitions.findIndex(
      (other, place) => place < c && other.count === partition.count && withinOf(partition, other) !== null,
    )
    if (same >= 0)
      throw new VarianceProblem(
        'confounded',
        `${nameOf(components[c])} and ${nameOf(components[same])} put these answers into the same groups, so their variances cannot be told apart. Leave one out.`,
      )
  })
}

/**
 * The components in the form that a decision needs. Throws a `VarianceProblem` if the object has no component, or if a
 * facet that adds error has no number.
 */
export function termsOf(
  { object, numbers, repeats = 1 }: Decision,
  components: readonly (readonly string[])[],
  nestedIn: readonly (readonly string[])[],
  partitions: readonly Partition[],
  alone: ReadonlyMap<string, Partition>,
): Term[] {
  const own = components.findIndex((names) => names.length === 1 && names[0] === object)
  if (own < 0)
    throw new VarianceProblem(
      'decision',
      `The object of measurement "${object}" needs a component of its own. Add ["${object}"] to the components.`,
    )
  for (const [facet, number] of [...Object.entries(numbers), ['repeats', repeats] as const]) {
    if (facet !== 'repeats' && (!alone.has(facet) || facet === object))
      throw new VarianceProblem(
        'decision',
        `A number is given for "${facet}", which is ${facet === object ? 'the object of measurement' : 'no facet'}. Facets to average over: ${listed([...alone.keys()].filter((name) => name !== object))}.`,
      )
    if (!(number >= 1 && Number.isFinite(number)))
      throw new VarianceProblem('decision', `An average runs over 1 or more of "${facet}"; the number was ${number}.`)
  }
  return components.map((names, c) => {
    const facets = [...names, ...nestedIn[c]!]
    const ofObject = withinOf(partitions[own]!, partitions[c]!) !== null
    const without = ofObject ? [] : facets.filter((facet) => facet !== object && numbers[facet] === undefined)
    if (without.length > 0)
      throw new VarianceProblem(
        'decision',
        `State over how many of ${without.map((facet) => `"${facet}"`).join(', ')} an average is formed: ${nameOf(names)} adds error to it.`,
      )
    return { facets, ofObject }
  })
}
