import type { Walked } from './walk.ts'

/** A stretch of sequence numbers, both ends included, that a log lacks, or has beyond the end that its session knows. */
export type Gap = { what: 'missing' | 'unexpected'; from: number; to: number }

/** What keeps these sequence numbers, in order, from being 1 to `end` without a gap. */
export function gapsOf(seqs: readonly number[], end: number): Gap[] {
  const gaps: Gap[] = []
  let next = 1
  for (const seq of seqs) {
    if (seq > next) gaps.push({ what: 'missing', from: next, to: seq - 1 })
    next = seq + 1
  }
  if (next <= end) gaps.push({ what: 'missing', from: next, to: end })
  if (next > end + 1) gaps.push({ what: 'unexpected', from: end + 1, to: next - 1 })
  return gaps
}

/** Proves that the logs are whole: every session's sequence runs from 1 to the end that the session knows, without a gap. */
export class Completeness {
  sessions = 0
  #events = 0
  #erased = 0
  readonly #gaps: ({ session: string } & Gap)[] = []

  add({ summary, log, gaps }: Pick<Walked, 'summary' | 'log' | 'gaps'>): void {
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
