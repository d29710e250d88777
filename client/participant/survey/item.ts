import type { Answer } from '../../../shared/instrument/answer.ts'
import type { Screen, SurveyItem } from '../../../shared/session/view.ts'
import type { VisitState } from '../engine/visit.ts'

export type SurveyScreen = Extract<Screen, { kind: 'survey' }>

/** How an item's answer is shown. */
export type ShownKind = SurveyItem['answer']['kind']
type ShownAs<Kind extends ShownKind> = Extract<SurveyItem['answer'], { kind: Kind }>

/**
 * What every kind of item gets. `labelled` is the id of the question's words, `described` is the id of the message
 * about a missing or wrong answer.
 */
export type ItemProps<Kind extends ShownKind> = {
  item: SurveyItem
  format: ShownAs<Kind>
  answer: Answer | undefined
  stage: string
  onAnswer: (answer: Answer) => void
  labelled: string
  described: string | undefined
}

/**
 * The most characters of a written answer. While it is being written, its draft counts. Null if the person chooses
 * instead of writing.
 */
const WRITTEN: { readonly [Kind in ShownKind]: ((format: ShownAs<Kind>) => number) | null } = {
  options: null,
  range: null,
  text: ({ maxLength }) => maxLength,
  population: null,
}

function mostWritten(format: SurveyItem['answer']): number | null {
  return (WRITTEN[format.kind] as ((format: SurveyItem['answer']) => number) | null)?.(format) ?? null
}

/** Whether an item is answered in writing. Then emptying its field takes the answer back. */
export function isWritten(format: SurveyItem['answer']): boolean {
  return WRITTEN[format.kind] !== null
}

/** The answers that count now: those that the server has, replaced by those on their way. */
export function answersNow(screen: SurveyScreen, state: VisitState): Record<string, Answer> {
  const answers = { ...screen.answers }
  for (const { type, body } of state.pending)
    if (type === 'item.answered' && body.stage === screen.stage) answers[body.item] = body.answer
  return answers
}

/**
 * Items because of which Continue does not go on, in the order shown: those that need an answer and have none, and
 * texts that are too long. `written` gives the text that is being written for an item; it counts as its answer.
 */
export function missingItems(
  items: readonly SurveyItem[],
  answers: Readonly<Record<string, Answer>>,
  written: (item: string) => string,
): SurveyItem[] {
  return items.filter((item) => {
    const most = mostWritten(item.answer)
    const draft = most === null ? '' : written(item.id)
    if (charactersOver(item, written) > 0) return true
    if (item.optional || draft.trim() !== '') return false
    const answer = answers[item.id]
    // If a draft has only blanks, the person has deleted the answer.
    return draft !== '' || answer === undefined || answer.kind === 'skipped'
  })
}

/** By how many characters the text that is being written for an item is too long; 0 if it is not. */
export function charactersOver(item: SurveyItem, written: (item: string) => string): number {
  const most = mostWritten(item.answer)
  return most === null ? 0 : Math.max(0, written(item.id).length - most)
}

/** How many items are answered. An item that was left out on purpose does not count. */
export function answeredCount(items: readonly SurveyItem[], answers: Readonly<Record<string, Answer>>): number {
  return items.filter((item) => {
    const answer = answers[item.id]
    return answer !== undefined && answer.kind !== 'skipped'
  }).length
}

/** Slot of a text answer that is being written. */
export function draftSlot(stage: string, item: string): string {
  return `${stage}.${item}`
}
