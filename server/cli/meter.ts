import type { Io } from './verb.ts'

/** Progress of long work, at most once a second, on the error stream, so that results can be piped. */
export function meter(io: Io, unit: string): { at(count: number): void; end(): void } {
  const begun = performance.now()
  let told = begun
  let last = 0
  const say = () => {
    const seconds = (performance.now() - begun) / 1000
    const rate = last / Math.max(seconds, 0.001)
    io.err(`${last} ${unit}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`)
  }
  return {
    at(count) {
      last = count
      if (performance.now() - told < 1000) return
      told = performance.now()
      say()
    },
    end() {
      if (told > begun) say()
    },
  }
}

/** How often a line is written where lines stay: in a file, or on a terminal that cannot go back. */
const STAYING_MS = 10_000

/**
 * A line that says how far long work is. On a terminal each line replaces the last one, once a second; elsewhere a line
 * is added every ten seconds.
 */
export function liveLine(io: Io, work: { line(now: number): string }): { end(): void } {
  const { isTTY } = process.stderr
  let told = 0
  const tell = () => {
    io.err(`${isTTY && told > 0 ? '\x1b[1A\x1b[2K' : ''}${work.line(performance.now())}`)
    told += 1
  }
  const timer = setInterval(tell, isTTY ? 1_000 : STAYING_MS)
  return { end: () => clearInterval(timer) }
}
