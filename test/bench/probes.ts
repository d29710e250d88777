import { execFile, fork } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

type Megabytes = { rss: number; heap: number }
/**
 * `cpuSeconds`: what the run took of the processor. `bareSeconds`: what as many bare fetches take in the same minute, which
 * tells a slow run from a busy machine.
 */
export type ProbeFigures = {
  seconds: number
  ideal: number
  cpuSeconds: number
  planSeconds: number
  bareSeconds: number
  first: Megabytes
  rest: Megabytes
}

/**
 * A probe run of `jobs` questions to an endpoint of this latency, in a process of its own, against the time that it would
 * take if `concurrency` calls were under way from the first moment to the last. Memory: its peak in the first tenth of the
 * answers, and in the rest.
 */
export async function probeFigures(jobs: number, concurrency: number, latencyMs: number): Promise<ProbeFigures> {
  const here = import.meta.dirname
  const endpoint = fork(path.join(here, 'slow-endpoint.ts'), [String(latencyMs)], { execArgv: ['--import', 'tsx'] })
  try {
    const port = await new Promise<number>((resolve) => endpoint.once('message', (message) => resolve(Number(message))))
    const program = ['--import', 'tsx', path.join(here, 'probes-once.ts')]
    const { stdout } = await run(process.execPath, [
      ...program,
      ...[`http://127.0.0.1:${port}/v1`, String(jobs), String(concurrency)],
    ])
    const figures = JSON.parse(stdout) as ProbeFigures & { done: number; early: unknown }
    if (figures.done !== jobs) throw new Error(`Only ${figures.done} of ${jobs} were answered: ${stdout}`)
    return { ...figures, ideal: ((jobs / concurrency) * latencyMs) / 1000 }
  } finally {
    endpoint.kill()
  }
}
