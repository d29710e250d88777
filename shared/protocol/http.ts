import * as z from 'zod'
import type { SessionKind } from '../session/events.ts'
import type { IdState } from '../study/platform-id.ts'
import type { Problem } from './problem.ts'

/** Random id made by a client: 16 to 64 characters of the URL-safe alphabet. */
export const ClientId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,64}$/, 'is not an id; make one of 16 to 64 letters, digits, "-" or "_"')

/**
 * `POST /api/links/:link/sessions`: opens a session, or finds the one that these ids opened already. The client makes
 * the token, so that it can ask again if the response was lost. The server keeps only the token's hash.
 */
export const EnrolRequest = z.strictObject({
  session: ClientId,
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{32,128}$/, 'is not a token; make one of 32 to 128 random URL-safe characters'),
  locale: z.string().max(35).nullable(),
  /**
   * Query parameters of the link. Those that the study names are read and kept, apart from the data. The others are
   * ignored, however many and long they are, within the limits of any request.
   */
  query: z.record(z.string(), z.string()),
})
export type EnrolRequest = z.infer<typeof EnrolRequest>

/** `session` may differ from the one asked for: the same platform id goes on with its own session. */
export type EnrolResponse = { session: string; locale: string; preview: boolean }

/** `GET /api/links/:link`: what a page needs before it enrols. */
export type LinkResponse = { locales: string[]; preview: boolean }

/** The body of every response that is no success. */
export type ProblemResponse = { problem: Problem }

/**
 * `GET /api/researcher/overview`. A link is a whole address if the configuration gives the public address, otherwise a
 * path.
 */
export type ResearcherOverview = {
  studies: {
    id: string
    title: string
    version: string
    locales: string[]
    model: { alias: string; provider: string; model: string; builtIn: boolean }
    links: { kind: SessionKind; url: string }[]
    conditions: number
    /** Live sessions by phase. */
    sessions: Record<string, number>
    /** Sessions by kind, in any phase. */
    kinds: Record<SessionKind, number>
    /** Kinds of session in which somebody wrote and no reply came, with the last real error of a reply in them. */
    silence: { kind: SessionKind; wrote: number; silent: number; error: { at: number; message: string } | null }[]
    /**
     * The link's parameter that distinguishes people (null if none does), and what the links of live sessions held in
     * it.
     */
    ids: { parameter: string | null; counts: { idState: IdState; count: number }[] }
  }[]
  /** Studies that are not served because their files have errors. */
  paused: {
    id: string
    file: string
    problems: { file: string; line: number; message: string }[]
    /**
     * Live sessions by phase, and all sessions by kind; null if there is no earlier version in which people could go
     * on.
     */
    counts: { sessions: Record<string, number>; kinds: Record<SessionKind, number> } | null
  }[]
}

/** `GET /api/researcher/studies/:study/sessions?before=CURSOR`: newest first, one page at a time. */
export type ResearcherSessions = {
  sessions: {
    id: string
    kind: SessionKind
    status: string
    condition: string | null
    locale: string
    stage: string | null
    events: number
    openedAt: number
    lastAt: number
    turns: number
    /** The latest real error of a model call, for the researcher only. */
    error: { at: number; kind: string; message: string } | null
  }[]
  next: string | null
}
