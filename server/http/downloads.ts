import type { FastifyInstance } from 'fastify'
import type { SessionKind } from '../../shared/session/events.ts'
import { authorise } from '../authorise.ts'
import type { Clock } from '../clock.ts'
import { freshSecret } from '../digest.ts'
import {
  KIND_OPTIONS,
  type KindWords,
  readKinds,
  type Spelling,
  summedKinds,
  takenKinds,
} from '../export/included-kinds.ts'
import { zipExport } from '../export/zip.ts'
import type { Store } from '../store/store.ts'
import type { StudyCatalogue } from '../studies/catalogue.ts'
import { refuse } from './refuse.ts'
import { isKept, mayResearch, unknownStudy } from './researcher.ts'

/** A browser cannot send the secret with a plain download. So it gets a link that works once, within a minute. */
type Ticket = { studyId: string; kinds: SessionKind[]; until: number }

const TICKET_MS = 60_000

/**
 * Downloads of a study's data, streamed; also of a study whose files are gone. Only one is made at a time: it takes
 * disk and time of the program through which people are talking.
 */
export function downloadRoutes(
  app: FastifyInstance,
  { store, catalogue, clock }: { store: Store; catalogue: StudyCatalogue; clock: Clock },
): void {
  const tickets = new Map<string, Ticket>()
  let underWay: Promise<void> | null = null
  // The connections are closed by then, so a download that is being made ends. Its files hold what people wrote, so
  // they must go.
  app.addHook('preClose', async () => {
    await underWay
  })

  app.post<{ Params: { study: string }; Querystring: KindWords }>(
    '/api/researcher/studies/:study/download-link',
    async (request, reply) => {
      const studyId = request.params.study
      if (!(await mayResearch(store, request, reply, { action: 'download', studyId }))) return reply
      if (!(await isKept(store, studyId))) return refuse(reply, unknownStudy(catalogue, studyId))
      // Otherwise, an unknown word would give live sessions where others were meant.
      const unknown = Object.keys(request.query).find((name) => !KIND_OPTIONS.some((option) => option === name))
      if (unknown !== undefined)
        return refuse(reply, {
          code: 'malformed',
          message: `A download takes ${KIND_OPTIONS.join(', ')}; "${unknown.slice(0, 40)}" is none of them.`,
        })
      const asked = readKinds(request.query, spelling)
      if (!asked.ok) return refuse(reply, { code: 'malformed', message: asked.message })
      const counts = (await store.countSessions(studyId)).map(({ kind, count }) => ({ [kind]: count }))
      const taken = takenKinds(asked.choice, summedKinds(counts), { what: `"${studyId}"`, spelling })
      if (!taken.ok) return refuse(reply, { code: 'malformed', message: taken.message })
      // This is refused here too, because here the page that asks can show it.
      if (underWay !== null)
        return refuse(reply, {
          code: 'busy',
          message: 'Another download is being made; wait for its end, or cancel it, and ask again.',
        })
      const now = clock.now()
      for (const [key, ticket] of tickets) if (ticket.until < now) tickets.delete(key)
      const key = freshSecret()
      tickets.set(key, { studyId, kinds: taken.kinds, until: now + TICKET_MS })
      return { url: `/api/downloads/${key}/${studyId}.zip` }
    },
  )

  app.get<{ Params: { ticket: string; file: string } }>('/api/downloads/:ticket/:file', async (request, reply) => {
    const ticket = tickets.get(request.params.ticket)
    if (ticket === undefined || ticket.until < clock.now())
      return refuse(reply, {
        code: 'unauthorised',
        message: 'This download link has been used or is too old; make a new one on the researcher page.',
      })
    const { studyId, kinds } = ticket
    const wanted = request.params.file.replace(/\.zip$/, '')
    if (!authorise({ kind: 'download', studyId }, { action: 'download', studyId: wanted }))
      return refuse(reply, { code: 'forbidden', message: 'This link is for another study.' })
    // The link stays valid, so that the person can try again.
    if (underWay !== null)
      return refuse(reply, {
        code: 'busy',
        message: 'Another download is being made; wait for its end, or cancel it, and load this link again.',
      })
    tickets.delete(request.params.ticket)
    const { stream, done } = zipExport({
      store,
      studyId,
      kinds,
      at: clock.now(),
      identifiers: false,
      progress: () => {},
    })
    underWay = done.finally(() => {
      underWay = null
    })
    // While the zip is being made, no byte moves, however long that takes. From then on, the server does not wait for a
    // reader who has stopped.
    reply.raw.on('timeout', () => {
      if (reply.raw.headersSent) reply.raw.destroy()
    })
    reply
      .header('content-type', 'application/zip')
      .header('content-disposition', `attachment; filename="${studyId}.zip"`)
    return reply.send(stream)
  })
}

const spelling: Spelling = (option, words) => (words === undefined ? `"${option}"` : `${option}=${words}`)
