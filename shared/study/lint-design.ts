import { lintError as error, type LintProblem, listed } from './lint-problem.ts'
import type { Study, StudyFile } from './study.ts'

/**
 * Checks that factors, cells, control and contrasts fit together, so that every condition gives one whole interaction
 * structure.
 */
export function lintDesign(study: Study): LintProblem[] {
  return [...factors(study), ...cells(study), ...control(study), ...contrasts(study)]
}

function factors({ factors }: Study): LintProblem[] {
  const problems: LintProblem[] = []
  const byAspect = new Map<string, string>()
  for (const [id, factor] of Object.entries(factors)) {
    const levels = Object.keys(factor.levels)
    if (levels.length === 0)
      problems.push(error(['factors', id], `factor "${id}" has no level; give it at least two, or remove it.`))
    if (levels.length === 1)
      problems.push(
        error(
          ['factors', id],
          `factor "${id}" has one level, so nothing varies; give it at least two, or remove it and say the words elsewhere.`,
        ),
      )
    // A gate only decides about the flow, so there may be several.
    if (factor.aspect === 'gate') continue
    const other = byAspect.get(factor.aspect)
    if (other === undefined) byAspect.set(factor.aspect, id)
    else
      problems.push(
        error(
          ['factors', id, 'aspect'],
          `factors "${other}" and "${id}" both vary ${factor.aspect}; make them one factor, or give one another aspect.`,
        ),
      )
  }
  return problems
}

function cells(study: Study): LintProblem[] {
  const problems: LintProblem[] = []
  const inCells = Object.keys(study.factors).filter((id) => study.factors[id]!.drawn === 'cells')
  const ids = new Map<string, number>()
  const combinations = new Map<string, string>()
  for (const [index, condition] of study.conditions.entries()) {
    const path = ['conditions', index]
    if (ids.has(condition.id))
      problems.push(error([...path, 'id'], `two conditions are called "${condition.id}"; rename one.`))
    ids.set(condition.id, index)
    for (const id of inCells)
      if (condition.levels[id] === undefined)
        problems.push(
          error(
            [...path, 'levels'],
            `condition "${condition.id}" has no level of factor "${id}"; add one of: ${listed(Object.keys(study.factors[id]!.levels))}.`,
          ),
        )
    for (const [id, level] of Object.entries(condition.levels))
      problems.push(...cellLevel(study, condition.id, [...path, 'levels', id], id, level))
    const combination = inCells.map((id) => `${id}=${condition.levels[id]}`).join(' ')
    const twin = combinations.get(combination)
    if (twin !== undefined && inCells.length > 0)
      problems.push(
        error(
          path,
          `conditions "${twin}" and "${condition.id}" have the same levels; remove one, or give the other a higher weight.`,
        ),
      )
    combinations.set(combination, condition.id)
  }
  return problems
}

function cellLevel(study: Study, condition: string, path: (string | number)[], id: string, level: string) {
  const factor = study.factors[id]
  if (factor === undefined)
    return [error(path, `condition "${condition}" names no known factor "${id}"; ${known(Object.keys(study.factors))}`)]
  if (factor.drawn === 'crossed')
    return [
      error(
        path,
        `factor "${id}" is crossed, so its level is drawn inside every condition; remove it from condition "${condition}".`,
      ),
    ]
  if (factor.levels[level] === undefined)
    return [error(path, `factor "${id}" has no level "${level}"; ${known(Object.keys(factor.levels))}`)]
  return []
}

function control({ control, conditions }: Study): LintProblem[] {
  const ids = conditions.map((one) => one.id)
  return ids.includes(control) ? [] : [error(['control'], `there is no condition "${control}"; ${known(ids)}`)]
}

function contrasts({ contrasts, factors, conditions }: Study): LintProblem[] {
  const problems: LintProblem[] = []
  const ids = new Set<string>()
  for (const [index, contrast] of contrasts.entries()) {
    const path = ['contrasts', index]
    if (ids.has(contrast.id))
      problems.push(error([...path, 'id'], `two contrasts are called "${contrast.id}"; rename one.`))
    ids.add(contrast.id)
    const factor = factors[contrast.factor]
    if (factor === undefined) {
      problems.push(
        error([...path, 'factor'], `there is no factor "${contrast.factor}"; ${known(Object.keys(factors))}`),
      )
      continue
    }
    const met = new Set(
      factor.drawn === 'crossed' ? Object.keys(factor.levels) : conditions.map((one) => one.levels[contrast.factor]),
    )
    for (const side of ['level', 'baseline'] as const) {
      const level = contrast[side]
      if (factor.levels[level] === undefined)
        problems.push(
          error(
            [...path, side],
            `factor "${contrast.factor}" has no level "${level}"; ${known(Object.keys(factor.levels))}`,
          ),
        )
      else if (!met.has(level))
        problems.push(
          error(
            [...path, side],
            `no condition has level "${level}" of "${contrast.factor}", so it cannot be compared; add one.`,
          ),
        )
    }
    if (contrast.level === contrast.baseline)
      problems.push(
        error(
          [...path, 'baseline'],
          `contrast "${contrast.id}" compares "${contrast.level}" with itself; name another level.`,
        ),
      )
  }
  return problems
}

/**
 * Rules of `leaveOut` that can never match. In a study with its conditions listed, they can no longer be seen. Paths
 * are those of the study file.
 */
export function lintLeaveOut(file: Pick<StudyFile, 'factors' | 'conditions'>): LintProblem[] {
  const { factors, conditions } = file
  if (conditions.design !== 'factorial') return []
  const inCells = Object.keys(factors).filter((id) => factors[id]!.drawn === 'cells')
  return conditions.leaveOut.flatMap((rule, index) => {
    if (Object.keys(rule).length === 0)
      return [
        error(['conditions', 'leaveOut', index], 'an empty rule leaves out every condition; name factors and levels.'),
      ]
    return Object.entries(rule).flatMap(([id, level]): LintProblem[] => {
      const path = ['conditions', 'leaveOut', index, id]
      if (!inCells.includes(id)) return [error(path, `no factor "${id}" makes conditions; ${known(inCells)}`)]
      const levels = Object.keys(factors[id]!.levels)
      return levels.includes(level) ? [] : [error(path, `factor "${id}" has no level "${level}"; ${known(levels)}`)]
    })
  })
}

function known(names: readonly string[]): string {
  return names.length === 0 ? 'none is known.' : `known: ${listed(names)}.`
}
