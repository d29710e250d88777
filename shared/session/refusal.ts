import type { Stage } from '../study/flow.ts'
import { stageOf } from '../study/items.ts'
import type { Study } from '../study/study.ts'
import type { Session } from './session.ts'

/** Why an event cannot follow. The code is for programs. The message says what, where and the remedy. */
export type Refusal = {
  code:
    | 'out-of-order'
    | 'ended'
    | 'wrong-stage'
    | 'unknown-item'
    | 'unfit-answer'
    | 'incomplete'
    | 'stale'
    | 'busy'
    | 'limit'
    | 'not-offered'
  message: string
}

export type Stepped = { ok: true; session: Session } | { ok: false; refusal: Refusal }

export function refuse(code: Refusal['code'], message: string): Stepped {
  return { ok: false, refusal: { code, message } }
}

/** The stage of that id, if the session is in it. */
export function currentStage(study: Study, session: Session, id: string): Stage | null {
  return session.phase.kind === 'in-stage' && session.phase.stage === id ? stageOf(study, id) : null
}
