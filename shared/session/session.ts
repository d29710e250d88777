import { type Answer, partsOf } from '../instrument/answer.ts'
import type { Assignment } from '../study/assignment.ts'
import type { ItemRef } from '../study/flow.ts'
import type { ReplyOutcome, SessionKind } from './events.ts'

/** Where a session is in its study. */
export type Phase =
  | { kind: 'in-stage'; stage: string }
  /** Consent and screening are done. The engine must still draw the condition. */
  | { kind: 'assigning' }
  | { kind: 'ended'; how: 'completed' | 'declined' }
  /** `erase`: the person asked to have what they wrote erased. */
  | { kind: 'ended'; how: 'withdrawn'; erase: boolean }

/** A node of the turn tree. `seq` is that of the last event that changed it. */
export type TalkNode =
  | { kind: 'turn'; id: string; parent: string | null; seq: number; text: string }
  | { kind: 'reply'; id: string; parent: string | null; seq: number; reply: ReplyState }

export type ReplyState =
  /** Wanted, not yet begun. */
  | { state: 'wanted' }
  | { state: 'running' }
  /** The person stopped it after seeing `shown` characters. The engine must still end it. */
  | { state: 'stopping'; shown: number }
  /** `text` is the part that belongs to the talk: after a stop, what had been shown. */
  | { state: 'finished'; outcome: ReplyOutcome; text: string }

/** A talk of one stage: a tree of nodes. The path that ends in `tip` is the talk. */
export type Talk = { nodes: TalkNode[]; tip: string | null; opened: boolean }

/** A session as its log tells it, up to `seq`. */
export type Session = {
  id: string
  seq: number
  study: string
  kind: SessionKind
  participant: string
  wave: number
  locale: string
  openedAt: number
  lastAt: number
  phase: Phase
  consent: { version: string; uses: string[] } | null
  assignment: Assignment | null
  /** stage -> item -> the answer that counts */
  answers: Record<string, Record<ItemRef, Answer>>
  talks: Record<string, Talk>
  /** `stage.moment` of the probe rounds that are over. */
  probed: string[]
  completed: string[]
}

export const EMPTY_TALK: Talk = { nodes: [], tip: null, opened: false }

/** The nodes from the root to the tip, in order. */
export function pathOf(talk: Talk): TalkNode[] {
  const byId = new Map(talk.nodes.map((node) => [node.id, node]))
  const path: TalkNode[] = []
  for (let at = talk.tip; at !== null; at = byId.get(at)?.parent ?? null) path.push(byId.get(at)!)
  return path.reverse()
}

/** The turns of the path. */
export function turnsTaken(talk: Talk): number {
  return pathOf(talk).filter((node) => node.kind === 'turn').length
}

/** The places declared, over all stages, in the order in which they were declared. */
export function declaredPlaces(session: Session): string[] {
  return Object.values(session.answers)
    .flatMap((stage) => Object.values(stage))
    .flatMap((answer) => partsOf(answer).places)
}

/** Whether consent allows recording how things were done, not only what was said. */
export function allowsTelemetry(session: Session): boolean {
  return session.consent?.uses.includes('telemetry') ?? false
}
