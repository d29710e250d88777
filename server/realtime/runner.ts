import type { Ack, Proposal, Telemetry } from '../../shared/protocol/socket.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import { allowsTelemetry } from '../../shared/session/session.ts'
import { workOf } from '../../shared/session/work.ts'
import { admit } from './admit.ts'
import { Ledger } from './ledger.ts'
import { Pulse } from './pulse.ts'
import { Queues } from './queues.ts'
import type { RunnerParts } from './runner-parts.ts'
import { readSeat, type Seat } from './seat.ts'
import { erasedUpdate, updateOf } from './update.ts'
import { Workshop } from './workshop.ts'

/**
 * Runs sessions: one queue a session, in which a proposal is judged by `step`, appended, and followed by the work that
 * the new state asks for. It holds no truth: what is in memory is compared with the log at every use, since another
 * program may have written to it, and can be read again.
 */
export class Runner {
  readonly #parts: RunnerParts
  readonly #queues = new Queues()
  readonly #seats = new Map<string, Seat>()
  readonly #ledger: Ledger
  readonly #pulse: Pulse
  readonly #workshop: Workshop
  readonly #sweep: () => void
  #closing = false

  constructor(parts: RunnerParts) {
    this.#parts = parts
    const { clock, store, audience, log } = parts
    this.#ledger = new Ledger(store, clock)
    this.#pulse = new Pulse(
      clock,
      (live, from, text) => audience.delta(live.session, { reply: live.reply, from, text }),
      (pieces) =>
        store.checkpoint(pieces).then(
          () => true,
          (error: unknown) => {
            log.error({ error }, 'checkpoints were not kept')
            return false
          },
        ),
    )
    this.#workshop = new Workshop({ ...parts, ledger: this.#ledger, queues: this.#queues, pulse: this.#pulse })
    this.#sweep = clock.every(SWEEP_MS, () => this.#lookAfter())
  }

  /**
   * Takes up the work that a stop or a crash left: orphaned replies end as interrupted [S14], the rest begins. Returns how
   * many sessions went on. Closing ends it early: the next start takes up the rest.
   */
  async recover(kinds: readonly SessionKind[]): Promise<number> {
    let recovered = 0
    for (const session of await this.#parts.store.pendingSessions(kinds)) {
      if (this.#closing) break
      if (await this.#resume(session)) recovered += 1
    }
    return recovered
  }

  /** Judges and keeps what a participant did. Resolves after the commit. */
  propose(session: string, proposal: Proposal): Promise<Ack> {
    return this.#queues.run(session, async (): Promise<Ack> => {
      const seat = await this.#seat(session)
      if (seat === null) return this.#afterErasure(session, proposal.id)
      const happening = admit(proposal, seat.session, seat.running.veil)
      if (happening === null)
        return refused('wrong-stage', 'The page names something that this study version does not have; reload it.')
      const before = seat.session.seq
      const { id, at, offset } = proposal
      const entered = await this.#ledger.enter(seat, happening, {
        id,
        actor: 'participant',
        clientAt: at,
        clientOffset: offset,
      })
      // Also after a refusal: it may be work that stands still which the proposal ran into.
      if (entered.ok && !entered.repeated) await this.#settle(seat)
      else await this.#takeUp(seat)
      if (!entered.ok) return entered
      const update = updateOf(seat, entered.repeated ? 0 : before, this.#parts.clock.now())
      if (!entered.repeated) this.#parts.audience.update(session, update)
      return { ok: true, seq: entered.seq, update }
    })
  }

  /** What a client lacks that has the log up to `after`, with the running reply whole. */
  catchUp(session: string, after: number): Promise<Ack> {
    return this.#queues.run(session, () => this.#stateSince(session, after))
  }

  /**
   * The same for a client that begins to listen: `hear` is called inside the session's queue, so that no update comes
   * between the state that it is given and the first one that it hears.
   */
  async attach(session: string, after: number, hear: (state: Ack) => void): Promise<void> {
    await this.#queues.run(session, async () => hear(await this.#stateSince(session, after)))
  }

  /** Keeps marks of attention to the page, where consent allows it [S17]. */
  noteTelemetry(session: string, { id, marks }: Telemetry): Promise<{ ok: true }> {
    return this.#queues.run(session, async () => {
      const seat = await this.#seat(session)
      if (seat !== null && seat.session.phase.kind !== 'ended' && allowsTelemetry(seat.session))
        await this.#parts.store.recordTelemetry({ session, id, at: this.#parts.clock.now(), marks })
      return { ok: true }
    })
  }

  /**
   * For a session that was erased, by whatever program: its work ends, its words leave memory, and whoever looks on is told
   * that it is over.
   */
  async erased(session: string): Promise<void> {
    const seat = this.#seats.get(session)
    // Not in the queue: what is under way there may be waiting for something.
    if (seat !== undefined) this.#letGo(seat)
    await this.#queues.run(session, async () => {
      const state = await erasedUpdate(this.#parts.store, session, this.#parts.clock.now())
      if (state.ok) this.#parts.audience.update(session, state.update)
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
      await this.#workshop.someEnd()
    }
  }

  /** Stops all work and keeps what there is. Replies under way are left as they stand, for `recover`. */
  async close(): Promise<void> {
    this.#closing = true
    this.#sweep()
    await this.#pulse.close()
    await this.#workshop.close(this.#seats.values())
    await this.#queues.idle()
  }

  async #seat(id: string): Promise<Seat | null> {
    const now = this.#parts.clock.now()
    const held = this.#seats.get(id)
    if (held !== undefined) {
      if (!held.stale && (await this.#isCurrent(held))) {
        held.usedAt = now
        return held
      }
      this.#letGo(held)
    }
    const seat = await readSeat(this.#parts.store, this.#parts.shelf, id, now)
    if (seat !== null) this.#seats.set(id, seat)
    return seat
  }

  async #isCurrent({ session }: Seat): Promise<boolean> {
    const kept = await this.#parts.store.session(session.id)
    return kept !== null && kept.erasedAt === null && kept.seq === session.seq
  }

  /** Forgets what is in memory of a session. Work under way for it ends and leaves nothing: it began from another state. */
  #letGo(seat: Seat): void {
    seat.stale = true
    for (const work of seat.working.values()) work.abort()
    if (seat.live !== null) this.#pulse.drop(seat.live)
    if (this.#seats.get(seat.session.id) === seat) this.#seats.delete(seat.session.id)
  }

  async #stateSince(session: string, after: number): Promise<Ack> {
    const { store, clock } = this.#parts
    const seat = await this.#seat(session)
    if (seat === null) return erasedUpdate(store, session, clock.now())
    await this.#takeUp(seat)
    const update = updateOf(seat, after, clock.now())
    const { live } = seat
    if (live !== null) update.live = { reply: live.reply, from: 0, text: live.text.slice(0, live.sent) }
    return { ok: true, seq: seat.session.seq, update }
  }

  /** Begins pending work. A fact that was kept stays acknowledged whatever becomes of the work after it. */
  async #settle(seat: Seat): Promise<void> {
    try {
      await this.#workshop.settle(seat)
    } catch (error) {
      this.#parts.log.error({ error, session: seat.session.id }, 'work of a session could not begin; it is tried again')
    }
  }

  /** Begins work that stood still, and tells everybody who looks on what came of it at once. */
  async #takeUp(seat: Seat): Promise<void> {
    const before = seat.session.seq
    await this.#settle(seat)
    if (seat.session.seq > before)
      this.#parts.audience.update(seat.session.id, updateOf(seat, before, this.#parts.clock.now()))
  }

  /** Takes up what stands still of a session; whether it could be read. One that cannot keeps nobody else from going on. */
  #resume(session: string): Promise<boolean> {
    return this.#queues.run(session, async () => {
      try {
        const seat = await this.#seat(session)
        if (seat !== null) await this.#takeUp(seat)
        return true
      } catch (error) {
        this.#parts.log.error({ error, session }, 'a session could not be taken up again')
        return false
      }
    })
  }

  /** An erased session takes nothing more; what it took before is acknowledged again [S4]. */
  async #afterErasure(session: string, id: string): Promise<Ack> {
    const { store, clock } = this.#parts
    const taken = (await store.read(session, 0)).find((event) => event.id === id)
    if (taken === undefined) return refused('ended', 'This session is over, and what was written in it was erased.')
    const state = await erasedUpdate(store, session, clock.now())
    return state.ok ? { ...state, seq: taken.seq } : state
  }

  /** Forgets sessions that nobody uses, and takes up work that an earlier failure left undone. */
  #lookAfter(): void {
    const before = this.#parts.clock.now() - IDLE_MS
    for (const [id, seat] of this.#seats) {
      if (this.#queues.has(id)) continue
      const undone = workOf(seat.running.study, seat.session).some((work) => !seat.working.has(work.key))
      if (undone && !seat.stale) void this.#resume(id)
      else if (seat.stale || (seat.usedAt < before && seat.working.size === 0)) this.#letGo(seat)
    }
  }
}

function refused(code: 'ended' | 'wrong-stage', message: string): Extract<Ack, { ok: false }> {
  return { ok: false, problem: { code, message } }
}

const IDLE_MS = 120_000
const SWEEP_MS = 30_000
