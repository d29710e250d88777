import type { Envelope, Event, SessionKind } from '../../shared/session/events.ts'
import type { IdState } from '../../shared/study/platform-id.ts'
import type { JobCount, ProbeCodingRow, ProbeJobRow, ProbeRunRow } from './run-rows.ts'

/**
 * A fact as it is kept. `bodyHash` is the SHA-256 of a random salt and the body's canonical JSON; the salt is kept with
 * the body and erased with it. The store makes both; callers append plain events that they have judged by `step`.
 */
export type StoredEvent = Event & { bodyHash: string }

/** What the store keeps of a session beside its log, so that lists and restarts need not read every log. */
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
  /** Whether the session waits for work of the engine (see shared/session/work.ts). */
  pending: boolean
  erasedAt: number | null
  /** Null where the study asks for no id, for simulated people, and in sessions from before this was kept. */
  idState: IdState | null
}

/** The part of a summary that changes with its log. */
export type Progress = Pick<SessionSummary, 'locale' | 'phase' | 'stage' | 'condition' | 'turns' | 'pending'>

/** `hash` is the SHA-256 of `json`, the canonical JSON of the study with all that it names inlined. */
export type StudyVersion = { hash: string; id: string; json: string; publishedAt: number }

export type Enrolment = {
  session: string
  /** A new participant's id, used unless the identifiers are those of one that the study knows. */
  participant: string
  studyId: string
  study: string
  kind: SessionKind
  wave: number
  locale: string
  tokenHash: string
  at: number
  /** Platform ids by name; kept in a table of their own. */
  identifiers: Record<string, string>
  /** The one of them that tells people apart, when it is there: others, such as a study's id, are the same for everybody. */
  identifiedBy: string | null
  /** That one as the link had it: before ids were cleaned, they were kept so. */
  idAsGiven: string | null
  idState: IdState | null
  /** Whether that id, on another device, leads back into the person's session; on `device`, only the session's own token does. */
  resume: 'platform-id' | 'device'
  /** Whether a new session may be opened; if not, only one that there is already is found. */
  open: boolean
  /** Builds the first event; called inside the transaction with the participant's id. Pure and synchronous. */
  opened(participant: string): Event
}

export type EnrolOutcome =
  /** `session` is new. */
  | { kind: 'enrolled'; session: string; participant: string }
  /**
   * The same session and token came again; or the same person, by their platform id, has a session of this kind and wave,
   * under way or over (the token now opens it). Nobody is drawn into a second condition by opening the link elsewhere.
   */
  | { kind: 'resumed'; session: string; participant: string }
  /**
   * The session id exists with another token, or belongs to another person by their platform id; or the person has a
   * session, and it is kept to the device that it was begun on.
   */
  | { kind: 'refused' }
  /** It would have been a new session, and none may be opened. */
  | { kind: 'closed' }

export type AppendOutcome =
  | { kind: 'appended' }
  /** Another writer was there first: read on and judge again. */
  | { kind: 'conflict'; seq: number }
  /** The id was taken before, with the same body: acknowledge again. `seq` is where it stands. */
  | { kind: 'repeated'; seq: number }
  /** The id was taken before, with another body. */
  | { kind: 'clash'; seq: number }
  | { kind: 'erased' }

export type Checkpoint = { session: string; reply: string; from: number; text: string }

/** One call of a model. `record` is the whole of it as JSON (request, result, hashes); it is a body, so it can be erased. */
export type ModelCallRow = {
  id: string
  session: string | null
  study: string
  /** `check`: what an endpoint can do, asked before a run. `coding`: a model reads another's answer. */
  purpose: 'reply' | 'probe' | 'check' | 'coding'
  at: number
  /** Null once the session is erased, as are `error` and `record`. */
  promptHash: string | null
  alias: string
  model: string
  outcome: string
  /** Real error, for the researcher's page. */
  error: string | null
  record: unknown
}

/**
 * Sessions of one kind, erased ones aside, in which a person `wrote`; those of them that are `silent`, which is `none` of
 * `RepliesGot` in shared/session/replies.ts; and the last real error of a reply in them.
 */
