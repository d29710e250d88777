import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '..', '..')
const SOURCES = ['client', 'shared', 'vite.config.ts']

/**
 * The folder of the built pages. This is dist/, where `npm test` has just built them. If a source is newer than dist/,
 * as after a change and a direct `npx vitest`, the pages are built in a temporary folder. So no test passes on old
 * pages.
 */
export function builtPages(): string {
  const dist = path.join(ROOT, 'dist')
  const page = path.join(dist, 'client', 'participant', 'index.html')
  const files = SOURCES.flatMap(filesOf)
  if (existsSync(page) && files.every((file) => statSync(file).mtimeMs < statSync(page).mtimeMs)) return dist

  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(file))
  const home = path.join(tmpdir(), `parallax-test-pages-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(home)) return home
  const fresh = mkdtempSync(`${home}.`)
  const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  // With the NODE_ENV of the test runner, the pages would contain React's development build.
  const { NODE_ENV: _, ...env } = process.env
  const args = [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error']
  const done = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`The pages could not be built:\n${done.stderr}`)
  try {
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  }
  return home
}

function filesOf(place: string): string[] {
  const full = path.join(ROOT, place)
  if (!statSync(full).isDirectory()) return [full]
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesOf(path.join(place, name)))
}
