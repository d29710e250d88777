import type { Clock } from '../clock.ts'
import { Allowance } from './allowance.ts'

/** Most sockets of one session: open tabs, and old connections whose end the network has not reported. */
export const MOST_SOCKETS = 8

/** Who is present in a session: its sockets, oldest first, and what they may ask for together. */
export type Attending<Socket> = {
  readonly sockets: Set<Socket>
  readonly allowance: Allowance
  /** Catch-ups that were asked for and are not answered yet. */
  catchUps: number
}

/**
 * Which sessions have sockets. What a session may ask for is remembered longer than its sockets, so that nobody gets
 * more by coming back.
 */
export class Attendance<Socket> {
  readonly #clock: Clock
  readonly #sessions = new Map<string, Attending<Socket>>()
  readonly stop: () => void

  constructor(clock: Clock) {
    this.#clock = clock
    this.stop = clock.every(SWEEP_MS, () => this.#forget())
  }

  of(session: string): Attending<Socket> {
    let attending = this.#sessions.get(session)
    if (attending === undefined) {
      attending = { sockets: new Set(), allowance: new Allowance(this.#clock), catchUps: 0 }
      this.#sessions.set(session, attending)
    }
    return attending
  }

  /** The sockets of a session. A session without sockets is not added to the memory by asking. */
  socketsOf(session: string): Iterable<Socket> {
    return this.#sessions.get(session)?.sockets ?? []
  }

  #forget(): void {
    for (const [session, { sockets, allowance }] of this.#sessions)
      if (sockets.size === 0 && allowance.whole) this.#sessions.delete(session)
  }
}

const SWEEP_MS = 30_000
