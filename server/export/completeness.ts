import type { Gap } from './gaps.ts'
import type { ReadSession } from './session-reader.ts'

/**
 * Proves that the logs are whole: the numbers of every session run from 1 to the last number that the session knows,
 * without a gap.
 */
export class Completeness {
  sessions = 0
  #events = 0
  #erased = 0
  readonly #gaps: ({ session: string } & Gap)[] = []

  add({ summary, log, gaps }: Pick<ReadSession, 'summary' | 'log' | 'gaps'>): void {
    this.sessions += 1
    this.#events += log.length
    if (summary.erasedAt !== null) this.#erased += 1
    for (const gap of gaps) this.#gaps.push({ session: summary.id, ...gap })
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
