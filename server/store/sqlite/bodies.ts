import { createHash, randomBytes } from 'node:crypto'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import { type Event, type EventType, type Happening, readBody, VERSIONS } from '../../../shared/session/events.ts'
import type { ErasedEvent, StoredEvent } from '../session-rows.ts'
import { StoreRefusal } from './refusal.ts'

/**
 * A body in the form in which it is kept: its canonical JSON, a salt of 16 random bytes, and the SHA-256 of salt and
 * JSON.
 */
export type SealedBody = { json: string; salt: Buffer; hash: string }

const SALT = 16
/** Fresh random bytes. They are drawn for many salts at a time, since a draw costs more than the hash. */
let bytes: Buffer = Buffer.alloc(0)

function freshSalt(): Buffer {
  if (bytes.length < SALT) bytes = randomBytes(SALT * 256)
  const salt = bytes.subarray(0, SALT)
  bytes = bytes.subarray(SALT)
  return salt
}

export function seal(event: Event): SealedBody {
  const json = canonicalJson(event.body)
  const salt = freshSalt()
  return { json, salt, hash: createHash('sha256').update(salt).update(json).digest('hex') }
}

/** An event's row together with its body. `body` is null once it is erased. */
export type EventRow = {
  id: string
  session: string
  seq: number
  type: string
  version: number
  at: number
  clientAt: number | null
  clientOffset: number | null
  actor: StoredEvent['actor']
  bodyHash: string
  body: string | null
}

/** Columns of an EventRow, from events `e`, bodies `b` and sessions `s`. */
export const EVENT_COLUMNS = `e.id, s.id AS session, e.seq, e.type, e.version, e.at, e.client_at AS clientAt,
  e.client_offset AS clientOffset, e.actor, e.body_hash AS bodyHash, b.body`

/** A row as an event of the present version. Throws a StoreRefusal for a body that this program cannot read. */
export function eventOf(row: EventRow): StoredEvent | ErasedEvent {
  const { type, version, body, ...envelope } = row
  if (body === null) return { ...envelope, type, version, body: null }
  const happening = readable(row, body)
  return { ...envelope, ...happening, version: VERSIONS[happening.type] } as StoredEvent
}

function readable({ session, seq, type, version }: EventRow, body: string): Happening {
  try {
    return readBody(type, version, JSON.parse(body))
  } catch {
    const known = Object.hasOwn(VERSIONS, type) ? VERSIONS[type as EventType] : 0
    throw new StoreRefusal(
      version > known
        ? `Event ${seq} of session ${session} ("${type}", version ${version}) was written by a newer program, and this one cannot read it; start with the newer program.`
        : `Event ${seq} of session ${session} ("${type}") is damaged and cannot be read; restore a backup of the data folder.`,
    )
  }
}

/**
 * Whether a kept body says the same as a new one, whatever the order of its keys and the version in which it was kept.
 */
export function sameBody(kept: { type: string; version: number; body: string }, event: Event, json: string): boolean {
  if (kept.type !== event.type) return false
  if (kept.body === json) return true
  return canonicalJson(readBody(kept.type, kept.version, JSON.parse(kept.body)).body) === json
}
