import type { Aspect, Factor, LevelOf } from './factor.ts'
import type { Study } from './study.ts'

type Factors = Pick<Study, 'factors'>
type Levels = Readonly<Record<string, string>>
type FactorOf<A extends Aspect> = Extract<Factor, { aspect: A }>

/**
 * The factor that varies an aspect of the structure; undefined if the study does not vary it. A study has at most one
 * for each aspect.
 */
export function factorOf<A extends Aspect>(
  { factors }: Factors,
  aspect: A,
): { readonly id: string; readonly factor: FactorOf<A> } | undefined {
  for (const [id, factor] of Object.entries(factors))
    if (factor.aspect === aspect) return { id, factor: factor as FactorOf<A> }
  return undefined
}

/** The levels of an aspect, in the order of the file; none if the study does not vary it. */
export function levelsOf<A extends Aspect>(study: Factors, aspect: A): readonly LevelOf<A>[] {
  return Object.values(factorOf(study, aspect)?.factor.levels ?? {}) as LevelOf<A>[]
}

/**
 * The level of an aspect that holds under these levels; undefined if the study does not vary the aspect, or no level is
 * drawn yet.
 */
export function levelOf<A extends Aspect>(study: Factors, levels: Levels, aspect: A): LevelOf<A> | undefined {
  const found = factorOf(study, aspect)
  const level = found && levels[found.id]
  return level === undefined ? undefined : (found!.factor.levels[level] as LevelOf<A> | undefined)
}

/**
 * Every combination of the levels of the factors that are drawn in this way. If there is no such factor, one
 * combination without levels.
 */
export function combinations({ factors }: Factors, drawn: Factor['drawn']): Record<string, string>[] {
  let all: Record<string, string>[] = [{}]
  for (const [id, factor] of Object.entries(factors))
    if (factor.drawn === drawn)
      all = all.flatMap((one) => Object.keys(factor.levels).map((level) => ({ ...one, [id]: level })))
  return all
}

/** How many wordings each of these levels has. Levels without words of their own are left out. */
export function wordingsOf(
  { factors }: Factors,
  levels: Levels,
): { readonly factor: string; readonly count: number }[] {
  return Object.entries(factors).flatMap(([id, factor]) => {
    const level = factor.levels[levels[id]!]
    const count = level !== undefined && 'wordings' in level ? (level.wordings?.length ?? 0) : 0
    return count === 0 ? [] : [{ factor: id, count }]
  })
}
