import * as z from 'zod'
import { Answer, Text } from '../instrument/answer.ts'
import { Locale } from '../instrument/localised.ts'
import { LONGEST_TURN } from './limits.ts'

export { LONGEST_TURN }

const Key = z.string().regex(/^[A-Za-z0-9._~-]{1,100}$/, 'is not an id')
/**
 * Without a dot and short. The id of a reply is the turn's id, a dot and the attempt: so it is a key too, and is never
 * the id of a turn.
 */
const TurnKey = z.string().regex(/^[A-Za-z0-9_~-]{1,90}$/, 'is not the id of a turn')
const count = z.int().min(0).max(1_000_000)
const milliseconds = z.number().min(0).max(1e9)

/** How a turn was composed. Counts come from input and composition events, so they hold for every script. */
export const Composition = z.strictObject({
  /** From the moment when the person could write until the first input. */
  startedAfterMs: milliseconds,
  durationMs: milliseconds,
  insertions: count,
  deletions: count,
  pastes: count,
  pastedCharacters: count,
  /** Texts that were composed through an input method. */
  inputMethodCompositions: count,
  /** Gaps of two seconds and more between inputs. */
  pauses: z.strictObject({ count, longestMs: milliseconds }),
  device: z.enum(['touch', 'mouse', 'unknown']),
})
export type Composition = z.infer<typeof Composition>

export const Outcome = z.enum(['complete', 'stopped', 'truncated', 'refused', 'filtered', 'failed', 'interrupted'])
export type ReplyOutcome = z.infer<typeof Outcome>

export const SessionKind = z.enum(['live', 'preview', 'simulated'])
export type SessionKind = z.infer<typeof SessionKind>

/** Bodies of what participants do. Only these may come from a client. */
export const participantBodies = {
  'locale.chosen': z.strictObject({ locale: Locale }),
  'consent.given': z.strictObject({
    stage: Key,
    version: z.string().max(100),
    uses: z.array(z.enum(['telemetry', 'quotation', 'reuse'])).max(3),
  }),
  'consent.declined': z.strictObject({ stage: Key }),
  'item.answered': z.strictObject({
    stage: Key,
    item: z.string().max(200),
    answer: Answer,
    /** Milliseconds since the item came on screen; absent if consent does not allow it. */
    tookMs: milliseconds.optional(),
    /** Place on the screen as shown, from 0. */
    position: z.int().min(0).max(1000),
  }),
  'stage.completed': z.strictObject({ stage: Key }),
  'turn.taken': z.strictObject({
    stage: Key,
    turn: TurnKey,
    /** The reply that it follows; null for the first turn. With `edit`, the parent of the turn that it replaces. */
    parent: Key.nullable(),
    text: Text(LONGEST_TURN).refine((text) => text.trim() !== '', 'is empty; write something'),
    composition: Composition.optional(),
  }),
  'reply.stopped': z.strictObject({ stage: Key, reply: Key, /** Characters on screen by then. */ shown: count }),
  'reply.asked': z.strictObject({ stage: Key, /** The turn to answer again. */ turn: Key }),
  'session.withdrawn': z.strictObject({ /** Whether to erase what was written. */ erase: z.boolean() }),
} as const

/** Bodies of what the engine does. */
const engineBodies = {
  'session.opened': z.strictObject({
    study: z.string().length(64),
    kind: SessionKind,
    participant: Key,
    wave: z.int().min(1),
    locale: Locale,
  }),
  'assignment.made': z.strictObject({
    condition: z.string(),
    levels: z.record(z.string(), z.string()),
    wordings: z.record(z.string(), z.int().min(0)),
    stratum: z.string(),
    index: z.int().min(0),
  }),
  'talk.opened': z.strictObject({ stage: Key, text: z.string() }),
  'reply.begun': z.strictObject({ stage: Key, reply: Key, turn: Key, promptHash: z.string() }),
  'reply.finished': z.strictObject({
    stage: Key,
    reply: Key,
    outcome: Outcome,
    text: z.string(),
    call: Key.nullable(),
  }),
  'probes.finished': z.strictObject({ stage: Key, moment: z.enum(['start', 'end']), asked: count, failed: count }),
} as const

export const bodies = { ...participantBodies, ...engineBodies } as const

export type EventType = keyof typeof bodies
export type ParticipantEventType = keyof typeof participantBodies
export type BodyOf<Type extends EventType> = z.infer<(typeof bodies)[Type]>

/** An event's type and body; a union by type. */
export type Happening<Type extends EventType = EventType> = { [T in Type]: { type: T; body: BodyOf<T> } }[Type]

/** The part of an event that stays when its body is erased. Times in epoch milliseconds. */
export type Envelope = {
  id: string
  session: string
  /** From 1, without a gap. */
  seq: number
  /** Version of the body's schema. */
  version: number
  at: number
  /** The client's own clock, and how far the server's clock was ahead of it (milliseconds). */
  clientAt: number | null
  clientOffset: number | null
  actor: 'participant' | 'engine' | 'researcher'
}

/** A stored fact. */
export type Event<Type extends EventType = EventType> = Envelope & Happening<Type>

/** The version of each body that is written now. Older bodies are read through an upcaster. */
export const VERSIONS: Readonly<Record<EventType, number>> = {
  'locale.chosen': 1,
  'consent.given': 1,
  'consent.declined': 1,
  'item.answered': 1,
  'stage.completed': 1,
  'turn.taken': 1,
  'reply.stopped': 1,
  'reply.asked': 1,
  'session.withdrawn': 1,
  'session.opened': 1,
  'assignment.made': 1,
  'talk.opened': 1,
  'reply.begun': 1,
  'reply.finished': 1,
  'probes.finished': 1,
}

type Upcaster = (body: unknown) => unknown

/** `type@version` -> a function to the next version's body. Empty until a body changes for the first time. */
const UPCASTERS: Readonly<Record<string, Upcaster>> = {}

/**
 * Reads a stored body of any version as one of the present version. Throws for a type, version or body that cannot be
 * read: if this program does not understand a log, it must stop and not guess.
 */
export function readBody(
  type: string,
  version: number,
  stored: unknown,
  upcasters: Readonly<Record<string, Upcaster>> = UPCASTERS,
  versions: Readonly<Record<string, number>> = VERSIONS,
): Happening {
  const current = versions[type]
  if (current === undefined || version > current)
    throw new Error(
      `The log holds "${type}" version ${version}, which this program does not know; use the newer program that wrote it.`,
    )
  let body = stored
  for (let from = version; from < current; from += 1) {
    const up = upcasters[`${type}@${from}`]
    if (up === undefined)
      throw new Error(`No upcaster from "${type}" version ${from}; add one to shared/session/events.ts.`)
    body = up(body)
  }
  return { type, body: bodies[type as EventType].parse(body) } as Happening
}
