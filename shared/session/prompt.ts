import { pickDemonstrations } from '../structure/demonstrations.ts'
import { type Message, render } from '../structure/render.ts'
import type { InteractionStructure, TalkTurn } from '../structure/structure.ts'
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
  return render(structure, turnsUntil(talk, turn), {
    task: { kind: 'talk' },
    demonstrations: { place: null, examples: [] },
  })
}

/** What the model is sent for a side-branch probe: the talk forked at that moment, then the item [S15]. */
export function probePrompt(
  study: Study,
  session: Session,
  stage: string,
  moment: 'start' | 'end',
  item: string,
): Message[] {
  const structure = structureOf(study, session)
  const { probes } = chatStage(study, stage)
  if (probes === undefined) throw new Error(`The chat "${stage}" has no probes.`)
  const question = { item: itemOf(study, item), form: probes.form, wording: probes.wording, reversed: false }
  const talk = session.talks[stage] ?? EMPTY_TALK
  const turns = moment === 'end' && talk.tip !== null ? turnsUntil(talk, talk.tip) : []
  const demonstrations = demonstrationsFor(study, session, structure, item)
  return render(structure, turns, { task: { kind: 'probe', question }, demonstrations })
}

/** Demonstrations come from the place that the person declared, whatever the framing says; the same all session long. */
function demonstrationsFor(study: Study, session: Session, structure: InteractionStructure, tested: string | null) {
  const { instruments, populations, places } = study
  const place = structure.frame.place ?? declaredPlaces(session).find((one) => places[one] !== undefined) ?? null
  const { strategy } = structure
  const locale = structure.language.prompt
  return pickDemonstrations({ instruments, populations, places, place, strategy, tested, seed: session.id, locale })
}

/** The lines from the root to a node. A reply that brought no text is no line. */
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
