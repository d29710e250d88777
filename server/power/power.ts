import type { Estimate } from '../../shared/analysis/estimate.ts'
import { plannedResults } from '../../shared/analysis/planned-contrasts.ts'
import { codesOf } from '../../shared/instrument/kinds/kinds.ts'
import { createRandom } from '../../shared/random.ts'
import { itemOf } from '../../shared/study/items.ts'
import { itemsOfRun, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { surveysOf, talksOf } from '../../shared/study/stages/stages.ts'
import type { Contrast, Study } from '../../shared/study/study.ts'
import { drawRun, type RunShape, runShape } from './drawn-run.ts'
import { drawSessions, lastMoment, type People } from './drawn-sessions.ts'
import { type MovableAnswers, movableAnswers } from './movable-answers.ts'
import { type Plant, positionOf, straysOf } from './plant.ts'
import { type Asked, spreadOf, truthOf } from './truth.ts'

/** How much is asked: of that many participants, or every question of the probe run that often. */
export type Size = { readonly of: 'participants' | 'repeats'; readonly count: number }

export type PowerCall = {
  readonly study: Study
  readonly hash: string
  readonly contrasts: readonly Contrast[]
  readonly sizes: readonly Size[]
  readonly places: readonly string[]
  readonly plant: Omit<Plant, 'contrast'>
  readonly alpha: number
  readonly simulations: number
  /** For each interval and each test of a data set. */
  readonly resamples: number
  readonly rearrangements: number
  readonly seed: string
}

/** What one simulated data set says about the contrast that was planted in it. */
export type Simulated = {
  readonly estimate: { readonly value: number; readonly low: number; readonly high: number } | null
  readonly p: number | null
  readonly adjusted: number | null
  /** The mean effect over the items and wordings that were drawn in this data set. */
  readonly drawn: number | null
}

/** One line of power: a contrast at a size. */
export type Line = { readonly contrast: Contrast; readonly size: Size }

/** The lines of a call, in its order. A probe run has no people, so it has no line for the position of people. */
export function linesOf({ contrasts, sizes, study }: PowerCall): Line[] {
  return contrasts.flatMap((contrast) =>
    sizes.flatMap((size) =>
      size.of === 'repeats' && positionOf(study, contrast) !== null ? [] : [{ contrast, size }],
    ),
  )
}

/** What is looked up once for a call. */
export type Ground = {
  readonly answers: (place: string | null, ref: string) => MovableAnswers
  readonly spread: (ref: string) => number
  readonly shape: (repeats: number) => RunShape
}

/** What the simulations of a call share. */
export function groundOf({ study, places, plant }: PowerCall): Ground {
  const answers = movableAnswers(study)
  const shapes = new Map<number, RunShape>()
  return {
    answers,
    spread: spreadOf({ answers, places }, plant.sessionSd),
    shape(repeats) {
      const known = shapes.get(repeats) ?? runShape(study as StudyOfRun, repeats)
      shapes.set(repeats, known)
      return known
    },
  }
}

/** Items and places over which a line's estimate is averaged. */
export function askedIn({ study, places }: PowerCall, { answers }: Ground, { contrast, size }: Line): Asked {
  if (size.of === 'repeats') {
    const run = study as StudyOfRun
    return { study, answers, places: run.probeRun.slices.map(({ place }) => place), items: itemsOfRun(run) }
  }
  const surveyed = (moment: string) =>
    surveysOf(study.flow).flatMap((survey) => (survey.moment === moment ? survey.items : []))
  const moment = lastMoment(study)
  const probed = talksOf(study.flow).flatMap(({ probes }) =>
    moment !== null && probes?.moments.includes(moment) ? probes.items : [],
  )
  const after = surveyed('after')
  // If answers are no codes, such as places or free words, there is no scale to move along.
  const twice = surveyed('before').filter((ref) => after.includes(ref) && codesOf(itemOf(study, ref).answer).length > 1)
  const items = positionOf(study, contrast) === null ? probed : twice
  return { study, answers, places, items: [...new Set(items)] }
}

/**
 * Simulation `nth` of a line. It draws a data set in which only this contrast has an effect, and analyses it as the
 * report does, with all planned contrasts in the family. The same call gives the same result, whatever was simulated
 * before.
 */
export function simulated(call: PowerCall, ground: Ground, line: Line, nth: number): Simulated {
  const { study, plant: common, alpha } = call
  const { contrast, size } = line
  const plant = plantOf(common, line)
  const random = createRandom(call.seed).split(`${contrast.id} ${size.of} ${size.count}`).split(nth)
  const strays = straysOf(plant, random.split('strays'))
  const options = {
    study,
    seed: `${random.split('analysis').next()}`,
    resamples: call.resamples,
    rearrangements: call.rearrangements,
    level: 1 - alpha,
    smallest: SMALLEST,
  }
  const found =
    size.of === 'repeats'
      ? plannedResults({
          ...options,
          sessions: [],
          answers: [],
          run: drawRun(ground.shape(size.count), ground.answers, plant, strays, random.split('answers')),
        })
      : plannedResults({ ...options, ...drawSessions(peopleOf(call, ground), plant, strays, size.count, random) })
  const own = found.find((one) => one.contrast === contrast.id && (one.of === 'probe run') === (size.of === 'repeats'))
  const step = stepOf(study, contrast)
  return {
    estimate: own === undefined ? null : scaled(own.estimate, step),
    p: own?.test?.p ?? null,
    adjusted: own?.test?.adjusted ?? null,
    drawn: truthOf(askedIn(call, ground, line), plant, strays, ground.spread),
  }
}

/** A probe run has no sessions that could differ. */
export function plantOf(common: PowerCall['plant'], { contrast, size }: Line): Plant {
  return { ...common, contrast, ...(size.of === 'repeats' ? { sessionSd: 0 } : {}) }
}

/** A report shows no interval if a level has fewer sessions than this. */
export const SMALLEST = 5

export function peopleOf({ study, hash, places }: PowerCall, { answers, spread }: Ground): People {
  return { study, hash, answers, places, spread }
}

/** People's estimate is for one unit of the position. The contrast goes from one position to the other. */
function stepOf(study: Study, contrast: Contrast): number {
  const factor = positionOf(study, contrast)
  return factor === null ? 1 : factor.levels[contrast.level]!.value - factor.levels[contrast.baseline]!.value
}

function scaled(estimate: Estimate, step: number): Simulated['estimate'] {
  if (estimate.value === null) return null
  const [one, other] = [estimate.low * step, estimate.high * step]
  return { value: estimate.value * step, low: Math.min(one, other), high: Math.max(one, other) }
}
