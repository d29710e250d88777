import * as z from 'zod'
import type { SessionKind } from '../session/events.ts'
import type { IdState } from '../study/platform-id.ts'
import type { Problem } from './problem.ts'

/** Random id made by a client: 16 to 64 characters of the URL-safe alphabet. */
export const ClientId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,64}$/, 'is not an id; make one of 16 to 64 letters, digits, "-" or "_"')

/**
 * `POST /api/links/:link/sessions`: opens a session, or finds the one that these ids opened already.
 * The client makes the token, so that a lost response is asked for again; the server keeps its hash only.
 */
export const EnrolRequest = z.strictObject({
  session: ClientId,
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{32,128}$/, 'is not a token; make one of 32 to 128 random URL-safe characters'),
  locale: z.string().max(35).nullable(),
  /**
   * Query parameters of the link. Those that the study names are read and kept, apart from the data; the others are passed
   * over, however many and long they are, within what any request may have.
   */
  query: z.record(z.string(), z.string()),
})
export type EnrolRequest = z.infer<typeof EnrolRequest>

/** `session` may be another than asked for: the same platform id goes on with the session that it has. */
export type EnrolResponse = { session: string; locale: string; preview: boolean }

/** `GET /api/links/:link`: what a page needs before it enrols. */
export type LinkResponse = { locales: string[]; preview: boolean }

/** A body of every response that is no success. */
export type ProblemResponse = { problem: Problem }

/** `GET /api/researcher/overview`. A link is whole where the configuration tells the public address, else a path. */
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
    /** Kinds of session with some in which a person wrote and no reply came, with the last real error of a reply in them. */
    silence: { kind: SessionKind; wrote: number; silent: number; error: { at: number; message: string } | null }[]
    /** The link's parameter that tells people apart (null: none does), and what live sessions brought of it. */
    ids: { parameter: string | null; counts: { idState: IdState; count: number }[] }
  }[]
  /** Studies that are not served, since their files have errors. */
  paused: {
    id: string
    file: string
    problems: { file: string; line: number; message: string }[]
    /** Live sessions by phase, and all by kind; null where nobody can go on in any earlier version. */
    counts: { sessions: Record<string, number>; kinds: Record<SessionKind, number> } | null
  }[]
}

/** `GET /api/researcher/studies/:study/sessions?before=CURSOR`: newest first, a page at a time. */
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
