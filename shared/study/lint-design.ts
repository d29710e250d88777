import type { LintProblem } from './lint.ts'
import type { StudyFile } from './study.ts'

/** Rules of `leaveOut` that can never match, which a listed study no longer shows. Paths are those of the study file. */
export function lintLeaveOut(file: Pick<StudyFile, 'factors' | 'conditions'>): LintProblem[] {
  const { factors, conditions } = file
  if (conditions.design !== 'factorial') return []
  return conditions.leaveOut.flatMap((rule, index) =>
    Object.entries(rule).flatMap(([id, level]): LintProblem[] => {
      const path = ['conditions', 'leaveOut', index, id]
      const factor = factors[id]
      const known = Object.entries(factors).filter(([, one]) => one.drawn === 'cells')
      if (factor === undefined || factor.drawn !== 'cells')
        return [error(path, `no factor "${id}" makes cells; those that do: ${known.map(([one]) => one).join(', ')}.`)]
      if (factor.levels[level] === undefined)
        return [
          error(path, `factor "${id}" has no level "${level}"; it has: ${Object.keys(factor.levels).join(', ')}.`),
        ]
      return []
    }),
  )
}

export function error(path: (string | number)[], message: string): LintProblem {
  return { path, severity: 'error', message }
}

export function warning(path: (string | number)[], message: string): LintProblem {
  return { path, severity: 'warning', message }
}
