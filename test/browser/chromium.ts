import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { fontSettings } from './fonts.ts'

/** A Chromium that starts on this machine, and the environment that it needs. */
export type Chromium = { executable: string; env: Record<string, string> }

const require = createRequire(import.meta.url)
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser']

/**
 * The Chromium of `CHROMIUM_PATH`, or the system's, or the one that ships in @sparticuz/chromium together with the
 * libraries that it needs. All of them see the same fonts. Throws one sentence when none starts.
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
 * Unpacks Chromium and its libraries once, into a folder named by the package's version. The package unpacks straight
 * into the temporary folder and takes any file there for a finished one; here it works in a folder of its own, which
 * gets its name when it is whole, so that two test files may begin at once.
 */
async function unpacked(fonts: string): Promise<Chromium> {
  const folder = path.resolve(path.dirname(require.resolve('@sparticuz/chromium')), '..', '..')
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
  const home = path.join(tmpdir(), `parallax-chromium-${version}-${process.arch}`)
  if (!existsSync(home)) {
    const fresh = mkdtempSync(`${home}.`)
    // Its own switch for unpacking the libraries: it thinks of Amazon's machines only.
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

/** Runs with other variables, and puts back all that were changed meanwhile. */
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
