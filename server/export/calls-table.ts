import * as z from 'zod'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { RequestParameters } from '../../shared/study/request-parameters.ts'
import type { ModelCallRow, SessionSummary } from '../store/session-rows.ts'
import { type Column, iso } from './column.ts'
import { originColumns } from './common-columns.ts'

/** A model call, and the session that it was made for, if there is one. */
export type CallLine = { summary: SessionSummary | null; call: ModelCallRow }

/** The parts of a call's record that name the model. */
const Record = z.object({
  identity: z.object({ provider: z.string(), baseUrl: z.string(), parameters: RequestParameters.optional() }),
  result: z.object({ reported: z.object({ model: z.string().optional(), fingerprint: z.string().optional() }) }),
})

/**
 * What names the model of a call. A part that only the record told is null once the record is erased; a part that was
 * never told is null too.
 */
export function modelOf({ alias, model, record }: ModelCallRow) {
  const kept = Record.safeParse(record).data
  return {
    alias,
    provider: kept?.identity.provider ?? null,
    base_url: kept?.identity.baseUrl ?? null,
    model,
    reported_model: kept?.result.reported.model ?? null,
    system_fingerprint: kept?.result.reported.fingerprint ?? null,
    built_in: alias === BUILTIN_ALIAS,
    /** What the binding of the model renames, drops and adds; null if requests go out as the study asks. */
    parameters: kept?.identity.parameters ?? null,
  }
}

/** The models that were called, each once, with the number of calls. */
export class ModelsMet {
  readonly #met = new Map<string, ReturnType<typeof modelOf> & { calls: number }>()

  add(call: ModelCallRow): void {
    // Nothing shows that an erased call went to another model than the other calls of its alias.
    if (call.record === null) return
    const model = modelOf(call)
    const key = JSON.stringify(model)
    const met = this.#met.get(key)
    if (met === undefined) this.#met.set(key, { ...model, calls: 1 })
    else met.calls += 1
  }

  report() {
    return [...this.#met.values()]
  }
}

/** Three columns that name the model of a row of CSV. */
export function modelColumns<Row>(callOf: (row: Row) => ModelCallRow | null): Column<Row>[] {
  const from = 'the model call'
  const of = (row: Row) => {
    const call = callOf(row)
    return call === null ? null : modelOf(call)
  }
  return [
    {
      name: 'model_alias',
      label: `Name of the model in the study; "${BUILTIN_ALIAS}" is the built-in responder, which is no language model`,
      type: 'text',
      from,
      cell: (row) => of(row)?.alias ?? null,
    },
    { name: 'model_provider', label: 'Provider', type: 'text', from, cell: (row) => of(row)?.provider ?? null },
    { name: 'model', label: 'Model as it was asked for', type: 'text', from, cell: (row) => of(row)?.model ?? null },
  ]
}

/** `model_calls.jsonl`: one line for each call of a model, for replies and for probes. */
export const callColumns: Column<CallLine, unknown>[] = [
  ...originColumns<CallLine>(({ summary, call }) => summary ?? { study: call.study }),
  { name: 'call', label: 'Model call', type: 'id', from: 'the model call', cell: ({ call }) => call.id },
  {
    name: 'purpose',
    label: 'What it was for',
    type: 'text',
    values: 'reply, probe, check (what an endpoint can do, before a run), coding',
    from: 'the engine',
    cell: ({ call }) => call.purpose,
  },
  { name: 'at', label: 'Begun (ISO 8601, UTC)', type: 'time', from: 'the engine', cell: ({ call }) => iso(call.at) },
  {
    name: 'at_ms',
    label: 'Begun (epoch milliseconds)',
    type: 'integer',
    from: 'the engine',
    cell: ({ call }) => call.at,
  },
  ...modelColumns<CallLine>(({ call }) => call),
  {
    name: 'built_in',
    label: 'Answered by the built-in responder, which is no language model',
    type: 'flag',
    from: 'the model call',
    cell: ({ call }) => modelOf(call).built_in,
  },
  {
    name: 'outcome',
    label: 'How it ended',
    type: 'text',
    values: 'complete, stopped, truncated, refused, filtered, failed',
    from: 'the model call',
    cell: ({ call }) => call.outcome,
  },
  { name: 'error', label: 'What went wrong', type: 'text', from: 'the model call', cell: ({ call }) => call.error },
  {
    name: 'prompt_hash',
    label: 'SHA-256 of the messages that were sent; null once erased',
    type: 'id',
    from: 'the model call',
    cell: ({ call }) => call.promptHash,
  },
  {
    name: 'record',
    label:
      'The whole call: model and what its binding changes (identity), what the study asked for (request), what was really sent, without the messages (sent), result with usage, timing and attempts; null once erased',
    type: 'json',
    from: 'the model call',
    cell: ({ call }) => call.record,
  },
]
