import * as z from 'zod'
import { type ParticipantEventType, participantBodies } from '../session/events.ts'
import type { Entry, Screen } from '../session/view.ts'
import { ClientId } from './http.ts'
import type { Problem } from './problem.ts'

export { PROTOCOL_VERSION } from './version.ts'

/** `auth` of the handshake. `after` is the last sequence number that the client has, 0 for none. */
export const Handshake = z.strictObject({
  protocol: z.int(),
  session: ClientId,
  token: z.string().min(1).max(200),
  after: z.int().min(0),
})
export type Handshake = z.infer<typeof Handshake>

const stamp = {
  id: ClientId,
  /** The client's clock, epoch milliseconds, and its estimate of how far the server's is ahead. */
  at: z.number().min(0).max(1e14),
  offset: z.number().min(-1e14).max(1e14).nullable(),
}

function proposal<Type extends keyof typeof participantBodies>(type: Type) {
  return z.strictObject({ ...stamp, type: z.literal(type), body: participantBodies[type] })
}

/** Every fact that a participant may propose. A fact that is not listed here cannot come in. */
const DOORS: { readonly [Type in ParticipantEventType]: ReturnType<typeof proposal<Type>> } = {
  'locale.chosen': proposal('locale.chosen'),
  'consent.given': proposal('consent.given'),
  'consent.declined': proposal('consent.declined'),
  'item.answered': proposal('item.answered'),
  'stage.completed': proposal('stage.completed'),
  'turn.taken': proposal('turn.taken'),
  'reply.stopped': proposal('reply.stopped'),
  'reply.asked': proposal('reply.asked'),
  'session.withdrawn': proposal('session.withdrawn'),
}
type Door = (typeof DOORS)[ParticipantEventType]

/** Something that a participant did, proposed as a fact. Its id makes a retry harmless. */
export const Proposal = z.discriminatedUnion('type', Object.values(DOORS) as [Door, ...Door[]])
export type Proposal = z.infer<typeof Proposal>

/** What a client asks for when it lacks something: all after the last sequence number that it has. */
export const CatchUp = z.strictObject({ after: z.int().min(0) })
export type CatchUp = z.infer<typeof CatchUp>

/** Attention to the page. It is recorded only if consent allows it. */
export const Telemetry = z.strictObject({
  id: ClientId,
  marks: z
    .array(
      z.strictObject({
        at: z.number().min(0).max(1e14),
        kind: z.enum(['focus', 'blur', 'visible', 'hidden', 'online', 'offline', 'copy']),
      }),
    )
    .min(1)
    .max(200),
})
export type Telemetry = z.infer<typeof Telemetry>

/** What changed since the sequence number that the client has. `screen` is sent whenever it may have changed. */
export type Update = { seq: number; at: number; locale: string; screen: Screen; entries: Entry[]; live: Delta | null }

/** Text of a running reply: the characters from `from` on. A client that lacks earlier ones asks with `catchUp`. */
export type Delta = { reply: string; from: number; text: string }

export type Ack = { ok: true; seq: number; update: Update } | { ok: false; problem: Problem }

export type TelemetryAck = { ok: true } | { ok: false; problem: Problem }

/** Arguments of the socket's events, by name. */
export type ClientToServer = {
  propose(proposal: Proposal, ack: (answer: Ack) => void): void
  catchUp(request: CatchUp, ack: (answer: Ack) => void): void
  telemetry(batch: Telemetry, ack: (answer: TelemetryAck) => void): void
}
export type ServerToClient = {
  update(update: Update): void
  delta(delta: Delta): void
}

/**
 * A refused handshake is a connect error whose message is one of these. `unavailable` passes by itself, so a client
 * tries again; the others last.
 */
export type HandshakeRefusal = 'stale-client' | 'unauthorised' | 'malformed' | 'unavailable'
export type LastingRefusal = Exclude<HandshakeRefusal, 'unavailable'>
