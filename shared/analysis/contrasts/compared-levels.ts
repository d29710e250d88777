import type { Study } from '../../study/study.ts'
import type { LevelComparison } from './finding.ts'

/** Two levels of one factor that are compared, in any design. */
export type ComparedLevels = {
  /** The id in the study file, or an id made from the factor and its levels. */
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
 * What a study compares. Sessions and models alone follow the same rule: first the contrasts of the study file, then
 * every other level against its factor's baseline. The baseline is the control's level. It is the first level where the
 * factor is crossed or the study has no control.
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

/** A set of answers in which levels are compared: a series of sessions, or a target of a run. */
export type ComparedIn<In> = {
  readonly in: In
  /** Added to the contrast's id; null where contrasts keep their own ids. */
  readonly named: string | null
  /** Whether a registered contrast is planned on these answers. */
  readonly canBePlanned: (compared: ComparedLevels) => boolean
}

/** A comparison that is to be computed. */
export type Wanted<In> = Omit<ComparedLevels, 'asked'> & { readonly planned: boolean; readonly in: In }

/**
 * Every comparison of a study in every set of answers. A comparison is planned if the study file asks for it, it is
 * registered, and `canBePlanned` is true for these answers.
 */
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

/** The names of a comparison, in the study's own words. */
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
