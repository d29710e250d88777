import type { ProblemCode } from '../../../shared/protocol/problem.ts'
import type { Ack, LastingRefusal, Proposal, Update } from '../../../shared/protocol/socket.ts'
import type { BodyOf, ParticipantEventType } from '../../../shared/session/events.ts'
import { randomId } from '../../ui/id.ts'
import { type AttentionLog, recordAttention } from './attention.ts'
import { createCatchUp } from './catching-up.ts'
import { betterEstimate, type ClockEstimate } from './clock.ts'
import { type Connection, connect } from './connection.ts'
import { createDelivery } from './delivery.ts'
import { createDrafts, type Drafts } from './draft.ts'
import type { Identity } from './identity.ts'
import { createOutbox } from './outbox.ts'
import { EMPTY_REPLICA, type Replica, stageOn, withDelta, withUpdate } from './replica.ts'
import type { KeyValues } from './storage.ts'

/** A refusal that the person should know about. `id` distinguishes two of the same kind. */
export type Notice = { id: string; type: ParticipantEventType; code: ProblemCode }

export type VisitState = {
  replica: Replica
  online: boolean
  /** Not acknowledged yet, in order. */
  pending: readonly Proposal[]
  /** The wish to leave among them. Once it was `sent`, it may have been recorded. */
  leaving: { erase: boolean; sent: boolean } | null
  /** Whether what was written is erased, as it was wished here; null if nothing was wished, or nothing written yet. */
  erased: boolean | null
  /** Replies that were stopped here, with the characters that were on screen. */
  stops: Readonly<Record<string, number>>
  notice: Notice | null
  refused: LastingRefusal | null
}

export type Visit = {
  drafts: Drafts
  getState(): VisitState
  subscribe(listener: () => void): () => void
  /** Keeps and sends what the person did; returns the proposal's id. */
  propose<Type extends ParticipantEventType>(type: Type, body: BodyOf<Type>): string
  /** Takes back the wish to leave. Does nothing once it was sent. */
  stay(): void
  dismissNotice(): void
  /** Whether the person allowed recording how things are done. */
  allowsTelemetry(): boolean
  close(): void
}

