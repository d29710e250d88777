import path from 'node:path'
import { buildApp } from './app.ts'
import { systemClock } from './clock.ts'
import { type Config, readConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { createLog } from './log.ts'
import { readMisbehaviour } from './model/builtin/misbehaviour.ts'
import { openModels } from './model/open-models.ts'
import { openStore, publishStudies, readStudies } from './open.ts'
import { firstResearcherSecret, installationKey, replaceResearcherSecret } from './secrets.ts'
import { StartProblem } from './start-problem.ts'
import { StoreRefusal } from './store/sqlite/refusal.ts'
import type { Store } from './store/store.ts'
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

  const { studies, keep } = readStudies(config)
  const misbehave = readMisbehaviour(config.misbehave)
  const concurrency = config.modelConcurrency
  const opened = await openModels(studies, { env, root: config.root, concurrency, ...(misbehave && { misbehave }) })
  if (!opened.ok) throw new StartProblem(opened.problems.join('\n'))
  const { models } = opened
  const store = await openStore(config, 'server', (sentence) => console.log(sentence))
  await publishStudies(store, studies, clock.now())
  keep()
  const shelf = new StudyShelf(store, await installationKey(store), studies)
  const { app, runner } = await buildApp({ store, shelf, models, clock, log, pages: path.join(config.root, 'dist') })

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

/** What a person reads after the start: where the studies are, and how the researcher gets in. */
async function greet(
  config: Config,
  store: Store,
  shelf: StudyShelf,
  address: unknown,
  recovered: number,
): Promise<void> {
  const port = typeof address === 'object' && address !== null && 'port' in address ? address.port : config.port
  const shown = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  const base = config.publicUrl ?? `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
  const lines = ['', 'Parallax is running.', '']
  for (const { study } of shelf.current()) {
    if (study.flow.length === 0) {
      lines.push(`  ${study.title}`, `    asks models only: npm run -s parallax -- probe ${study.id}`)
      continue
    }
    lines.push(`  ${study.title}`)
    lines.push(`    participants  ${base}/s/${shelf.linkOf({ studyId: study.id, kind: 'live' })}`)
    lines.push(`    preview       ${base}/s/${shelf.linkOf({ studyId: study.id, kind: 'preview' })}`)
  }
  lines.push('', '  Researcher', ...(await researcherLines(config, store, `${base}/researcher`)))
  if (recovered > 0) lines.push('', `  ${recovered} sessions were under way at the last stop and go on.`)
  console.log(`${lines.join('\n')}\n`)
}

/** How the researcher gets in. A secret is made, and told, at the first start only; one from the environment is never told. */
async function researcherLines({ researcherSecret }: Config, store: Store, page: string): Promise<string[]> {
  if (researcherSecret !== undefined) return [`    ${page}`, '    (The secret is that of PARALLAX_RESEARCHER_SECRET.)']
  const first = await firstResearcherSecret(store)
  return first === null
    ? [`    ${page}`, '    (The secret was made at an earlier start; "npm run -s parallax -- secret" makes a new one.)']
    : [`    ${page}#key=${first}`, '    (Keep this link: the secret in it is not shown again.)']
}
