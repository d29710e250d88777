// The one file that runs before anything is installed, and so the one that is plain JavaScript without packages.
// It makes sure of Node, the packages and the built client, and hands over to the TypeScript sources.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const [task = 'start', ...rest] = process.argv.slice(2)
const starter = process.ppid

function stop(sentence) {
  console.error(sentence)
  // Some readers take the counts from the last line. Without this line, they would find the counts of an earlier run,
  // or none.
  if (task === 'test' || task === 'check') console.log('0 passed, 1 failed')
  process.exit(1)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Node ${process.versions.node} is too old for Parallax; install Node 20.19 or newer and start again.`)
}

function run(command, args, what) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (done.status !== 0) stop(`${what} failed${done.error ? ` (${done.error.message})` : ''}; the lines above say why.`)
}

/** A digest of the paths and contents of files, so that what was made from them is made anew only when they change. */
function digestOf(places) {
  const hash = createHash('sha256')
  const visit = (place) => {
    const full = path.join(root, place)
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) visit(path.join(place, name))
    else hash.update(place).update(readFileSync(full))
  }
  for (const place of places) visit(place)
  return hash.digest('hex')
}

/** The part of package.json that decides about the packages. A new script needs no new installation. */
function wantedPackages() {
  const { dependencies, devDependencies, overrides } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const text = JSON.stringify({ dependencies, devDependencies, overrides })
  return createHash('sha256').update(text).digest('hex')
}

const is = (file, digest) => existsSync(file) && readFileSync(file, 'utf8') === digest

function install() {
  const mark = path.join(root, 'node_modules', '.parallax-installed')
  const digest = `${digestOf(['package-lock.json'])} ${wantedPackages()} node ${process.versions.modules}`
  if (is(mark, digest)) return
  console.error('Installing packages (once; a database driver may be compiled, which takes a few minutes) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Installing packages')
  writeFileSync(mark, digest)
}

function build() {
  const dist = path.join(root, 'dist')
  const mark = path.join(dist, '.built')
  const digest = digestOf(['client', 'shared', 'package-lock.json', 'vite.config.ts'])
  if (is(mark, digest)) return
  console.error('Building the pages …')
  const fresh = path.join(root, 'node_modules', '.parallax-dist')
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  run(
    process.execPath,
    [bin('vite', 'vite'), 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    'Building the pages',
  )
  writeFileSync(path.join(fresh, '.built'), digest)
  keepAssets(dist, fresh)
  rmSync(dist, { recursive: true, force: true })
  renameSync(fresh, dist)
}

/**
 * Puts the assets of the build before beside those of the new one: a page that somebody opened before the update loads
 * a part of itself only later. If the new build has the same assets, those that stood beside the last build stay.
 */
function keepAssets(dist, fresh) {
  const namesIn = (folder) => readdirSync(path.join(folder, 'assets')).sort().join()
  if (!existsSync(path.join(dist, 'assets'))) return
  const before = path.join(dist, namesIn(dist) === namesIn(fresh) ? 'assets-before' : 'assets')
  if (existsSync(before)) cpSync(before, path.join(fresh, 'assets-before'), { recursive: true })
}

function bin(name, key) {
  const folder = path.join(root, 'node_modules', name)
  const bins = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).bin
  return path.join(folder, typeof bins === 'string' ? bins : bins[key])
}

/** Goes on in this same process, so that signals and exit codes are those of the program. */
async function handOver(file, args) {
  const { register } = await import(
    pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'esm', 'api', 'index.mjs')).href
  )
  register()
  process.argv = [process.execPath, path.join(root, file), ...args]
  await import(pathToFileURL(path.join(root, file)).href)
}

function step(label, file, args, env = {}) {
  console.error(`\n${label}`)
  const done = spawnSync(process.execPath, [file, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return done.status ?? 1
}

/** First all code as editors see it; then each part alone, with only the types of its own surroundings. */
const TYPES = ['tsconfig.json', 'tsconfig.shared.json', 'tsconfig.server.json', 'tsconfig.client.json']

/** Checks every part, also after one that fails, so that all faults are shown at once. */
function checkTypes() {
  const failed = TYPES.filter(
    (project) => step(`Types (${project})`, bin('typescript', 'tsc'), ['--noEmit', '-p', project]) !== 0,
  )
  return failed.length === 0 ? 0 : 1
}

checkNode()
install()
switch (task) {
  case 'start':
    build()
    // The steps above may take minutes. server/starter.ts looks from here on.
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== starter)
      stop('npm was ended meanwhile, so the server does not start.')
    await handOver('server/main.ts', rest)
    break
  case 'cli':
    await handOver('server/cli/main.ts', rest)
    break
  case 'bench':
    build()
    await handOver('test/bench/main.ts', rest)
    break
  case 'validate':
    await handOver('test/validate/main.ts', rest)
    break
  case 'docs':
    await handOver('server/docs/main.ts', rest)
    break
  case 'build':
    build()
    console.error('The pages are up to date.')
    break
  case 'format':
    process.exit(
      step('Format', bin('@biomejs/biome', 'biome'), ['check', '--write', ...(rest.length > 0 ? rest : ['.'])]),
    )
    break
  case 'lint':
    process.exit(step('Format and lint', bin('@biomejs/biome', 'biome'), ['check', '.']))
    break
  case 'types':
    process.exit(checkTypes())
    break
  case 'test':
    build()
    process.exit(step('Tests', bin('vitest', 'vitest'), ['run', ...rest]))
    break
  case 'check': {
    build()
    const format = step('Format and lint', bin('@biomejs/biome', 'biome'), ['check', '.'])
    const types = checkTypes()
    const failed = [...(format ? ['format or lint'] : []), ...(types ? ['types'] : [])]
    // The tests take minutes. What failed before them is shown before they begin, and again at their end.
    for (const what of failed) console.error(`\nThe check of ${what} FAILED; the lines above say where.`)
    const tests = step('Tests', bin('vitest', 'vitest'), ['run', ...rest], { PARALLAX_FAILED_CHECKS: failed.join() })
    process.exit(format || types || tests)
    break
  }
  default:
    stop(`No task "${task}". There are: start, test, check, build, format, lint, types, bench, validate, docs, cli.`)
}
