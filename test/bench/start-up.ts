import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Seconds from the command to the first answer over HTTP: the first start on an empty data folder, and the second. */
export async function startUp(): Promise<{ first: number; second: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-'))
  try {
    return { first: await once(folder), second: await once(folder) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function once(folder: string): Promise<number> {
  const root = path.resolve(import.meta.dirname, '../..')
  const port = 20_000 + (process.pid % 20_000)
  const begun = performance.now()
  // What "npm start" calls; npm itself would not wait for the server that it passed the signal on to.
  const child = spawn(process.execPath, ['server/launch.mjs', 'start'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), PARALLAX_DATA: folder },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for (;;) {
    const up = await fetch(`http://127.0.0.1:${port}/researcher`).then(
      (response) => response.ok,
      () => false,
    )
    if (up) break
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode} before it answered.`)
    await wait(20)
  }
  const seconds = (performance.now() - begun) / 1000
  child.kill('SIGTERM')
  await ended
  return seconds
}
