/** What a check found. `path` leads from the top of the study to what is wrong; the loader turns it into a line. */
export type LintProblem = { path: (string | number)[]; severity: 'error' | 'warning'; message: string }

/** A problem that keeps a study from running. */
export function lintError(path: (string | number)[], message: string): LintProblem {
  return { path, severity: 'error', message }
}

/** A problem with which a study can still run, but about which a reviewer would ask. */
export function lintWarning(path: (string | number)[], message: string): LintProblem {
  return { path, severity: 'warning', message }
}

/** Names in a sentence, in the order given. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
