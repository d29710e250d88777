import type { Observation, SessionRow } from '../../shared/analysis/answers/observation.ts'
import { factorColumn } from '../../shared/analysis/column-name.ts'
import type { ModelCallRow, ProbeRow } from '../store/store.ts'
import { modelColumns } from './calls-table.ts'
import type { ListedStudy } from './column.ts'
import { type Column, times } from './column.ts'
import { commonColumns, originColumns } from './common-columns.ts'
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

export type ObservationLine = { row: SessionRow; observation: Observation }

/** `observations.csv`: tidy, one line for each answer of a person or the model. It is what the analysis reads. */
export function observationColumns(studies: readonly ListedStudy[]): Column<ObservationLine>[] {
  const factors = [...new Set(studies.flatMap((study) => Object.keys(study.factors)))]
  const of = (
    name: string,
    label: string,
    type: Column<ObservationLine>['type'],
    cell: Column<ObservationLine>['cell'],
  ) => ({ name, label, type, from: 'responses.csv and probes.csv', cell })
  return [
    ...originColumns<ObservationLine>(({ row }) => ({
      id: row.session,
      participant: row.participant,
      kind: row.kind,
      study: row.studyHash,
      condition: row.condition,
    })),
    of('status', 'How far the session is', 'text', ({ row }) => row.status),
    ...factors.map((factor) => ({
      ...of(factorColumn(factor), `Level of ${factor}`, 'text', ({ row }) => row.levels[factor] ?? ''),
      oldName: `factor.${factor}`,
    })),
    of('position', "The assistant's position m", 'number', ({ row }) => row.position ?? ''),
    of('locale', 'Language of the interface', 'text', ({ row }) => row.locale),
    of('place', 'First declared place that the study knows', 'text', ({ row }) => row.place ?? ''),
    of('source', 'Who answers: participant or model', 'text', ({ observation }) => observation.source),
    of('target', 'Whose answer was asked for: own, norm, assistant', 'text', ({ observation }) => observation.target),
    of('item', 'Item', 'text', ({ observation }) => observation.item),
    of(
      'reference',
      "The item's code in reference populations",
      'text',
      ({ observation }) => observation.reference ?? '',
    ),
    of('topic', 'Topic', 'text', ({ observation }) => observation.topic),
    of('stage', 'Stage', 'text', ({ observation }) => observation.stage),
    of(
      'moment',
      'before, after, none of a survey; start, end of a talk',
      'text',
      ({ observation }) => observation.moment,
    ),
    of('form', 'Form of the question', 'text', ({ observation }) => observation.form),
    of('wording', 'Which wording, from 0', 'integer', ({ observation }) => observation.wording),
    of('reversed', 'Options listed in reverse', 'flag', ({ observation }) => observation.reversed),
    { ...of('repetition', 'Repeat, from 0', 'integer', ({ observation }) => observation.repeat), oldName: 'repeat' },
    of('outcome', 'What became of the question', 'text', ({ observation }) => observation.outcome.kind),
    of('code', 'Option chosen', 'integer', ({ observation }) =>
      observation.outcome.kind === 'classified' ? observation.outcome.code : '',
    ),
  ]
}
