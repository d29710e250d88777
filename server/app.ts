import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify'
import type { Clock } from './clock.ts'
import { ErasureWatch } from './erasure-watch.ts'
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
}

/** HTTP and realtime from a plain object of parts. The caller listens, and closes with `app.close()`. */
export async function buildApp(parts: AppParts): Promise<{ app: FastifyInstance; runner: Runner }> {
  const { store, shelf, models, clock, log, pages } = parts
  // Closing must not wait for browsers that keep their connections open.
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
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

  const gateway = new Gateway(app.server)
  const probes = new ProbeRound({ store, models, clock })
  const runner = new Runner({ store, shelf, models, probes, clock, log, audience: gateway.audience })
  gateway.open({ runner, store, clock, log })
  const erasures = new ErasureWatch({ store, clock, log, erased: (session) => runner.erased(session) })
  app.addHook('preClose', async () => {
    erasures.close()
    await gateway.close()
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
