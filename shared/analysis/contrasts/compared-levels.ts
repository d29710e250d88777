import type { Study } from '../../study/study.ts'

/** Two levels of one factor that are compared, by whichever design the answers came. */
export type ComparedLevels = {
  /** Of the study file, or made of the factor and its levels. */
  readonly id: string
  readonly title: string
  readonly factor: string
  readonly level: string
  readonly baseline: string
  readonly smallestEffect?: number | undefined
  /** Whether the study file asks for it. */
  readonly asked: boolean
}

/**
 * What a study compares, by one rule for sessions and for models alone: the contrasts of its file first, then every other
 * level against its factor's baseline, which is the control's level, or the first where the factor is crossed or the study
 * has no control.
 */
export function comparedLevels(study: Study): ComparedLevels[] {
  const control = study.conditions.find(({ id }) => id === study.control)
  const asked = study.contrasts.map(({ id, title, factor, level, baseline, smallestEffect }) => ({
    ...{ id, title, factor, level, baseline, smallestEffect },
    asked: true,
  }))
  const others = Object.entries(study.factors).flatMap(([factor, { levels, drawn }]) => {
    const ids = Object.keys(levels)
    const baseline = drawn === 'crossed' ? ids[0]! : (control?.levels[factor] ?? ids[0]!)
    return ids
      .map((level) => ({ factor, level, baseline }))
      .filter((one) => one.level !== baseline && !asked.some((other) => isSamePair(one, other)))
      .map((one) => ({
        ...one,
        id: `${factor} ${one.level} ${baseline}`,
        title: levelsTitle(study, one),
        asked: false,
      }))
  })
  return [...asked, ...others]
}

type Pair = Pick<ComparedLevels, 'factor' | 'level' | 'baseline'>

/** `Persona: a neighbour, against a plain voice`. */
export function levelsTitle({ factors }: Pick<Study, 'factors'>, { factor, level, baseline }: Pair): string {
  const { label, levels } = factors[factor]!
  return `${label}: ${levels[level]!.label}, against ${levels[baseline]!.label}`
}

function isSamePair(one: Pair, other: Pair): boolean {
  if (one.factor !== other.factor) return false
  const same = one.level === other.level && one.baseline === other.baseline
  return same || (one.level === other.baseline && one.baseline === other.level)
}
