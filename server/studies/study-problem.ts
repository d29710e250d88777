/** What is wrong in a study's files, and where. `line` counts from 1. */
export type StudyProblem = { file: string; line: number; severity: 'error' | 'warning'; message: string }

/** A place in a parsed file: keys and list positions from the top. */
export type YamlPath = readonly (string | number)[]

/** One line to print: `studies/demo/study.yaml:14: factor "persona" has one level; …`. */
export function problemLine(problem: StudyProblem): string {
  const mark = problem.severity === 'warning' ? 'warning: ' : ''
  return `${problem.file}:${problem.line}: ${mark}${problem.message}`
}
