import type { Clock } from '../clock.ts'

/**
 * Far above what a person does on a page, even with arrow keys through a long scale. It stops a client that sends
 * without end.
 */
const REQUESTS = { atOnce: 300, aSecond: 30 }

/** Number of characters that may come in. A day's answers that wait on a phone are far fewer. */
const HEARD = { atOnce: 2 * 1024 * 1024, aSecond: 128 * 1024 }

/** For each so many characters, an answer counts as one more request: a large answer costs more to make and to hold. */
const CHARACTERS_A_REQUEST = 32 * 1024

/**
 * What one session may ask of the server, over all its sockets: a certain amount at once, and after that a certain
 * amount each second.
 */
export class Allowance {
  readonly #requests: Bucket
  readonly #heard: Bucket

  constructor(clock: Pick<Clock, 'steady'>) {
    this.#requests = new Bucket(clock, REQUESTS)
    this.#heard = new Bucket(clock, HEARD)
  }

  /** Takes one request or several. False when fewer are left now. */
  take(requests = 1): boolean {
    if (this.#requests.left < requests) return false
    this.#requests.spend(requests)
    return true
  }

  /** Counts the characters of an answer that was given. It may leave a debt, which delays what is asked next. */
  charge(characters: number): void {
    this.#requests.spend(characters / CHARACTERS_A_REQUEST)
  }

  /** Whether large answers have cost more than one second pays back. */
  get inDebt(): boolean {
    return this.#requests.left < -REQUESTS.aSecond
  }

  /** Counts characters that came in; false when they were too many. */
  hear(characters: number): boolean {
    if (this.#heard.left <= 0) return false
    this.#heard.spend(characters)
    return true
  }

  /** Whether the allowance is as full as a new one, so that it can be forgotten. */
  get whole(): boolean {
    return this.#requests.full && this.#heard.full
  }
}

/** A token bucket that may owe as much as it can hold. */
class Bucket {
  readonly #clock: Pick<Clock, 'steady'>
  readonly #size: { atOnce: number; aSecond: number }
  #left: number
  #countedAt: number

  constructor(clock: Pick<Clock, 'steady'>, size: { atOnce: number; aSecond: number }) {
    this.#clock = clock
    this.#size = size
    this.#left = size.atOnce
    this.#countedAt = clock.steady()
  }

  get left(): number {
    const now = this.#clock.steady()
    const { atOnce, aSecond } = this.#size
    this.#left = Math.min(atOnce, this.#left + ((now - this.#countedAt) / 1000) * aSecond)
    this.#countedAt = now
    return this.#left
  }

  get full(): boolean {
    return this.left === this.#size.atOnce
  }

  spend(amount: number): void {
    this.#left = Math.max(-this.#size.atOnce, this.left - amount)
  }
}
