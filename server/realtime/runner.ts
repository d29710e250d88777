import type { Ack, Proposal, Telemetry } from '../../shared/protocol/socket.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import { allowsTelemetry } from '../../shared/session/session.ts'
import { workOf } from '../../shared/session/work.ts'
import { admit } from './admit.ts'
import { EventWriter } from './event-writer.ts'
import { type LoadedSession, loadSession } from './loaded-session.ts'
import { Queues } from './queues.ts'
import { ReplyStream } from './reply-stream.ts'
import type { RunnerParts } from './runner-parts.ts'
import { SessionWork } from './session-work.ts'
import { erasedUpdate, updateOf } from './update.ts'

/**
 * Runs sessions, with one queue for each. In the queue a proposal is judged by `step` and appended, and then the work
 * begins that the new state asks for. The runner holds no truth: at every use, memory is compared with the log, since
 * another program may have written to it, and memory can be read again.
 */
export class Runner {
  readonly #parts: RunnerParts
  readonly #queues = new Queues()
  readonly #loaded = new Map<string, LoadedSession>()
  readonly #writer: EventWriter
  readonly #stream: ReplyStream
  readonly #work: SessionWork
  readonly #sweep: () => void
  #closing = false

  constructor(parts: RunnerParts) {
    this.#parts = parts
    const { clock, store, audience, log } = parts
    this.#writer = new EventWriter(store, clock)
    this.#stream = new ReplyStream(
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
    this.#work = new SessionWork({ ...parts, writer: this.#writer, queues: this.#queues, stream: this.#stream })
    this.#sweep = clock.every(SWEEP_MS, () => this.#lookAfter())
  }

  /**
   * Takes up the work that a stop or a crash left. Replies that nobody works on end as interrupted [S14]; the rest
   * begins. Returns how many sessions went on. Closing ends it early; then the next start takes up the rest.
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
      const loaded = await this.#load(session)
      if (loaded === null) return this.#afterErasure(session, proposal.id)
      const happening = admit(proposal, loaded.session, loaded.running.veil)
      if (happening === null)
        return refused('wrong-stage', 'The page names something that this study version does not have; reload it.')
      const before = loaded.session.seq
      const { id, at, offset } = proposal
      const entered = await this.#writer.enter(loaded, happening, {
        id,
        actor: 'participant',
        clientAt: at,
        clientOffset: offset,
      })
      // This is done after a refusal too: the proposal may have been refused because of work that stands still.
      if (entered.ok && !entered.repeated) await this.#settle(loaded)
      else await this.#takeUp(loaded)
      if (!entered.ok) return entered
      const update = updateOf(loaded, entered.repeated ? 0 : before, this.#parts.clock.now())
      if (!entered.repeated) this.#parts.audience.update(session, update)
      return { ok: true, seq: entered.seq, update }
    })
  }

  /** What a client that has the log up to `after` lacks, including the whole running reply. */
  catchUp(session: string, after: number): Promise<Ack> {
    return this.#queues.run(session, () => this.#stateSince(session, after))
  }

  /**
   * The same for a client that begins to listen. `hear` is called inside the session's queue, so that the client gets
   * the state and then every update after it.
   */
  async attach(session: string, after: number, hear: (state: Ack) => void): Promise<void> {
    await this.#queues.run(session, async () => hear(await this.#stateSince(session, after)))
  }

