import { cutAt } from '../../shared/cut.ts'
import { LONGEST_REPLY } from '../../shared/session/limits.ts'

/**
 * Hands the text of one call to its receiver. Pieces that arrive within one turn of the event loop are handed out as
 * one. That spares the receiver most of its work when many streams run at once. Nothing is handed out after a stop, and
 * `text` is exactly what was handed out.
 */
export class Delivery {
  text = ''
  /** More text has come than the longest reply that is accepted. The rest is dropped. */
  full = false
  /** Some text has come, so this call must not be tried again. */
  started = false
  firstTextMs: number | undefined
  longestGapMs = 0
  /** What the receiver threw, if it did. It is a fault in our own code, not an outcome of the call. */
  thrown: { error: unknown } | undefined
  readonly #onText: (piece: string) => void
  readonly #signal: AbortSignal
  #lastMs = 0
  #pending = ''
  #scheduled = false

  constructor(onText: (piece: string) => void, signal: AbortSignal) {
    this.#onText = onText
    this.#signal = signal
  }

  /** Takes a piece that arrived `nowMs` milliseconds into the call. */
  take(piece: string, nowMs: number): void {
    if (this.started) this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.#lastMs)
    else this.firstTextMs = nowMs
    this.started = true
    this.#lastMs = nowMs
    const room = LONGEST_REPLY - this.text.length - this.#pending.length
    if (piece.length > room) this.full = true
    this.#pending += cutAt(piece, room)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.flush())
  }

  /** Hands out at once what has gathered. */
  flush(): void {
    this.#scheduled = false
    const piece = this.#pending
    this.#pending = ''
    if (piece === '' || this.#signal.aborted || this.thrown) return
    this.text += piece
    try {
      this.#onText(piece)
    } catch (error) {
      this.thrown = { error }
    }
  }
}
