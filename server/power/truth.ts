import type { Study } from '../../shared/study/study.ts'
import { type MovableAnswers, momentsOf } from './movable-answers.ts'
import { isMoved, modelMove, type Plant, positionOf, type Strays, stepsFromMiddle } from './plant.ts'

/** What a truth is averaged over: items equally, and within an item places equally. */
export type Asked = {
  readonly study: Study
  readonly answers: (place: string | null, ref: string) => MovableAnswers
  readonly places: readonly string[]
  readonly items: readonly string[]
}

/** Points of the standard normal with their probabilities, for means over sessions. */
const NODES = Array.from({ length: 25 }, (_, nth) => (nth - 12) / 4).map((z) => ({ z, weight: Math.exp(-(z * z) / 2) }))
const WEIGHTS = NODES.reduce((sum, { weight }) => sum + weight, 0)

/** The mean of something over sessions that differ with a standard deviation of `sd`. */
function overSessions(sd: number, of: (own: number) => number): number {
  if (sd === 0) return of(0)
  return NODES.reduce((sum, { z, weight }) => sum + (weight / WEIGHTS) * of(sd * z), 0)
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
}

/**
 * The location shift that the model's answers really have under these strays, in sd of Q. It is a mean over items with
 * ordered options and over places with a reference distribution. Near the ends of a scale it is smaller than what was
 * planted, since a mean cannot leave the scale. Null if no item has a reference distribution.
 */
export function modelTruth(asked: Asked, plant: Plant, strays: Strays): number | null {
  const { factor, level, baseline } = plant.contrast
  const meanAt = (answers: MovableAnswers, ref: string, wanted: string): number =>
    average(
      wordingsOf(asked.study, factor, wanted).map((wording) => {
        const by = modelMove(
          plant,
          strays,
          ref,
          { [factor]: wanted },
          wording === undefined ? {} : { [factor]: wording },
        )
        return overSessions(plant.sessionSd, (own) => momentsOf(answers.codes, answers.at(own + by)).mean)
      }),
    )!
  const byItem = asked.items.flatMap((ref) => {
    const shifts = asked.places.flatMap((place) => {
      const answers = asked.answers(place, ref)
      if (answers.basis !== 'shares' || !answers.ordered || answers.sd === 0) return []
      return [(meanAt(answers, ref, level) - meanAt(answers, ref, baseline)) / answers.sd]
    })
    return average(shifts) ?? []
  })
  return average(byItem)
}

/** How far people really move from one position to the other under these strays, in sd of answers before. */
export function peopleTruth(
  asked: Asked,
  plant: Plant,
  strays: Strays,
  spread: (ref: string) => number,
): number | null {
  const { contrast } = plant
  const byItem = asked.items.flatMap((ref) => {
    const scale = spread(ref)
    if (!isMoved(asked.study, contrast, ref) || scale === 0) return []
    const shifts = asked.places.flatMap((place) => {
      const answers = asked.answers(place, ref)
      if (!answers.ordered) return []
      if (answers.sd === 0) return [0]
      const meanAt = (wanted: string) =>
        average(
          wordingsOf(asked.study, contrast.factor, wanted).map((wording) => {
            const steps = stepsFromMiddle(asked.study, contrast, wanted)
            const move = steps * (plant.effect + strays.item(ref)) + strays.wording(wanted, wording)
            return overSessions(
              plant.sessionSd,
              (own) => momentsOf(answers.codes, answers.at(own + (move * scale) / answers.sd)).mean,
            )
          }),
        )!
      return [(meanAt(contrast.level) - meanAt(contrast.baseline)) / scale]
    })
    return average(shifts) ?? []
  })
  return average(byItem)
}

/** By item: sd of answers that nothing moved, over all places and over sessions that differ by `sessionSd`. */
export function spreadOf(asked: Pick<Asked, 'answers' | 'places'>, sessionSd: number): (ref: string) => number {
  const known = new Map<string, number>()
  return (ref) => {
    const before = known.get(ref)
    if (before !== undefined) return before
    const moments = (which: 'mean' | 'square') =>
      average(
        asked.places.map((place) => {
          const answers = asked.answers(place, ref)
          return overSessions(sessionSd, (own) => momentsOf(answers.codes, answers.at(own))[which])
        }),
      ) ?? 0
    const found = Math.sqrt(Math.max(0, moments('square') - moments('mean') ** 2))
    known.set(ref, found)
    return found
  }
}

/** The wordings that may be drawn for a level. A level without words has one, which is none. */
function wordingsOf(study: Study, factor: string, level: string): readonly (number | undefined)[] {
  const found = study.factors[factor]!.levels[level]!
  const count = 'wordings' in found ? (found.wordings?.length ?? 0) : 0
  return count === 0 ? [undefined] : Array.from({ length: count }, (_, wording) => wording)
}

/** The true size of a contrast on the model's answers or on people's, in the way in which its estimate measures it. */
export function truthOf(asked: Asked, plant: Plant, strays: Strays, spread: (ref: string) => number): number | null {
  return positionOf(asked.study, plant.contrast) === null
    ? modelTruth(asked, plant, strays)
    : peopleTruth(asked, plant, strays, spread)
}
