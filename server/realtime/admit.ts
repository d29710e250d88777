import type { Proposal } from '../../shared/protocol/socket.ts'
import type { BodyOf, Happening, ParticipantEventType } from '../../shared/session/events.ts'
import { allowsTelemetry, type Session } from '../../shared/session/session.ts'
import type { Veil } from '../../shared/session/view.ts'

type Door<Type extends ParticipantEventType> = (body: BodyOf<Type>, session: Session, veil: Veil) => BodyOf<Type> | null

/** Every fact that a participant may propose, and how its body is translated. */
const DOORS: { readonly [Type in ParticipantEventType]: Door<Type> } = {
  'locale.chosen': (body) => body,
  'consent.given': ofStage,
  'consent.declined': ofStage,
  'item.answered': ({ tookMs, ...rest }, session, veil) => {
    const [stage, item] = [veil.reveal(rest.stage), veil.reveal(rest.item)]
    if (stage === undefined || item === undefined) return null
    const timed = allowsTelemetry(session) && tookMs !== undefined ? { tookMs } : {}
    return { ...rest, ...timed, stage, item }
  },
  'stage.completed': ofStage,
  'turn.taken': ({ composition, ...rest }, session, veil) => {
    const stage = veil.reveal(rest.stage)
    if (stage === undefined) return null
    const composed = allowsTelemetry(session) && composition !== undefined ? { composition } : {}
    return { ...rest, ...composed, stage }
  },
  'reply.stopped': ofStage,
  'reply.asked': ofStage,
  'session.withdrawn': (body) => body,
}

/** A body in which only the stage is hidden from the browser. */
function ofStage<Body extends { stage: string }>(body: Body, _: Session, veil: Veil): Body | null {
  const stage = veil.reveal(body.stage)
  return stage === undefined ? null : { ...body, stage }
}

/**
 * What a proposal says, in the study's own ids, without what consent does not allow [S17]; null for an id that is not
 * known.
 */
export function admit({ type, body }: Proposal, session: Session, veil: Veil): Happening | null {
  const admitted = (DOORS[type] as Door<ParticipantEventType>)(body, session, veil)
  return admitted === null ? null : ({ type, body: admitted } as Happening)
}
