import type { BodyOf, Event } from '../../shared/session/events.ts'
import { pathOf } from '../../shared/session/session.ts'
import { chatStage } from '../../shared/session/work.ts'
import type { ModelCallRow } from '../store/session-rows.ts'
import { modelColumns } from './calls-table.ts'
import { type Column, times } from './column.ts'
import { commonColumns } from './common-columns.ts'
import type { ReadSession } from './session-reader.ts'

/** A node of the turn tree with what the log says of it. */
export type TurnLine = {
  read: ReadSession
  stage: string
  id: string
  parent: string | null
  speaker: 'person' | 'assistant'
  seq: number
  at: number
  text: string
  onPath: boolean
  taken: Event<'turn.taken'> | null
  begun: Event<'reply.begun'> | null
  finished: Event<'reply.finished'> | null
  stopped: Event<'reply.stopped'> | null
  /** The model call that wrote it. */
  call: ModelCallRow | null
}

/** All turns and replies of a session's talks in the order of the log, also those that are not on the path. */
export function turnLines(read: ReadSession): TurnLine[] {
  const { session, events } = read
  if (session === null) return []
  const byReply = <Type extends 'reply.begun' | 'reply.finished' | 'reply.stopped'>(type: Type) =>
    new Map(
      events.flatMap((event) =>
        event.type === type ? [[(event.body as BodyOf<Type>).reply, event as Event<Type>] as const] : [],
      ),
    )
  const begun = byReply('reply.begun')
  const finished = byReply('reply.finished')
  const stopped = byReply('reply.stopped')
  const taken = new Map(
    events.flatMap((event) =>
      event.type === 'turn.taken' ? [[event.body.turn, event as Event<'turn.taken'>] as const] : [],
    ),
  )
  const calls = new Map(read.calls.map((call) => [call.id, call]))
  const at = new Map(events.map((event) => [event.seq, event.at]))
  const lines = Object.entries(session.talks).flatMap(([stage, talk]): TurnLine[] => {
    const path = new Set(pathOf(talk).map((node) => node.id))
    return talk.nodes.map((node): TurnLine => {
      const text = node.kind === 'turn' ? node.text : node.reply.state === 'finished' ? node.reply.text : ''
      const first = taken.get(node.id)?.seq ?? begun.get(node.id)?.seq ?? node.seq
      return {
        read,
        stage,
        id: node.id,
        parent: node.parent,
        speaker: node.kind === 'turn' ? 'person' : 'assistant',
        seq: first,
        at: at.get(first)!,
        text,
        onPath: path.has(node.id),
        taken: taken.get(node.id) ?? null,
        begun: begun.get(node.id) ?? null,
        finished: finished.get(node.id) ?? null,
        stopped: stopped.get(node.id) ?? null,
        call: calls.get(finished.get(node.id)?.body.call ?? '') ?? null,
      }
    })
  })
  return lines.sort((a, b) => a.seq - b.seq)
}

const composed = <Value extends number | string>(
  name: string,
  label: string,
  of: (composition: NonNullable<BodyOf<'turn.taken'>['composition']>) => Value,
  type: Value extends number ? 'number' : 'text',
): Column<TurnLine> => ({
  name,
  label: `${label} (only if consent allows it)`,
  type,
  from: 'turn.taken',
  cell: ({ taken }) => (taken?.body.composition === undefined ? '' : of(taken.body.composition)),
})

/** Names the language of a text (ISO 639-1), or returns an empty text if it is unsure. */
export type NameLanguage = (text: string) => string

