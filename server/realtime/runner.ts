import { randomUUID } from 'node:crypto'
import type { Problem } from '../../shared/protocol/problem.ts'
import type { Ack, Delta, Proposal, Telemetry, Update } from '../../shared/protocol/socket.ts'
import type { Event, Happening } from '../../shared/session/events.ts'
import { VERSIONS } from '../../shared/session/events.ts'
import { talkPrompt } from '../../shared/session/prompt.ts'
import { allowsTelemetry, type Session } from '../../shared/session/session.ts'
import { step } from '../../shared/session/step.ts'
import { entriesOf, screenOf } from '../../shared/session/view.ts'
import { type Work, workOf } from '../../shared/session/work.ts'
import { assignmentAt, stratumOf } from '../../shared/study/assignment.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Log } from '../log.ts'
import type { Models } from '../model/models.ts'
import type { ProbeRound } from '../probes/round.ts'
import { assignmentSeed } from '../secrets.ts'
import type { Store } from '../store/store.ts'
import type { StudyShelf } from '../studies/shelf.ts'
import { admit } from './admit.ts'
import { progressOf } from './progress.ts'
import { Pulse } from './pulse.ts'
import { Queues } from './queues.ts'
import { openingOf, writeReply } from './reply.ts'
import { readSeat, type Seat } from './seat.ts'

/** To whom the runner tells what happened; the gateway passes it on to sockets. */
export type Audience = { update(session: string, update: Update): void; delta(session: string, delta: Delta): void }

export type RunnerParts = {
  store: Store
  shelf: StudyShelf
  models: Models
  probes: ProbeRound
  clock: Clock
  log: Log
  audience: Audience
}

/**
 * Runs sessions: one queue a session, in which a proposal is judged by `step`, appended, and followed by the work that
 * the new state asks for. It holds no truth: whatever is in memory can be read again from the log.
 */
export class Runner {
  readonly #parts: RunnerParts
  readonly #queues = new Queues()
  readonly #seats = new Map<string, Seat>()
  readonly #pulse: Pulse
  readonly #sweep: () => void
  readonly #background = new Set<Promise<void>>()
  #closing = false

