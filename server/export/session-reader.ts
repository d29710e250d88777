import type { Event, SessionKind } from '../../shared/session/events.ts'
import { fold } from '../../shared/session/fold.ts'
import type { Session } from '../../shared/session/session.ts'
import type { Study } from '../../shared/study/study.ts'
import type { ErasedEvent, ModelCallRow, ProbeRow, SessionSummary, StoredEvent } from '../store/session-rows.ts'
import type { Scans, Snapshot } from '../store/store.ts'
import { type Gap, gapsOf } from './gaps.ts'
import type { KeptVersion } from './versions.ts'

/** One session with everything that an export says about it. */
export type ReadSession = {
  summary: SessionSummary
  study: Study
  log: (StoredEvent | ErasedEvent)[]
  /** The gaps in the log. Empty if the log is whole. */
  gaps: Gap[]
  events: Event[]
  /** The state at the end of the log; null if its bodies were erased or it has a gap. */
  session: Session | null
  probes: ProbeRow[]
  /** Empty unless asked for. The same holds for the next two. */
  calls: ModelCallRow[]
  telemetry: Scans['telemetry'][]
  identifiers: Scans['identifiers'][]
}

export type ReadOptions = {
  snapshot: Pick<Snapshot, 'scan'>
  studyId: string
  kinds: readonly SessionKind[]
  versions: readonly KeptVersion[]
  /** Tables to read in addition to the logs and the probes. */
  also?: readonly ('modelCalls' | 'telemetry' | 'identifiers')[]
}

/**
 * Reads the sessions of a study in the order of their enrolment, each with its log and probes. The tables are read page
 * by page in that same order and merged, so memory holds a few pages and one session, whatever the study's size.
 */
export async function* readSessions({
  snapshot,
  studyId,
  kinds,
  versions,
  also = [],
}: ReadOptions): AsyncGenerator<ReadSession> {
  const filter = { studyId, kinds }
  const studies = new Map(versions.map(({ hash, study }) => [hash, study]))
  const logs = new Groups(snapshot.scan('events', filter))
  const probes = new Groups(snapshot.scan('probes', filter))
  const calls = also.includes('modelCalls') ? new Groups(snapshot.scan('modelCalls', filter)) : null
  const telemetry = also.includes('telemetry') ? new Groups(snapshot.scan('telemetry', filter)) : null
  const identifiers = also.includes('identifiers') ? new Groups(snapshot.scan('identifiers', filter)) : null
  // Calls for no session come first. They belong to no session, so they are passed over.
  await calls?.of(null)
  for await (const page of snapshot.scan('sessions', filter)) {
    for (const summary of page) {
      const { id } = summary
      const study = studies.get(summary.study)
      if (study === undefined) throw new Error(`Session ${id} belongs to a version of "${studyId}" that is not kept.`)
      const log = await logs.of(id)
      const gaps = gapsOf(
        log.map((event) => event.seq),
        summary.seq,
      )
      const events = log.filter((event): event is StoredEvent => event.body !== null)
      const whole = gaps.length === 0 && events.length === log.length
      yield {
        summary,
        study,
        log,
        gaps,
        events,
        session: whole ? fold(study, events) : null,
        probes: await probes.of(id),
        calls: (await calls?.of(id)) ?? [],
        telemetry: (await telemetry?.of(id)) ?? [],
        identifiers: (await identifiers?.of(id)) ?? [],
      }
    }
  }
}

/**
 * When a session ended (epoch milliseconds); null while it goes on. After the end only the engine writes, about work
 * that it had begun before.
 */
export function endOf({ summary, log }: Pick<ReadSession, 'summary' | 'log'>): number | null {
  if (summary.phase !== 'completed' && summary.phase !== 'declined' && summary.phase !== 'withdrawn') return null
  return log.findLast(({ type }) => type !== 'reply.finished' && type !== 'probes.finished')?.at ?? null
}

/** Takes rows that are ordered by session, and returns them one session at a time. */
class Groups<Row extends { session: string | null }> {
  readonly #pages: AsyncIterator<Row[]>
  #page: Row[] = []
  #at = 0

  constructor(pages: AsyncIterable<Row[]>) {
    this.#pages = pages[Symbol.asyncIterator]()
  }

  async of(session: string | null): Promise<Row[]> {
    const rows: Row[] = []
    for (;;) {
      if (this.#at === this.#page.length) {
        const next = await this.#pages.next()
        if (next.done) return rows
        this.#page = next.value
        this.#at = 0
        continue
      }
      const row = this.#page[this.#at]!
      if (row.session !== session) return rows
      // There may be many rows of no session, and they are not wanted here.
      if (session !== null) rows.push(row)
      this.#at += 1
    }
  }
}
