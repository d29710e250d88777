import { spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pageRoutes } from '../../server/http/pages.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const ROOT = path.resolve(import.meta.dirname, '..', '..')

/**
 * A copy of the project in which pages can change: the real launcher, the real bundler. Only npm has nothing to install, and
 * the program that is handed over to ends at once.
 */
let root: string
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'parallax-launch-'))
  for (const part of ['client', 'shared', 'server/launch.mjs', 'package.json', 'package-lock.json', 'vite.config.ts'])
    cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true })
  const packages = path.join(ROOT, 'node_modules')
  mkdirSync(path.join(root, 'node_modules'))
  for (const name of readdirSync(packages).filter((one) => !one.startsWith('.')))
    symlinkSync(path.join(packages, name), path.join(root, 'node_modules', name))
  mkdirSync(path.join(root, 'bin'))
  writeFileSync(path.join(root, 'server', 'main.ts'), 'export {}\n')
  writeFileSync(path.join(root, 'bin', 'npm'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Starts the program, which builds the pages anew when something in them has changed. */
async function launch(): Promise<{ code: unknown; said: string }> {
  const { NODE_ENV: _, PATH = '', ...env } = process.env
  const child = spawn(process.execPath, [path.join(root, 'server/launch.mjs'), 'start'], {
    cwd: root,
    env: { ...env, PATH: `${path.join(root, 'bin')}${path.delimiter}${PATH}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code, said }
}

async function launched(): Promise<void> {
  const { code, said } = await launch()
  expect(code, said).toBe(0)
}

const markdown = path.join('client', 'participant', 'markdown', 'Markdown.tsx')
const change = (text: string) =>
  appendFileSync(path.join(root, markdown), `\nObject.assign(globalThis, { changed: '${text}' })\n`)
/** The name of the part that a page loads only once there is a reply to show. */
const lazyPart = () => readdirSync(path.join(root, 'dist', 'assets')).find((name) => /^Markdown-.*\.js$/.test(name))!

test('a page that was opened before an update gets the parts that it loads later, until the update after that', async () => {
  await launched()
  const first = lazyPart()
  const script = readFileSync(path.join(root, 'dist', 'assets', first))
  change('once')
  await launched()
  const second = lazyPart()
  expect(second).not.toBe(first)

  const app = await served()
  const before = await app.inject(`/assets/${first}`)
  expect(before.rawPayload.equals(script)).toBe(true)
  expect(before.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await app.inject(`/assets/${second}`)).statusCode).toBe(200)
  await app.close()

  // What has changed here is in no page: the build comes out the same, and replaces nothing.
  appendFileSync(path.join(root, markdown), '\n// A remark.\n')
  await launched()
  expect(lazyPart()).toBe(second)
  const same = await served()
  expect((await same.inject(`/assets/${first}`)).statusCode).toBe(200)
  await same.close()

  change('twice')
  await launched()
  const after = await served()
  const statuses = []
  for (const part of [first, second, lazyPart()])
    statuses.push((await after.inject({ method: 'GET', url: `/assets/${part}` })).statusCode)
  expect(statuses).toEqual([404, 200, 200])
  await after.close()
})

async function served(): Promise<FastifyInstance> {
  const app = Fastify()
  await pageRoutes(app, path.join(root, 'dist'))
  return app
}

test('every script goes through the launcher, which installs what it needs the first time', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const [name, script] of Object.entries(scripts)) expect(script, name).toMatch(/^node server\/launch\.mjs [a-z]+/)
  const launcher = readFileSync(path.join(ROOT, 'server/launch.mjs'), 'utf8')
  for (const script of Object.values(scripts)) expect(launcher).toContain(`case '${script.split(' ')[2]}':`)
})

test.each(['test/bench/main.ts', 'test/validate/main.ts', 'test/server/chaos/main.ts'])(
  '%s --help lists what may be asked of it, and does nothing else',
  async (file) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, file), '--help'], { cwd: ROOT })
    let out = ''
    child.stdout.on('data', (part) => {
      out += part
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, out]).toEqual([0, expect.stringMatching(/^Usage: /)])
  },
)

test('a build that fails leaves the pages as they were', async () => {
  await launched()
  const dist = () => readdirSync(path.join(root, 'dist'), { recursive: true, encoding: 'utf8' }).sort()
  const before = dist()
  appendFileSync(path.join(root, markdown), '\nthis is no script (\n')
  expect(await launch()).toMatchObject({ code: 1, said: expect.stringContaining('Building the pages failed') })
  expect(dist()).toEqual(before)
  expect(before).toContain(path.join('assets', lazyPart()))
})
