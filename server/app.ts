import fastifyHelmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify'
import type { Clock } from './clock.ts'
import { ErasureWatch } from './erasure-watch.ts'
import { Connections } from './http/connections.ts'
import { downloadRoutes } from './http/downloads.ts'
import { linkRoutes } from './http/links.ts'
import { listen } from './http/listen.ts'
import { isForPage, pageRoutes, sendNoStudy } from './http/pages.ts'
import { refuse } from './http/refuse.ts'
import { researcherRoutes } from './http/researcher.ts'
import { refuseAddress, refuseBytes, refuseUnreadable } from './http/unreadable.ts'
import type { Log } from './log.ts'
import { CallWatch } from './model/call-watch.ts'
import type { Models } from './model/models.ts'
import { ProbeRound } from './probes/round.ts'
import { Gateway } from './realtime/gateway.ts'
import { Runner } from './realtime/runner.ts'
import type { Store } from './store/store.ts'
import type { StudyCatalogue } from './studies/catalogue.ts'

export type AppParts = {
  store: Store
  catalogue: StudyCatalogue
  models: Models
  clock: Clock
  log: Log
  /**
   * The address that participants reach, without a slash at its end. If it is absent, it is the address that the server
   * listens on.
   */
  publicUrl?: string | undefined
  /** Folder of the built client; null serves no pages (tests of the engine, simulation). */
  pages: string | null
  patience?: Patience
}

/**
 * How long a peer may take, in milliseconds. `headers`: to send the headers of a request. `request`: to send the whole
 * request. `standstill`: how long no byte may move in either direction while a request is under way. `handshake`: to
 * say over a socket which session it belongs to. A download may take any time while bytes move.
 */
export type Patience = { headers: number; request: number; standstill: number; handshake: number }

const PATIENCE: Patience = { headers: 20_000, request: 60_000, standstill: 60_000, handshake: 20_000 }

/**
 * What is built of the parts. `listen` is `app.listen`; for "localhost" it takes both addresses that this name stands
 * for.
 */
export type BuiltApp = {
  app: FastifyInstance
  runner: Runner
  listen(place: { host: string; port: number }): Promise<void>
}

/** Builds HTTP and realtime from a plain object of parts. The caller listens, and closes with `app.close()`. */
export async function buildApp(parts: AppParts): Promise<BuiltApp> {
  const { store, catalogue, models, clock, log, pages, publicUrl, patience = PATIENCE } = parts
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
    requestTimeout: patience.request,
    connectionTimeout: patience.standstill,
    http: { headersTimeout: patience.headers, connectionsCheckingInterval: patience.headers / 4 },
    frameworkErrors: (error, request, reply) =>
      pages !== null && isForPage(request) ? sendNoStudy(reply, pages) : refuseAddress(error, request, reply),
    clientErrorHandler: refuseBytes,
  })
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // Studies also run on plain http in a lab's own network, and in a frame inside a survey.
    hsts: false,
    frameguard: false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
  })

  // Pages name the scripts of one build, and answers hold what people wrote. So a browser stores only what says that it
  // may be stored.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  // This comes before the routes: a route takes the handlers that exist when it is made.
  app.setNotFoundHandler((request, reply) =>
    pages !== null && isForPage(request)
      ? sendNoStudy(reply, pages)
      : refuse(reply, {
          code: 'unknown-route',
          message: `There is nothing at ${request.method} ${request.url.split('?')[0]}; check the address.`,
        }),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.statusCode === 413)
      return refuse(reply, { code: 'too-large', message: 'The request is larger than 256 KB; send less.' })
    if (error.statusCode !== undefined && error.statusCode < 500) return refuseUnreadable(error, reply)
    request.log.error({ error }, 'a request failed')
    return refuse(reply, { code: 'internal', message: 'The server could not do this; try again.' })
  })

  const connections = new Connections(app.server)
  const gateway = new Gateway(app.server, { clock, log, patience: patience.handshake })
  const watch = new CallWatch(log, clock)
  const probes = new ProbeRound({ store, models, clock, watch })
  const runner = new Runner({ store, catalogue, models, probes, clock, log, watch, audience: gateway.audience })
  gateway.open({ runner, store })
  const erasures = new ErasureWatch({ store, clock, log, erased: (session) => runner.erased(session) })
  app.addHook('preClose', async () => {
    erasures.close()
    gateway.close()
    await connections.close()
    await runner.close()
  })

  linkRoutes(app, { store, catalogue, clock })
  researcherRoutes(app, { store, catalogue, models, clock, publicUrl })
  downloadRoutes(app, { store, catalogue, clock })
  if (pages !== null) await pageRoutes(app, pages)

  return { app, runner, listen: (place) => listen(app, connections, place) }
}
