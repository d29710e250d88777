import type { StopSignals } from '../probes/ask-all.ts'

/** How long calls under way may go on after a stop, in milliseconds. */
const GRACE_MS = 3_000

/** Signals of the process as signals of a run, and the exit code that goes with the one that came. */
export type ListenedSignals = StopSignals & { exitCode(): number | null; end(): void }

/**
 * Listens for Ctrl-C and SIGTERM. The first lets calls under way come in for a few seconds and begins nothing new; the
 * second, or the end of those seconds, gives them up. `onStop` is called once.
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
