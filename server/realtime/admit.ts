import type { Proposal } from '../../shared/protocol/socket.ts'
import type { Happening } from '../../shared/session/events.ts'
import { allowsTelemetry, type Session } from '../../shared/session/session.ts'
import type { Veil } from '../../shared/session/view.ts'

/** What a proposal says in the study's own ids, without what consent does not allow [S17]; null for an id it does not know. */
export function admit(proposal: Proposal, session: Session, veil: Veil): Happening | null {
  const { type, body } = proposal
  if (type === 'locale.chosen' || type === 'session.withdrawn') return { type, body } as Happening
  const stage = veil.reveal(body.stage)
  if (stage === undefined) return null
  switch (type) {
    case 'item.answered': {
      const item = veil.reveal(body.item)
      if (item === undefined) return null
      const { tookMs, ...rest } = body
      const timed = allowsTelemetry(session) && tookMs !== undefined ? { tookMs } : {}
      return { type, body: { ...rest, ...timed, stage, item } }
    }
    case 'turn.taken': {
      const { composition, ...rest } = body
      const composed = allowsTelemetry(session) && composition !== undefined ? { composition } : {}
      return { type, body: { ...rest, ...composed, stage } }
    }
    default:
      return { type, body: { ...body, stage } } as Happening
  }
}
