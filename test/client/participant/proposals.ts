import type { Ack, Proposal, Update } from '../../../shared/protocol/socket.ts'
import type { Entry, Screen } from '../../../shared/session/view.ts'

/** A turn that is proposed. */
export function proposal(id: string, over: { at?: number; text?: string; parent?: string | null } = {}) {
  const { at = 1, text = 'Hello', parent = null } = over
  return {
    id,
    at,
    offset: null,
    type: 'turn.taken',
    body: { stage: 'talk', turn: `turn-${id}`, parent, text },
  } satisfies Proposal
}

export const CHAT: Extract<Screen, { kind: 'chat' }> = {
  kind: 'chat',
  stage: 'talk',
  title: 'A talk',
  intro: null,
  affordances: ['stop', 'try-again', 'copy'],
  turns: { taken: 0, min: 1, max: 10 },
  open: true,
}

/** An update at `seq`, on the chat unless another screen is given. */
export function update(seq: number, entries: Entry[] = [], over: Partial<Update> = {}): Update {
  return { seq, at: seq * 1000, locale: 'en', screen: CHAT, entries, live: null, ...over }
}

export function turn(id: string, parent: string | null, seq: number, text = `said ${id}`): Entry {
  return { kind: 'turn', id, parent, seq, text }
}

export function running(id: string, parent: string | null, seq: number): Entry {
  return { kind: 'reply', id, parent, seq, state: 'running' }
}

export function finished(id: string, parent: string | null, seq: number, text = `reply ${id}`): Entry {
  return { kind: 'reply', id, parent, seq, state: 'finished', outcome: 'complete', text }
}

export function accepted(seq: number): Ack {
  return { ok: true, seq, update: update(seq) }
}

export function refused(code: Extract<Ack, { ok: false }>['problem']['code']): Ack {
  return { ok: false, problem: { code, message: 'No.' } }
}
