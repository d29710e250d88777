import type { Io } from './verb.ts'

/** Progress of long work, at most once a second, on the error stream, so that results can be piped. */
export function meter(io: Io, unit: string): { at(count: number): void; end(): void } {
  const begun = performance.now()
  let told = begun
  let last = 0
  const say = () => {
    const seconds = (performance.now() - begun) / 1000
    io.err(`${last} ${unit}, ${Math.round(last / Math.max(seconds, 0.001))} a second`)
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
