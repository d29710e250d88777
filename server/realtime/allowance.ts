import type { Clock } from '../clock.ts'

/** Far above what a person does on a page, arrow keys through a long scale included; an end to whoever floods. */
const AT_ONCE = 300
const A_SECOND = 30

/** How many requests one socket may make: so many at once, and so many a second after that (a token bucket). */
export class Allowance {
  readonly #clock: Clock
  #left = AT_ONCE
  #countedAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#countedAt = clock.now()
  }

  /** Takes one request; false when there is none left now. */
  take(): boolean {
    const now = this.#clock.now()
    this.#left = Math.min(AT_ONCE, this.#left + ((now - this.#countedAt) / 1000) * A_SECOND)
    this.#countedAt = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
