import type { Event } from '../../../shared/session/events.ts'
import type { Progress } from '../session-rows.ts'
import type { AppendOutcome, Store } from '../store.ts'
import { EVENT_COLUMNS, type EventRow, eventOf, type SealedBody, sameBody, seal } from './bodies.ts'
import type { Parts } from './parts.ts'

type Head = { n: number; seq: number; erasedAt: number | null }
type Sealed = { event: Event; body: SealedBody }

/** Writes events. It may only be called inside a write of `Commits`. */
export type EventWriter = {
  /** The session's row. Throws when there is none. */
  head(session: string): Head
  insert(session: number, event: Event, body: SealedBody): void
  /** Judges events by id and sequence, then inserts all or none, and updates the session's row. */
  append(session: string, events: readonly Sealed[], progress: Progress): AppendOutcome
}

export function eventWriter({ db }: Parts): EventWriter {
  const findHead = db.prepare<[string], Head>('SELECT n, seq, erased_at AS erasedAt FROM sessions WHERE id = ?')
  const findEvent = db.prepare<[number, string], { seq: number; type: string; version: number; body: string | null }>(
    `SELECT e.seq, e.type, e.version, b.body FROM events e LEFT JOIN event_bodies b ON b.event = e.n
     WHERE e.session = ? AND e.id = ?`,
  )
  const insertEvent = db.prepare(
    `INSERT INTO events (session, seq, id, type, version, at, client_at, client_offset, actor, body_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertBody = db.prepare('INSERT INTO event_bodies (event, salt, body) VALUES (?, ?, ?)')
  const dropPieces = db.prepare('DELETE FROM reply_checkpoints WHERE session = ? AND reply = ?')
  const advance = db.prepare(
    `UPDATE sessions SET seq = ?, last_at = max(last_at, ?), locale = ?, phase = ?, stage = ?, condition = ?, turns = ?,
     pending = ? WHERE n = ?`,
  )

  function head(session: string): Head {
    const found = findHead.get(session)
    if (found === undefined) throw new Error(`No session "${session}" is in the store; enrol it first.`)
    return found
  }

  function insert(session: number, event: Event, body: SealedBody): void {
    const { seq, id, type, version, at, clientAt, clientOffset, actor } = event
    const kept = insertEvent.run(session, seq, id, type, version, at, clientAt, clientOffset, actor, body.hash)
    insertBody.run(kept.lastInsertRowid, body.salt, body.json)
    if (type === 'reply.finished') dropPieces.run(session, event.body.reply)
  }

  /** What the ids show; null when all are new. */
  function known(at: Head, events: readonly Sealed[]): AppendOutcome | null {
    let repeated: number | null = null
    let fresh = 0
    for (const { event, body } of events) {
      const kept = findEvent.get(at.n, event.id)
      if (kept === undefined) {
        fresh += 1
        continue
      }
      if (kept.body === null) return { kind: 'erased' }
      if (!sameBody({ ...kept, body: kept.body }, event, body.json)) return { kind: 'clash', seq: kept.seq }
      repeated ??= kept.seq
    }
    if (repeated === null) return null
    // All or none: if only a part of a list is kept, that list was never appended as a whole.
    return fresh > 0 ? { kind: 'conflict', seq: at.seq } : { kind: 'repeated', seq: repeated }
  }

  function append(session: string, events: readonly Sealed[], progress: Progress): AppendOutcome {
    const at = head(session)
    // An erased session is sealed: a late event could quote what was erased. [S16]
    if (at.erasedAt !== null) return { kind: 'erased' }
    const outcome = known(at, events)
    if (outcome !== null) return outcome
    let seq = at.seq
    for (const { event } of events) {
      seq += 1
      if (event.seq !== seq) return { kind: 'conflict', seq: at.seq }
    }
    for (const { event, body } of events) insert(at.n, event, body)
    const { locale, phase, stage, condition, turns, pending } = progress
    const lastAt = events.at(-1)?.event.at ?? 0
    advance.run(seq, lastAt, locale, phase, stage, condition, turns, pending ? 1 : 0, at.n)
    return { kind: 'appended' }
  }

  return { head, insert, append }
}

/** The log of a session: append, read, and the draw of its assignment. */
export function logVerbs(parts: Parts, writer: EventWriter): Pick<Store, 'append' | 'read' | 'assign'> {
  const { db, commits } = parts
  const readAfter = db.prepare<[string, number], EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM sessions s JOIN events e ON e.session = s.n LEFT JOIN event_bodies b ON b.event = e.n
     WHERE s.id = ? AND e.seq > ? ORDER BY e.seq`,
  )
  const findDraw = db.prepare<[number], { seq: number }>('SELECT seq FROM assignments WHERE session = ?')
  const takeIndex = db
    .prepare<[string, string, string], number>(
      `INSERT INTO sequences (study, kind, stratum, next) VALUES (?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET next = next + 1 RETURNING next - 1`,
    )
    .pluck()
  const insertDraw = db.prepare(
    'INSERT INTO assignments (session, study, kind, stratum, position, seq) VALUES (?, ?, ?, ?, ?, ?)',
  )

  return {
    append(session, events, progress) {
      // Bodies are sealed now and not at the commit. So it changes nothing if a caller changes an event later.
      const sealed = events.map((event) => ({ event: { ...event }, body: seal(ownEvent(session, event)) }))
      return commits.write(sealed.length, () => writer.append(session, sealed, progress))
    },

    async read(session, after) {
      return readAfter.all(session, after).map(eventOf)
    },

    async assign(session, stratum, decide) {
      try {
        return await commits.write(3, (): AppendOutcome => {
          const at = writer.head(session)
          if (at.erasedAt !== null) return { kind: 'erased' }
          const drawn = findDraw.get(at.n)
          if (drawn !== undefined) return { kind: 'repeated', seq: drawn.seq }
          const index = takeIndex.get(stratum.study, stratum.kind, stratum.name)!
          const { event, progress } = decide(index)
          const outcome = writer.append(session, [{ event, body: seal(ownEvent(session, event)) }], progress)
          if (outcome.kind !== 'appended') throw new Undrawn(outcome)
          insertDraw.run(at.n, stratum.study, stratum.kind, stratum.name, index, event.seq)
          return outcome
        })
      } catch (error) {
        if (error instanceof Undrawn) return error.outcome
        throw error
      }
    },
  }
}

/** Thrown to carry an outcome out of a write that must leave no trace: its index is given back. */
class Undrawn extends Error {
  readonly outcome: AppendOutcome
  constructor(outcome: AppendOutcome) {
    super(outcome.kind)
    this.outcome = outcome
  }
}

function ownEvent(session: string, event: Event): Event {
  if (event.session === session) return event
  throw new Error(`Event ${event.id} belongs to session "${event.session}" and was given to session "${session}".`)
}
