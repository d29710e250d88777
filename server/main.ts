import { existsSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { systemClock } from './clock.ts'
import { closeAll } from './closing.ts'
import { type Config, readConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { greet } from './greeting.ts'
import { createLog, heldLines, type Log } from './log.ts'
import { readMisbehaviour } from './model/builtin/misbehaviour.ts'
import { type OpenModels, openModels } from './model/open-models.ts'
import { anybodyUnderWay, openStore, pausedStudies, publishStudies, readStudies } from './open.ts'
import { installationKey, replaceResearcherSecret } from './secrets.ts'
import { StartProblem } from './start-problem.ts'
import { watchStarter } from './starter.ts'
import { StoreRefusal } from './store/sqlite/refusal.ts'
import type { Store } from './store/store.ts'
import { StudyCatalogue } from './studies/catalogue.ts'
import { problemLine } from './studies/study-problem.ts'

/** What is open so far. It will be closed in order. */
type Opened = { app?: FastifyInstance; models?: OpenModels; store?: Store; log?: Log }
const opened: Opened = {}
/**
 * What is logged while the program starts comes after its greeting, or before the message that says why it did not
 * start.
 */
const lines = heldLines()
// However the program ends, the lines may say why.
process.on('exit', () => lines.release())
let stopping = false
let starting: Promise<void> = Promise.resolve()

// The handler stays, so that a second signal cuts off nothing: a terminal's Ctrl-C may reach the program in two ways.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
watchStarter(process.env, () => {
  if (!stopping) opened.log?.info('npm, which started the server, has ended; the server stops too')
  stop()
})
try {
  starting = start()
  await starting
} catch (error) {
  // A start that was told to stop may fail because parts are closed already. That is no error.
  if (!stopping) {
    stopping = true
    lines.release()
    await close()
    if (!(error instanceof StartProblem) && !(error instanceof StoreRefusal)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

function stop(): void {
  if (stopping) return
  stopping = true
  lines.release()
  void close().then((well) => process.exit(well ? 0 : 1))
}

/** Closes all that is open, the store last. Resolves to whether all of it closed well. */
function close(): Promise<boolean> {
  return closeAll(
    [
      { part: 'connections and work under way', close: async () => opened.app?.close(), within: 8_000 },
      // The start still needs the store: it may be rewriting the database, and a secret that it made must be shown.
      { part: 'the start', close: () => starting.catch(() => {}), within: 15_000 },
      { part: 'models', close: async () => opened.models?.close(), within: 1_000 },
      // A rewrite of the database that has begun cannot be stopped.
      { part: 'the store', close: async () => opened.store?.close(), within: 15_000 },
    ],
    opened.log ?? createLog('info'),
  )
}

async function start(): Promise<void> {
  const env = readEnvironment(process.env)
  const read = readConfig(env)
  if (!read.ok) throw new StartProblem(read.problems.join('\n'))
  const { config } = read
  const log = createLog(config.logLevel, lines)
  opened.log = log

  const found = await openStudies(config, env, log)
  if (found === null) return
  const { store, models, studies, paused } = found
  for (const { id, problems } of paused)
    log.warn({ study: id, problems: problems.length }, 'a study has errors and is not served')
  const catalogue = new StudyCatalogue(store, await installationKey(store), studies, paused)
  if (config.researcherSecret !== undefined) await replaceResearcherSecret(store, config.researcherSecret)
  if (stopping) return
  const { app, runner, listen } = await buildApp({
    ...{ store, catalogue, models, clock: systemClock, log, publicUrl: config.publicUrl },
    pages: path.join(config.root, 'dist'),
  })
  opened.app = app
  if (stopping) return
  try {
    await listen({ port: config.port, host: config.host })
  } catch (error) {
    throw listenProblem(error, config)
  }
  const address = app.server.address()
  const recovered = await runner.recover(['live', 'preview'])
  if (!stopping) await greet(config, store, catalogue, address, recovered)
  lines.release()
}

/**
 * Opens the store and the models of all studies that can be served; the other studies are paused. Gives null when it
 * was told to stop meanwhile. Throws a StartProblem with all that is wrong when no study can be served and nobody is
 * under way.
 */
async function openStudies(config: Config, env: Record<string, string | undefined>, log: Log) {
  const { root, modelConcurrency: concurrency } = config
  const { studies: sound, broken: unsound, keep } = readStudies(config)
  const misbehave = readMisbehaviour(config.misbehave)
  const models = await openModels(sound, {
    ...{ env, root, concurrency, paused: unsound, leaveOut: true },
    warn: (remedy) => log.warn(remedy),
    ...(misbehave && { misbehave }),
  })
  if (!models.ok) throw new StartProblem(models.problems.join('\n'))
  opened.models = models.models
  const broken = [...unsound, ...models.unbound]
  const studies = sound.filter(({ file }) => models.unbound.every((one) => one.file !== file))
  const nothingToServe = () => new StartProblem(broken.flatMap(({ problems }) => problems.map(problemLine)).join('\n'))
  // Without a study to serve, no new data folder is made.
  if (studies.length === 0 && !existsSync(config.dataFolder)) throw nothingToServe()
  if (stopping) return null
  const store = await openStore(config, 'server', (sentence) => console.log(sentence))
  opened.store = store
  await publishStudies(store, studies, systemClock.now())
  keep()
  const paused = await pausedStudies(store, broken, studies)
  if (studies.length === 0 && !(await anybodyUnderWay(store, paused))) throw nothingToServe()
  return { store, models: models.models, studies, paused }
}

function listenProblem(error: unknown, { port, host }: Config): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE')
    return new StartProblem(`Port ${port} is in use; stop the other program, or set PORT to a free one.`)
  if (code === 'EACCES')
    return new StartProblem(`Port ${port} may not be opened by this account; set PORT to one above 1023.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartProblem(
      `HOST is "${host}", which is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all addresses.`,
    )
  return error
}
