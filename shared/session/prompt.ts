import type { Locale } from '../instrument/localised.ts'
import { plainQuestion, type Question } from '../structure/question.ts'
import { type Message, render } from '../structure/render.ts'
import type { InteractionStructure, TalkTurn } from '../structure/structure.ts'
import { demonstrationsFor, probeForm } from '../study/asking.ts'
import { assignedStructure } from '../study/assigned-structure.ts'
import { itemOf } from '../study/items.ts'
import type { Study } from '../study/study.ts'
import { declaredPlaces, EMPTY_TALK, type Session, type Talk } from './session.ts'
import { chatStage } from './work.ts'

/** The structure that the session was assigned, in its language and with its place. Throws before assignment. */
export function structureOf(study: Study, session: Session): InteractionStructure {
  if (session.assignment === null) throw new Error(`Session ${session.id} is not assigned yet.`)
  return assignedStructure(study, session.assignment, { locale: session.locale, places: declaredPlaces(session) })
}

/** What the model is sent for its reply to a turn. */
export function talkPrompt(study: Study, session: Session, stage: string, turn: string): Message[] {
  const structure = structureOf(study, session)
  const talk = session.talks[stage] ?? EMPTY_TALK
  const demonstrations = demonstrationsFor(study, structure, asked(session, null))
  return render(structure, turnsUntil(talk, turn), { task: { kind: 'talk' }, demonstrations })
}

/** A probe as it is asked: its messages, the question in them, and the language in which the answer is asked for. */
export type Probe = { messages: Message[]; question: Question; answerLocale: Locale }

/** What the model is sent for a side-branch probe: the talk up to that moment, then the item [S15]. */
export function probePrompt(
  study: Study,
  session: Session,
  stage: string,
  moment: 'start' | 'end',
  item: string,
): Probe {
  const structure = structureOf(study, session)
  const { probes } = chatStage(study, stage)
  if (probes === undefined) throw new Error(`The chat "${stage}" has no probes.`)
  const form = probeForm(study, structure, probes.form)
  const question = plainQuestion(itemOf(study, item), form, probes.wording)
  const talk = session.talks[stage] ?? EMPTY_TALK
  const turns = moment === 'end' && talk.tip !== null ? turnsUntil(talk, talk.tip) : []
  const demonstrations = demonstrationsFor(study, structure, asked(session, item))
  const messages = render(structure, turns, { task: { kind: 'probe', question }, demonstrations })
  const { prompt, reply } = structure.language
  return { messages, question, answerLocale: reply ?? prompt }
}

function asked(session: Session, tested: string | null) {
  return { declared: declaredPlaces(session), tested, seed: session.id }
}

/** The lines from the root to a node. A reply that brought no text is not a line. */
function turnsUntil(talk: Talk, id: string): TalkTurn[] {
  const byId = new Map(talk.nodes.map((node) => [node.id, node]))
  const turns: TalkTurn[] = []
  for (let at: string | null = id; at !== null; at = byId.get(at)?.parent ?? null) {
    const node = byId.get(at)
    if (node === undefined) throw new Error(`No turn or reply "${at}" in the talk.`)
    if (node.kind === 'turn') turns.push({ speaker: 'person', text: node.text })
    else if (node.reply.state === 'finished' && node.reply.text !== '')
      turns.push({ speaker: 'assistant', text: node.reply.text })
  }
  return turns.reverse()
}
