import { combinations } from './levels.ts'
import type { Condition, StudyFile } from './study.ts'

/**
 * The cells of a study's design, in a fixed order. A factorial's ids join the level ids with "_", factors in file
 * order. A rule of `leaveOut` matches every cell that has all of its levels: `{persona: elder}` drops every cell with
 * that persona.
 */
export function listConditions(study: Pick<StudyFile, 'factors' | 'conditions'>): Condition[] {
  if (study.conditions.design === 'cells') return study.conditions.cells
  const { leaveOut } = study.conditions
  const isLeftOut = (cell: Record<string, string>) =>
    leaveOut.some((rule) => Object.entries(rule).every(([factor, level]) => cell[factor] === level))
  return combinations(study, 'cells')
    .filter((cell) => !isLeftOut(cell))
    .map((levels) => ({ id: Object.values(levels).join('_'), levels, weight: 1 }))
}
