import type { StopSignals } from '../probes/ask-all.ts'

/** How long calls under way may go on after a stop, in milliseconds. */
const GRACE_MS = 3_000

/** Signals of the process as signals of a run, and the exit code that belongs to the signal that came. */
export type ListenedSignals = StopSignals & { exitCode(): number | null; end(): void }

/**
 * Listens for Ctrl-C and SIGTERM. After the first, calls under way have a few seconds to end, and nothing new begins.
 * After the second, or after those seconds, the calls are given up. `onStop` is called once.
 */
export function listenForStop(onStop: () => void): ListenedSignals {
  const stop = new AbortController()
  const abort = new AbortController()
  let code: number | null = null
  let grace: NodeJS.Timeout | undefined
  const heard = (name: 'SIGINT' | 'SIGTERM') => {
    if (stop.signal.aborted) {
      abort.abort()
      return
    }
    code = name === 'SIGINT' ? 130 : 143
    stop.abort()
    onStop()
    grace = setTimeout(() => abort.abort(), GRACE_MS)
  }
  process.on('SIGINT', heard)
  process.on('SIGTERM', heard)
  return {
    stop: stop.signal,
    abort: abort.signal,
    exitCode: () => code,
    end() {
      clearTimeout(grace)
      process.off('SIGINT', heard)
      process.off('SIGTERM', heard)
    },
  }
}
