import type { BodyOf, Event, EventType } from '../../../shared/session/events.ts'
import { VERSIONS } from '../../../shared/session/events.ts'
import type { Refusal } from '../../../shared/session/refusal.ts'
import type { Session } from '../../../shared/session/session.ts'
import { open, step } from '../../../shared/session/step.ts'
import type { Assignment } from '../../../shared/study/assignment.ts'
import type { Study } from '../../../shared/study/study.ts'

export const SESSION = 'session-of-a-test'

/** The assignments of the small study's two cells. */
export const PLAIN: Assignment = {
  condition: 'plain',
  levels: { persona: 'plain', opening: 'person' },
  wordings: { persona: 0 },
  stratum: 'all',
  index: 0,
}
export const ELDER: Assignment = {
  condition: 'elder',
  levels: { persona: 'elder', opening: 'assistant' },
  wordings: { persona: 1, opening: 0 },
  stratum: 'all',
  index: 1,
}

/** A session that goes through its rules without a server: each call is one fact, taken or refused. */
export class Walk {
  readonly study: Study
  readonly log: Event[] = []
  session: Session

  constructor(study: Study, locale = 'en') {
    this.study = study
    const opened = this.event('session.opened', {
      study: 'a'.repeat(64),
      kind: 'live',
      participant: 'person-1',
      wave: 1,
      locale,
    })
    this.session = open(study, opened)
    this.log.push(opened)
  }

  /** The next event, not yet taken. */
  event<Type extends EventType>(type: Type, body: BodyOf<Type>, seq = this.log.length + 1): Event {
    const id = `event-of-a-test-${seq}`
    const envelope = { id, session: SESSION, seq, version: VERSIONS[type], at: 1_000 * seq }
    return { ...envelope, clientAt: null, clientOffset: null, actor: 'engine', type, body } as Event
  }

  /** The code of the refusal, or null when the fact was taken. */
  refusal<Type extends EventType>(type: Type, body: BodyOf<Type>): Refusal['code'] | null {
    const event = this.event(type, body)
    const stepped = step(this.study, this.session, event)
    if (!stepped.ok) return stepped.refusal.code
    this.session = stepped.session
    this.log.push(event)
    return null
  }

  /** Takes a fact. Throws when the rules refuse it. */
  take<Type extends EventType>(type: Type, body: BodyOf<Type>): this {
    const code = this.refusal(type, body)
    if (code !== null) throw new Error(`"${type}" was refused as ${code}.`)
    return this
  }

  get stage(): string {
    const { phase } = this.session
    return phase.kind === 'in-stage' ? phase.stage : phase.kind
  }

  /** Consents, with these uses. */
  consent(...uses: ('telemetry' | 'quotation' | 'reuse')[]): this {
    return this.take('consent.given', { stage: 'welcome', version: '1', uses })
  }

  code(stage: string, item: string, code: number): this {
    return this.take('item.answered', { stage, item, answer: { kind: 'code', code }, position: 0 })
  }

  /** Consent, screening and assignment. */
  toBefore(assignment: Assignment = PLAIN): this {
    this.consent()
    const places = { kind: 'places' as const, places: ['EGY'], words: '' }
    this.take('item.answered', { stage: 'you', item: 'near/home', answer: places, position: 0 })
    this.code('you', 'near/side', 1).take('stage.completed', { stage: 'you' })
    return this.take('assignment.made', assignment)
  }

  /** On to the talk; `opening` null leaves it unopened. */
  toTalk(assignment: Assignment = PLAIN, opening: string | null = ''): this {
    this.toBefore(assignment).code('before', 'near/trust', 2).code('before', 'near/warmth', 7)
    this.take('stage.completed', { stage: 'before' })
    return opening === null ? this : this.take('talk.opened', { stage: 'talk', text: opening })
  }

  /** The end of the talk, null when nothing was said. */
  get tip(): string | null {
    return this.session.talks.talk?.tip ?? null
  }

  turn(turn: string, parent: string | null = this.tip): this {
    return this.take('turn.taken', { stage: 'talk', turn, parent, text: `I say ${turn}.` })
  }

  begin(turn: string, attempt = 1): this {
    return this.take('reply.begun', { stage: 'talk', reply: `${turn}.${attempt}`, turn, promptHash: 'h' })
  }

  finish(
    turn: string,
    { attempt = 1, outcome = 'complete', text = `You said ${turn}.` }: Partial<FinishedReply> = {},
  ): this {
    return this.take('reply.finished', { stage: 'talk', reply: `${turn}.${attempt}`, outcome, text, call: null })
  }

  /** A turn with its reply, whole. */
  exchange(turn: string): this {
    return this.turn(turn).begin(turn).finish(turn)
  }
}

type FinishedReply = { attempt: number; outcome: BodyOf<'reply.finished'>['outcome']; text: string }
