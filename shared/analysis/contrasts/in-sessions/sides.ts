import type { Study } from '../../../study/study.ts'
import type { Columns } from '../../answers/session-answers.ts'

/** The sessions in which two levels of a factor are compared. */
export type Sides = {
  /** Rows of `columns.sessions`. */
  readonly units: Int32Array
  /** 0 for the level, 1 for the baseline. */
  readonly side: Int32Array
  readonly levelConditions: readonly string[]
  readonly baselineConditions: readonly string[]
  readonly weights: string
  /** Other factors whose levels do not have the same shares on both sides. */
  readonly confounded: readonly string[]
}

export type LevelPair = { readonly factor: string; readonly level: string; readonly baseline: string }

/**
 * Levels are compared marginally, over the conditions that have them, without the control arm. Where a level occurs in
 * the control arm only, the arms that differ from it in nothing but this factor are taken. Where there is no such arm,
 * all arms are taken, and the result names what else differs.
 */
export function sidesOf(study: Study, columns: Columns, { factor, level, baseline }: LevelPair): Sides {
  const control = study.conditions.find(({ id }) => id === study.control)
  const crossed = study.factors[factor]!.drawn === 'crossed'
  const having = (wanted: string) => study.conditions.filter((one) => crossed || one.levels[factor] === wanted)
  const apart = (wanted: string) => having(wanted).filter((one) => one !== control)
  let [first, second] = [apart(level), apart(baseline)]
  let weights = 'Every session counts alike; the control arm is left out.'
  if (!crossed && control !== undefined && (first.length === 0 || second.length === 0)) {
    const others = Object.keys(control.levels).filter((id) => id !== factor)
    const alike = (one: Study['conditions'][number]) => others.every((id) => one.levels[id] === control.levels[id])
    const onControl = (side: Study['conditions'], wanted: string) => (side.length === 0 ? having(wanted) : side)
    first = onControl(first, level)
    second = onControl(second, baseline)
    const matched = { first: first.filter(alike), second: second.filter(alike) }
    if (matched.first.length > 0 && matched.second.length > 0) {
      first = matched.first
      second = matched.second
      weights = 'One level is met in the control arm only; it is compared with the arms that differ in nothing else.'
    } else
      weights = 'One level is met in the control arm only, and no arm differs from it in nothing else; all are taken.'
  }
  const firstIds = new Set(first.map(({ id }) => id))
  const secondIds = new Set(second.map(({ id }) => id))
  const units: number[] = []
  const side: number[] = []
  columns.sessions.forEach((session, row) => {
    if (session.condition === null) return
    const own = session.levels[factor]
    if (own === level && firstIds.has(session.condition)) side.push(0)
    else if (own === baseline && secondIds.has(session.condition)) side.push(1)
    else return
    units.push(row)
  })
  return {
    units: Int32Array.from(units),
    side: Int32Array.from(side),
    levelConditions: [...firstIds],
    baselineConditions: [...secondIds],
    weights,
    confounded: crossed ? [] : confoundedWith(study, factor, first, second),
  }
}

/** Factors whose levels have different shares (by weight) among the conditions of the two sides. */
function confoundedWith(
  study: Study,
  factor: string,
  first: Study['conditions'],
  second: Study['conditions'],
): string[] {
  const shares = (side: Study['conditions'], id: string): Map<string, number> => {
    const all = side.reduce((sum, { weight }) => sum + weight, 0)
    const found = new Map<string, number>()
    for (const one of side) {
      const own = one.levels[id]!
      found.set(own, (found.get(own) ?? 0) + one.weight / all)
    }
    return found
  }
  return Object.entries(study.factors).flatMap(([id, { drawn, levels, label }]) => {
    if (id === factor || drawn === 'crossed') return []
    const [a, b] = [shares(first, id), shares(second, id)]
    const differs = Object.keys(levels).some((one) => Math.abs((a.get(one) ?? 0) - (b.get(one) ?? 0)) > 1e-9)
    return differs ? [label] : []
  })
}