  /** Keeps marks of attention to the page, if consent allows it [S17]. */
  noteTelemetry(session: string, { id, marks }: Telemetry): Promise<{ ok: true }> {
    return this.#queues.run(session, async () => {
      const loaded = await this.#load(session)
      if (loaded !== null && loaded.session.phase.kind !== 'ended' && allowsTelemetry(loaded.session))
        await this.#parts.store.recordTelemetry({ session, id, at: this.#parts.clock.now(), marks })
      return { ok: true }
    })
  }

  /**
   * Called for a session that was erased, no matter which program erased it. Its work ends, its words leave memory, and
   * every page that shows it is told that it is over.
   */
  async erased(session: string): Promise<void> {
    const loaded = this.#loaded.get(session)
    // This is not in the queue: work in the queue may be waiting for something.
    if (loaded !== undefined) this.#letGo(loaded)
    await this.#queues.run(session, async () => {
      const state = await erasedUpdate(this.#parts.store, session, this.#parts.clock.now())
      if (state.ok) this.#parts.audience.update(session, state.update)
    })
  }

  /** Replies being written now. */
  get running(): number {
    return this.#stream.running
  }

  /** Sessions held in memory. */
  get loaded(): number {
    return this.#loaded.size
  }

  /** Resolves when no work is under way for the session; for simulation and tests. */
  async quiet(session: string): Promise<void> {
    for (;;) {
      const busy = await this.#queues.run(session, async () => (this.#loaded.get(session)?.working.size ?? 0) > 0)
      if (!busy) return
      await this.#work.someEnd()
    }
  }

  /** Stops all work and keeps what there is. Replies under way stay as they are, for `recover`. */
  async close(): Promise<void> {
    this.#closing = true
    this.#sweep()
    await this.#stream.close()
    await this.#work.close(this.#loaded.values())
    await this.#queues.idle()
  }

  async #load(id: string): Promise<LoadedSession | null> {
    const now = this.#parts.clock.now()
    const held = this.#loaded.get(id)
    if (held !== undefined) {
      if (!held.stale && (await this.#isCurrent(held))) {
        held.usedAt = now
        return held
      }
      this.#letGo(held)
    }
    const loaded = await loadSession(this.#parts.store, this.#parts.catalogue, id, now)
    if (loaded !== null) this.#loaded.set(id, loaded)
    return loaded
  }

  async #isCurrent({ session }: LoadedSession): Promise<boolean> {
    const kept = await this.#parts.store.session(session.id)
    return kept !== null && kept.erasedAt === null && kept.seq === session.seq
  }

  /**
   * Forgets what memory holds of a session. Work under way for it ends and leaves nothing, because it began from
   * another state.
   */
  #letGo(loaded: LoadedSession): void {
    loaded.stale = true
    for (const work of loaded.working.values()) work.abort()
    if (loaded.live !== null) this.#stream.drop(loaded.live)
    if (this.#loaded.get(loaded.session.id) === loaded) this.#loaded.delete(loaded.session.id)
  }

  async #stateSince(session: string, after: number): Promise<Ack> {
    const { store, clock } = this.#parts
    const loaded = await this.#load(session)
    if (loaded === null) return erasedUpdate(store, session, clock.now())
    await this.#takeUp(loaded)
    const update = updateOf(loaded, after, clock.now())
    const { live } = loaded
    if (live !== null) update.live = { reply: live.reply, from: 0, text: live.text.slice(0, live.sent) }
    return { ok: true, seq: loaded.session.seq, update }
  }

  /** Begins pending work. A fact that was kept stays acknowledged, even if the work after it fails. */
  async #settle(loaded: LoadedSession): Promise<void> {
    try {
      await this.#work.settle(loaded)
    } catch (error) {
      this.#parts.log.error(
        { error, session: loaded.session.id },
        'work of a session could not begin; it is tried again',
      )
    }
  }

  /** Begins work that stood still, and at once tells everybody who looks on what came of it. */
  async #takeUp(loaded: LoadedSession): Promise<void> {
    const before = loaded.session.seq
    await this.#settle(loaded)
    if (loaded.session.seq > before)
      this.#parts.audience.update(loaded.session.id, updateOf(loaded, before, this.#parts.clock.now()))
  }

  /**
   * Takes up the work of a session that stands still. Returns whether the session could be read. If one cannot be read,
   * all others still go on.
   */
  #resume(session: string): Promise<boolean> {
    return this.#queues.run(session, async () => {
      try {
        const loaded = await this.#load(session)
        if (loaded !== null) await this.#takeUp(loaded)
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
    for (const [id, loaded] of this.#loaded) {
      if (this.#queues.has(id)) continue
      const undone = workOf(loaded.running.study, loaded.session).some((work) => !loaded.working.has(work.key))
      if (undone && !loaded.stale) void this.#resume(id)
      else if (loaded.stale || (loaded.usedAt < before && loaded.working.size === 0)) this.#letGo(loaded)
    }
  }
}

function refused(code: 'ended' | 'wrong-stage', message: string): Extract<Ack, { ok: false }> {
  return { ok: false, problem: { code, message } }
}

const IDLE_MS = 120_000
const SWEEP_MS = 30_000