export type Silence = {
  kind: SessionKind
  wrote: number
  silent: number
  error: { at: number; message: string } | null
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
  /** Raw text: a body, so it can be erased; then it is null. */
  text: string | null
}

/** A batch of marks of how things were done; the one named `dropped` says how many came when no more were kept. */
export type TelemetryRow = { session: string; id: string; at: number; marks: readonly unknown[] }

/**
 * The tables that can be read page by page for exports; each page is bounded, whatever the study's size. Model calls for
 * no session belong to the study whatever the kinds, and come first. Probe runs, their jobs and codings are no session's
 * either, and come in the order in which they were kept.
 */
export type Scans = {
  sessions: SessionSummary
  events: StoredEvent | ErasedEvent
  modelCalls: ModelCallRow
  probes: ProbeRow
  telemetry: TelemetryRow
  identifiers: { participant: string; session: string; name: string; value: string; at: number }
  probeRuns: ProbeRunRow
  probeJobs: ProbeJobRow
  probeCodings: ProbeCodingRow
}

/** An event whose body was erased; the envelope proves the sequence. */
export type ErasedEvent = Envelope & { type: string; bodyHash: string; body: null }

export type ScanFilter = { studyId: string; kinds: readonly SessionKind[] }

/**
 * What a try to clear the files came to. `later` says in a whole sentence what stood in the way; nothing is lost by it, and
 * the next try may succeed.
 */
export type Clearing = { kind: 'clear' } | { kind: 'later'; why: string }

/** What can be read of the store as it was at one moment. The caller closes it, and soon: see `Store.snapshot`. */
export type Snapshot = Pick<Store, 'version' | 'versions' | 'scan' | 'close'>

/**
 * All that is kept, as a few coarse verbs. Each is atomic and resolves only when what it wrote is durable. An adapter
 * passes `test/server/store/contract.ts`. No caller holds a transaction: where a decision must be made inside one
 * (`enrol`, `assign`), the verb takes a pure synchronous function.
 */
export interface Store {
  /** Keeps a version; the same hash again changes nothing. */
  publish(version: StudyVersion): Promise<void>
  version(hash: string): Promise<StudyVersion | null>
  /** Versions by study, newest first. */
  versions(): Promise<Omit<StudyVersion, 'json'>[]>

  enrol(enrolment: Enrolment): Promise<EnrolOutcome>
  /** The session that a token opens, if the token's hash is one of its own. */
  sessionByToken(session: string, tokenHash: string): Promise<SessionSummary | null>
  session(id: string): Promise<SessionSummary | null>
  /** Newest first; `before` is the cursor of the last page. */
  sessions(
    filter: ScanFilter,
    page: { before: string | null; limit: number },
  ): Promise<{ rows: SessionSummary[]; next: string | null }>
  /** Count by kind and phase. */
  countSessions(studyId: string): Promise<{ kind: SessionKind; phase: SessionSummary['phase']; count: number }[]>
  /** Count of live sessions by what their links told of the person; those that say nothing of it are left out. */
  countIdStates(studyId: string): Promise<{ idState: IdState; count: number }[]>
  /** Sessions of these kinds with pending work, for a restart. */
  pendingSessions(kinds: readonly SessionKind[]): Promise<string[]>

  /**
   * Appends in order; all or none. Commits are grouped over sessions. `progress` becomes the session's. An erased
   * session is sealed: whatever comes is `erased`. Throws for a session that was never enrolled.
   */
  append(session: string, events: readonly Event[], progress: Progress): Promise<AppendOutcome>
  /** The log after `after`, in order. Erased bodies come as null. */
  read(session: string, after: number): Promise<(StoredEvent | ErasedEvent)[]>
  /**
   * Draws a session's assignment: in one transaction takes the stratum's next index, calls `decide` and appends its
   * event. The same session again gives `repeated`, and no index is used twice or skipped.
   */
  assign(
    session: string,
    stratum: { study: string; kind: SessionKind; name: string },
    decide: (index: number) => { event: Event; progress: Progress },
  ): Promise<AppendOutcome>

  /** Adds pieces of running replies; a piece is stored once by its reply and `from`. */
  checkpoint(pieces: readonly Checkpoint[]): Promise<void>
  /** The text kept of a running reply, up to its first gap. */
  checkpointed(reply: { session: string; reply: string }): Promise<string>

