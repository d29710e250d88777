import { scaleOf } from '../instrument/kinds/kinds.ts'
import type { Stage, When } from './flow.ts'
import { findItem } from './items.ts'
import { lintError as error, type LintProblem, listed } from './lint-problem.ts'
import { isEarly, stageKindOf, surveyIn } from './stages/stages.ts'
import type { Study } from './study.ts'

/**
 * Checks that the stages come in an order that a session can follow, and that each `when:` asks only what is known by
 * then.
 */
export function lintFlow(study: Study): LintProblem[] {
  return [...order(study), ...study.flow.flatMap((stage, index) => oneStage(study, stage, index))]
}

function order({ flow, probeRun }: Study): LintProblem[] {
  if (flow.length === 0)
    return probeRun !== undefined
      ? []
      : [error(['flow'], 'there is nothing to do; write the stages that participants meet, or a "probeRun".')]
  const problems: LintProblem[] = []
  const first = flow[0]!
  const consents = flow.filter((stage) => stageKindOf(stage).asksConsent)
  if (consents.length === 0)
    problems.push(error(['flow'], 'no stage asks for consent; make the first stage one of kind "consent".'))
  else if (!stageKindOf(first).asksConsent)
    problems.push(
      error(['flow', 0], `the first stage is "${first.id}"; move the consent stage "${consents[0]!.id}" before it.`),
    )
  const ids = new Set<string>()
  let assigned: string | null = null
  let hasConsent = false
  for (const [index, stage] of flow.entries()) {
    const { asksConsent } = stageKindOf(stage)
    if (asksConsent && hasConsent)
      problems.push(
        error(['flow', index], `stage "${stage.id}" is a second consent; put its uses into the first and remove it.`),
      )
    hasConsent ||= asksConsent
    if (ids.has(stage.id))
      problems.push(error(['flow', index, 'id'], `two stages are called "${stage.id}"; rename one.`))
    ids.add(stage.id)
    const screening = isEarly(stage) && !asksConsent
    if (screening && assigned !== null)
      problems.push(
        error(
          ['flow', index, 'screening'],
          `screening stage "${stage.id}" comes after "${assigned}", when the condition is drawn already; move it up, or drop "screening".`,
        ),
      )
    if (!isEarly(stage)) assigned ??= stage.id
  }
  return problems
}

function oneStage(study: Study, stage: Stage, index: number): LintProblem[] {
  const own = stageKindOf(stage).problems(stage)
  return [
    ...(stage.when === undefined ? [] : oneWhen(study, stage, stage.when, index)),
    ...own.map(({ path, message }) => error(['flow', index, ...path], message)),
  ]
}

function oneWhen(study: Study, stage: Stage, when: When, index: number): LintProblem[] {
  const problems: LintProblem[] = []
  const path = ['flow', index, 'when']
  const early = isEarly(stage)
  for (const [id, levels] of Object.entries(when.levels ?? {})) {
    const at = [...path, 'levels', id]
    const factor = study.factors[id]
    if (early)
      problems.push(
        error(
          at,
          `stage "${stage.id}" comes before the condition is drawn, so it cannot depend on factor "${id}"; move it down.`,
        ),
      )
    if (factor === undefined) {
      problems.push(error(at, `there is no factor "${id}"; known: ${listed(Object.keys(study.factors))}.`))
      continue
    }
    for (const [nth, level] of levels.entries())
      if (factor.levels[level] === undefined)
        problems.push(
          error([...at, nth], `factor "${id}" has no level "${level}"; known: ${listed(Object.keys(factor.levels))}.`),
        )
  }
  for (const [nth, locale] of (when.locales ?? []).entries())
    if (!study.locales.includes(locale))
      problems.push(
        error([...path, 'locales', nth], `the study has no locale "${locale}"; it has: ${listed(study.locales)}.`),
      )
  for (const [key, codes] of Object.entries(when.answers ?? {}))
    problems.push(...oneAnswer(study, index, [...path, 'answers', key], key, codes))
  if (when.levels === undefined && when.locales === undefined && when.answers === undefined)
    problems.push(error(path, '"when" names nothing; write levels, locales or answers, or remove it.'))
  return problems
}

function oneAnswer(
  study: Study,
  index: number,
  path: (string | number)[],
  key: string,
  codes: number[],
): LintProblem[] {
  const dot = key.indexOf('.')
  const [stageId, ref] = [key.slice(0, dot), key.slice(dot + 1)]
  if (dot < 1) return [error(path, `"${key}" names no answer; write "stage.instrument/item".`)]
  const at = study.flow.findIndex((one) => one.id === stageId)
  const asked = study.flow[at]
  if (asked === undefined)
    return [error(path, `there is no stage "${stageId}"; known: ${listed(study.flow.map((one) => one.id))}.`)]
  if (at >= index)
    return [error(path, `stage "${stageId}" is not over by then; ask only for answers of an earlier stage.`)]
  if (!surveyIn(asked)?.items.includes(ref))
    return [error(path, `stage "${stageId}" does not ask "${ref}"; name an item of that survey.`)]
  const item = findItem(study, ref)
  if (item === undefined) return []
  const found = scaleOf(item.answer)
  if (!found.ok) return [error(path, `"${ref}" has ${found.why}, so no stage can depend on it.`)]
  const possible = found.scale.codes
  return codes.flatMap((code, nth) =>
    possible.includes(code)
      ? []
      : [error([...path, nth], `"${ref}" has no code ${code}; it has: ${possible.join(', ')}.`)],
  )
}
