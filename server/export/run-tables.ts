import { columnName, factorColumn } from '../../shared/analysis/column-name.ts'
import type { ProbeCodingRow, ProbeJobRow, ProbeRunRow } from '../store/run-rows.ts'
import type { ListedStudy } from './column.ts'
import { type Column, iso, times } from './column.ts'

const OUTCOMES = 'classified, unclassifiable, refused, not-applicable, needs-context, out-of-range'

/** `run_answers.csv`: one line for each question that a model was asked alone. */
export function runAnswerColumns(studies: readonly ListedStudy[]): Column<ProbeJobRow>[] {
  const factors = [...new Set(studies.flatMap((study) => Object.keys(study.factors)))]
  const of = (
    name: string,
    label: string,
    type: Column<ProbeJobRow>['type'],
    cell: Column<ProbeJobRow>['cell'],
    values?: string,
  ): Column<ProbeJobRow> => ({
    name,
    label,
    type,
    from: 'the probe run',
    cell,
    ...(values !== undefined && { values }),
  })
  return [
    of('key', 'SHA-256 of all that defines the question; each is asked once', 'id', ({ key }) => key),
    of('run', 'The run that asked it; see runs.jsonl', 'id', ({ run }) => run),
    of('study_version', 'Version under which it was asked; later ones may ask the same', 'id', ({ study }) => study),
    of('alias', 'Alias of the model', 'text', ({ alias }) => alias),
    of('model', 'Model as it was asked for', 'text', ({ model }) => model),
    of('reported_model', 'Model as the endpoint reported it', 'text', ({ reportedModel }) => reportedModel),
    of('system_fingerprint', 'What the endpoint says of its own version', 'text', ({ fingerprint }) => fingerprint),
    of('condition', 'Condition', 'text', ({ condition }) => condition),
    ...factors.flatMap((factor) => [
      {
        ...of(factorColumn(factor), `Level of ${factor}`, 'text', ({ levels }) => levels[factor] ?? ''),
        oldName: `factor.${factor}`,
      },
      {
        ...of(
          columnName('wording', factor),
          `Which wording of that level, from 0`,
          'integer',
          ({ wordings }) => wordings[factor] ?? '',
        ),
        oldName: `wording.${factor}`,
      },
    ]),
    of('place', 'Country for which the question is asked (ISO 3166-1 alpha-3)', 'text', ({ place }) => place),
    of('locale', 'Language of the slice (BCP 47)', 'text', ({ locale }) => locale),
    of('item', 'Item', 'text', ({ item }) => item, 'instrument/item'),
    of('form', 'Form of the question', 'text', ({ form }) => form),
    of('item_wording', 'Which wording of that form, from 0', 'integer', ({ wording }) => wording),
    of('option_order', 'Order of the options', 'text', ({ order }) => order, 'listed, reversed'),
    of('format', 'Reply that was asked for', 'text', ({ format }) => format, 'number, label, unforced'),
    of('target', 'Whose answer was asked for', 'text', ({ target }) => target, 'own, norm, assistant'),
    { ...of('repetition', 'Repeat, from 0', 'integer', ({ repeat }) => repeat), oldName: 'repeat' },
    of(
      'canary',
      'Set on questions that only watch for changes of the model; leave them out of analysis',
      'text',
      ({ canary }) => canary,
      'start, middle, end of a run',
    ),
    { ...of('outcome', 'What became of the question', 'text', ({ outcome }) => outcome, OUTCOMES), from: 'the parser' },
    { ...of('code', 'Option chosen', 'integer', ({ code }) => code), from: 'the parser' },
    of(
      'favoured',
      "Option that the log-probabilities of the answer's first token favour",
      'integer',
      ({ favoured }) => favoured,
    ),
    of('text', "The model's raw answer", 'text', ({ text }) => text),
    { ...of('parser', 'Version of the parser', 'text', ({ parser }) => parser), from: 'the parser' },
    of('prompt_tokens', 'Tokens sent, as reported', 'integer', ({ promptTokens }) => promptTokens),
    of('completion_tokens', 'Tokens of the reply, as reported', 'integer', ({ completionTokens }) => completionTokens),
    of('call', 'Model call; see model_calls.jsonl', 'id', ({ call }) => call),
    of('prompt_hash', 'SHA-256 of the messages that were sent', 'id', ({ promptHash }) => promptHash),
    ...times<ProbeJobRow>('at', 'Asked', 'the probe run', ({ at }) => at),
  ]
}

/** `run_codings.csv`: one line for each answer that a model read as a coder, in addition to the parser. */
export const runCodingColumns: Column<ProbeCodingRow>[] = [
  { name: 'key', label: 'The answer; see run_answers.csv', type: 'id', from: 'the coder', cell: ({ job }) => job },
  {
    name: 'coder',
    label: 'Alias of the model that coded, and version of its codebook',
    type: 'text',
    from: 'the coder',
    cell: ({ coder }) => coder,
  },
  {
    name: 'outcome',
    label: 'What the coder read',
    type: 'text',
    values: OUTCOMES,
    from: 'the coder',
    cell: ({ outcome }) => outcome,
  },
  { name: 'code', label: 'Option that the coder read', type: 'integer', from: 'the coder', cell: ({ code }) => code },
  { name: 'call', label: 'Model call; see model_calls.jsonl', type: 'id', from: 'the coder', cell: ({ call }) => call },
  ...times<ProbeCodingRow>('at', 'Coded', 'the coder', ({ at }) => at),
]

/** `runs.jsonl`: one line for what each command did with each model. */
export const runColumns: Column<ProbeRunRow, unknown>[] = [
  { name: 'run', label: 'Run', type: 'id', from: 'the probe run', cell: ({ id }) => id },
  { name: 'study_version', label: 'Study version', type: 'id', from: 'the probe run', cell: ({ study }) => study },
  { name: 'alias', label: 'Alias of the model', type: 'text', from: 'the probe run', cell: ({ alias }) => alias },
  {
    name: 'model',
    label:
      'The model that the alias stood for: provider, address, model id, and what its binding renames, drops and adds (parameters)',
    type: 'json',
    from: 'the configuration',
    cell: ({ identity }) => identity,
  },
  {
    name: 'started_at',
    label: 'Begun (ISO 8601, UTC)',
    type: 'time',
    from: 'the probe run',
    cell: ({ startedAt }) => iso(startedAt),
  },
  {
    name: 'ended_at',
    label: 'Ended (ISO 8601, UTC); null for one that goes on or was killed',
    type: 'time',
    from: 'the probe run',
    cell: ({ endedAt }) => (endedAt === null ? null : iso(endedAt)),
  },
  {
    name: 'end_reason',
    label: 'Why it ended',
    type: 'text',
    values: 'done, stopped, budget, or what was wrong with the endpoint',
    from: 'the probe run',
    cell: ({ endReason }) => endReason,
  },
  {
    name: 'settings',
    label: 'Sampling as the study asks for it and as it is sent, repeats, most calls at once, parser',
    type: 'json',
    from: 'the probe run',
    cell: ({ settings }) => settings,
  },
  { name: 'plan', label: 'What was to be asked', type: 'json', from: 'the probe run', cell: ({ plan }) => plan },
  {
    name: 'capabilities',
    label: 'What the endpoint could do, by a check before the run',
    type: 'json',
    from: 'the probe run',
    cell: ({ capabilities }) => capabilities,
  },
]
