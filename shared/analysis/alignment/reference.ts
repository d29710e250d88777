import { type Population, peopleBehind, reference } from '../../instrument/population.ts'
import type { Study } from '../../study/study.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import { type Distribution, fromShares } from './measures/distribution.ts'

/** What is known of people's answers to an item in a place. */
export type PlaceReference =
  | {
      readonly kind: 'distribution'
      readonly population: string
      readonly distribution: Distribution
      /** Published shares, or shares that follow exactly from the mean of an item with two options. */
      readonly from: 'shares' | 'two-option mean'
    }
  | { readonly kind: 'mean'; readonly population: string; readonly mean: number }
  | { readonly kind: 'none'; readonly why: string }

function distributionIn(population: Population, place: string, coded: CodedItem): PlaceReference | undefined {
  const figures = reference(population, place, coded.item.reference!)
  if (figures === undefined) return undefined
  const n = peopleBehind(population, place, figures)
  const { codes } = coded
  if ('shares' in figures) {
    const { shares } = figures
    const strays = Object.keys(shares).filter((code) => !codes.includes(Number(code)))
    if (strays.length > 0)
      return {
        kind: 'none',
        why: `the population ${population.id} has answers coded ${strays.join(', ')}, which the item does not offer`,
      }
    const distribution = fromShares(
      codes,
      codes.map((code) => shares[code] ?? 0),
      n,
    )
    return { kind: 'distribution', population: population.id, distribution, from: 'shares' }
  }
  const [low, high] = [codes[0]!, codes[codes.length - 1]!]
  if (figures.mean < low || figures.mean > high)
    return { kind: 'none', why: `the mean ${figures.mean} of ${population.id} is off the item's scale` }
  if (codes.length > 2) return { kind: 'mean', population: population.id, mean: figures.mean }
  const upper = (figures.mean - low) / (high - low)
  const distribution = fromShares(codes, [1 - upper, upper], n)
  return { kind: 'distribution', population: population.id, distribution, from: 'two-option mean' }
}

/**
 * The reference of an item in a place: the study's first population that has a distribution, or else the first that has
 * a mean. Nothing is taken from a neighbouring place. A mean is turned into shares only where the item has two options,
 * because the mean is then the share.
 */
export function referenceFor(
  study: Pick<Study, 'populations'>,
  place: string | null,
  coded: CodedItem,
): PlaceReference {
  if (place === null) return { kind: 'none', why: 'no place was declared that the study knows' }
  if (coded.item.reference === undefined) return { kind: 'none', why: 'no reference population has this item' }
  const found = study.populations.flatMap((population) => distributionIn(population, place, coded) ?? [])
  return (
    found.find(({ kind }) => kind === 'distribution') ??
    found.find(({ kind }) => kind === 'mean') ??
    found[0] ?? { kind: 'none', why: `no reference population has this item in ${place}` }
  )
}

/** The distributions of the same item in the other places of one population. */
export function otherPlaces(
  study: Pick<Study, 'populations'>,
  population: string,
  place: string,
  coded: CodedItem,
): ReadonlyMap<string, Distribution> {
  const found = study.populations.find(({ id }) => id === population)
  const others = new Map<string, Distribution>()
  if (found === undefined || coded.item.reference === undefined) return others
  for (const other of Object.keys(found.figures)) {
    if (other === place) continue
    const there = distributionIn(found, other, coded)
    if (there?.kind === 'distribution') others.set(other, there.distribution)
  }
  return others
}

/** References of an analysis, each looked up once. */
export type References = {
  /** See `referenceFor`. */
  of(place: string | null, coded: CodedItem): PlaceReference
  /** See `otherPlaces`. */
  others(population: string, place: string, coded: CodedItem): ReadonlyMap<string, Distribution>
}

/** The references of a study. What was looked up once is kept. */
export function referencesOf(study: Pick<Study, 'populations'>): References {
  const references = new Map<string, PlaceReference>()
  const others = new Map<string, ReadonlyMap<string, Distribution>>()
  return {
    of: (place, coded) => kept(references, `${place} ${coded.ref}`, () => referenceFor(study, place, coded)),
    others: (population, place, coded) =>
      kept(others, `${population} ${place} ${coded.ref}`, () => otherPlaces(study, population, place, coded)),
  }
}

function kept<T>(known: Map<string, T>, key: string, find: () => T): T {
  const before = known.get(key)
  if (before !== undefined) return before
  const found = find()
  known.set(key, found)
  return found
}
