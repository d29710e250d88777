/** What a call shows about how much the endpoint can bear. */
export type Verdict =
  | { kind: 'fine' }
  /** 429. `retryAfterMs`: the wait that the endpoint asked for. */
  | { kind: 'rate-limited'; retryAfterMs: number | undefined }
  /** 5xx, a timeout or a broken connection. */
  | { kind: 'trouble' }
  /** Shows nothing about that: a refused request, or a call that was given up. */
  | { kind: 'silent' }

/** A place among the calls under way. */
export type Place = { leave(verdict: Verdict): void }

/** Time for waits; milliseconds. */
export type Alarm = { now(): number; after(ms: number, ring: () => void): void }

export const systemAlarm: Alarm = {
  now: () => performance.now(),
  after(ms, ring) {
    setTimeout(ring, ms)
  },
}

/** How long growth stands still after trouble, in milliseconds. */
const CALM_MS = 10_000

/**
 * How many calls may be under way at an endpoint of unknown strength. The limit begins low and doubles with each round
 * of calls while all goes well. A 429 halves it, once for each burst: calls that had begun before the cut cannot cut
 * again, nor make it grow. After a first cut it grows by one a round. If a 429 asked for a wait, nothing begins before
 * the wait is over. Trouble stops growth for a while. A call that finds no place waits in line; the line keeps its
 * order.
 */
export class AdaptiveLimit {
  readonly #most: number
  readonly #alarm: Alarm
  #limit: number
  #doubling = true
  #underWay = 0
  #begun = 0
  /** Calls up to this number had begun before the last cut. */
  #burst = 0
  #opensAt = 0
  #growsAt = 0
  readonly #line = new Set<() => void>()

  constructor({ start, most, alarm }: { start: number; most: number; alarm: Alarm }) {
    this.#most = most
    this.#limit = Math.min(start, most)
    this.#alarm = alarm
  }

  get limit(): number {
    return Math.floor(this.#limit)
  }

  get underWay(): number {
    return this.#underWay
  }

  /** Waits for a place. Null if the signal is aborted before a place is free. */
  enter(signal: AbortSignal): Promise<Place | null> {
    if (signal.aborted) return Promise.resolve(null)
    return new Promise((resolve) => {
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve(this.#begin())
      }
      const leave = () => {
        this.#line.delete(enter)
        resolve(null)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#line.add(enter)
      this.#admit()
    })
  }

  #admit(): void {
    const early = this.#opensAt - this.#alarm.now()
    if (early > 0) return
    for (const enter of this.#line) {
      if (this.#underWay >= this.limit) return
      this.#line.delete(enter)
      enter()
    }
  }

  #begin(): Place {
    this.#underWay += 1
    this.#begun += 1
    const number = this.#begun
    return {
      leave: (verdict) => {
        this.#judge(verdict, number)
        this.#underWay -= 1
        this.#admit()
      },
    }
  }

  #judge(verdict: Verdict, number: number): void {
    switch (verdict.kind) {
      case 'fine':
        this.#grow(number)
        break
      case 'rate-limited':
        if (number > this.#burst) this.#cut()
        this.#close(verdict.retryAfterMs ?? 0)
        break
      case 'trouble':
        this.#growsAt = this.#alarm.now() + CALM_MS
        this.#doubling = false
        break
      case 'silent':
        break
    }
  }

  #grow(number: number): void {
    const full = this.#underWay >= this.limit
    if (!full || number <= this.#burst || this.#alarm.now() < this.#growsAt) return
    this.#limit = Math.min(this.#most, this.#limit + (this.#doubling ? 1 : 1 / this.#limit))
  }

  #cut(): void {
    // The number of calls really under way counts: a limit that was never reached says nothing about the endpoint.
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#underWay) / 2))
    this.#burst = this.#begun
    this.#doubling = false
  }

  #close(ms: number): void {
    const opensAt = this.#alarm.now() + ms
    if (ms <= 0 || opensAt <= this.#opensAt) return
    this.#opensAt = opensAt
    this.#alarm.after(ms, () => this.#admit())
  }
}
