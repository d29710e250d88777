import type { FastifyInstance } from 'fastify'
import type { SessionKind } from '../../shared/session/events.ts'
import { authorise } from '../authorise.ts'
import type { Clock } from '../clock.ts'
import { freshSecret } from '../digest.ts'
import { zipExport } from '../export/zip.ts'
import type { Store } from '../store/store.ts'
import type { StudyShelf } from '../studies/shelf.ts'
import { refuse } from './refuse.ts'
import { mayResearch, unknownStudy } from './researcher.ts'

/** A browser cannot send the secret with a plain download, so it gets a link that works once, for a minute. */
type Ticket = { studyId: string; kinds: SessionKind[]; until: number }

const TICKET_MS = 60_000

/** Downloads of a study's data, streamed. */
export function downloadRoutes(
  app: FastifyInstance,
  { store, shelf, clock }: { store: Store; shelf: StudyShelf; clock: Clock },
): void {
  const tickets = new Map<string, Ticket>()

  app.post<{ Params: { study: string }; Querystring: { include?: string } }>(
    '/api/researcher/studies/:study/download-link',
    async (request, reply) => {
      const studyId = request.params.study
      if (!(await mayResearch(store, request, reply, { action: 'download', studyId }))) return reply
      if (shelf.byId(studyId) === undefined) return refuse(reply, unknownStudy(shelf, studyId))
      const asked = (request.query.include ?? '').split(',')
      const kinds: SessionKind[] = [
        'live',
        ...(['simulated', 'preview'] as const).filter((kind) => asked.includes(kind)),
      ]
      const now = clock.now()
      for (const [key, ticket] of tickets) if (ticket.until < now) tickets.delete(key)
      const key = freshSecret()
      tickets.set(key, { studyId, kinds, until: now + TICKET_MS })
      return { url: `/api/downloads/${key}/${studyId}.zip` }
    },
  )

  app.get<{ Params: { ticket: string; file: string } }>('/api/downloads/:ticket/:file', async (request, reply) => {
    const ticket = tickets.get(request.params.ticket)
    tickets.delete(request.params.ticket)
    if (ticket === undefined || ticket.until < clock.now())
      return refuse(reply, {
        code: 'unauthorised',
        message: 'This download link has been used or is too old; make a new one on the researcher page.',
      })
    const { studyId, kinds } = ticket
    if (!authorise({ kind: 'download', studyId }, { action: 'download', studyId }))
      return refuse(reply, { code: 'forbidden', message: 'This link is for another study.' })
    const running = shelf.byId(studyId)
    if (running === undefined) return refuse(reply, unknownStudy(shelf, studyId))
    reply
      .header('content-type', 'application/zip')
      .header('content-disposition', `attachment; filename="${studyId}.zip"`)
    return reply.send(
      zipExport({ store, shelf, studyId, kinds, at: clock.now(), identifiers: false, progress: () => {} }),
    )
  })
}
