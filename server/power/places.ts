import { referencesOf } from '../../shared/analysis/alignment/reference.ts'
import { codedItemOf } from '../../shared/analysis/answers/coded-item.ts'
import { codesOf } from '../../shared/instrument/kinds/kinds.ts'
import { itemOf } from '../../shared/study/items.ts'
import { surveyIn, talkIn } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'
import type { Basis, MovableAnswers } from './movable-answers.ts'

/** The items that a study's flow asks of people before and after a talk, or of the model in a talk. */
export function itemsOfFlow(study: Study): string[] {
  const all = study.flow.flatMap((stage) => {
    const asked = surveyIn(stage)
    return [...(talkIn(stage)?.probes?.items ?? []), ...(asked === null || asked.moment === 'none' ? [] : asked.items)]
  })
  return [...new Set(all)].filter((ref) => codesOf(itemOf(study, ref).answer).length > 1)
}

/** The places that simulated people come from: those of which populations know most. Empty if populations know none. */
export function knownPlaces(study: Study): string[] {
  const references = referencesOf(study)
  const items = itemsOfFlow(study).map((ref) => codedItemOf(study, ref))
  const having = (kind: 'distribution' | 'mean') =>
    Object.keys(study.places).filter((place) => items.some((item) => references.of(place, item).kind === kind))
  const whole = having('distribution')
  return whole.length > 0 ? whole : having('mean')
}

/** What simulated answers are based on: the number of pairs of place and item, by basis. */
export function basesOf(
  answers: (place: string | null, ref: string) => MovableAnswers,
  places: readonly (string | null)[],
  items: readonly string[],
): Record<Basis, number> {
  const counts: Record<Basis, number> = { shares: 0, mean: 0, flat: 0 }
  for (const place of places) for (const ref of items) counts[answers(place, ref).basis] += 1
  return counts
}
