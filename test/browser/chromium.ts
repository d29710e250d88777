import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { fontSettings } from './fonts.ts'

/** A Chromium that starts on this machine, with the environment variables that it needs. */
export type Chromium = { executable: string; env: Record<string, string> }

const require = createRequire(import.meta.url)
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser']

/**
 * The Chromium of `CHROMIUM_PATH`, or the system's, or the one in the package @sparticuz/chromium, which includes the
 * libraries that it needs. Each of them uses the same fonts. If none starts, throws an error of one sentence.
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env.CHROMIUM_PATH
  const installed = named ?? SYSTEM.find((file) => existsSync(file))
  const fonts = fontSettings()
  const found: Chromium =
    installed === undefined
      ? await unpacked(fonts)
      : { executable: installed, env: { ...inherited(), FONTCONFIG_FILE: fonts } }
  try {
    await promisify(execFile)(found.executable, ['--version'], { env: found.env })
  } catch (error) {
    const why = String((error as { stderr?: unknown }).stderr || error).split('\n')[0]
    throw new Error(
      `Chromium does not start from ${found.executable} (${why}); install Chromium, or name one that starts in CHROMIUM_PATH.`,
    )
  }
  return found
}

/**
 * Unpacks Chromium and its libraries once, into a folder named after the package's version. The package itself unpacks
 * directly into the temporary folder, and believes that any file there is complete. So it gets its own new folder here,
 * which receives its final name only when it is complete. Then two test files can start at the same time.
 */
async function unpacked(fonts: string): Promise<Chromium> {
  const folder = path.resolve(path.dirname(require.resolve('@sparticuz/chromium')), '..', '..')
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
  const home = path.join(tmpdir(), `parallax-chromium-${version}-${process.arch}`)
  if (!existsSync(home)) {
    const fresh = mkdtempSync(`${home}.`)
    // The package unpacks the libraries only if this variable says that it runs on Amazon's machines.
    await withEnvironment({ TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }, async () => {
      const { default: chromium } = await import('@sparticuz/chromium')
      await chromium.executablePath()
    })
    try {
      renameSync(fresh, home)
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true })
      if (!existsSync(home)) throw error
    }
  }
  const env = { ...inherited(), FONTCONFIG_FILE: fonts, LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib') }
  return { executable: path.join(home, 'chromium'), env }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

/** Runs with changed environment variables, and afterwards restores all variables. */
async function withEnvironment(change: Record<string, string>, run: () => Promise<void>): Promise<void> {
  const before = { ...process.env }
  Object.assign(process.env, change)
  try {
    await run()
  } finally {
    for (const key of Object.keys(process.env)) if (before[key] === undefined) delete process.env[key]
    Object.assign(process.env, before)
  }
}