  recordCall(call: ModelCallRow): Promise<void>
  /** Latest failed call of each session named. */
  lastErrors(sessions: readonly string[]): Promise<Map<string, { at: number; kind: string; message: string }>>
  /** Sessions of a study in which no reply came, by kind; only kinds of which somebody wrote. Cheap enough to ask often. */
  silence(studyId: string): Promise<Silence[]>
  recordProbe(probe: ProbeRow, call: ModelCallRow): Promise<void>
  probes(session: string): Promise<ProbeRow[]>
  /**
   * Keeps a batch once by its id, as long as the session's are at most MOST_MARKS marks with it. From the first that is not
   * kept on none is, and they are counted.
   */
  recordTelemetry(row: TelemetryRow): Promise<void>

  beginRun(run: ProbeRunRow): Promise<void>
  /** Throws for a run that never began. */
  endRun(id: string, end: Pick<ProbeRunRow, 'endedAt' | 'endReason'>): Promise<void>
  /** Runs of a study, in the order of their begin. */
  runs(studyId: string): Promise<ProbeRunRow[]>
  /** Those of the keys that no answer is kept of, in their order. Give some hundreds at a time. */
  missingJobs(keys: readonly string[]): Promise<string[]>
  /** Keeps an answer with its call. A key that is there already changes nothing, of the call neither. */
  recordJob(job: ProbeJobRow, call: ModelCallRow): Promise<'kept' | 'repeated'>
  jobCounts(studyId: string): Promise<JobCount[]>
  /** Those of the jobs that this coder has not read, in their order. */
  missingCodings(coder: string, jobs: readonly string[]): Promise<string[]>
  /** Keeps a coding with its call; the same job and coder again changes nothing. Throws for a job that is not kept. */
  recordCoding(coding: ProbeCodingRow, call: ModelCallRow): Promise<'kept' | 'repeated'>
  /**
   * Holds a piece of work for this program, until it lets go or ends in whatever way. Null while another holds it.
   * A name is a study's id.
   */
  claim(name: string): Promise<{ release(): void } | null>

  /** Pages through a table in a stable order (session, then its own), bounded in memory. */
  scan<Table extends keyof Scans>(table: Table, filter: ScanFilter): AsyncIterable<Scans[Table][]>

  /**
   * Everything that is committed by now, and nothing later: all that is read through it agrees, whatever is written
   * meanwhile, and writers do not wait for it. While one is open, the disk may still hold what was erased after it began.
   */
  snapshot(): Promise<Snapshot>

  /**
   * Erases what a session's person wrote and all that quotes it: bodies, checkpoints, model calls, probes' texts,
   * telemetry, the platform ids that it came with. Envelopes, body hashes and counts stay; body hashes can no longer be
   * tested against a guess, and hashes of prompts go. Its phase stays what the log says: append the withdrawal before.
   * What comes in later for the session (a call under way, its checkpoints) is kept without a body or not at all.
   * No one can read any of it through a store from then on; copies may still stand in gaps of the files until `clear`.
   */
  erase(session: string, at: number): Promise<void>
  /** Erasures after the one of that number, by whatever program, in their order; 0 is before the first. */
  erasedAfter(number: number): Promise<{ number: number; session: string }[]>
  /** Time of the oldest erasure of which copies may still stand in gaps of the files; null when there is none. */
  uncleared(): Promise<number | null>
  /**
   * Rewrites the files where that is due, so that no copy of what was erased before is left in them. It takes the time and
   * the room of a copy of all that is kept; reads go on meanwhile, and writes of every program wait for its end.
   */
  clear(): Promise<Clearing>

  /** A secret of the installation by name, made by `make` when it is first asked for. */
  secret(name: string, make: () => string): Promise<string>
  /** Puts another secret in its place. */
  replaceSecret(name: string, value: string): Promise<void>
  /** The secret of that name, or null when none was made; makes none. */
  keptSecret(name: string): Promise<string | null>

  /** How many transactions this program has committed: as long as it stays the same, nobody has written through it. */
  readonly committed: number

  /** A folder for files that hold data and live only while they are made. A server that opens the store empties it. */
  readonly scratch: string

  close(): Promise<void>
}
