import type { Study } from '../../study/study.ts'
import type { LevelComparison } from './finding.ts'

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

/** Answers that levels are compared in: a series of sessions, or a target of a run. */
export type ComparedIn<In> = {
  readonly in: In
  /** Told beside a contrast's id; null where contrasts have their own ids. */
  readonly named: string | null
  /** Whether a registered contrast is planned on these answers. */
  readonly canBePlanned: (compared: ComparedLevels) => boolean
}

/** A comparison that is to be made. */
export type Wanted<In> = Omit<ComparedLevels, 'asked'> & { readonly planned: boolean; readonly in: In }

/** Every comparison of a study in every set of answers. Those that are asked for and registered are planned. */
export function wantedComparisons<In>(
  study: Study,
  registered: ReadonlySet<string>,
  sets: readonly ComparedIn<In>[],
): Wanted<In>[] {
  const all = comparedLevels(study)
  return sets.flatMap(({ in: set, named, canBePlanned }) =>
    all.map((one): Wanted<In> => {
      const { asked, id, ...levels } = one
      const planned = asked && registered.has(id) && canBePlanned(one)
      return { ...levels, id: named === null ? id : `${id} ${named}`, planned, in: set }
    }),
  )
}

/** What a comparison is called, in the study's own words. */
export function namedComparison<In>(
  { factors }: Pick<Study, 'factors'>,
  { id, planned, title, factor, level, baseline }: Wanted<In>,
): Omit<LevelComparison, 'confounded' | 'equivalence'> {
  const { label, levels } = factors[factor]!
  const labels = { factorLabel: label, levelLabel: levels[level]!.label, baselineLabel: levels[baseline]!.label }
  return { id, planned, title, factor, level, baseline, ...labels }
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
