/** A fixed number of places. Work that finds none waits in line; the line keeps its order. */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /**
   * Runs `work` in a place of its own. If the signal is aborted before a place is free, returns null and does not run
   * it.
   */
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

  /** Whether a place was given. It is not given to work that was aborted while it waited. */
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
