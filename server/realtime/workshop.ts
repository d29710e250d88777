import { talkPrompt } from '../../shared/session/prompt.ts'
import { type Work, workOf } from '../../shared/session/work.ts'
import { sha256 } from '../digest.ts'
import type { Ledger } from './ledger.ts'
import type { Pulse } from './pulse.ts'
import type { Queues } from './queues.ts'
import { callId, lostCall, openingOf, writeReply } from './reply.ts'
import type { RunnerParts } from './runner-parts.ts'
import type { Seat } from './seat.ts'
import { updateOf } from './update.ts'

export type WorkshopParts = RunnerParts & { ledger: Ledger; queues: Queues; pulse: Pulse }

/** Does the work that sessions ask for: draws, openings, replies, probes, erasure. Each piece is under way once, by key. */
export class Workshop {
  readonly #parts: WorkshopParts
  readonly #background = new Set<Promise<void>>()
  #closing = false

  constructor(parts: WorkshopParts) {
    this.#parts = parts
  }

  /** Begins what the state asks for and is not under way. Called in the session's queue after every change. */
  async settle(seat: Seat): Promise<void> {
    if (this.#closing) return
    for (let changed = true; changed; ) {
      changed = false
      for (const work of workOf(seat.running.study, seat.session)) {
        if (seat.working.has(work.key)) continue
        // When the log grew, the rest of the list is out of date.
        changed = await this.#begin(seat, work)
        if (changed) break
      }
    }
    const { phase } = seat.session
    if (phase.kind === 'ended' && phase.how === 'withdrawn') for (const work of seat.working.values()) work.abort()
  }

  /** Resolves when some work under way has ended. */
  async someEnd(): Promise<void> {
    await Promise.race(this.#background)
  }

  /** Stops all work. Replies under way stay open in the log, for the next start. */
  async close(seats: Iterable<Seat>): Promise<void> {
    this.#closing = true
    for (const seat of seats) for (const work of seat.working.values()) work.abort()
    await Promise.allSettled(this.#background)
  }

  /** Begins a piece of work; true when it is done by now and has changed what is to be done. */
  async #begin(seat: Seat, work: Work): Promise<boolean> {
    const { ledger, store, clock } = this.#parts
    switch (work.kind) {
      case 'assign':
        await ledger.assign(seat)
        return true
      case 'open-talk':
        await ledger.note(seat, { type: 'talk.opened', body: { stage: work.stage, text: openingOf(seat) } })
        return true
      case 'reply':
        // Begun, and nobody is at work on it: a restart cut it off. [S14]
        if (work.begun) await this.#endOrphan(seat, work, 'interrupted')
        else await this.#beginReply(seat, work)
        return work.begun
      case 'stop': {
        const writing = seat.working.get(`reply ${work.reply}`)
        writing?.abort()
        if (writing === undefined) await this.#endOrphan(seat, work, 'stopped')
        return writing === undefined
      }
      case 'probe':
        this.#inBackground(seat, work.key, (signal) => this.#askProbes(seat, work, signal))
        return false
      case 'erase':
        await store.erase(seat.session.id, clock.now())
        seat.stale = true
        return false
    }
  }

  async #beginReply(seat: Seat, work: Extract<Work, { kind: 'reply' }>): Promise<void> {
    const { ledger, pulse, queues, audience, clock, log } = this.#parts
    const { stage, reply, turn } = work
    const prompt = talkPrompt(seat.running.study, seat.session, stage, turn)
    const promptHash = sha256(JSON.stringify(prompt))
    await ledger.note(seat, { type: 'reply.begun', body: { stage, reply, turn, promptHash } })
    this.#inBackground(seat, work.key, async (signal) => {
      const live = pulse.begin(seat.session.id, reply)
      seat.live = live
      const written = await writeReply({ ...this.#parts, seat, live, prompt, promptHash, signal })
        // A failure of our own must not leave the person waiting for ever.
        .catch((error: unknown) => {
          log.error({ error, session: seat.session.id }, 'a reply could not be written')
          return { outcome: 'failed' as const, text: live.text }
        })
        .finally(() => pulse.end(live))
      // What the closing server cut off is no one's stop. Of a session that was let go nothing more is written from here.
      if (seat.stale || (this.#closing && signal.aborted)) return
      await queues.run(seat.session.id, async () => {
        if (seat.stale) return
        seat.live = null
        seat.working.delete(work.key)
        const outcome = isStopping(seat, stage, reply) ? 'stopped' : written.outcome
        const call = callId(seat.session.id, reply)
        const before = seat.session.seq
        await ledger.note(seat, { type: 'reply.finished', body: { stage, reply, outcome, text: written.text, call } })
        await this.settle(seat)
        audience.update(seat.session.id, updateOf(seat, before, clock.now()))
      })
    })
  }

  /** Ends a reply that was begun and that nobody is at work on any more, with the text kept of it. */
  async #endOrphan(
    seat: Seat,
    work: { stage: string; turn: string; reply: string },
    outcome: 'interrupted' | 'stopped',
  ) {
    const { store, ledger, models, clock } = this.#parts
    const { stage, turn, reply } = work
    const text = await store.checkpointed({ session: seat.session.id, reply })
    await store.recordCall(lostCall({ seat, stage, turn, reply, text, models, at: clock.now() }))
    const call = callId(seat.session.id, reply)
    await ledger.note(seat, { type: 'reply.finished', body: { stage, reply, outcome, text, call } })
  }

  async #askProbes(seat: Seat, work: Extract<Work, { kind: 'probe' }>, signal: AbortSignal): Promise<void> {
    const { stage, moment } = work
    const counts = await this.#parts.probes.ask(seat, stage, moment, signal)
    if (signal.aborted) return
    await this.#parts.queues.run(seat.session.id, async () => {
      if (seat.stale) return
      seat.working.delete(work.key)
      await this.#parts.ledger.note(seat, { type: 'probes.finished', body: { stage, moment, ...counts } })
      await this.settle(seat)
    })
  }

  #inBackground(seat: Seat, key: string, run: (signal: AbortSignal) => Promise<void>): void {
    if (seat.stale) return
    const abort = new AbortController()
    seat.working.set(key, abort)
    const { log } = this.#parts
    const done: Promise<void> = run(abort.signal)
      .catch((error: unknown) => log.error({ error, session: seat.session.id, work: key }, 'work of a session failed'))
      .finally(() => {
        seat.working.delete(key)
        this.#background.delete(done)
      })
    this.#background.add(done)
  }
}

/** Whether the person has asked this reply to stop, though the model may have ended it by itself meanwhile. */
function isStopping(seat: Seat, stage: string, reply: string): boolean {
  const node = seat.session.talks[stage]?.nodes.find((one) => one.id === reply)
  return node?.kind === 'reply' && node.reply.state === 'stopping'
}
