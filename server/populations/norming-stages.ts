import { InputProblem } from '../../shared/input-problem.ts'
import type { Target } from '../../shared/structure/question.ts'
import { surveysOf, talkIn } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'

/** The surveys that a norming sample is taken from, in the flow's order, and the rule by which they were chosen. */
export type NormingStages = { stages: string[]; target: Target; rule: string }

/**
 * If a stage is named, it is that stage. Otherwise: the surveys about `target` that come before a condition could
 * matter, that is, before the first chat and before the first stage that only some conditions show. A survey that only
 * people with certain answers see is left out, since these people are a selection. Throws an InputProblem if no survey
 * fits.
 */
export function normingStages(
  { id, flow }: Pick<Study, 'id' | 'flow'>,
  asked: { stage: string | null; target: Target | null },
): NormingStages {
  const surveys = surveysOf(flow)
  if (asked.stage !== null) {
    const named = surveys.find((stage) => stage.id === asked.stage)
    if (named === undefined)
      throw new InputProblem(
        `The study "${id}" has no survey "${asked.stage}". Its surveys: ${surveys.map((one) => one.id).join(', ') || 'none'}.`,
      )
    if (asked.target !== null && asked.target !== named.target)
      throw new InputProblem(
        `The survey "${named.id}" asks for "${named.target}" and not for "${asked.target}"; leave out --target.`,
      )
    return { stages: [named.id], target: named.target, rule: `answers at the stage "${named.id}", which was asked for` }
  }
  const target = asked.target ?? 'own'
  const end = flow.findIndex((stage) => talkIn(stage) !== null || stage.when?.levels !== undefined)
  const before = end < 0 ? flow : flow.slice(0, end)
  const stages = surveysOf(before).flatMap((stage) =>
    stage.target === target && stage.when?.answers === undefined ? [stage.id] : [],
  )
  if (stages.length > 0)
    return {
      stages,
      target,
      rule: `answers before any chat and before any stage that only some conditions show (${stages.join(', ')})`,
    }
  const known = surveys.map((one) => `${one.id} (${one.target})`).join(', ')
  throw new InputProblem(
    `No survey of "${id}" that asks for "${target}" comes before a condition could matter. Name one with --stage, if its answers may count: ${known || 'the study has none'}.`,
  )
}