/** A session as this tab sees it: what the server said, what must still be sent, and what is being written. */
export function openVisit(identity: Identity, storage: KeyValues, tab: string): Visit {
  const { session } = identity
  const outbox = createOutbox(storage, session)
  const drafts = createDrafts(storage, session, tab, Date.now)
  const telemetryKey = `parallax.telemetry.${session}`
  const listeners = new Set<() => void>()
  let state: VisitState = {
    replica: EMPTY_REPLICA,
    online: false,
    ...waiting(),
    erased: null,
    stops: {},
    notice: null,
    refused: null,
  }
  let clock: ClockEstimate | null = null
  let attention: AttentionLog | null = null

  /** What waits in the outbox, as the screens see it. */
  function waiting(): Pick<VisitState, 'pending' | 'leaving'> {
    const pending = outbox.all()
    const wish = pending.find((one) => one.type === 'session.withdrawn')
    return { pending, leaving: wish ? { erase: wish.body.erase, sent: outbox.wasSent(wish.id) } : null }
  }

  function become(change: Partial<VisitState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function timed(update: Update, sentAt: number | null): void {
    clock = betterEstimate(clock, { sentAt, serverAt: update.at, receivedAt: Date.now() })
  }

  function seenAfter(update: Update): Replica {
    const replica = withUpdate(state.replica, update)
    if (replica.screen?.kind === 'ended') forget(replica.screen.how === 'withdrawn')
    return replica
  }

  /**
   * After the end, nothing is left to be written, and nothing to be sent but a wish to leave: the rules accept it even then, and
   * the last page has no place to say it again. After a withdrawal nothing more is measured.
   */
  function forget(withdrawn: boolean): void {
    outbox.clear(({ type }) => type === 'session.withdrawn')
    drafts.clear()
    if (withdrawn) storage.removeItem(telemetryKey)
    attention?.stop()
    attention = null
  }

  function settled(proposal: Proposal, answer: Ack): void {
    const ours = outbox.take(proposal.id)
    if (answer.ok) {
      const replica = seenAfter(answer.update)
      become({ replica, ...waiting() })
      return
    }
    if (ours && proposal.type === 'turn.taken') drafts.putBack(proposal.body.stage, proposal.body.text)
    // Said in two tabs, and taken once: the page says already that the person has left.
    const isSaid = proposal.type === 'session.withdrawn' && answer.problem.code === 'ended'
    become({
      ...waiting(),
      // Another tab may have wished something else.
      ...(proposal.type === 'session.withdrawn' && { erased: null }),
      notice: isSaid ? state.notice : { id: proposal.id, type: proposal.type, code: answer.problem.code },
    })
    // The person acted on a screen that was out of date.
    void catchUp()
  }

  const connection: Connection = connect(identity, {
    after: () => state.replica.seq,
    connected(up) {
      become({ online: up })
      if (up) void deliver()
    },
    refused: (why) => become({ refused: why }),
    update(update) {
      timed(update, null)
      become({ replica: seenAfter(update), ...waiting() })
    },
    delta(delta) {
      const { replica, gap } = withDelta(state.replica, delta)
      if (gap) void catchUp()
      else if (replica !== state.replica) become({ replica })
    },
  })

  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  const catchUp = createCatchUp({
    ask: () => connection.catchUp(state.replica.seq),
    connected: connection.isUp,
    take({ update }, sentAt) {
      timed(update, sentAt)
      become({ replica: seenAfter(update) })
    },
    pause,
  })
  const deliver = createDelivery({
    outbox,
    connected: connection.isUp,
    async send(proposal) {
      if (proposal.type === 'session.withdrawn') {
        outbox.noteSent(proposal.id)
        become(waiting())
      }
      const sentAt = Date.now()
      const answer = await connection.propose(proposal)
      if (answer?.ok) timed(answer.update, sentAt)
      return answer
    },
    onSettled: settled,
    pause,
  })

  // Another tab wrote to the outbox, or took from it.
  const onStorage = (event: StorageEvent) => {
    if (event.key?.startsWith(outbox.prefix)) become(waiting())
  }
  addEventListener('storage', onStorage)
  const startAttention = () => {
    attention ??= recordAttention((batch) => connection.telemetry(batch))
  }
  const allowsTelemetry = () => storage.getItem(telemetryKey) !== null
  if (allowsTelemetry()) startAttention()

  return {
    drafts,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    propose(type, body) {
      const proposal = { id: randomId(), at: Date.now(), offset: clock?.offset ?? null, type, body } as Proposal
      outbox.put(proposal)
      if (proposal.type === 'consent.given' && proposal.body.uses.includes('telemetry')) {
        storage.setItem(telemetryKey, 'allowed')
        startAttention()
      }
      if (proposal.type === 'session.withdrawn' && state.replica.screen?.kind !== 'consent')
        become({ erased: proposal.body.erase })
      if (proposal.type === 'reply.stopped')
        become({ stops: { ...state.stops, [proposal.body.reply]: proposal.body.shown } })
      become({ ...waiting(), notice: null })
      void deliver()
      return proposal.id
    },
    stay() {
      const wishes = outbox.all().filter((one) => one.type === 'session.withdrawn')
      if (!wishes.some(({ id }) => outbox.wasSent(id))) for (const { id } of wishes) outbox.take(id)
      become({ ...waiting(), erased: null })
    },
    dismissNotice: () => become({ notice: null }),
    allowsTelemetry,
    close() {
      removeEventListener('storage', onStorage)
      attention?.stop()
      connection.close()
    },
  }
}

/** Whether a proposal of this type waits for the stage on screen. */
export function isPending(state: VisitState, ...types: ParticipantEventType[]): boolean {
  const stage = stageOn(state.replica.screen)
  return state.pending.some((one) => types.includes(one.type) && (!('stage' in one.body) || one.body.stage === stage))
}
