import type { Random } from '../../shared/random.ts'
import type { Contrast, Study } from '../../shared/study/study.ts'

/**
 * What is planted in simulated answers. Effects and spreads are in sd of people's answers to the item, shares are from
 * 0 to 1.
 */
export type Plant = {
  /** The planned contrast whose level is moved. Nothing else is moved. */
  readonly contrast: Contrast
  readonly effect: number
  /** How much the effect differs between items. */
  readonly itemSd: number
  /** How much a wording of a level differs from its level, for both levels compared. */
  readonly wordingSd: number
  /** How much sessions differ, whatever their condition. */
  readonly sessionSd: number
  /** Share of people whose second answer depends on where they stood before. The others answer anew. */
  readonly retest: number
  /** Share of sessions without any answer after the talk. */
  readonly dropout: number
}

/** What chance adds to the effect in one data set. It is drawn once for each item and once for each wording. */
export type Strays = {
  item(ref: string): number
  /** 0 for a level without words. */
  wording(level: string, wording: number | undefined): number
}

/** The strays of one data set. */
export function straysOf(plant: Plant, random: Random): Strays {
  const drawn = new Map<string, number>()
  const stray = (name: string, sd: number): number => {
    if (sd === 0) return 0
    const before = drawn.get(name)
    if (before !== undefined) return before
    const found = sd * random.split(name).normal()
    drawn.set(name, found)
    return found
  }
  return {
    item: (ref) => stray(`item ${ref}`, plant.itemSd),
    wording: (level, wording) => (wording === undefined ? 0 : stray(`wording ${level} ${wording}`, plant.wordingSd)),
  }
}

/**
 * How far the model's answers are moved under these levels: for the level compared by the effect, for the baseline by
 * its wording.
 */
export function modelMove(
  { contrast, effect }: Plant,
  strays: Strays,
  ref: string,
  levels: Readonly<Record<string, string>>,
  wordings: Readonly<Record<string, number>>,
): number {
  const { factor, level, baseline } = contrast
  const own = levels[factor]
  if (own === level) return effect + strays.item(ref) + strays.wording(level, wordings[factor])
  return own === baseline ? strays.wording(baseline, wordings[factor]) : 0
}

/** The position factor of a contrast that is tested on people's answers; null for a contrast of the model's. */
export function positionOf(study: Study, { factor: id }: Contrast) {
  const factor = study.factors[id]!
  return factor.aspect === 'position' ? factor : null
}

/** The number of steps from baseline to level between the middle of the two and the position of this level. */
export function stepsFromMiddle(study: Study, contrast: Contrast, level: string | undefined): number {
  const factor = positionOf(study, contrast)
  const found = level === undefined ? undefined : factor?.levels[level]
  if (factor === null || found === undefined) return 0
  const [high, low] = [factor.levels[contrast.level]!.value, factor.levels[contrast.baseline]!.value]
  return (found.value - (high + low) / 2) / (high - low)
}

/** Items whose answers a position moves: those that the position is about, or all. */
export function isMoved(study: Study, contrast: Contrast, ref: string): boolean {
  const about = positionOf(study, contrast)?.about
  return about === undefined || about.includes(ref)
}
