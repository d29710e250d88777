import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify'
import type { Clock } from './clock.ts'
import { Connections } from './http/connections.ts'
import { downloadRoutes } from './http/downloads.ts'
import { linkRoutes } from './http/links.ts'
import { refuse } from './http/refuse.ts'
import { researcherRoutes } from './http/researcher.ts'
import { refuseAddress, refuseBytes } from './http/unreadable.ts'
import type { Log } from './log.ts'
import type { Models } from './model/models.ts'
import { ProbeRound } from './probes/round.ts'
import { Gateway } from './realtime/gateway.ts'
import { Runner } from './realtime/runner.ts'
import type { Store } from './store/store.ts'
import type { StudyShelf } from './studies/shelf.ts'

export type AppParts = {
  store: Store
  shelf: StudyShelf
  models: Models
  clock: Clock
  log: Log
  /** Folder of the built client; null serves no pages (tests of the engine, simulation). */
  pages: string | null
  patience?: Patience
}

/**
 * How long a peer may take, in milliseconds: to send the headers of a request, to send the whole of it, with no byte moving
 * either way while a request is under way, and to say over a socket which session it belongs to. A download takes as long
 * as it takes, while it moves.
 */
export type Patience = { headers: number; request: number; standstill: number; handshake: number }

const PATIENCE: Patience = { headers: 20_000, request: 60_000, standstill: 60_000, handshake: 20_000 }

/** HTTP and realtime from a plain object of parts. The caller listens, and closes with `app.close()`. */
export async function buildApp(parts: AppParts): Promise<{ app: FastifyInstance; runner: Runner }> {
  const { store, shelf, models, clock, log, pages, patience = PATIENCE } = parts
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
    requestTimeout: patience.request,
    connectionTimeout: patience.standstill,
    http: { headersTimeout: patience.headers, connectionsCheckingInterval: patience.headers / 4 },
    frameworkErrors: refuseAddress,
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
    // Studies run on plain http in a lab's own network as well, and inside a survey's frame.
    hsts: false,
    frameguard: false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
  })

  // Before the routes, which take the handlers that are there when they are made.
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, {
      code: 'unknown-route',
      message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
    }),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.statusCode === 413)
      return refuse(reply, { code: 'too-large', message: 'The request is larger than 256 KB; send less.' })
    if (error.statusCode !== undefined && error.statusCode < 500)
      return refuse(reply, {
        code: 'malformed',
        message: `The request could not be read (${error.code}); send JSON as the route expects it.`,
      })
    request.log.error({ error }, 'a request failed')
    return refuse(reply, { code: 'internal', message: 'The server could not do this; try again.' })
  })

  const connections = new Connections(app.server)
  const gateway = new Gateway(app.server, { clock, log, patience: patience.handshake })
  const probes = new ProbeRound({ store, models, clock })
  const runner = new Runner({ store, shelf, models, probes, clock, log, audience: gateway.audience })
  gateway.open({ runner, store })
  app.addHook('preClose', async () => {
    gateway.close()
    await connections.close()
    await runner.close()
  })

  linkRoutes(app, { store, shelf, clock })
  researcherRoutes(app, { store, shelf, models, clock })
  downloadRoutes(app, { store, shelf, clock })
  if (pages !== null) await pageRoutes(app, pages)

  return { app, runner }
}

/** The two pages and their assets. */
async function pageRoutes(app: FastifyInstance, pages: string): Promise<void> {
  const participant = 'client/participant/index.html'
  const researcher = 'client/researcher/index.html'
  for (const page of [participant, researcher])
    if (!existsSync(path.join(pages, page)))
      throw new Error(`The page ${page} is not built; run "npm start" or "npm run build".`)
  await app.register(fastifyStatic, {
    root: path.join(pages, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '1y',
    decorateReply: true,
  })
  app.get('/', (_request, reply) => reply.redirect('/researcher'))
  // An old page kept by a browser would ask for assets that a new build no longer has.
  app.get('/s/:link', (_request, reply) => reply.header('cache-control', 'no-store').sendFile(participant, pages))
  app.get('/researcher', (_request, reply) => reply.header('cache-control', 'no-store').sendFile(researcher, pages))
}
