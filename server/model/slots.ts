/** A fixed number of places; who finds none waits in line, in the order of coming. */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Runs `work` in a place of its own. Null, without running it, once the signal is aborted before its turn comes. */
  async use<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result | null> {
    if (!(await this.#enter(signal))) return null
    try {
      return signal.aborted ? null : await work()
    } finally {
      const [next] = this.#waiting
      if (next === undefined) this.#free += 1
      else next()
    }
  }

  /** Whether a place was given; not to who was called away from the line. */
  async #enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (this.#free > 0) {
      this.#free -= 1
      return true
    }
    return new Promise((resolve) => {
      const enter = () => end(true)
      const leave = () => end(false)
      const end = (given: boolean) => {
        this.#waiting.delete(enter)
        signal.removeEventListener('abort', leave)
        resolve(given)
      }
      this.#waiting.add(enter)
      signal.addEventListener('abort', leave)
    })
  }
}
