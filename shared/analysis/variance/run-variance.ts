import type { Random } from '../../random.ts'
import type { VarianceResult } from '../../statistics/variance/variance-components.ts'
import type { Facet } from '../../statistics/variance/variance-partitions.ts'
import { type RunTable, rowsOfTarget } from '../answers/run-answers.ts'
import { type Decomposable, decomposition, factorFacet } from './decomposition.ts'

/**
 * Families of components. The share of a component is counted in the first family to which any of its facets belongs.
 */
export const FAMILIES = ['asking', 'structure', 'model', 'language', 'country', 'item', 'residual'] as const
export type Family = (typeof FAMILIES)[number]

/**
 * The decomposed variance of a run's answers, each rescaled to 0..1 of its item's range. `artefact` is the share of
 * everything that depends on the way of asking (wording, order, format, form), alone or together with anything else.
 */
export type RunVariance = {
  readonly target: string
  readonly answers: number
  /** The number of items that are left out because their options have no order. */
  readonly itemsLeftOut: number
  readonly result: VarianceResult
  /** Shares by family; null where the decomposition was refused. */
  readonly families: Readonly<Record<Family, number>> | null
  readonly artefact: number | null
  /** Components that cannot be told apart from others in these answers. They are part of the residual. */
  readonly leftOut: readonly (readonly string[])[]
}

type Built = { facets: Facet[]; response: Float64Array; itemsLeftOut: number; factors: string[] }

/** The decomposition for one target. The intervals resample items. */
export function runVariance(
  table: RunTable,
  target: string,
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): RunVariance {
  const built = facetsOf(table, target)
  const { result, leftOut } = decomposition(
    { ...built, components: componentsOf(built), decisions: decisionsOf(built), clusters: 'item' },
    options,
  )
  const families = result.kind === 'refused' ? null : sharesOf(result, built.factors)
  return {
    target,
    answers: built.response.length,
    itemsLeftOut: built.itemsLeftOut,
    result,
    families,
    artefact: families === null ? null : families.asking,
    leftOut,
  }
}

const ASKED = ['wording', 'form', 'order', 'format'] as const

function facetsOf(table: RunTable, target: string): Built {
  const asked = rowsOfTarget(table, target)
  const isOrdered = (row: number) => table.items[table.at.item[row]!]!.ordered
  const rows = asked.filter(isOrdered)
  const left = new Set(asked.filter((row) => !isOrdered(row)).map((row) => table.at.item[row])).size
  const codes: { row: number; option: number }[] = []
  for (const row of rows)
    for (let option = 0; option < table.width; option += 1)
      for (let count = table.counts[row * table.width + option]!; count > 0; count -= 1) codes.push({ row, option })
  const response = Float64Array.from(codes, ({ row, option }) => {
    const all = table.items[table.at.item[row]!]!.codes
    return (all[option]! - all[0]!) / (all[all.length - 1]! - all[0]!)
  })
  const facet = (name: string, key: (row: number) => string | number): Facet => {
    const places = new Map<string | number, number>()
    const byRow = new Map<number, number>()
    for (const row of rows) {
      const value = key(row)
      if (!places.has(value)) places.set(value, places.size)
      byRow.set(row, places.get(value)!)
    }
    return { name, codes: Int32Array.from(codes, ({ row }) => byRow.get(row)!), levels: places.size }
  }
  const { at } = table
  const ids = [...new Set(table.cells.flatMap(({ levels }) => Object.keys(levels)))]
  const all: Facet[] = [
    facet('item', (row) => at.item[row]!),
    facet('country', (row) => table.slices[at.slice[row]!]!.place),
    facet('language', (row) => table.slices[at.slice[row]!]!.locale),
    facet('model', (row) => at.model[row]!),
    ...ids.map((id) => facet(factorFacet(id), (row) => table.cells[at.cell[row]!]!.levels[id] ?? '')),
    facet('level wording', (row) => `${at.cell[row]} ${at.words[row]}`),
    ...ASKED.map((axis) => facet(axis, (row) => at[axis][row]!)),
  ]
  const varied = all.filter(
    ({ name, levels }) => levels > 1 && (name !== 'level wording' || levels > table.cells.length),
  )
  const factors = ids.map(factorFacet).filter((id) => varied.some(({ name }) => name === id))
  return { facets: varied, response, itemsLeftOut: left, factors }
}

/**
 * The components by which answers may be alike, the most important one first. A wording belongs to its item (and form),
 * so it is never a component alone.
 */
function componentsOf({ facets, factors }: Built): string[][] {
  const has = (name: string) => facets.some((one) => one.name === name)
  const main = ['item', ...factors, 'country', 'language', 'model', 'order', 'format', 'form']
    .filter(has)
    .map((one) => [one])
  const pairs = [
    ...['country', 'language', 'model', ...factors].map((one) => ['item', one]),
    ...factors.flatMap((one, nth) =>
      ['country', 'language', 'model', ...factors.slice(nth + 1)].map((other) => [one, other]),
    ),
    ['country', 'model'],
    ...(has('wording') ? [has('form') ? ['item', 'form', 'wording'] : ['item', 'wording']] : []),
    ['item', 'form'],
    ['item', 'order'],
    ['item', 'format'],
    ['level wording'],
    ...factors.map((one) => ['item', 'country', one]),
  ]
  return [...main, ...pairs.filter((names) => names.every(has))]
}

/**
 * How well countries can be told apart by means over one item, over ten, over as many as were asked, and over twice as
 * many.
 */
function decisionsOf({ facets }: Built): Decomposable['decisions'] {
  const items = facets.find(({ name }) => name === 'item')?.levels ?? 1
  return [...new Set([1, 10, items, 2 * items])].map((number) => ({ object: 'country', items: number }))
}

function sharesOf(
  { components, residual }: Extract<VarianceResult, { kind: 'decomposed' }>,
  factors: readonly string[],
): Record<Family, number> {
  const shares = Object.fromEntries(FAMILIES.map((family) => [family, 0])) as Record<Family, number>
  for (const { facets, share } of components) shares[familyOf(facets, factors)] += share
  shares.residual += residual.share
  return shares
}

/** The family of a component. */
export function familyOf(facets: readonly string[], factors: readonly string[]): Family {
  const any = (...names: readonly string[]) => facets.some((facet) => names.includes(facet))
  if (any(...ASKED)) return 'asking'
  if (any(...factors, 'level wording')) return 'structure'
  if (any('model')) return 'model'
  if (any('language')) return 'language'
  return any('country') ? 'country' : 'item'
}
