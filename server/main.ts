import { existsSync } from 'node:fs'
import path from 'node:path'
import { buildApp } from './app.ts'
import { systemClock } from './clock.ts'
import { type Config, readConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { greet } from './greeting.ts'
import { createLog } from './log.ts'
import { readMisbehaviour } from './model/builtin/misbehaviour.ts'
import { openModels } from './model/open-models.ts'
import { anybodyUnderWay, openStore, pausedStudies, publishStudies, readStudies } from './open.ts'
import { installationKey, replaceResearcherSecret } from './secrets.ts'
import { StartProblem } from './start-problem.ts'
import { StoreRefusal } from './store/sqlite/refusal.ts'
import { problemLine } from './studies/problem.ts'
import { StudyShelf } from './studies/shelf.ts'

try {
  await start()
} catch (error) {
  if (!(error instanceof StartProblem) && !(error instanceof StoreRefusal)) throw error
  console.error(error.message)
  process.exit(1)
}

async function start(): Promise<void> {
  const env = readEnvironment(process.env)
  const read = readConfig(env)
  if (!read.ok) throw new StartProblem(read.problems.join('\n'))
  const { config } = read
  const log = createLog(config.logLevel)
  const clock = systemClock

  const { store, models, studies, paused } = await openStudies(config, env, clock.now())
  for (const { id, problems } of paused)
    log.warn({ study: id, problems: problems.length }, 'a study has errors and is not served')
  const shelf = new StudyShelf(store, await installationKey(store), studies, paused)
  const { publicUrl } = config
  const pages = path.join(config.root, 'dist')
  const { app, runner } = await buildApp({ store, shelf, models, clock, log, pages, publicUrl })

  let closing: Promise<void> | null = null
  let started = Promise.resolve()
  const close = (): Promise<void> => {
    closing ??= (async () => {
      await app.close()
      // What the start still does needs the store, and a secret that it made must be told.
      await started
      await models.close()
      await store.close()
    })()
    return closing
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ error }, 'closing failed')
          process.exit(1)
        },
      )
    })

  if (config.researcherSecret !== undefined) await replaceResearcherSecret(store, config.researcherSecret)
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    const stopped = closing !== null
    await close()
    if (stopped) return
    throw listenProblem(error, config)
  }
  const address = app.server.address()
  started = (async () => {
    const recovered = await runner.recover(['live', 'preview'])
    if (closing === null) await greet(config, store, shelf, address, recovered)
  })()
  await started
}

/**
 * Opens the store, and the models of all studies that can be served; the others are paused. Throws a StartProblem with all
 * that is wrong where nothing is left to serve, not even people who are under way.
 */
async function openStudies(config: Config, env: Record<string, string | undefined>, at: number) {
  const { root, modelConcurrency: concurrency } = config
  const { studies: sound, broken: unsound, keep } = readStudies(config)
  const misbehave = readMisbehaviour(config.misbehave)
  const faults = misbehave && { misbehave }
  const opened = await openModels(sound, { env, root, concurrency, paused: unsound, leaveOut: true, ...faults })
  if (!opened.ok) throw new StartProblem(opened.problems.join('\n'))
  const { models, unbound } = opened
  const broken = [...unsound, ...unbound]
  const studies = sound.filter(({ file }) => unbound.every((one) => one.file !== file))
  const nothingToServe = () => new StartProblem(broken.flatMap(({ problems }) => problems.map(problemLine)).join('\n'))
  // A data folder is not made for nothing.
  if (studies.length === 0 && !existsSync(config.dataFolder)) throw nothingToServe()
  const store = await openStore(config, 'server')
  await publishStudies(store, studies, at)
  keep()
  const paused = await pausedStudies(store, broken, studies)
  if (studies.length === 0 && !(await anybodyUnderWay(store, paused))) {
    await store.close()
    throw nothingToServe()
  }
  return { store, models, studies, paused }
}

function listenProblem(error: unknown, { port, host }: Config): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE')
    return new StartProblem(`Port ${port} is in use; stop the other program, or set PORT to a free one.`)
  if (code === 'EACCES')
    return new StartProblem(`Port ${port} may not be opened by this account; set PORT to one above 1023.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartProblem(
      `HOST is "${host}", which is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all.`,
    )
  return error
}