  constructor(parts: RunnerParts) {
    this.#parts = parts
    const { clock, store, audience, log } = parts
    this.#pulse = new Pulse(
      clock,
      (live, from, text) => audience.delta(live.session, { reply: live.reply, from, text }),
      (pieces) => store.checkpoint(pieces).catch((error: unknown) => log.error({ error }, 'a checkpoint was not kept')),
    )
    this.#sweep = clock.every(SWEEP_MS, () => this.#forgetIdle())
  }

  /** Takes up the work that a stop or a crash left: orphaned replies end as interrupted [S14], the rest begins. */
  async recover(): Promise<number> {
    const pending = await this.#parts.store.pendingSessions()
    for (const session of pending)
      await this.#queues.run(session, async () => {
        const seat = await this.#seat(session)
        if (seat !== null) await this.#settle(seat)
      })
    return pending.length
  }

  /** Judges and keeps what a participant did. Resolves after the commit. */
  propose(session: string, proposal: Proposal): Promise<Ack> {
    return this.#queues.run(session, async (): Promise<Ack> => {
      const seat = await this.#seat(session)
      if (seat === null) return refused('ended', 'This session is over, and what was written in it was erased.')
      const happening = admit(proposal, seat.session, seat.running.veil)
      if (happening === null)
        return refused('wrong-stage', 'The page names something that this study version does not have; reload it.')
      const before = seat.session.seq
      const outcome = await this.#append(seat, happening, {
        id: proposal.id,
        actor: 'participant',
        clientAt: proposal.at,
        clientOffset: proposal.offset,
      })
      if (!outcome.ok) return outcome
      await this.#settle(seat)
      const update = this.#updateOf(seat, outcome.repeated ? 0 : before)
      if (!outcome.repeated) this.#parts.audience.update(session, update)
      return { ok: true, seq: outcome.seq, update }
    })
  }

  /** What a client lacks that has the log up to `after`, with the running reply whole. */
  catchUp(session: string, after: number): Promise<Ack> {
    return this.#queues.run(session, async (): Promise<Ack> => {
      const seat = await this.#seat(session)
      if (seat === null) return this.#erasedUpdate(session)
      await this.#settle(seat)
      const update = this.#updateOf(seat, after)
      if (seat.live !== null)
        update.live = { reply: seat.live.reply, from: 0, text: seat.live.text.slice(0, seat.live.sent) }
      return { ok: true, seq: seat.session.seq, update }
    })
  }

  /** Keeps marks of attention to the page, where consent allows it [S17]. */
  noteTelemetry(session: string, { id, marks }: Telemetry): Promise<{ ok: true }> {
    return this.#queues.run(session, async () => {
      const seat = await this.#seat(session)
      if (seat !== null && allowsTelemetry(seat.session))
        await this.#parts.store.recordTelemetry({ session, id, at: this.#parts.clock.now(), marks })
      return { ok: true }
    })
  }

  /** Replies being written now. */
  get running(): number {
    return this.#pulse.running
  }

  /** Sessions held in memory. */
  get seated(): number {
    return this.#seats.size
  }

  /** Resolves when no work is under way for the session; for simulation and tests. */
  async quiet(session: string): Promise<void> {
    for (;;) {
      const busy = await this.#queues.run(session, async () => (this.#seats.get(session)?.working.size ?? 0) > 0)
      if (!busy) return
      await Promise.race(this.#background)
    }
  }

  /** Stops all work and keeps what there is. Replies under way are left as they stand, for `recover`. */
  async close(): Promise<void> {
    this.#closing = true
    this.#sweep()
    await this.#pulse.close()
    for (const seat of this.#seats.values()) for (const work of seat.working.values()) work.abort()
    await Promise.allSettled(this.#background)
    await this.#queues.idle()
  }

  async #seat(id: string): Promise<Seat | null> {
    const now = this.#parts.clock.now()
    const held = this.#seats.get(id)
    if (held !== undefined) {
      held.usedAt = now
      return held
    }
    const seat = await readSeat(this.#parts.store, this.#parts.shelf, id, now)
    if (seat !== null) this.#seats.set(id, seat)
    return seat
  }

  #forgetIdle(): void {
    const before = this.#parts.clock.now() - IDLE_MS
    for (const [id, seat] of this.#seats)
      if (seat.usedAt < before && seat.working.size === 0 && !this.#queues.has(id)) this.#seats.delete(id)
  }

  async #append(
    seat: Seat,
    happening: Happening,
    by: Pick<Event, 'id' | 'actor' | 'clientAt' | 'clientOffset'>,
  ): Promise<{ ok: true; seq: number; repeated: boolean } | { ok: false; problem: Problem }> {
    const { store, clock } = this.#parts
    const { session, running } = seat
    const event = {
      ...by,
      ...happening,
      session: session.id,
      seq: session.seq + 1,
      version: VERSIONS[happening.type],
      at: clock.now(),
    } as Event
    // A repeat may come long after its time, so it is told by its id before any rule can refuse it. [S4]
    let next = session
    if (!seat.taken.has(by.id)) {
      const judged = step(running.study, session, event)
      if (!judged.ok) return { ok: false, problem: judged.refusal }
      next = judged.session
    }
    const outcome = await store.append(session.id, [event], progressOf(running.study, next))
    switch (outcome.kind) {
      case 'appended':
        seat.session = next
        seat.taken.add(by.id)
        return { ok: true, seq: event.seq, repeated: false }
      case 'repeated':
        return { ok: true, seq: outcome.seq, repeated: true }
      case 'clash':
        return refused('conflicting-id', 'This id was used before for something else; make a new id.')
      case 'erased':
        return refused('ended', 'This session is over, and what was written in it was erased.')
      case 'conflict':
        // Another program wrote to this session. What is in memory is out of date: the next call reads it again.
        this.#seats.delete(session.id)
        return refused('busy', 'The session was changed elsewhere at the same moment; send it again.')
    }
  }

  async #engine(seat: Seat, happening: Happening): Promise<void> {
    const outcome = await this.#append(seat, happening, {
      id: randomUUID(),
      actor: 'engine',
      clientAt: null,
      clientOffset: null,
    })
    if (!outcome.ok)
      throw new Error(`Session ${seat.session.id} refused "${happening.type}": ${outcome.problem.message}`)
  }

  /** Begins what the state asks for and is not under way; called in the session's queue after every change. */
  async #settle(seat: Seat): Promise<void> {
    if (this.#closing) return
    for (let again = true; again; ) {
      again = false
      for (const work of workOf(seat.running.study, seat.session)) {
        if (seat.working.has(work.key)) continue
        const changed = await this.#begin(seat, work)
        if (changed) {
          again = true
          break
        }
      }
    }
    this.#abortUnwanted(seat)
  }

  /** Begins a piece of work; true when the log grew, so that the rest must be looked at afresh. */
  async #begin(seat: Seat, work: Work): Promise<boolean> {
    switch (work.kind) {
      case 'assign':
        await this.#assign(seat)
        return true
      case 'open-talk':
        await this.#engine(seat, { type: 'talk.opened', body: { stage: work.stage, text: openingOf(seat) } })
        return true
      case 'reply':
        if (work.begun) {
          await this.#endOrphan(seat, work, 'interrupted')
          return true
        }
        await this.#beginReply(seat, work)
        return false
      case 'stop': {
        const writing = seat.working.get(`reply ${work.reply}`)
        writing?.abort()
        if (writing !== undefined) return false
        await this.#endOrphan(seat, work, 'stopped')
        return true
      }
      case 'probe':
        this.#inBackground(seat, work.key, (signal) => this.#askProbes(seat, work, signal))
        return false
      case 'erase':
        await this.#parts.store.erase(seat.session.id, this.#parts.clock.now())
        this.#seats.delete(seat.session.id)
        return false
    }
  }

  async #assign(seat: Seat): Promise<void> {
    const { store, clock } = this.#parts
    const { study, hash } = seat.running
    const { session } = seat
    const stratum = stratumOf(study, session)
    const seed = await assignmentSeed(store, hash, session.kind)
    let next: Session = session
    const outcome = await store.assign(session.id, { study: hash, kind: session.kind, name: stratum }, (index) => {
      const body = assignmentAt(study, seed, stratum, index)
      const event: Event = {
        id: randomUUID(),
        session: session.id,
        seq: session.seq + 1,
        version: VERSIONS['assignment.made'],
        at: clock.now(),
        clientAt: null,
        clientOffset: null,
        actor: 'engine',
        type: 'assignment.made',
        body,
      }
      const judged = step(study, session, event)
      if (!judged.ok) throw new Error(`Session ${session.id} refused its assignment: ${judged.refusal.message}`)
      next = judged.session
      return { event, progress: progressOf(study, next) }
    })
    if (outcome.kind !== 'appended') throw new Error(`Session ${session.id} was not assigned: ${outcome.kind}.`)
    seat.session = next
  }

  async #beginReply(seat: Seat, work: Extract<Work, { kind: 'reply' }>): Promise<void> {
    const { models, store, clock } = this.#parts
    const prompt = talkPrompt(seat.running.study, seat.session, work.stage, work.turn)
    const promptHash = sha256(JSON.stringify(prompt))
    await this.#engine(seat, {
      type: 'reply.begun',
      body: { stage: work.stage, reply: work.reply, turn: work.turn, promptHash },
    })
    this.#inBackground(seat, work.key, async (signal) => {
      const live = this.#pulse.begin(seat.session.id, work.reply)
      seat.live = live
      const written = await writeReply({ seat, live, prompt, promptHash, models, store, clock, signal })
      this.#pulse.end(live)
      // A reply that the closing server cut off is no one's stop: it stays open in the log, for `recover`.
      if (this.#closing && signal.aborted) return
      await this.#queues.run(seat.session.id, async () => {
        seat.live = null
        seat.working.delete(work.key)
        await this.#engine(seat, {
          type: 'reply.finished',
          body: { stage: work.stage, reply: work.reply, ...written },
        })
        await this.#settle(seat)
        this.#parts.audience.update(seat.session.id, this.#updateOf(seat, seat.session.seq - 1))
      })
    })
  }

  async #endOrphan(
    seat: Seat,
    work: { stage: string; reply: string },
    outcome: 'interrupted' | 'stopped',
  ): Promise<void> {
    const text = await this.#parts.store.checkpointed({ session: seat.session.id, reply: work.reply })
    await this.#engine(seat, {
      type: 'reply.finished',
      body: { stage: work.stage, reply: work.reply, outcome, text, call: null },
    })
  }

  async #askProbes(seat: Seat, work: Extract<Work, { kind: 'probe' }>, signal: AbortSignal): Promise<void> {
    const counts = await this.#parts.probes.ask(seat, work.stage, work.moment, signal)
    if (signal.aborted) return
    await this.#queues.run(seat.session.id, async () => {
      seat.working.delete(work.key)
      await this.#engine(seat, { type: 'probes.finished', body: { stage: work.stage, moment: work.moment, ...counts } })
      await this.#settle(seat)
    })
  }

  #inBackground(seat: Seat, key: string, run: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController()
    seat.working.set(key, abort)
    const done: Promise<void> = run(abort.signal)
      .catch((error: unknown) =>
        this.#parts.log.error({ error, session: seat.session.id, work: key }, 'work of a session failed'),
      )
      .finally(() => {
        seat.working.delete(key)
        this.#background.delete(done)
      })
    this.#background.add(done)
  }

  /** Work that the state no longer asks for: replies and probes of a session that was left. */
  #abortUnwanted(seat: Seat): void {
    const { phase } = seat.session
    if (phase.kind === 'ended' && phase.how === 'withdrawn') for (const work of seat.working.values()) work.abort()
  }

  /** What is left to show of an erased session: that it is over. */
  async #erasedUpdate(session: string): Promise<Ack> {
    const summary = await this.#parts.store.session(session)
    if (summary === null) return refused('unknown-session', 'There is no such session; open the link again.')
    const screen = { kind: 'ended', how: 'withdrawn' } as const
    const update: Update = {
      seq: summary.seq,
      at: this.#parts.clock.now(),
      locale: summary.locale,
      screen,
      entries: [],
      live: null,
    }
    return { ok: true, seq: summary.seq, update }
  }

  #updateOf(seat: Seat, after: number): Update {
    const { session, running } = seat
    return {
      seq: session.seq,
      at: this.#parts.clock.now(),
      locale: session.locale,
      screen: screenOf(running.study, session, running.veil),
      entries: entriesOf(session, after),
      live: null,
    }
  }
}

function refused(code: Problem['code'], message: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message } }
}

const IDLE_MS = 120_000
const SWEEP_MS = 30_000
