import { talkPrompt } from '../../shared/session/prompt.ts'
import { type Work, workOf } from '../../shared/session/work.ts'
import { sha256 } from '../digest.ts'
import type { EventWriter } from './event-writer.ts'
import type { LoadedSession } from './loaded-session.ts'
import type { Queues } from './queues.ts'
import { callId, lostCall, openingOf, writeReply } from './reply.ts'
import type { ReplyStream } from './reply-stream.ts'
import type { RunnerParts } from './runner-parts.ts'
import { updateOf } from './update.ts'

export type WorkshopParts = RunnerParts & { writer: EventWriter; queues: Queues; stream: ReplyStream }

/**
 * Does the work that sessions ask for: draws, openings, replies, probes, erasure. By its key, each piece is under way
 * only once.
 */
export class SessionWork {
  readonly #parts: WorkshopParts
  readonly #background = new Set<Promise<void>>()
  #closing = false

  constructor(parts: WorkshopParts) {
    this.#parts = parts
  }

  /**
   * Begins the work that the state asks for and that is not under way. Called in the session's queue after every
   * change.
   */
  async settle(loaded: LoadedSession): Promise<void> {
    if (this.#closing) return
    for (let changed = true; changed; ) {
      changed = false
      for (const work of workOf(loaded.running.study, loaded.session)) {
        if (loaded.working.has(work.key)) continue
        // If the log grew, the rest of the list is out of date.
        changed = await this.#begin(loaded, work)
        if (changed) break
      }
    }
    const { phase } = loaded.session
    if (phase.kind === 'ended' && phase.how === 'withdrawn') for (const work of loaded.working.values()) work.abort()
  }

  /** Resolves when a piece of work under way has ended. */
  async someEnd(): Promise<void> {
    await Promise.race(this.#background)
  }

  /** Stops all work. Replies under way stay open in the log, for the next start. */
  async close(sessions: Iterable<LoadedSession>): Promise<void> {
    this.#closing = true
    for (const loaded of sessions) for (const work of loaded.working.values()) work.abort()
    await Promise.allSettled(this.#background)
  }

  /** Begins a piece of work. True if it is already done and has changed what must be done next. */
  async #begin(loaded: LoadedSession, work: Work): Promise<boolean> {
    const { writer, store, clock } = this.#parts
    switch (work.kind) {
      case 'assign':
        await writer.assign(loaded)
        return true
      case 'open-talk':
        await writer.note(loaded, { type: 'talk.opened', body: { stage: work.stage, text: openingOf(loaded) } })
        return true
      case 'reply':
        // It was begun, but nobody works on it: a restart cut it off. [S14]
        if (work.begun) await this.#endOrphan(loaded, work, 'interrupted')
        else await this.#beginReply(loaded, work)
        return work.begun
      case 'stop': {
        const writing = loaded.working.get(`reply ${work.reply}`)
        writing?.abort()
        if (writing === undefined) await this.#endOrphan(loaded, work, 'stopped')
        return writing === undefined
      }
      case 'probe':
        this.#inBackground(loaded, work.key, (signal) => this.#askProbes(loaded, work, signal))
        return false
      case 'erase':
        await store.erase(loaded.session.id, clock.now())
        loaded.stale = true
        return false
    }
  }

  async #beginReply(loaded: LoadedSession, work: Extract<Work, { kind: 'reply' }>): Promise<void> {
    const { writer, stream, queues, audience, clock, log } = this.#parts
    const { stage, reply, turn } = work
    const prompt = talkPrompt(loaded.running.study, loaded.session, stage, turn)
    const promptHash = sha256(JSON.stringify(prompt))
    await writer.note(loaded, { type: 'reply.begun', body: { stage, reply, turn, promptHash } })
    this.#inBackground(loaded, work.key, async (signal) => {
      const live = stream.begin(loaded.session.id, reply)
      loaded.live = live
      const written = await writeReply({ ...this.#parts, loaded, live, prompt, promptHash, signal })
        // A failure of our own must not leave the person waiting for ever.
        .catch((error: unknown) => {
          log.error({ error, session: loaded.session.id }, 'a reply could not be written')
          return { outcome: 'failed' as const, text: live.text }
        })
        .finally(() => stream.end(live))
      // If the closing server cut a reply off, nobody has stopped it. Nothing more is written here for a session that
      // was let go.
      if (loaded.stale || (this.#closing && signal.aborted)) return
      await queues.run(loaded.session.id, async () => {
        if (loaded.stale) return
        loaded.live = null
        loaded.working.delete(work.key)
        const outcome = isStopping(loaded, stage, reply) ? 'stopped' : written.outcome
        const call = callId(loaded.session.id, reply)
        const before = loaded.session.seq
        await writer.note(loaded, { type: 'reply.finished', body: { stage, reply, outcome, text: written.text, call } })
        await this.settle(loaded)
        audience.update(loaded.session.id, updateOf(loaded, before, clock.now()))
      })
    })
  }

  /** Ends a reply that was begun and that nobody works on any more, with the text that was kept of it. */
  async #endOrphan(
    loaded: LoadedSession,
    work: { stage: string; turn: string; reply: string },
    outcome: 'interrupted' | 'stopped',
  ) {
    const { store, writer, models, clock } = this.#parts
    const { stage, turn, reply } = work
    const text = await store.checkpointed({ session: loaded.session.id, reply })
    await store.recordCall(lostCall({ loaded, stage, turn, reply, text, models, at: clock.now() }))
    const call = callId(loaded.session.id, reply)
    await writer.note(loaded, { type: 'reply.finished', body: { stage, reply, outcome, text, call } })
  }

  async #askProbes(loaded: LoadedSession, work: Extract<Work, { kind: 'probe' }>, signal: AbortSignal): Promise<void> {
    const { stage, moment } = work
    const counts = await this.#parts.probes.ask(loaded, stage, moment, signal)
    if (signal.aborted) return
    await this.#parts.queues.run(loaded.session.id, async () => {
      if (loaded.stale) return
      loaded.working.delete(work.key)
      await this.#parts.writer.note(loaded, { type: 'probes.finished', body: { stage, moment, ...counts } })
      await this.settle(loaded)
    })
  }

  #inBackground(loaded: LoadedSession, key: string, run: (signal: AbortSignal) => Promise<void>): void {
    if (loaded.stale) return
    const abort = new AbortController()
    loaded.working.set(key, abort)
    const { log } = this.#parts
    const done: Promise<void> = run(abort.signal)
      .catch((error: unknown) =>
        log.error({ error, session: loaded.session.id, work: key }, 'work of a session failed'),
      )
      .finally(() => {
        loaded.working.delete(key)
        this.#background.delete(done)
      })
    this.#background.add(done)
  }
}

/** Whether the person has asked this reply to stop. The model may have ended it by itself meanwhile. */
function isStopping(loaded: LoadedSession, stage: string, reply: string): boolean {
  const node = loaded.session.talks[stage]?.nodes.find((one) => one.id === reply)
  return node?.kind === 'reply' && node.reply.state === 'stopping'
}
