/** How often to look, in milliseconds. */
const INTERVAL = 1_000

/**
 * Calls `gone` once the process that started this one has ended. A signal that is sent to npm ends npm, and npm does not
 * always pass it on: the server would then run on alone, with the port and the data folder. Watches only under npm: who
 * starts the server in another way may mean it to outlive the shell. Does not keep the program alive.
 */
export function watchStarter(env: Readonly<Record<string, string | undefined>>, gone: () => void): void {
  if (env.npm_lifecycle_event === undefined) return
  const starter = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === starter) return
    clearInterval(timer)
    gone()
  }, INTERVAL)
  timer.unref()
}
