import type { FastifyInstance } from 'fastify'
import { EnrolRequest, type EnrolResponse, type LinkResponse } from '../../shared/protocol/http.ts'
import { authorise } from '../authorise.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Store } from '../store/store.ts'
import type { StudyCatalogue } from '../studies/catalogue.ts'
import { enrol } from '../studies/enrol.ts'
import { malformed, refuse } from './refuse.ts'

const UNKNOWN = {
  code: 'unknown-study',
  message: 'This link leads to no study that runs here; check the address.',
} as const

const PAUSED = {
  code: 'paused',
  message:
    'This study takes no new people for now; come back later with the same link. People who have begun can go on where they began.',
} as const

/** What a participant's page asks for before its socket is open: where the link leads, and a session. */
export function linkRoutes(
  app: FastifyInstance,
  { store, catalogue, clock }: { store: Store; catalogue: StudyCatalogue; clock: Clock },
): void {
  app.get<{ Params: { link: string } }>('/api/links/:link', async (request, reply) => {
    if (!authorise({ kind: 'anyone' }, { action: 'follow-link' })) return refuse(reply, UNKNOWN)
    const found = catalogue.follow(request.params.link)
    if (found === null) return refuse(reply, UNKNOWN)
    const { study, kind } = found
    const answer: LinkResponse = { locales: study.locales, preview: kind === 'preview' }
    return answer
  })

  app.post<{ Params: { link: string } }>('/api/links/:link/sessions', async (request, reply) => {
    if (!authorise({ kind: 'anyone' }, { action: 'enrol' })) return refuse(reply, UNKNOWN)
    const found = catalogue.follow(request.params.link)
    if (found === null) return refuse(reply, UNKNOWN)
    const parsed = EnrolRequest.safeParse(request.body)
    if (!parsed.success) return refuse(reply, malformed(parsed.error))
    const { session, token, query } = parsed.data
    const { study } = found
    const outcome = await enrol(store, found, {
      session,
      kind: found.kind,
      locale: localeFor(study.locales, parsed.data.locale),
      at: clock.now(),
      tokenHash: sha256(token),
      query,
      open: found.open,
    })
    if (outcome.kind === 'closed') return refuse(reply, PAUSED)
    if (outcome.kind === 'refused')
      return refuse(reply, {
        code: 'conflicting-id',
        message:
          'This session id is taken, or the person began on another device and must go on there; another person can enrol with new ids.',
      })
    // A session that goes on keeps its version and the language that its person chose, whatever this device prefers.
    const opened = (await store.session(outcome.session))!
    request.log.info({ session: opened.id, study: opened.study, outcome: outcome.kind }, 'enrolment')
    const answer: EnrolResponse = { session: opened.id, locale: opened.locale, preview: opened.kind === 'preview' }
    return reply.code(outcome.kind === 'enrolled' ? 201 : 200).send(answer)
  })
}

/** The locale that was wished for, or its base language, or the study's first. */
function localeFor(locales: readonly string[], wish: string | null): string {
  const base = wish?.split('-')[0]
  return locales.find((one) => one === wish) ?? locales.find((one) => one === base) ?? locales[0]!
}
