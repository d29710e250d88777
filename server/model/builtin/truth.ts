import type { Form } from '../../../shared/instrument/instrument.ts'
import { plainQuestion } from '../../../shared/structure/question.ts'
import { type RenderContext, render } from '../../../shared/structure/render.ts'
import type { TalkTurn } from '../../../shared/structure/structure.ts'
import { assignedStructure, type StructureFacts } from '../../../shared/study/assigned-structure.ts'
import type { Assignment } from '../../../shared/study/assignment.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { jobPrompt, type ProbeJob, type StudyOfRun } from '../../../shared/study/probe-jobs.ts'
import type { Study } from '../../../shared/study/study.ts'
import { type AnswerDistribution, answerDistribution } from './answer-distribution.ts'
import type { ResponderProfile } from './profile.ts'
import { meanOf } from './tilt.ts'

/** An item that the model is asked in a session, and what was said before. */
export type AskedCell = {
  assignment: Pick<Assignment, 'levels' | 'wordings'>
  facts: StructureFacts
  ref: string
  form?: Form
  wording?: number
  turns?: readonly TalkTurn[]
  demonstrations?: RenderContext['demonstrations']
}

/** A distribution with its mean, in scale points. */
export type Expected = AnswerDistribution & { mean: number }

/**
 * What the responder answers in a cell, exactly. It uses `render`, as every real call does, so what rendering leaves
 * out has no part in the truth either.
 */
export function expectedAnswer(profile: ResponderProfile, cell: AskedCell): Expected {
  const { study } = profile
  const assignment = { condition: '', stratum: '', index: 0, ...cell.assignment }
  const item = itemOf(study, cell.ref)
  const question = plainQuestion(item, cell.form ?? 'question', cell.wording ?? 0)
  const messages = render(assignedStructure(study, assignment, cell.facts), cell.turns ?? [], {
    task: { kind: 'probe', question },
    demonstrations: cell.demonstrations ?? { place: null, examples: [] },
  })
  return withMean(answerDistribution(profile, messages, cell.ref, item))
}

/**
 * What the responder answers to a job of a probe run, exactly. It is read from the same messages that the run sends.
 * `study` is the study of the profile, with its run.
 */
export function expectedOfJob(profile: ResponderProfile, study: StudyOfRun, job: ProbeJob): Expected {
  const { messages, question } = jobPrompt(study, job)
  return withMean(answerDistribution(profile, messages, job.item, question.item))
}

/** The planted shift of the mean between two cells, in scale points: `cell` minus `baseline`. */
export function trueShift(profile: ResponderProfile, cell: AskedCell, baseline: AskedCell): number {
  return expectedAnswer(profile, cell).mean - expectedAnswer(profile, baseline).mean
}

/**
 * What the responder answers in every condition of the study. It is averaged over the levels of crossed factors and
 * over the wordings, as they are drawn: all levels with equal chance, and all wordings of a level with equal chance.
 * Shares are shares of the answers that name an option.
 */
export function expectedByCondition(
  profile: ResponderProfile,
  cell: Omit<AskedCell, 'assignment'>,
): { condition: string; expected: Expected }[] {
  return profile.study.conditions.map((condition) => {
    const draws = drawsIn(profile.study, condition.levels)
    const all = draws.map(({ chance, ...assignment }) => ({
      chance,
      answer: expectedAnswer(profile, { ...cell, assignment }),
    }))
    return { condition: condition.id, expected: average(all) }
  })
}

/** What may be drawn in a session, and with what probability. */
type Draw = Pick<Assignment, 'levels' | 'wordings'> & { chance: number }

function drawsIn(study: Study, levels: Record<string, string>): Draw[] {
  let all: Draw[] = [{ levels, wordings: {}, chance: 1 }]
  for (const [id, factor] of Object.entries(study.factors)) {
    const given = levels[id]
    const ids = given === undefined ? (factor.drawn === 'crossed' ? Object.keys(factor.levels) : []) : [given]
    if (ids.length === 0) continue
    all = all.flatMap((one) =>
      ids.flatMap((level) => {
        const found = factor.levels[level]!
        const wordings = Math.max(1, 'wordings' in found ? (found.wordings ?? []).length : 0)
        return Array.from({ length: wordings }, (_, wording) => ({
          levels: { ...one.levels, [id]: level },
          wordings: { ...one.wordings, [id]: wording },
          chance: one.chance / (ids.length * wordings),
        }))
      }),
    )
  }
  return all
}

function average(all: readonly { chance: number; answer: Expected }[]): Expected {
  const mean = (of: (answer: Expected) => number) => all.reduce((sum, one) => sum + one.chance * of(one.answer), 0)
  const classified = ({ refused, unclassifiable, notApplicable, needsContext }: Expected) =>
    1 - refused - unclassifiable - notApplicable - needsContext
  const named = mean(classified)
  const { codes, basis, shares } = all[0]!.answer
  return withMean({
    codes,
    basis,
    shares: shares.map((_, k) => mean((answer) => answer.shares[k]! * classified(answer)) / named),
    refused: mean((answer) => answer.refused),
    unclassifiable: mean((answer) => answer.unclassifiable),
    notApplicable: mean((answer) => answer.notApplicable),
    needsContext: mean((answer) => answer.needsContext),
  })
}

function withMean(distribution: AnswerDistribution): Expected {
  return { ...distribution, mean: meanOf(distribution.codes, distribution.shares) }
}
