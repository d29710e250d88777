import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

/** Analyses a million answers in a process of its own, whose heap may not outgrow 512 MB. */
export async function millionAnswers(): Promise<{ answers: number; seconds: number; peakMegabytes: number }> {
  const file = path.join(import.meta.dirname, 'million-once.ts')
  const { stdout } = await promisify(execFile)('node', ['--max-old-space-size=512', '--import', 'tsx', file])
  return JSON.parse(stdout) as { answers: number; seconds: number; peakMegabytes: number }
}
