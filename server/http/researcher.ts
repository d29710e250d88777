import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ResearcherOverview, ResearcherSessions } from '../../shared/protocol/http.ts'
import { SessionKind } from '../../shared/session/events.ts'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { type Act, type Actor, authorise } from '../authorise.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Models } from '../model/models.ts'
import { researcherSecretHash } from '../secrets.ts'
import type { Store } from '../store/store.ts'
import type { StudyCatalogue } from '../studies/catalogue.ts'
import { statusOf } from '../studies/status.ts'
import { refuse } from './refuse.ts'

type Parts = { store: Store; catalogue: StudyCatalogue; models: Models; clock: Clock; publicUrl: string | undefined }

/** Reads the bearer secret of a request and compares it with the stored hash in constant time. */
async function actorOf(store: Store, request: FastifyRequest): Promise<Actor> {
  const header = request.headers.authorization
  if (header === undefined || !header.startsWith('Bearer ')) return { kind: 'anyone' }
  const hash = await researcherSecretHash(store)
  if (hash === null) return { kind: 'anyone' }
  const given = Buffer.from(sha256(header.slice('Bearer '.length)))
  const kept = Buffer.from(hash)
  return given.length === kept.length && timingSafeEqual(given, kept) ? { kind: 'researcher' } : { kind: 'anyone' }
}

/** Lets the request pass or answers it with 401. `act` says what is asked for. */
export async function mayResearch(
  store: Store,
  request: FastifyRequest,
  reply: FastifyReply,
  act: Act,
): Promise<boolean> {
  if (authorise(await actorOf(store, request), act)) return true
  refuse(reply, {
    code: 'unauthorised',
    message:
      'This needs the researcher secret, which was printed at the first start; "npm run -s parallax -- secret" makes a new one.',
  })
  return false
}

/**
 * What the researcher's page shows: studies with their links and counts; paused studies with what is wrong with them;
 * and sessions with their state and the real errors.
 */
export function researcherRoutes(
  app: FastifyInstance,
  { store, catalogue, models, clock, publicUrl = '' }: Parts,
): void {
  async function countsOf(studyId: string) {
    const sessions: Record<string, number> = {}
    const kinds = { live: 0, preview: 0, simulated: 0 }
    for (const row of await store.countSessions(studyId)) {
      if (row.kind === 'live') sessions[row.phase] = row.count
      kinds[row.kind] += row.count
    }
    return { sessions, kinds }
  }

  app.get('/api/researcher/overview', async (request, reply) => {
    if (!(await mayResearch(store, request, reply, { action: 'see-studies' }))) return reply
    const studies = await Promise.all(
      catalogue.current().map(async ({ study, hash }) => {
        const silence = (await store.silence(study.id)).filter(({ silent }) => silent > 0)
        const { alias, provider, model } = models.of({ study, hash }).identity
        return {
          id: study.id,
          title: study.title,
          version: hash,
          locales: study.locales,
          model: { alias, provider, model, builtIn: alias === BUILTIN_ALIAS },
          // A study that only asks models has nobody to invite.
          links: (study.flow.length === 0 ? [] : (['live', 'preview'] as const)).map((kind) => ({
            kind,
            url: `${publicUrl}/s/${catalogue.linkOf({ studyId: study.id, kind })}`,
          })),
          conditions: study.conditions.length,
          ...(await countsOf(study.id)),
          silence,
          ids: { parameter: study.identifiers[0] ?? null, counts: await store.countIdStates(study.id) },
        }
      }),
    )
    const paused = await Promise.all(
      catalogue.paused().map(async ({ id, file, problems, last }) => ({
        id,
        file,
        problems: problems.map(({ file, line, message }) => ({ file, line, message })),
        counts: last === null ? null : await countsOf(id),
      })),
    )
    const answer: ResearcherOverview = { studies, paused }
    return answer
  })

  app.get<{ Params: { study: string }; Querystring: { before?: string } }>(
    '/api/researcher/studies/:study/sessions',
    async (request, reply) => {
      const studyId = request.params.study
      if (!(await mayResearch(store, request, reply, { action: 'see-sessions', studyId }))) return reply
      const known = catalogue.byId(studyId) !== undefined || (await isKept(store, studyId))
      if (!known) return refuse(reply, unknownStudy(catalogue, studyId))
      const filter = { studyId, kinds: SessionKind.options }
      const before = request.query.before ?? null
      if (before !== null && !/^\d{1,15}$/.test(before))
        return refuse(reply, { code: 'malformed', message: '"before" is not a cursor of this list; leave it out.' })
      const page = await store.sessions(filter, { before, limit: 50 })
      const errors = await store.lastErrors(page.rows.map((row) => row.id))
      const answer: ResearcherSessions = {
        sessions: page.rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          status: statusOf(row, clock.now()),
          condition: row.condition,
          locale: row.locale,
          stage: row.stage,
          events: row.seq,
          openedAt: row.openedAt,
          lastAt: row.lastAt,
          turns: row.turns,
          error: errors.get(row.id) ?? null,
        })),
        next: page.next,
      }
      return answer
    },
  )
}

/** Whether the store holds anything of a study, whatever the study files say now. */
export async function isKept(store: Pick<Store, 'versions'>, studyId: string): Promise<boolean> {
  return (await store.versions()).some((version) => version.id === studyId)
}

/** Names the studies that exist. */
export function unknownStudy(catalogue: StudyCatalogue, id: string) {
  const known = catalogue.current().map((one) => one.study.id)
  return { code: 'unknown-study', message: `No study "${id}". Known studies: ${known.join(', ')}.` } as const
}
