import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

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
  // People, and the programs with which they send links, add a slash.
  for (const address of ['/s/:link', '/s/:link/']) app.get(address, (_request, reply) => send(reply, PARTICIPANT))
  for (const address of ['/researcher', '/researcher/']) app.get(address, (_request, reply) => send(reply, RESEARCHER))
}

/** Whether a browser asks for this as a page: a person will read the answer. */
export function isForPage({ method, headers, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && !url.startsWith('/api/') && !!headers.accept?.includes('text/html')
}

/**
 * The participant's page with status 404. It says that the link leads to no study, in the language of the browser: most
 * people who come to a wrong address have a link with a wrong character.
 */
export async function sendNoStudy(reply: FastifyReply, pages: string): Promise<FastifyReply> {
  const page = await readFile(path.join(pages, PARTICIPANT))
  return reply.code(404).type('text/html; charset=utf-8').send(page)
}
