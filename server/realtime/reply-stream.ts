import type { Clock } from '../clock.ts'
import type { Checkpoint } from '../store/session-rows.ts'

/** A reply that is being written. */
export type LiveReply = { session: string; reply: string; text: string; sent: number; kept: number }

/**
 * One heartbeat for all running replies. What a model wrote since the last beat goes out as one frame for each reply.
 * At every sixth beat, what is not kept yet is kept in one transaction. So the cost grows with replies and beats, not
 * with tokens: at 30 tokens a second and a 42 ms beat, a frame carries one or two of them.
 */
export class ReplyStream {
  readonly #live = new Set<LiveReply>()
  readonly #send: (live: LiveReply, from: number, text: string) => void
  /** Resolves to whether the pieces were kept. */
  readonly #keep: (pieces: Checkpoint[]) => Promise<boolean>
  readonly #stop: () => void
  #beats = 0
  #keeping: Promise<void> = Promise.resolve()
  #keepingNow = false

  constructor(
    clock: Clock,
    send: (live: LiveReply, from: number, text: string) => void,
    keep: (pieces: Checkpoint[]) => Promise<boolean>,
  ) {
    this.#send = send
    this.#keep = keep
    this.#stop = clock.every(BEAT_MS, () => this.#beat())
  }

  begin(session: string, reply: string): LiveReply {
    const live = { session, reply, text: '', sent: 0, kept: 0 }
    this.#live.add(live)
    return live
  }

  /** Forgets a reply of which nothing more will be sent or kept. */
  drop(live: LiveReply): void {
    this.#live.delete(live)
  }

  /** Sends what is left of a reply and forgets it. */
  end(live: LiveReply): void {
    if (!this.#live.has(live)) return
    this.#sendNew(live)
    this.#live.delete(live)
  }

  get running(): number {
    return this.#live.size
  }

  /** Keeps all that is running and stops beating. */
  async close(): Promise<void> {
    this.#stop()
    await this.#keeping
    this.#keepAll()
    await this.#keeping
  }

  #beat(): void {
    for (const live of this.#live) this.#sendNew(live)
    this.#beats += 1
    // A slow disk must not pile up transactions: while one is under way, the next waits for a later beat.
    if (this.#beats % BEATS_A_CHECKPOINT === 0 && !this.#keepingNow) this.#keepAll()
  }

  #sendNew(live: LiveReply): void {
    if (live.text.length === live.sent) return
    const from = live.sent
    live.sent = live.text.length
    this.#send(live, from, live.text.slice(from))
  }

  #keepAll(): void {
    const due = [...this.#live].filter((live) => live.text.length > live.kept)
    if (due.length === 0) return
    const ends = due.map((live) => live.text.length)
    const pieces = due.map(({ session, reply, kept, text }) => ({ session, reply, from: kept, text: text.slice(kept) }))
    this.#keepingNow = true
    this.#keeping = this.#keep(pieces).then((kept) => {
      this.#keepingNow = false
      // What was not kept is tried again together with the next pieces, so that no gap is left.
      if (kept) for (const [index, live] of due.entries()) live.kept = ends[index]!
    })
  }
}

const BEAT_MS = 42
const BEATS_A_CHECKPOINT = 6
