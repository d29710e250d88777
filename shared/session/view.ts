import type { Answer } from '../instrument/answer.ts'
import type { ShownPlace } from '../instrument/kinds/kind.ts'
import { kindOf, type ShownFormat } from '../instrument/kinds/kinds.ts'
import { type Locale, localise } from '../instrument/localised.ts'
import { createRandom } from '../random.ts'
import type { ConsentUse } from '../study/flow.ts'
import { itemOf, stageOf } from '../study/items.ts'
import type { Survey, TalkPart } from '../study/stages/stage-kind.ts'
import type { Study } from '../study/study.ts'
import { EMPTY_TALK, pathOf, type Session, type TalkNode, turnsTaken } from './session.ts'

/** Turns ids of stages and items into ids that say nothing, and back. The server makes it from its secret. */
export type Veil = { hide(id: string): string; reveal(opaque: string): string | undefined }

/** An item as it is shown, in one language. */
export type SurveyItem = { id: string; words: string; optional: boolean; answer: ShownFormat }

/**
 * All that is on a participant's screen, without the lines of the talk. Ids are opaque; words are in the session's
 * locale.
 */
export type Screen =
  | {
      kind: 'consent'
      stage: string
      title: string
      text: string
      version: string
      uses: { id: ConsentUse['id']; label: string }[]
      locales: Locale[]
    }
  | {
      kind: 'survey'
      stage: string
      title: string
      intro: string | null
      items: SurveyItem[]
      answers: Record<string, Answer>
    }
  | {
      kind: 'chat'
      stage: string
      title: string
      intro: string | null
      affordances: TalkPart['affordances']
      turns: { taken: number; min: number; max: number }
      /** False while the talk is being opened. */
      open: boolean
    }
  | { kind: 'debrief'; stage: string; title: string; text: string }
  | { kind: 'waiting' }
  | { kind: 'ended'; how: 'completed' | 'declined' | 'withdrawn' }

/** A line of the talk. `seq` grows whenever the line changes, so that its newest version wins. */
export type Entry =
  | { kind: 'turn'; id: string; parent: string | null; seq: number; text: string }
  | { kind: 'reply'; id: string; parent: string | null; seq: number; state: 'waiting' | 'running' | 'stopping' }
  | {
      kind: 'reply'
      id: string
      parent: string | null
      seq: number
      state: 'finished'
      outcome: 'complete' | 'stopped' | 'truncated' | 'broken'
      text: string
    }

/**
 * What a participant may see. A browser gets data of a session only through this function and `entriesOf` [S18]:
 * nothing about the condition, the prompt or the model passes.
 */
export function screenOf(study: Study, session: Session, veil: Veil): Screen {
  const { phase } = session
  if (phase.kind === 'assigning') return { kind: 'waiting' }
  if (phase.kind === 'ended') return { kind: 'ended', how: phase.how }
  const stage = stageOf(study, phase.stage)
  const say = (text: Parameters<typeof localise>[0]) => localise(text, session.locale)
  const head = { stage: veil.hide(stage.id), title: say(stage.title) }
  switch (stage.kind) {
    case 'consent':
      return {
        kind: 'consent',
        ...head,
        text: say(stage.text),
        version: stage.version,
        uses: stage.uses.map((use) => ({ id: use.id, label: say(use.label) })),
        locales: study.locales,
      }
    case 'survey': {
      const answers = Object.entries(session.answers[stage.id] ?? {})
      return {
        kind: 'survey',
        ...head,
        intro: stage.intro === undefined ? null : say(stage.intro),
        items: itemsShown(stage, session.id).map((ref) => shownItem(study, stage, ref, session.locale, veil)),
        answers: Object.fromEntries(answers.map(([ref, answer]) => [veil.hide(ref), answer])),
      }
    }
    case 'chat': {
      const talk = session.talks[stage.id] ?? EMPTY_TALK
      return {
        kind: 'chat',
        ...head,
        intro: stage.intro === undefined ? null : say(stage.intro),
        affordances: stage.affordances,
        turns: { taken: turnsTaken(talk), min: stage.turns.min, max: stage.turns.max },
        open: talk.opened,
      }
    }
    case 'debrief':
      return { kind: 'debrief', ...head, text: say(stage.text) }
  }
}

/**
 * Items in the order in which this session sees them. The order is drawn by the session's id, so it is the same after
 * every reload.
 */
export function itemsShown(stage: Survey, session: string): string[] {
  return stage.shuffle ? createRandom(`${session}|${stage.id}|items`).shuffle(stage.items) : stage.items
}

/** Lines of the talk on screen that changed after `after`, in the talk's order. */
export function entriesOf(session: Session, after: number): Entry[] {
  if (session.phase.kind !== 'in-stage') return []
  const talk = session.talks[session.phase.stage]
  return talk === undefined
    ? []
    : pathOf(talk)
        .filter((node) => node.seq > after)
        .map(entryOf)
}

function entryOf(node: TalkNode): Entry {
  if (node.kind === 'turn') return node
  const { reply, ...rest } = node
  switch (reply.state) {
    case 'wanted':
      return { ...rest, state: 'waiting' }
    case 'running':
      return { ...rest, state: 'running' }
    case 'stopping':
      return { ...rest, state: 'stopping' }
    case 'finished':
      return { ...rest, state: 'finished', outcome: OUTCOME_SHOWN[reply.outcome], text: reply.text }
  }
}

/** What went wrong is for the researcher. A participant learns only whether to go on. */
const OUTCOME_SHOWN = {
  complete: 'complete',
  stopped: 'stopped',
  truncated: 'truncated',
  interrupted: 'truncated',
  refused: 'broken',
  filtered: 'broken',
  failed: 'broken',
} as const

function shownItem(study: Study, stage: Survey, ref: string, locale: Locale, veil: Veil): SurveyItem {
  const item = itemOf(study, ref)
  return {
    id: veil.hide(ref),
    words: localise(item.forms[stage.form]![stage.wording]!, locale),
    optional: item.optional,
    answer: kindOf(item.answer).shown(item.answer, locale, () => shownPlaces(study, locale)),
  }
}

function shownPlaces(study: Study, locale: Locale): ShownPlace[] {
  const places = Object.entries(study.places).map(([code, name]) => ({ code, name: localise(name, locale) }))
  return places.sort((a, b) => a.name.localeCompare(b.name, locale))
}
