import { lintDesign } from './lint-design.ts'
import { lintFlow } from './lint-flow.ts'
import { lintItems } from './lint-items.ts'
import { type LintProblem, lintError } from './lint-problem.ts'
import { lintReviews } from './lint-reviews.ts'
import { lintRisks } from './lint-risks.ts'
import { lintRun } from './lint-run.ts'
import { lintTexts } from './lint-texts.ts'
import { lintWarnings } from './lint-warnings.ts'
import type { Study } from './study.ts'

export type { LintProblem } from './lint-problem.ts'

/**
 * Every check of a study that its schema cannot make. Errors prevent it from running; warnings are what a reviewer
 * would ask. Pure. The time grows with items times locales. Paths are those of the `Study`, with the conditions listed.
 */
export function lintStudy(study: Study): LintProblem[] {
  return [
    ...locales(study),
    ...lintDesign(study),
    ...lintFlow(study),
    ...lintItems(study),
    ...lintTexts(study),
    ...lintRun(study),
    ...demonstrations(study),
    ...lintWarnings(study),
    ...lintRisks(study),
    ...lintReviews(study),
  ]
}

function locales({ locales }: Study): LintProblem[] {
  return locales.flatMap((locale, index) =>
    locales.indexOf(locale) === index
      ? []
      : [lintError(['locales', index], `locale "${locale}" stands twice; remove one.`)],
  )
}

function demonstrations({ factors, populations }: Study): LintProblem[] {
  if (populations.length > 0) return []
  return Object.entries(factors).flatMap(([id, factor]) =>
    factor.aspect !== 'strategy'
      ? []
      : Object.entries(factor.levels)
          .filter(([, level]) => level.kind === 'demonstrations')
          .map(([level]) =>
            lintError(
              ['factors', id, 'levels', level],
              `strategy "${level}" shows people's typical answers, and the study has no population; name one under "populations".`,
            ),
          ),
  )
}
