import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildApp } from '../../server/app.ts'
import { systemClock } from '../../server/clock.ts'
import { sha256 } from '../../server/digest.ts'
import { createLog } from '../../server/log.ts'
import type { Model } from '../../server/model/model.ts'
import type { Runner } from '../../server/realtime/runner.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import type { Store } from '../../server/store/store.ts'
import { canonicalHash } from '../../server/studies/canonical.ts'
import { type RunningStudy, StudyCatalogue } from '../../server/studies/catalogue.ts'
import { enrol } from '../../server/studies/enrol.ts'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { BENCH_STUDY } from './study.ts'

export type Engine = {
  url: string
  store: Store
  catalogue: StudyCatalogue
  runner: Runner
  running: RunningStudy
  close(): Promise<void>
}

/** The real engine on a real port and a real disk, with a model of the caller's. */
export async function openEngine(model: Model): Promise<Engine> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-'))
  const migrations = path.resolve(import.meta.dirname, '../../migrations/sqlite')
  const store = await openSqliteStore({ folder, migrations, role: 'server' })
  const hash = canonicalHash(BENCH_STUDY)
  await store.publish({ hash, id: BENCH_STUDY.id, json: canonicalJson(BENCH_STUDY), publishedAt: 0 })
  const catalogue = new StudyCatalogue(store, 'bench', [{ study: BENCH_STUDY, hash }])
  const { app, runner } = await buildApp({
    store,
    catalogue,
    models: { of: () => model },
    clock: systemClock,
    log: createLog('error'),
    pages: null,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    catalogue,
    runner,
    running: catalogue.byId('bench')!,
    async close() {
      await app.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Ticket = { session: string; token: string }

/** Sessions that have consented and stand in their talk. */
export async function seatSessions(engine: Engine, count: number, name: string): Promise<Ticket[]> {
  const { store, running, runner } = engine
  const consent = { stage: running.veil.hide('consent'), version: '1', uses: [] }
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const ticket = {
        session: `${name}-${String(number).padStart(16, '0')}`,
        token: `token-${name}-${number}-`.padEnd(32, 'x'),
      }
      const about = {
        session: ticket.session,
        kind: 'live' as const,
        locale: 'en',
        at: Date.now(),
        tokenHash: sha256(ticket.token),
        query: {},
      }
      await enrol(store, running, about)
      const proposal = {
        id: `consent-${ticket.session}`,
        at: 0,
        offset: null,
        type: 'consent.given' as const,
        body: consent,
      }
      const ack = await runner.propose(ticket.session, proposal)
      if (!ack.ok) throw new Error(ack.problem.message)
      return ticket
    }),
  )
}
