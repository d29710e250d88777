import { FATES, type ReplyFate, type TalkOutcome } from '../../shared/session/replies.ts'
import type { Column } from './column.ts'
import type { CellValue } from './table-file.ts'

const MEANING: Readonly<Record<ReplyFate, string>> = {
  come: 'Replies that came whole',
  cut: 'Replies of which text came, and that ended early: at the token limit, by the network, or by a restart',
  refused: 'Replies that the model declined, or that a filter of its provider ended',
  failed: 'Replies of which no text came, or that the server could not write',
  stopped: 'Replies that the person stopped; no failures',
  waiting: 'Replies that have not ended yet, or were dropped before they began because the person left',
}

/**
 * What came of a session's talks: replies, items asked beside them, and whether a chat was opened at all. The cells are
 * empty where `of` gives nothing, because the log cannot be read.
 */
export function talkColumns<Row>(of: (row: Row) => TalkOutcome | undefined): Column<Row>[] {
  const column = (
    name: string,
    label: string,
    from: string,
    cell: (talk: TalkOutcome) => CellValue,
    rest: Partial<Column<Row>> = {},
  ): Column<Row> => ({
    name,
    label,
    type: 'integer',
    from,
    ...rest,
    cell: (row) => {
      const talk = of(row)
      return talk === undefined ? null : cell(talk)
    },
  })
  return [
    column(
      'replies_asked',
      'Replies asked of the model, further ones to the same turn too; the sum of the next six',
      'turn.taken, reply.asked',
      ({ replies }) => replies.asked,
    ),
    ...FATES.map((fate) => column(`replies_${fate}`, MEANING[fate], 'reply.finished', ({ replies }) => replies[fate])),
    column(
      'replies_got',
      'The most that came in answer to what the person wrote; empty where no reply was asked for, or none has ended',
      'reply.finished',
      ({ got }) => got,
      {
        type: 'text',
        values: 'whole = a whole reply at least; part = parts of replies only; none = no text of the model at all',
      },
    ),
    column(
      'chat_unopened',
      'The person waits, or left, before a chat that was never opened, so that nothing could be written (1)',
      'talk.opened',
      ({ unopened }) => unopened,
      { type: 'flag' },
    ),
    column(
      'probes_asked',
      'Items that the model was asked beside the talks, in rounds that have ended; the sum of the next two',
      'probes.finished',
      ({ probes }) => probes.asked,
    ),
    column(
      'probes_come',
      'Items to which the model replied, also by declining',
      'probes.finished',
      ({ probes }) => probes.come,
    ),
    column('probes_failed', 'Items to which no reply came', 'probes.finished', ({ probes }) => probes.failed),
  ]
}
