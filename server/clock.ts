/** Time as a part: what the server reads it from and sets timers on. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /**
   * Milliseconds since some moment. It is never set forward or back, as `now` may be. It tells how long something took,
   * never when.
   */
  steady(): number
  /** Calls `tick` every `ms` until the returned function is called. */
  every(ms: number, tick: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms)
    return () => clearInterval(timer)
  },
}
