/**
 * One queue for each key: what runs under a key waits for what came before under this key, and never for another key.
 */
export class Queues {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    const now = before === undefined ? work() : before.then(work, work)
    // The tail never rejects: a failure belongs to the caller of that work, not to the work after it.
    const tail: Promise<void> = now.then(
      () => this.#clear(key, tail),
      () => this.#clear(key, tail),
    )
    this.#tails.set(key, tail)
    return now
  }

  has(key: string): boolean {
    return this.#tails.has(key)
  }

  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values())
  }

  #clear(key: string, tail: Promise<unknown>): void {
    if (this.#tails.get(key) === tail) this.#tails.delete(key)
  }
}
