import type { Problem } from '../../shared/protocol/problem.ts'
import type { Happening } from '../../shared/session/events.ts'
import { stageOf } from '../../shared/study/items.ts'
import { surveyIn } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'

/**
 * Why something that the rules allow cannot have come from the page that was shown; null if it can. Only what comes in
 * anew is judged here and not by `step`, which also reads logs that were written before this was looked at.
 */
export function misfitOfPage(study: Study, { type, body }: Happening): Problem | null {
  if (type === 'consent.given')
    return hasTwice(body.uses)
      ? { code: 'not-offered', message: 'Consent names a use twice; name each use once.' }
      : null
  if (type !== 'item.answered') return null
  const items = surveyIn(stageOf(study, body.stage))?.items ?? []
  if (body.position >= items.length)
    return {
      code: 'unfit-answer',
      message: `Position ${body.position} is not on this page; its ${items.length} questions have 0 to ${items.length - 1}.`,
    }
  if (body.answer.kind !== 'places') return null
  const { places } = body.answer
  const strange = places.find((place) => !Object.hasOwn(study.places, place))
  if (strange !== undefined)
    return {
      code: 'unfit-answer',
      message: `The page does not offer the place "${strange}"; write it in the person's own words.`,
    }
  return hasTwice(places) ? { code: 'unfit-answer', message: 'A place is named twice; name each place once.' } : null
}

function hasTwice(all: readonly string[]): boolean {
  return new Set(all).size < all.length
}
