import type { Event, SessionKind } from '../../shared/session/events.ts'
import type { Session } from '../../shared/session/session.ts'
import { fold } from '../realtime/seat.ts'
import type { ErasedEvent, ProbeRow, SessionSummary, Store, StoredEvent } from '../store/store.ts'
import type { RunningStudy, StudyShelf } from '../studies/shelf.ts'

/** One session with all that an export says of it. `session` is null where its bodies were erased. */
export type Walked = {
  summary: SessionSummary
  running: RunningStudy
  log: (StoredEvent | ErasedEvent)[]
  events: Event[]
  session: Session | null
  probes: ProbeRow[]
}

/**
 * Walks a study's sessions in the order of their enrolment, each with its log and probes. The tables are read page by
 * page in that same order and merged, so memory holds a few pages and one session, whatever the study's size.
 */
export async function* walkSessions(
  store: Pick<Store, 'scan'>,
  shelf: StudyShelf,
  studyId: string,
  kinds: readonly SessionKind[],
): AsyncGenerator<Walked> {
  const filter = { studyId, kinds }
  const logs = new Groups(store.scan('events', filter))
  const probes = new Groups(store.scan('probes', filter))
  for await (const page of store.scan('sessions', filter)) {
    for (const summary of page) {
      const running = await shelf.byHash(summary.study)
      if (running === null)
        throw new Error(`Session ${summary.id} belongs to a version of "${studyId}" that is not kept.`)
      const log = await logs.of(summary.id)
      const events = log.filter((event): event is StoredEvent => event.body !== null)
      const whole = events.length === log.length && events.length > 0
      yield {
        summary,
        running,
        log,
        events,
        session: whole ? fold(running, events) : null,
        probes: await probes.of(summary.id),
      }
    }
  }
}

/** Rows that come ordered by session, handed out a session at a time. */
class Groups<Row extends { session: string }> {
  readonly #pages: AsyncIterator<Row[]>
  #page: Row[] = []
  #at = 0

  constructor(pages: AsyncIterable<Row[]>) {
    this.#pages = pages[Symbol.asyncIterator]()
  }

  async of(session: string): Promise<Row[]> {
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
      rows.push(row)
      this.#at += 1
    }
  }
}
