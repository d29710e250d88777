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
import { openStore, publishStudies } from '../../server/open.ts'
import { installationKey, replaceResearcherSecret } from '../../server/secrets.ts'
import { canonicalHash } from '../../server/studies/canonical.ts'
import { loadStudy } from '../../server/studies/load.ts'
import { StudyShelf } from '../../server/studies/shelf.ts'
import type { Event, EventType } from '../../shared/session/events.ts'
import type { Study } from '../../shared/study/study.ts'
import { builtPages, ROOT } from './pages.ts'

export type Running = Awaited<ReturnType<typeof startServer>>

export type ServerOptions = {
  /** Changes the shipped demo before it is served. */
  change?: (study: Study) => void
  /** Base address of the endpoint that answers; without one it is the built-in responder. */
  model?: string
  pace?: Partial<Pace>
  misbehave?: Misbehaviour
}

/**
 * The real server on a free port with the shipped demo, SQLite in a temporary folder and the built pages. Only the
 * program around it (reading the environment, signals) is left out.
 */
export async function startServer({ change, model, pace, misbehave }: ServerOptions = {}) {
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
  const shelf = new StudyShelf(store, await installationKey(store), studies)
  const secret = await replaceResearcherSecret(store)
  const { app, runner } = await buildApp({
    store,
    shelf,
    models,
    clock: systemClock,
    log: createLog('silent'),
    pages: builtPages(),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const link = `/s/${shelf.linkOf({ studyId: study.id, kind: 'live' })}`

  return {
    study,
    store,
    runner,
    secret,
    port,
    origin,
    /** The participants' link, as a path and whole. */
    link,
    url: origin + link,
    /** What a session's log holds of one type, in order. */
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
