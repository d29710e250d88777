/** Tokens of a call, and what they cost in USD. The cost is 0 if no price is known. */
export type Spend = { tokens: number; cost: number }

/** Room that a call was given. `settle` reports what the call really took. */
export type Reservation = { settle(spent: Spend): void }

/**
 * What a command may spend. A call gets room before it begins, by an estimate. So the calls under way exceed the budget
 * only as far as their estimates were too low. If all room is taken by calls that may turn out cheaper, a new call
 * waits for them to end.
 */
export class Budget {
  readonly #most: Spend
  #spent: Spend = { tokens: 0, cost: 0 }
  #reserved: Spend = { tokens: 0, cost: 0 }
  #calls = 0
  #over = false
  #waiting: (() => void)[] = []

  /** Infinity if there is no limit. */
  constructor(most: Spend) {
    this.#most = most
  }

  get spent(): Spend {
    return this.#spent
  }

  /** True once a call was refused its room. */
  get isOver(): boolean {
    return this.#over
  }

  /** Null when there is no room, and from then on always. */
  async reserve(estimate: Spend): Promise<Reservation | null> {
    while (!this.#over && !this.#fits(estimate)) {
      if (this.#calls === 0) this.#over = true
      else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    if (this.#over) return null
    this.#calls += 1
    this.#reserved = plus(this.#reserved, estimate, 1)
    return {
      settle: (spent) => {
        this.#calls -= 1
        this.#reserved = plus(this.#reserved, estimate, -1)
        this.#spent = plus(this.#spent, spent, 1)
        for (const wake of this.#waiting.splice(0)) wake()
      },
    }
  }

  #fits(estimate: Spend): boolean {
    const all = plus(plus(this.#spent, this.#reserved, 1), estimate, 1)
    return all.tokens <= this.#most.tokens && all.cost <= this.#most.cost
  }
}

function plus(one: Spend, other: Spend, sign: 1 | -1): Spend {
  return { tokens: one.tokens + sign * other.tokens, cost: one.cost + sign * other.cost }
}
