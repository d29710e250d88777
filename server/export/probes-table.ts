import type { ModelCallRow, ProbeRow } from '../store/session-rows.ts'
import { modelColumns } from './calls-table.ts'
import { type Column, times } from './column.ts'
import { commonColumns } from './common-columns.ts'
import type { ReadSession } from './session-reader.ts'

export type ProbeLine = { read: ReadSession; probe: ProbeRow; call: ModelCallRow | null }

/** The probes of a session, each with the model call that asked it. */
export function probeLines(read: ReadSession): ProbeLine[] {
  const calls = new Map(read.calls.map((call) => [call.id, call]))
  return read.probes.map((probe) => ({ read, probe, call: calls.get(probe.call) ?? null }))
}

/** `probes.csv`: one line for each item that the model was asked beside a talk. */
export const probeColumns: Column<ProbeLine>[] = [
  ...commonColumns<ProbeLine>(),
  { name: 'stage', label: 'Stage of the talk', type: 'text', from: 'the probe', cell: ({ probe }) => probe.stage },
  {
    name: 'moment',
    label: 'Where the talk was forked',
    type: 'text',
    values: 'start, end',
    from: 'the probe',
    cell: ({ probe }) => probe.moment,
  },
  {
    name: 'item',
    label: 'Item',
    type: 'text',
    values: 'instrument/item',
    from: 'the probe',
    cell: ({ probe }) => probe.item,
  },
  { name: 'form', label: 'Form of the question', type: 'text', from: 'the probe', cell: ({ probe }) => probe.form },
  {
    name: 'wording',
    label: 'Which wording of that form, from 0',
    type: 'integer',
    from: 'the probe',
    cell: ({ probe }) => probe.wording,
  },
  {
    name: 'reversed',
    label: 'Options listed in reverse',
    type: 'flag',
    from: 'the probe',
    cell: ({ probe }) => probe.reversed,
  },
  {
    // `repeat` is a word of the language R.
    name: 'repetition',
    oldName: 'repeat',
    label: 'Repeat, from 0',
    type: 'integer',
    from: 'the probe',
    cell: ({ probe }) => probe.repeat,
  },
  {
    name: 'outcome',
    label: 'What became of the question',
    type: 'text',
    values: 'classified, unclassifiable, refused, not-applicable, needs-context, out-of-range, failed',
    from: 'the parser',
    cell: ({ probe }) => probe.outcome,
  },
  { name: 'code', label: 'Option chosen', type: 'integer', from: 'the parser', cell: ({ probe }) => probe.code },
  {
    name: 'text',
    label: "The model's raw answer",
    type: 'text',
    from: 'the model call',
    cell: ({ probe }) => probe.text,
  },
  {
    name: 'parser',
    label: 'Version of the parser',
    type: 'text',
    from: 'the parser',
    cell: ({ probe }) => probe.parser,
  },
  { name: 'call', label: 'Model call', type: 'id', from: 'the model call', cell: ({ probe }) => probe.call },
  ...modelColumns<ProbeLine>(({ call }) => call),
  {
    name: 'prompt_hash',
    label: 'SHA-256 of the messages that were sent',
    type: 'id',
    from: 'the model call',
    cell: ({ probe }) => probe.promptHash,
  },
  ...times<ProbeLine>('at', 'Asked', 'the probe', ({ probe }) => probe.at),
]
