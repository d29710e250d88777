import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildApp } from '../../server/app.ts'
import { systemClock } from '../../server/clock.ts'
import { createLog } from '../../server/log.ts'
import type { Misbehaviour } from '../../server/model/builtin/responder.ts'
import type { Pace } from '../../server/model/builtin/stream.ts'
import { openModels } from '../../server/model/open-models.ts'
import { openStore, pausedStudies, publishStudies } from '../../server/open.ts'
import { installationKey, replaceResearcherSecret } from '../../server/secrets.ts'
import { canonicalHash } from '../../server/studies/canonical.ts'
import { StudyCatalogue } from '../../server/studies/catalogue.ts'
import { loadStudy } from '../../server/studies/load.ts'
import type { Event, EventType } from '../../shared/session/events.ts'
import type { Study } from '../../shared/study/study.ts'
import { builtPages, ROOT } from './pages.ts'

export type Running = Awaited<ReturnType<typeof startServer>>

export type ServerOptions = {
  /** Changes the shipped demo before it is served. */
  change?: (study: Study) => void
  /** Base address of the endpoint that answers. Without it, the built-in responder answers. */
  model?: string
  pace?: Partial<Pace>
  misbehave?: Misbehaviour
  /** Whether there is a second study, in which people have begun, and whose files have errors now. */
  paused?: boolean
}

const ERRORS = [
  { line: 14, message: 'factor "persona" has one level, so nothing varies; give it at least two, or remove it.' },
  {
    line: 102,
    message: `there is no condition "${'plain-and-very-long-to-be-read-'.repeat(4)}"; there are: plain, neighbour.`,
  },
].map((one) => ({ file: 'studies/resting/study.yaml', severity: 'error' as const, ...one }))

/**
 * The real server on a free port, with the shipped demo, SQLite in a temporary folder, and the built pages. Only the
 * program around the server is missing: it reads the environment and handles signals.
 */
export async function startServer({ change, model, pace, misbehave, paused = false }: ServerOptions = {}) {
  const loaded = loadStudy('studies/demo/study.yaml', ROOT)
  if (!loaded.ok) throw new Error(`The demo cannot be loaded: ${JSON.stringify(loaded.problems)}`)
  const { study } = loaded
  change?.(study)
  if (model !== undefined) study.model.alias = 'scripted'
  const studies = [{ ...loaded, study, hash: canonicalHash(study) }]

  const env = {
    PARALLAX_MODELS: JSON.stringify(model === undefined ? {} : { scripted: { baseUrl: model, model: 'm' } }),
  }
  const opened = await openModels(studies, { env, root: ROOT, ...(pace && { pace }), ...(misbehave && { misbehave }) })
  if (!opened.ok) throw new Error(opened.problems.join('\n'))
  const { models } = opened

  const dataFolder = mkdtempSync(path.join(tmpdir(), 'parallax-browser-test-'))
  const store = await openStore({ root: ROOT, dataFolder }, 'server')
  await publishStudies(store, studies, systemClock.now())
  const resting = { ...study, id: 'resting' }
  if (paused) await publishStudies(store, [{ ...loaded, study: resting, hash: canonicalHash(resting) }], 1)
  const broken = paused ? [{ names: ['resting'], file: 'studies/resting/study.yaml', problems: ERRORS }] : []
  const catalogue = new StudyCatalogue(
    store,
    await installationKey(store),
    studies,
    await pausedStudies(store, broken, studies),
  )
  const secret = await replaceResearcherSecret(store)
  const { app, runner } = await buildApp({
    store,
    catalogue,
    models,
    clock: systemClock,
    log: createLog('silent'),
    pages: builtPages(),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const link = `/s/${catalogue.linkOf({ studyId: study.id, kind: 'live' })}`

  return {
    study,
    store,
    runner,
    secret,
    port,
    origin,
    /** The participants' link: `link` is its path, and `url` is the whole address. */
    link,
    url: origin + link,
    /** The participants' link of the study that is paused. */
    pausedUrl: `${origin}/s/${catalogue.linkOf({ studyId: 'resting', kind: 'live' })}`,
    /** The events of one type in a session's log, in order. */
    async log<Type extends EventType>(session: string, type: Type): Promise<Event<Type>[]> {
      const events: readonly { type: string }[] = await store.read(session, 0)
      return events.filter((event) => event.type === type) as Event<Type>[]
    },
    async close(): Promise<void> {
      await app.close()
      await models.close()
      await store.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
