import type { ErasedEvent, StoredEvent } from '../store/session-rows.ts'
import { type Column, iso } from './column.ts'
import { commonColumns } from './common-columns.ts'
import type { ReadSession } from './session-reader.ts'

export type EventLine = { read: ReadSession; event: StoredEvent | ErasedEvent }

const field = (
  name: string,
  label: string,
  type: Column<EventLine>['type'],
  cell: (event: EventLine['event']) => unknown,
  values?: string,
): Column<EventLine, unknown> => ({
  name,
  label,
  type,
  from: 'the log',
  ...(values === undefined ? {} : { values }),
  cell: ({ event }) => cell(event),
})

/** `events.jsonl`: the log itself, one line an event. */
export const eventColumns: Column<EventLine, unknown>[] = [
  ...commonColumns<EventLine>(),
  field('id', 'Event', 'id', (event) => event.id),
  field('seq', "Sequence number in the session's log, from 1 without a gap", 'integer', (event) => event.seq),
  field('type', 'What happened', 'text', (event) => event.type),
  field('version', 'Version of the schema of the body', 'integer', (event) => event.version),
  field('at', 'When the server took it (ISO 8601, UTC)', 'time', (event) => iso(event.at)),
  field('at_ms', 'When the server took it (epoch milliseconds)', 'integer', (event) => event.at),
  field(
    'client_at_ms',
    "The device's own clock (epoch milliseconds); null for what the engine did",
    'integer',
    (event) => event.clientAt,
  ),
  field(
    'clock_offset_ms',
    "How far the server's clock was ahead of the device's",
    'number',
    (event) => event.clientOffset,
  ),
  field('actor', 'Who did it', 'text', (event) => event.actor, 'participant, engine, researcher'),
  field('body_hash', 'SHA-256 of a secret salt and the body', 'id', (event) => event.bodyHash),
  field('body', 'What it says, by its type; null once erased', 'json', (event) => event.body),
]
