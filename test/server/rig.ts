import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildApp, type Patience } from '../../server/app.ts'
import { type Clock, systemClock } from '../../server/clock.ts'
import { sha256 } from '../../server/digest.ts'
import { exportStudy } from '../../server/export/export.ts'
import { createLog, type Log } from '../../server/log.ts'
import { createOpenAiModel } from '../../server/model/openai.ts'
import { publishStudies } from '../../server/open.ts'
import { installationKey, replaceResearcherSecret } from '../../server/secrets.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { StudyCatalogue } from '../../server/studies/catalogue.ts'
import { canonicalJson } from '../../shared/canonical-json.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import type { Study } from '../../shared/study/study.ts'
import { Guest } from './guest.ts'
import { quick } from './model/calling.ts'
import { type Dialect, startEndpoint } from './model/endpoint/endpoint.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

export const SECRET = 'the-secret-of-a-researcher'

/** A real server on a free port with a real database, and a scripted endpoint for its model. */
export type Rig = Awaited<ReturnType<typeof startRig>>

/** Starts one. `folder` goes on with the data of an earlier rig; `model` names the dialect of replies that are not scripted. */
export async function startRig(
  study: Study,
  options: { folder?: string; model?: string; pages?: boolean; log?: Log; clock?: Clock; patience?: Patience } = {},
) {
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'parallax-test-'))
  const endpoint = await startEndpoint()
  const migrations = path.join(root, 'migrations', 'sqlite')
  const store = await openSqliteStore({ folder, migrations, role: 'server' })
  const hash = sha256(canonicalJson(study))
  const loaded = { study, hash, file: 'study.yaml', warnings: [] }
  await publishStudies(store, [loaded], systemClock.now())
  const catalogue = new StudyCatalogue(store, await installationKey(store), [loaded])
  await replaceResearcherSecret(store, SECRET)
  const endpointOf = { alias: 'main', provider: 'test', baseUrl: endpoint.url, model: options.model ?? 'normal' }
  const model = createOpenAiModel(endpointOf, quick)
  const { app, runner } = await buildApp({
    store,
    catalogue,
    models: { of: () => model },
    clock: options.clock ?? systemClock,
    log: options.log ?? createLog(process.env.PARALLAX_LOG ?? 'silent'),
    pages: options.pages ? path.join(root, 'dist') : null,
    ...(options.patience && { patience: options.patience }),
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const recovered = await runner.recover(['live', 'preview'])
  let closed: Promise<void> | null = null

  return {
    folder,
    url,
    server: app.server,
    store,
    catalogue,
    runner,
    endpoint,
    study,
    hash,
    recovered,
    link: (kind: SessionKind = 'live') => catalogue.linkOf({ studyId: study.id, kind }),
    /** A guest at the first screen. */
    async guest(wish: Partial<Record<string, unknown>> = {}): Promise<Guest> {
      return (await Guest.enrol(url, catalogue.linkOf({ studyId: study.id, kind: 'live' }), wish)).connect()
    },
    /** Exports into a new folder and names it. */
    async exported(kinds: SessionKind[] = ['live']): Promise<string> {
      const out = mkdtempSync(path.join(tmpdir(), 'parallax-test-export-'))
      const at = systemClock.now()
      await exportStudy({
        store,
        studyId: study.id,
        kinds,
        at,
        folder: out,
        identifiers: true,
        progress: () => {},
      })
      return out
    },
    /** Closes gracefully, as main does; the data stay. */
    stop(): Promise<void> {
      closed ??= (async () => {
        await app.close()
        await store.close()
        await endpoint.close()
      })()
      return closed
    },
    /** Closes and throws the data away. */
    async end(): Promise<void> {
      await this.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A reply that says `first`, and the rest when it is let go. */
export function heldReply(first: readonly string[], rest: readonly string[] = []) {
  let go = () => {}
  const released = new Promise<void>((resolve) => {
    go = resolve
  })
  const dialect: Dialect = async (exchange) => {
    exchange.open()
    await exchange.sayAll(first)
    await Promise.race([released, exchange.received.closed])
    await exchange.sayAll(rest)
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  }
  return { dialect, go: () => go() }
}
