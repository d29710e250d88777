import type { Item, ItemReview } from '../instrument/instrument.ts'
import { itemUses } from './item-uses.ts'
import { findItem } from './items.ts'
import { type LintProblem, lintError, lintWarning } from './lint-problem.ts'
import type { Study } from './study.ts'

/** Items that people are asked although a local actor vetoed them (a warning) or they are retired (an error). */
export function lintReviews(study: Study): LintProblem[] {
  const met = new Set<string>()
  return itemUses(study).flatMap(({ by, ref, path }) => {
    const item = by === 'survey' && !met.has(ref) ? findItem(study, ref) : undefined
    if (item === undefined) return []
    met.add(ref)
    return standing(item, study.places).flatMap((review) => {
      if (review.verdict === 'approved') return []
      const said = `${review.verdict}${review.place === undefined ? '' : ` for ${review.place}`} by ${review.by} on ${review.on}${review.note === undefined ? '' : ` (${review.note})`}`
      return review.verdict === 'retired'
        ? [lintError(path, `item "${ref}" is ${said}; ask another.`)]
        : [lintWarning(path, `item "${ref}" is ${said}; leave it out there, or agree on another wording with them.`)]
    })
  })
}

/**
 * What each actor said last, about the item as such or about a place of the study. One actor's word does not replace
 * that of another.
 */
function standing(item: Item, places: Study['places']): ItemReview[] {
  const last = new Map<string, ItemReview>()
  for (const review of (item.review ?? []).toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)))
    if (review.place === undefined || places[review.place] !== undefined)
      last.set(JSON.stringify([review.by, review.place ?? null]), review)
  return [...last.values()]
}
