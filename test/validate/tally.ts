/** What one generated study says of an estimator: whether its interval held the truth, whether its test rejected. */
export type Look = {
  /** The estimator and what was planted. */
  readonly line: string
  readonly covered?: boolean
  /** Only where there was no effect. */
  readonly rejected?: boolean
}

/** Estimators that are looked at on the same generated studies. */
export type Part = {
  readonly about: string
  /** Looks at one generated study; the same seed gives the same. A study without an estimate gives no look. */
  look(seed: string): Look[]
}

/** The interval of an estimate against what is true. */
export function covers(interval: { readonly low: number; readonly high: number }, truth: number): boolean {
  return interval.low <= truth && truth <= interval.high
}

/**
 * The counts of n draws with this chance that a line as it should be gives 95 times in a hundred: the least band with at
 * most 2.5 % of the binomial on each side.
 */
export function band(n: number, chance: number): { readonly low: number; readonly high: number } {
  // In logarithms: the first of many terms is smaller than any number.
  let term = n * Math.log(1 - chance)
  let below = 0
  let low = -1
  for (let count = 0; count <= n; count += 1) {
    below += Math.exp(term)
    if (low < 0 && below > 0.025) low = count
    if (below >= 0.975) return { low, high: count }
    term += Math.log(((n - count) / (count + 1)) * (chance / (1 - chance)))
  }
  return { low: Math.max(low, 0), high: n }
}

export type Row = {
  readonly line: string
  readonly studies: number
  readonly coverage: Share | null
  readonly rejection: Share | null
}
export type Share = { readonly share: number; readonly n: number; readonly low: number; readonly high: number }

/** Looks counted by line, in the order of coming. */
export class Tally {
  readonly #lines = new Map<string, { studies: number; covered: boolean[]; rejected: boolean[] }>()

  add(looks: readonly Look[]): void {
    for (const { line, covered, rejected } of looks) {
      const own = this.#lines.get(line) ?? { studies: 0, covered: [], rejected: [] }
      this.#lines.set(line, own)
      own.studies += 1
      if (covered !== undefined) own.covered.push(covered)
      if (rejected !== undefined) own.rejected.push(rejected)
    }
  }

  rows(): Row[] {
    return [...this.#lines].map(([line, { studies, covered, rejected }]) => ({
      line,
      studies,
      coverage: shareOf(covered, 0.95),
      rejection: shareOf(rejected, 0.05),
    }))
  }
}

function shareOf(all: readonly boolean[], chance: number): Share | null {
  const n = all.length
  if (n === 0) return null
  const { low, high } = band(n, chance)
  return { share: all.filter((one) => one).length / n, n, low: low / n, high: high / n }
}

/** What is outside its band, in words; empty where nothing is. */
export function marks({ coverage, rejection }: Row): string {
  return [
    coverage !== null && coverage.share < coverage.low ? 'too narrow' : '',
    coverage !== null && coverage.share > coverage.high ? 'wide' : '',
    rejection !== null && rejection.share > rejection.high ? 'rejects too often' : '',
    rejection !== null && rejection.share < rejection.low ? 'rejects rarely' : '',
  ]
    .filter((mark) => mark !== '')
    .join(', ')
}