/** `turns.csv`: one line for each turn or reply. */
export const turnColumns = (nameLanguage: NameLanguage): Column<TurnLine>[] => [
  ...commonColumns<TurnLine>(),
  { name: 'stage', label: 'Stage of the talk', type: 'text', from: 'the log', cell: (line) => line.stage },
  { name: 'turn', label: 'Turn or reply', type: 'id', from: 'the log', cell: (line) => line.id },
  {
    name: 'parent',
    label: 'What it follows in the tree of turns',
    type: 'id',
    from: 'the log',
    cell: (line) => line.parent ?? '',
  },
  {
    name: 'seq',
    label: 'Sequence number of the event that began it',
    type: 'integer',
    from: 'the log',
    cell: (line) => line.seq,
  },
  {
    name: 'speaker',
    label: 'Who speaks',
    type: 'text',
    values: 'person, assistant',
    from: 'the log',
    cell: (line) => line.speaker,
  },
  {
    name: 'text',
    label: 'The text that belongs to the talk, as it was; after a stop, what had been shown',
    type: 'text',
    from: 'turn.taken, reply.finished',
    cell: (line) => line.text,
  },
  {
    name: 'on_path',
    label: 'Part of the talk (1), or a branch that was left (0)',
    type: 'flag',
    from: 'the tree',
    cell: (line) => line.onPath,
  },
  ...times<TurnLine>('at', 'Begun', 'the log', (line) => line.at),
  {
    name: 'client_at_ms',
    label: "The device's own clock",
    type: 'integer',
    from: 'turn.taken',
    cell: (line) => line.taken?.clientAt ?? '',
  },
  {
    name: 'clock_offset_ms',
    label: "How far the server's clock was ahead of the device's",
    type: 'integer',
    from: 'turn.taken',
    cell: (line) => line.taken?.clientOffset ?? '',
  },
  {
    name: 'outcome',
    label: 'How the reply ended',
    type: 'text',
    values: 'complete, stopped, truncated, refused, filtered, failed, interrupted',
    from: 'reply.finished',
    cell: (line) => line.finished?.body.outcome ?? '',
  },
  {
    name: 'finished_after_ms',
    label: 'From the beginning of the reply to its end',
    type: 'integer',
    from: 'reply.finished',
    cell: (line) => (line.finished === null ? '' : line.finished.at - line.at),
  },
  {
    name: 'shown_characters',
    label: 'Characters on screen when it was stopped',
    type: 'integer',
    from: 'reply.stopped',
    cell: (line) => line.stopped?.body.shown ?? '',
  },
  {
    name: 'received_characters',
    label: 'Characters that the model had sent',
    type: 'integer',
    from: 'reply.finished',
    cell: (line) => line.finished?.body.text.length ?? '',
  },
  {
    name: 'call',
    label: 'Model call',
    type: 'id',
    from: 'reply.finished',
    cell: (line) => line.finished?.body.call ?? '',
  },
  ...modelColumns<TurnLine>((line) => line.call),
  {
    name: 'prompt_hash',
    label: 'SHA-256 of the messages that were sent',
    type: 'id',
    from: 'reply.begun',
    cell: (line) => line.begun?.body.promptHash ?? '',
  },
  {
    name: 'language_detected',
    label: 'Language of the text, guessed by eld (n-grams); empty where unsure',
    type: 'text',
    values: 'ISO 639-1',
    from: 'text',
    cell: (line) => nameLanguage(line.text),
  },
  {
    name: 'affordances',
    label: 'What the person could do on screen besides writing',
    type: 'text',
    from: 'the study version',
    cell: (line) => chatStage(line.read.study, line.stage).affordances.join(' '),
  },
  composed('started_after_ms', 'From being able to write to the first input', (one) => one.startedAfterMs, 'number'),
  composed('composed_ms', 'From the first input to sending', (one) => one.durationMs, 'number'),
  composed('insertions', 'Characters put in', (one) => one.insertions, 'number'),
  composed('deletions', 'Characters taken out', (one) => one.deletions, 'number'),
  composed('pastes', 'Pastes', (one) => one.pastes, 'number'),
  composed('pasted_characters', 'Characters pasted', (one) => one.pastedCharacters, 'number'),
  composed(
    'input_method_compositions',
    'Sequences composed through an input method',
    (one) => one.inputMethodCompositions,
    'number',
  ),
  composed('pauses', 'Pauses of two seconds and more', (one) => one.pauses.count, 'number'),
  composed('longest_pause_ms', 'Longest pause', (one) => one.pauses.longestMs, 'number'),
  composed('device', 'Kind of pointer last used', (one) => one.device, 'text'),
]
