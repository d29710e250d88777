import type { ResearcherOverview, ResearcherSessions } from '../../shared/protocol/http.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import { type Answered, ask } from '../ui/ask.ts'

export type Api = ReturnType<typeof createApi>
export type Study = ResearcherOverview['studies'][number]
export type PausedStudy = ResearcherOverview['paused'][number]
export type SessionRow = ResearcherSessions['sessions'][number]

/** Sessions of one kind, or several kinds that are put into the same files on purpose. */
export type Wanted = { only: SessionKind } | { 'pool-kinds': string }

/** The requests of a researcher. Every answer may be `unauthorised`: the secret is wrong or was replaced. */
export function createApi(secret: string) {
  const headers = { authorization: `Bearer ${secret}` }
  const study = (id: string) => `/api/researcher/studies/${encodeURIComponent(id)}`
  return {
    overview: () => ask<ResearcherOverview>('/api/researcher/overview', { headers }),
    /** A page of sessions, newest first; `before` is the cursor that the page before gave. */
    sessions: (id: string, before: string | null) =>
      ask<ResearcherSessions>(
        `${study(id)}/sessions${before === null ? '' : `?before=${encodeURIComponent(before)}`}`,
        { headers },
      ),
    /** A link that works once and for a short time, so that the browser can stream the file to the disk. */
    downloadLink: (id: string, wanted: Wanted): Promise<Answered<{ url: string }>> =>
      ask(`${study(id)}/download-link?${new URLSearchParams(wanted)}`, { method: 'POST', headers }),
  }
}
