import type { Event, SessionKind } from '../../shared/session/events.ts'
import type { IdState } from '../../shared/study/platform-id.ts'
import type { JobCount, ProbeCodingRow, ProbeJobRow, ProbeRunRow } from './run-rows.ts'
import type {
  Checkpoint,
  ErasedEvent,
  ModelCallRow,
  ProbeRow,
  Progress,
  SessionSummary,
  StoredEvent,
  StudyVersion,
  TelemetryRow,
} from './session-rows.ts'

export type Enrolment = {
  session: string
  /** The id for a new participant. It is not used if the identifiers belong to a participant whom the study knows. */
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
  /**
   * The name of the identifier that distinguishes people, when the link has it. Others, such as a study's id, are the
   * same for everybody.
   */
  identifiedBy: string | null
  /** That identifier exactly as the link had it. Before ids were cleaned, they were kept in this form. */
  idAsGiven: string | null
  idState: IdState | null
  /** Whether that id leads back into the person's session on another device. With `device`, only the session's own token does. */
  resume: 'platform-id' | 'device'
  /** Whether a new session may be opened. If not, only a session that exists already can be found. */
  open: boolean
  /** Builds the first event; called inside the transaction with the participant's id. Pure and synchronous. */
  opened(participant: string): Event
}

export type EnrolOutcome =
  /** `session` is new. */
  | { kind: 'enrolled'; session: string; participant: string }
  /**
   * The same session and token came again. Or the same person, by their platform id, has a session of this kind and
   * wave, under way or over; the token now opens it. So nobody is drawn into a second condition by opening the link
   * elsewhere.
   */
  | { kind: 'resumed'; session: string; participant: string }
  /**
   * The session id exists with another token, or it belongs to another person by their platform id. Or the person has a
   * session that can only be continued on the device on which it began.
   */
  | { kind: 'refused' }
  /** A new session would be needed, but none may be opened. */
  | { kind: 'closed' }

export type AppendOutcome =
  | { kind: 'appended' }
  /** Another writer was there first: read the rest of the log and judge again. */
  | { kind: 'conflict'; seq: number }
  /** The id was taken before, with the same body: acknowledge it again. `seq` is its place in the log. */
  | { kind: 'repeated'; seq: number }
  /** The id was taken before, with another body. */
  | { kind: 'clash'; seq: number }
  | { kind: 'erased' }

/**
 * Sessions of one kind, without erased ones. `wrote`: those in which a person wrote. `silent`: those of them that got
 * no reply, which is `none` of `RepliesGot` in shared/session/replies.ts. Also the last real error of a reply in the
 * silent sessions.
 */
export type Silence = {
  kind: SessionKind
  wrote: number
  silent: number
  error: { at: number; message: string } | null
}

/**
 * The tables that can be read page by page for exports. The size of a page has a limit, whatever the study's size.
 * Model calls for no session belong to the study whatever the kinds, and they come first. Probe runs, their jobs and
 * codings belong to no session either. They come in the order in which they were kept.
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

export type ScanFilter = { studyId: string; kinds: readonly SessionKind[] }

/**
 * The result of an attempt to clear the files. With `later`, `why` is a whole sentence that says what prevented it.
 * Nothing is lost, and the next attempt may succeed.
 */
export type Clearing = { kind: 'clear' } | { kind: 'later'; why: string }

/** What can be read of the store as it was at one moment. The caller must close it soon: see `Store.snapshot`. */
export type Snapshot = Pick<Store, 'version' | 'versions' | 'scan' | 'close'>

