import { pathTo, talkOf } from '../engine/replica.ts'
import type { VisitState } from '../engine/visit.ts'

/** A line of the talk as it is shown. */
export type Line =
  /** `state` says whether the server has it. */
  | { kind: 'turn'; id: string; parent: string | null; text: string; state: 'taken' | 'sending' }
  | { kind: 'running'; id: string; text: string; stopping: boolean }
  | {
      kind: 'finished'
      id: string
      parent: string | null
      text: string
      outcome: 'complete' | 'stopped' | 'truncated' | 'broken'
    }

/**
 * The talk as the person should see it: first what the server has, then the turn and the request for another reply that
 * are on their way. A reply that was stopped here stands still at once.
 */
export function linesOf(state: VisitState, stage: string): Line[] {
  const { replica, pending, stops } = state
  const turn = pending.find(
    (one) => one.type === 'turn.taken' && one.body.stage === stage && replica.entries[one.body.turn] === undefined,
  )
  // Only an edit leaves the talk as it stands. If another tab sent a turn too late, that turn stands at the end of the
  // talk until it is refused.
  const edits = replica.screen?.kind === 'chat' && replica.screen.affordances.includes('edit')
  const entries = turn?.type === 'turn.taken' && edits ? pathTo(replica, turn.body.parent) : talkOf(replica)
  const lines = entries.map((entry): Line => {
    if (entry.kind === 'turn') return { ...entry, state: 'taken' }
    if (entry.state === 'finished') return { ...entry, kind: 'finished' }
    const text = replica.live[entry.id] ?? ''
    const stop = stops[entry.id]
    return {
      kind: 'running',
      id: entry.id,
      text: stop === undefined ? text : text.slice(0, stop),
      stopping: stop !== undefined || entry.state === 'stopping',
    }
  })
  if (turn?.type === 'turn.taken') {
    const { turn: id, parent, text } = turn.body
    return [...lines, { kind: 'turn', id, parent, text, state: 'sending' }]
  }
  const last = lines.at(-1)
  const asked = pending.some((one) => one.type === 'reply.asked' && one.body.stage === stage)
  if (asked && last?.kind === 'finished')
    return [...lines.slice(0, -1), { kind: 'running', id: `${last.id}+`, text: '', stopping: false }]
  return lines
}

/** Whether a turn or a reply is on its way, so that no other turn can be accepted. */
export function isBusy(lines: readonly Line[]): boolean {
  const last = lines.at(-1)
  return last !== undefined && (last.kind === 'running' || (last.kind === 'turn' && last.state === 'sending'))
}
