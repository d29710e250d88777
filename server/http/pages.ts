import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

const PARTICIPANT = 'client/participant/index.html'
const RESEARCHER = 'client/researcher/index.html'

/**
 * The two pages and their assets, from the folder of the built client. Throws when a page is not built. The name of an
 * asset is a hash of its content, so browsers may keep assets for ever. The assets of the build before are still
 * served, for pages that were opened before an update and load a part of themselves only now.
 */
export async function pageRoutes(app: FastifyInstance, pages: string): Promise<void> {
  for (const page of [PARTICIPANT, RESEARCHER])
    if (!existsSync(path.join(pages, page)))
      throw new Error(`The page ${page} is not built; run "npm start" or "npm run build".`)
  await app.register(fastifyStatic, {
    root: ['assets', 'assets-before'].map((name) => path.join(pages, name)).filter((folder) => existsSync(folder)),
    prefix: '/assets/',
    immutable: true,
    maxAge: '1y',
  })
  // A page is sent without the header of the assets: a page that a browser keeps would go on running the scripts of an
  // old build.
  const send = (reply: FastifyReply, page: string) => reply.sendFile(page, pages, { cacheControl: false })
  app.get('/', (_request, reply) => reply.redirect('/researcher'))
  app.get('/s/:link', (_request, reply) => send(reply, PARTICIPANT))
  app.get('/researcher', (_request, reply) => send(reply, RESEARCHER))
}
