import type { Envelope, Event, SessionKind } from '../../shared/session/events.ts'
import type { IdState } from '../../shared/study/platform-id.ts'

/**
 * A fact as it is kept. `bodyHash` is the SHA-256 of a random salt and the body's canonical JSON; the salt is kept with
 * the body and erased with it. The store makes both; callers append plain events that they have judged by `step`.
 */
export type StoredEvent = Event & { bodyHash: string }

/** What the store keeps of a session in addition to its log, so that lists and restarts need not read every log. */
export type SessionSummary = {
  id: string
  study: string
  studyId: string
  kind: SessionKind
  participant: string
  wave: number
  locale: string
  openedAt: number
  lastAt: number
  seq: number
  phase: 'consenting' | 'assigning' | 'in-progress' | 'completed' | 'declined' | 'withdrawn'
  stage: string | null
  condition: string | null
  turns: number
  /** Whether the engine still has work to do for the session (see shared/session/work.ts). */
  pending: boolean
  erasedAt: number | null
  /** Null if the study asks for no id, for simulated people, and in sessions from before this was kept. */
  idState: IdState | null
}

/** The part of a summary that changes with its log. */
export type Progress = Pick<SessionSummary, 'locale' | 'phase' | 'stage' | 'condition' | 'turns' | 'pending'>

/** `hash` is the SHA-256 of `json`, the canonical JSON of the study with all that it names inlined. */
export type StudyVersion = { hash: string; id: string; json: string; publishedAt: number }

export type Checkpoint = { session: string; reply: string; from: number; text: string }

/**
 * One call of a model. `record` is everything about it as JSON (request, result, hashes). It is a body, so it can be
 * erased.
 */
export type ModelCallRow = {
  id: string
  session: string | null
  study: string
  /** `check`: asked before a run, to see what an endpoint can do. `coding`: a model reads another's answer. */
  purpose: 'reply' | 'probe' | 'check' | 'coding'
  at: number
  /** Null once the session is erased. The same holds for `error` and `record`. */
  promptHash: string | null
  alias: string
  model: string
  outcome: string
  /** The real error, for the researcher's page. */
  error: string | null
  record: unknown
}

/** One answer to a probe. Unique by session, stage, moment, item, form, wording, order and repeat. */
export type ProbeRow = {
  session: string
  study: string
  stage: string
  moment: 'start' | 'end'
  item: string
  form: string
  wording: number
  reversed: boolean
  repeat: number
  at: number
  call: string
  /** Null once the session is erased. */
  promptHash: string | null
  parser: string
  outcome: string
  code: number | null
  /** The raw text. It is a body, so it can be erased; then it is null. */
  text: string | null
}

/**
 * A batch of marks that say how things were done. The batch named `dropped` says how many marks came after no more were
 * kept.
 */
export type TelemetryRow = { session: string; id: string; at: number; marks: readonly unknown[] }

/** An event whose body was erased. The envelope proves the sequence. */
export type ErasedEvent = Envelope & { type: string; bodyHash: string; body: null }
