import { cutAt } from '../cut.ts'
import { talkIn } from '../study/stages/stages.ts'
import type { Study } from '../study/study.ts'
import type { Event } from './events.ts'
import { MOST_EDITS_A_TURN, MOST_REPLIES_A_TURN } from './limits.ts'
import { currentStage, refuse, type Stepped } from './refusal.ts'
import { EMPTY_TALK, type ReplyState, type Session, type Talk, type TalkNode, turnsTaken } from './session.ts'

type TalkEvent = Event<
  'talk.opened' | 'turn.taken' | 'reply.asked' | 'reply.begun' | 'reply.stopped' | 'reply.finished'
>

/**
 * The rules of the talk [S6] to [S12]. `next` is the session after it was given the event's sequence number and time.
 */
export function stepTalk(study: Study, next: Session, event: TalkEvent): Stepped {
  const stage = event.body.stage
  const talk = next.talks[stage] ?? EMPTY_TALK
  const become = (changed: Partial<Talk>): Stepped => ({
    ok: true,
    session: { ...next, talks: { ...next.talks, [stage]: { ...talk, ...changed } } },
  })
  const setReply = (id: string, reply: ReplyState) =>
    talk.nodes.map((node) => (node.id === id && node.kind === 'reply' ? { ...node, seq: event.seq, reply } : node))

  // What the engine reports about a reply is true wherever the person is now. [S13]
  if (event.type === 'reply.begun' || event.type === 'reply.finished') {
    const node = replyOf(talk, event.body.reply)
    if (node === undefined) return refuse('out-of-order', `No reply "${event.body.reply}" is awaited.`)
    if (event.type === 'reply.begun') {
      if (node.reply.state !== 'wanted') return refuse('out-of-order', `Reply "${node.id}" has begun already.`)
      return become({ nodes: setReply(node.id, { state: 'running' }) })
    }
    if (node.reply.state === 'finished') return refuse('out-of-order', `Reply "${node.id}" is finished already.`)
    // A stop and the model's own end may come at the same time. A reply that was asked to stop counts as stopped. [S12]
    if (node.reply.state === 'stopping') {
      const text = cutAt(event.body.text, node.reply.shown)
      return become({ nodes: setReply(node.id, { state: 'finished', outcome: 'stopped', text }) })
    }
    const { outcome, text } = event.body
    return become({ nodes: setReply(node.id, { state: 'finished', outcome, text }) })
  }

  const at = currentStage(study, next, stage)
  const chat = at && talkIn(at)
  if (chat === null) return refuse('wrong-stage', 'This talk is not open now; the page is out of date, reload it.')

  switch (event.type) {
    case 'talk.opened': {
      if (talk.opened) return refuse('out-of-order', 'A talk is opened once.')
      if (event.body.text === '') return become({ opened: true })
      const reply: ReplyState = { state: 'finished', outcome: 'complete', text: event.body.text }
      // The browser gets this id, so it must not be made from the stage's. [S18]
      const opening: TalkNode = { kind: 'reply', id: `opening-${event.seq}`, parent: null, seq: event.seq, reply }
      return become({ opened: true, nodes: [opening], tip: opening.id })
    }
    case 'turn.taken': {
      if (!talk.opened) return refuse('busy', 'The talk is just being opened; send it again in a moment.')
      if (talk.nodes.some((node) => node.kind === 'reply' && node.reply.state !== 'finished'))
        return refuse('busy', 'A reply is still on its way; wait for it or stop it.')
      if (talk.nodes.some((node) => node.id === event.body.turn))
        return refuse('out-of-order', 'This turn was taken already.')
      if (event.body.parent !== talk.tip) {
        const replaced = talk.nodes.some((node) => node.kind === 'turn' && node.parent === event.body.parent)
        if (!replaced || !chat.affordances.includes('edit'))
          return refuse('stale', 'The talk has gone on meanwhile, perhaps in another tab; read on and send it again.')
      }
      if (event.body.parent === talk.tip && turnsTaken(talk) >= chat.turns.max)
        return refuse('limit', `This talk has at most ${chat.turns.max} turns, and all were taken.`)
      if (talk.nodes.filter((one) => one.kind === 'turn').length >= chat.turns.max * MOST_EDITS_A_TURN)
        return refuse('limit', 'Turns of this talk were edited too often; finish it as it stands.')
      const turn: TalkNode = {
        kind: 'turn',
        id: event.body.turn,
        parent: event.body.parent,
        seq: event.seq,
        text: event.body.text,
      }
      const reply = wantedReply(talk, turn.id, event.seq)
      return become({ nodes: [...talk.nodes, turn, reply], tip: reply.id })
    }
    case 'reply.asked': {
      const last = talk.nodes.find((node) => node.id === talk.tip)
      if (last?.kind !== 'reply' || last.parent !== event.body.turn)
        return refuse('stale', 'Only the last turn can be answered again.')
      if (last.reply.state !== 'finished') return refuse('busy', 'A reply is still on its way; wait for it or stop it.')
      // A reply that went wrong can always be asked for again. A good one can only if the study offers it. [S11]
      const isGood = last.reply.outcome === 'complete' || last.reply.outcome === 'stopped'
      if (isGood && !chat.affordances.includes('try-again'))
        return refuse('not-offered', 'Another reply is not offered in this talk.')
      if (repliesTo(talk, event.body.turn) >= MOST_REPLIES_A_TURN)
        return refuse('limit', `A turn gets at most ${MOST_REPLIES_A_TURN} replies; write something else.`)
      const reply = wantedReply(talk, event.body.turn, event.seq)
      return become({ nodes: [...talk.nodes, reply], tip: reply.id })
    }
    case 'reply.stopped': {
      const node = replyOf(talk, event.body.reply)
      if (node === undefined) return refuse('stale', 'There is no such reply to stop.')
      if (node.reply.state === 'finished' || node.reply.state === 'stopping')
        return refuse('stale', 'The reply had ended already.')
      return become({ nodes: setReply(node.id, { state: 'stopping', shown: event.body.shown }) })
    }
  }
}

function replyOf(talk: Talk, id: string): (TalkNode & { kind: 'reply' }) | undefined {
  return talk.nodes.find((node): node is TalkNode & { kind: 'reply' } => node.kind === 'reply' && node.id === id)
}

function repliesTo(talk: Talk, turn: string): number {
  return talk.nodes.filter((node) => node.kind === 'reply' && node.parent === turn).length
}

/** Ids of replies follow from the turn and the attempt, so that a log read twice gives the same ones. */
function wantedReply(talk: Talk, turn: string, seq: number): TalkNode {
  return { kind: 'reply', id: `${turn}.${repliesTo(talk, turn) + 1}`, parent: turn, seq, reply: { state: 'wanted' } }
}