/**
 * All that is kept, as a few coarse verbs. Each verb is atomic and resolves only when what it wrote is durable. An
 * adapter passes `test/server/store/contract.ts`. No caller holds a transaction: if a decision must be made inside one
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
  /**
   * Count of live sessions by what their links said about the person's id. Sessions whose links said nothing about it
   * are left out.
   */
  countIdStates(studyId: string): Promise<{ idState: IdState; count: number }[]>
  /** Sessions of these kinds with pending work, for a restart. */
  pendingSessions(kinds: readonly SessionKind[]): Promise<string[]>

  /**
   * Appends events in order; all or none. Commits are grouped over sessions. `progress` replaces the session's
   * progress. An erased session is sealed: whatever comes, the outcome is `erased`. Throws for a session that was never
   * enrolled.
   */
  append(session: string, events: readonly Event[], progress: Progress): Promise<AppendOutcome>
  /** The log after `after`, in order. Erased bodies are null. */
  read(session: string, after: number): Promise<(StoredEvent | ErasedEvent)[]>
  /**
   * Draws a session's assignment. In one transaction it takes the next index of the stratum, calls `decide` and appends
   * the event. If the same session comes again, the outcome is `repeated`. No index is used twice or skipped.
   */
  assign(
    session: string,
    stratum: { study: string; kind: SessionKind; name: string },
    decide: (index: number) => { event: Event; progress: Progress },
  ): Promise<AppendOutcome>

  /** Adds pieces of running replies. A piece is identified by its reply and `from`, and stored once. */
  checkpoint(pieces: readonly Checkpoint[]): Promise<void>
  /** The text that was kept of a running reply, up to its first gap. */
  checkpointed(reply: { session: string; reply: string }): Promise<string>

  recordCall(call: ModelCallRow): Promise<void>
  /** The latest failed call of each of these sessions. */
  lastErrors(sessions: readonly string[]): Promise<Map<string, { at: number; kind: string; message: string }>>
  /**
   * Sessions of a study in which no reply came, by kind. A kind in which nobody wrote is left out. It is quick enough
   * to be called often.
   */
  silence(studyId: string): Promise<Silence[]>
  recordProbe(probe: ProbeRow, call: ModelCallRow): Promise<void>
  probes(session: string): Promise<ProbeRow[]>
  /**
   * Keeps a batch once by its id, as long as the session has at most MOST_MARKS marks together with it. After the first
   * batch that is not kept, no batch is kept; all later marks are counted.
   */
  recordTelemetry(row: TelemetryRow): Promise<void>

  beginRun(run: ProbeRunRow): Promise<void>
  /** Throws for a run that never began. */
  endRun(id: string, end: Pick<ProbeRunRow, 'endedAt' | 'endReason'>): Promise<void>
  /** Runs of a study, in the order in which they began. */
  runs(studyId: string): Promise<ProbeRunRow[]>
  /** Those of the keys for which no answer is kept, in their order. Give some hundreds at a time. */
  missingJobs(keys: readonly string[]): Promise<string[]>
  /** Keeps an answer with its call. If the key exists already, nothing changes and the call is not kept either. */
  recordJob(job: ProbeJobRow, call: ModelCallRow): Promise<'kept' | 'repeated'>
  jobCounts(studyId: string): Promise<JobCount[]>
  /** Those of the jobs that this coder has not read, in their order. */
  missingCodings(coder: string, jobs: readonly string[]): Promise<string[]>
  /**
   * Keeps a coding with its call. If the same job and coder come again, nothing changes. Throws for a job that is not
   * kept.
   */
  recordCoding(coding: ProbeCodingRow, call: ModelCallRow): Promise<'kept' | 'repeated'>
  /**
   * Reserves a piece of work for this program, until the program releases it or ends in any way. Null while another
   * program has it. A name is a study's id.
   */
  claim(name: string): Promise<{ release(): void } | null>

  /** Reads a table page by page in a stable order (session, then its own order). The memory needed has a limit. */
  scan<Table extends keyof Scans>(table: Table, filter: ScanFilter): AsyncIterable<Scans[Table][]>

  /**
   * Everything that is committed now, and nothing later. All that is read through it agrees, whatever is written
   * meanwhile, and writers do not wait for it. While a snapshot is open, the disk may still hold what was erased after
   * it began.
   */
  snapshot(): Promise<Snapshot>

  /**
   * Erases what a session's person wrote and all that quotes it: bodies, checkpoints, model calls, texts of probes,
   * telemetry, and the platform ids with which it came. Envelopes, body hashes and counts stay. Body hashes can no
   * longer be tested against a guess, and hashes of prompts are deleted. Its phase stays what the log says: append the
   * withdrawal before. What comes in later for the session (a call under way, its checkpoints) is kept without a body
   * or not at all. From then on no one can read any of it through a store. Copies may still stand in gaps of the files
   * until `clear`.
   */
  erase(session: string, at: number): Promise<void>
  /** Erasures after the one with that number, whichever program made them, in their order. 0 is before the first. */
  erasedAfter(number: number): Promise<{ number: number; session: string }[]>
  /** Time of the oldest erasure of which copies may still stand in gaps of the files; null when there is none. */
  uncleared(): Promise<number | null>
  /**
   * Rewrites the files if that is due, so that they hold no copy of what was erased before. It takes the time and the
   * space of a copy of all that is kept. Meanwhile reads go on, and writes of every program wait for its end.
   */
  clear(): Promise<Clearing>

  /** A secret of the installation, by name. `make` makes it when it is first asked for. */
  secret(name: string, make: () => string): Promise<string>
  /** Puts another secret in the place of this one. */
  replaceSecret(name: string, value: string): Promise<void>
  /** The secret of that name, or null when none was made. It makes none. */
  keptSecret(name: string): Promise<string | null>

  /**
   * How many transactions this program has committed. As long as the number stays the same, nobody has written through
   * this program.
   */
  readonly committed: number

  /**
   * A folder for files that hold data and exist only while they are being made. A server that opens the store empties
   * it.
   */
  readonly scratch: string

  close(): Promise<void>
}
