import { type Message, type RenderContext, render } from '../structure/render.ts'
import type { InteractionStructure, TalkTurn } from '../structure/structure.ts'
import { demonstrationsFor, probeForm } from './asking.ts'
import { assignedStructure } from './assigned-structure.ts'
import type { Assignment } from './assignment.ts'
import { combinations, wordingsOf as wordingsAt } from './levels.ts'
import type { Condition, Study } from './study.ts'

/** One possible session of a condition. It is chosen instead of drawn. */
export type PreviewChoice = {
  condition: Condition
  /** Levels of the crossed factors. For a factor that is not named, its first level. */
  crossed: Record<string, string>
  /** The wording of every level, from 0. If a level has fewer wordings, its last. */
  wording: number
  locale: string
  /** The place declared; null for none. */
  place: string | null
}

/** The assignment that a choice describes. Nothing in it is drawn. */
export function chosenAssignment(study: Study, { condition, crossed, wording }: PreviewChoice): Assignment {
  const levels: Record<string, string> = { ...condition.levels }
  const wordings: Record<string, number> = {}
  for (const [id, first] of Object.entries(combinations(study, 'crossed')[0]!)) levels[id] = crossed[id] ?? first
  for (const { factor, count } of wordingsAt(study, levels)) wordings[factor] = Math.min(wording, count - 1)
  return { condition: condition.id, levels, wordings, stratum: 'preview', index: 0 }
}

/**
 * The largest number of wordings of a level of this condition, at least 1: that many previews show every wording once.
 */
export function wordingsOf(study: Study, choice: Omit<PreviewChoice, 'wording'>): number {
  const { wordings } = chosenAssignment(study, { ...choice, wording: Number.MAX_SAFE_INTEGER })
  return 1 + Math.max(0, ...Object.values(wordings))
}

/** The messages that a model would be sent. They are made by the same steps as in a session. */
export function previewMessages(
  study: Study,
  choice: PreviewChoice,
  turns: readonly TalkTurn[],
  asked: { ref: string; task: RenderContext['task'] & { kind: 'probe' } } | null,
): { structure: InteractionStructure; messages: Message[] } {
  const facts = { locale: choice.locale, places: choice.place === null ? [] : [choice.place] }
  const structure = assignedStructure(study, chosenAssignment(study, choice), facts)
  const declared = facts.places
  const demonstrations = demonstrationsFor(study, structure, { declared, tested: asked?.ref ?? null, seed: 'preview' })
  if (asked === null)
    return { structure, messages: render(structure, turns, { task: { kind: 'talk' }, demonstrations }) }
  const form = probeForm(study, structure, asked.task.question.form)
  const task = { kind: 'probe' as const, question: { ...asked.task.question, form } }
  return { structure, messages: render(structure, turns, { task, demonstrations }) }
}
