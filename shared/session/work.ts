import { stageOf } from '../study/items.ts'
import type { TalkPart } from '../study/stages/stage-kind.ts'
import { talkIn, talksOf } from '../study/stages/stages.ts'
import type { Study } from '../study/study.ts'
import type { Session } from './session.ts'

/**
 * Work that a session's state asks of the engine. It follows from the state and is not remembered, so that after a
 * restart all of it is found again. `key` names a piece of work, so that none is begun twice.
 */
export type Work =
  | { key: string; kind: 'assign' }
  | { key: string; kind: 'open-talk'; stage: string }
  /** If it is `begun` and nobody works on it, a restart cut the reply off. */
  | { key: string; kind: 'reply'; stage: string; turn: string; reply: string; begun: boolean }
  | { key: string; kind: 'stop'; stage: string; turn: string; reply: string }
  | { key: string; kind: 'probe'; stage: string; moment: 'start' | 'end' }
  /** Only when no reply is on its way any more, so that nothing is written after it. */
  | { key: string; kind: 'erase' }

/** All the work for which a session waits. The time grows with the number of its stages and nodes. */
export function workOf(study: Study, session: Session): Work[] {
  const work: Work[] = []
  if (session.phase.kind === 'assigning') work.push({ key: 'assign', kind: 'assign' })
  const at = session.phase.kind === 'in-stage' ? session.phase.stage : null

  for (const stage of talksOf(study.flow)) {
    const talk = session.talks[stage.id]
    if (stage.id === at && !talk?.opened) work.push({ key: `open ${stage.id}`, kind: 'open-talk', stage: stage.id })
    // This holds for a talk that was left by withdrawing too: what was begun is ended. [S13]
    for (const node of talk?.nodes ?? []) {
      if (node.kind !== 'reply' || node.reply.state === 'finished') continue
      if (node.reply.state === 'stopping')
        work.push({ key: `stop ${node.id}`, kind: 'stop', stage: stage.id, turn: node.parent!, reply: node.id })
      else if (session.phase.kind !== 'ended' || node.reply.state === 'running')
        work.push({
          key: `reply ${node.id}`,
          kind: 'reply',
          stage: stage.id,
          turn: node.parent!,
          reply: node.id,
          begun: node.reply.state === 'running',
        })
    }
    const reached = stage.id === at || session.completed.includes(stage.id)
    if (!reached) continue
    // After a withdrawal, nothing more is asked of the model.
    if (session.phase.kind === 'ended' && session.phase.how !== 'completed') continue
    for (const moment of stage.probes?.moments ?? []) {
      const due = moment === 'start' || session.completed.includes(stage.id)
      if (due && !session.probed.includes(`${stage.id}.${moment}`))
        work.push({ key: `probe ${stage.id}.${moment}`, kind: 'probe', stage: stage.id, moment })
    }
  }
  const wantsErasure = session.phase.kind === 'ended' && session.phase.how === 'withdrawn' && session.phase.erase
  if (wantsErasure && work.length === 0) work.push({ key: 'erase', kind: 'erase' })
  return work
}

/** The talk of the stage with that id. Throws if the stage has none. */
export function chatStage(study: Study, id: string): TalkPart {
  const talk = talkIn(stageOf(study, id))
  if (talk === null) throw new Error(`Stage "${id}" is no chat.`)
  return talk
}
