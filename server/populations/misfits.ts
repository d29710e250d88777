/** How often a reason occurred, and the lines of its first occurrences. */
export type Misfit = { reason: string; count: number; lines: number[] }

const FIRST_LINES = 5

/**
 * What did not fit, by reason. Each reason is counted and keeps only its first lines, so that memory does not grow with
 * the file.
 */
export class Misfits {
  readonly #found = new Map<string, Misfit>()

  /** `line` is null for something that stands in no file. */
  add(reason: string, line: number | null, count = 1): void {
    let one = this.#found.get(reason)
    if (one === undefined) {
      one = { reason, count: 0, lines: [] }
      this.#found.set(reason, one)
    }
    one.count += count
    if (line !== null && one.lines.length < FIRST_LINES && one.lines.at(-1) !== line) one.lines.push(line)
  }

  get total(): number {
    return this.list().reduce((sum, { count }) => sum + count, 0)
  }

  /** The most frequent first. Among equals, the one that occurred first. */
  list(): Misfit[] {
    return [...this.#found.values()].sort((a, b) => b.count - a.count)
  }
}
