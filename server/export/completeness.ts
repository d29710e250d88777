import type { Walked } from './walk.ts'

/** Proves that the logs are whole: every session's sequence runs from 1 to its end without a gap. */
export class Completeness {
  sessions = 0
  #events = 0
  #erased = 0
  readonly #gaps: { session: string; after: number; found: number }[] = []

  add({ summary, log }: Walked): void {
    this.sessions += 1
    this.#events += log.length
    if (summary.erasedAt !== null) this.#erased += 1
    log.forEach((event, index) => {
      if (event.seq !== index + 1) this.#gaps.push({ session: summary.id, after: index, found: event.seq })
    })
  }

  report() {
    return {
      sessions: this.sessions,
      events: this.#events,
      erased_sessions: this.#erased,
      gaps: this.#gaps,
      complete: this.#gaps.length === 0,
    }
  }
}
