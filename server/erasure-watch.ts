import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Clearing, Store } from './store/store.ts'

export type ErasureWatchParts = {
  store: Pick<Store, 'erasedAfter' | 'uncleared' | 'clear' | 'committed'>
  clock: Clock
  log: Log
  /** Called for each session that is erased while the watch runs, no matter which program erased it. */
  erased(session: string): Promise<void>
}

/**
 * Does what is left to do after an erasure in a running server. It reports every erased session within half a second,
 * also one that another program erased. It clears the last copies from the files when nobody has written for some
 * seconds; in a server that is never idle, it does so some minutes after the erasure. Rewriting takes at most a small
 * part of the time.
 */
export class ErasureWatch {
  readonly #parts: ErasureWatchParts
  readonly #stop: () => void
  /** Number of the newest erasure that was reported. Null until it is known with which number to begin. */
  #last: number | null = null
  #committed: number
  #quietSince: number
  #clearing: Promise<void> | null = null
  #notBefore = 0
  #complaint: string | null = null
  #closed = false

  constructor(parts: ErasureWatchParts) {
    this.#parts = parts
    const { store, clock } = parts
    this.#committed = store.committed
    this.#quietSince = clock.steady()
    // At this moment memory holds nothing of the sessions erased so far. If the number cannot be read, all erasures are
    // reported, which does no harm.
    const begin = store.erasedAfter(0).then((erasures) => {
      this.#last = erasures.at(-1)?.number ?? 0
    })
    begin.catch((error: unknown) => {
      this.#last = 0
      this.#failed(error)
    })
    this.#stop = clock.every(LOOK_MS, () => this.#look())
  }

  /** Ends the watch. The next start of the server clears what is not cleared by then. */
  close(): void {
    this.#closed = true
    this.#stop()
  }

  #look(): void {
    this.#tell().catch((error: unknown) => this.#failed(error))
    this.#clearing ??= this.#clearWhenDue()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#clearing = null
      })
  }

  async #tell(): Promise<void> {
    if (this.#last === null) return
    const erasures = await this.#parts.store.erasedAfter(this.#last)
    for (const { number, session } of erasures) {
      if (number <= this.#last) continue
      this.#last = number
      await this.#parts.erased(session)
    }
  }

  async #clearWhenDue(): Promise<void> {
    const { store, clock, log } = this.#parts
    const now = clock.steady()
    if (store.committed !== this.#committed) {
      this.#committed = store.committed
      this.#quietSince = now
    }
    if (now < this.#notBefore) return
    const since = await store.uncleared()
    if (since === null) return
    const overdue = clock.now() - since > MOST_WAIT_MS
    if (now - this.#quietSince < QUIET_MS && !overdue) return
    const outcome = await store.clear()
    if (this.#closed) return
    const took = clock.steady() - now
    this.#notBefore = clock.steady() + (outcome.kind === 'clear' ? took * PAUSE_FACTOR : RETRY_MS)
    if (outcome.kind === 'clear') log.info({ took }, 'the files were cleared of what had been erased')
    this.#complain(outcome, overdue)
  }

  /** Logs, once, why erased words stay in the files for longer than was promised. */
  #complain(outcome: Clearing, overdue: boolean): void {
    if (outcome.kind === 'clear') this.#complaint = null
    else if (overdue && outcome.why !== this.#complaint) {
      this.#complaint = outcome.why
      this.#parts.log.warn({ why: outcome.why }, 'copies of erased words are still in the files; it is tried again')
    }
  }

  #failed(error: unknown): void {
    if (!this.#closed) this.#parts.log.error({ error }, 'the work after erasures could not be done; it is tried again')
  }
}

const LOOK_MS = 500
const QUIET_MS = 5_000
const MOST_WAIT_MS = 300_000
const RETRY_MS = 30_000
/** After a rewrite, the watch waits this many times as long as the rewrite took. */
const PAUSE_FACTOR = 20
