import { codesOf, type Item } from '../../../shared/instrument/instrument.ts'
import { isOrdered } from '../../../shared/instrument/kinds/kinds.ts'
import { type Reference, reference } from '../../../shared/instrument/population.ts'
import type { Study } from '../../../shared/study/study.ts'
import type { Effects } from './effects.ts'
import { proportions, tiltedTo } from './tilt.ts'

/**
 * What a distribution comes from. `shares`: a table of shares. `model-from-mean`: only a mean is known, so the shares
 * are a model: the distribution of greatest entropy with that mean (exact if there are two options). `uniform`: nothing
 * is known.
 */
export type Basis = 'shares' | 'model-from-mean' | 'uniform'

/** Shares stand in the order of `codes` and sum to 1. */
export type Shares = { codes: number[]; shares: number[]; basis: Basis }

/** Where a study's figures are looked up: in the study's populations, first in those that the effects file prefers. */
export type Figures = { populations: Study['populations']; base: Effects['base'] }

/** People's answers to an item in a place, as the populations have them, in the effects file's order of preference. */
export function sharesIn(figures: Figures, ref: string, item: Item, place: string): Shares {
  const codes = codesOf(item.answer)
  const own = figures.base.answers[ref]
  if (own !== undefined) return fromFigures(codes, own)
  if (item.reference !== undefined)
    for (const id of figures.base.populations) {
      const population = figures.populations.find((one) => one.id === id)
      const found = population && reference(population, place, item.reference)
      // A mean says nothing about options without an order, unless there are only two.
      if (found === undefined || (!('shares' in found) && !isOrdered(item.answer) && codes.length > 2)) continue
      return fromFigures(codes, found)
    }
  return { codes, shares: codes.map(() => 1 / codes.length), basis: 'uniform' }
}

function fromFigures(codes: number[], figures: Reference | { shares: Record<string, number> }): Shares {
  if ('shares' in figures) {
    const weights = codes.map((code) => figures.shares[code] ?? 0)
    return { codes, shares: proportions(weights), basis: 'shares' }
  }
  const uniform = codes.map(() => 1 / codes.length)
  const mean = Math.min(Math.max(...codes), Math.max(Math.min(...codes), figures.mean))
  return { codes, shares: tiltedTo(codes, uniform, mean), basis: 'model-from-mean' }
}
