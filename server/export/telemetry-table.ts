import type { Scans } from '../store/store.ts'
import { type Column, iso } from './column.ts'
import { commonColumns } from './common-columns.ts'
import type { ReadSession } from './session-reader.ts'

export type TelemetryLine = { read: ReadSession; batch: Scans['telemetry'] }

const from = "the participant's page"

/** `telemetry.jsonl`: one line for each batch of marks, only of sessions whose consent allows it. */
export const telemetryColumns: Column<TelemetryLine, unknown>[] = [
  ...commonColumns<TelemetryLine>(),
  { name: 'batch', label: 'Batch of marks', type: 'id', from, cell: ({ batch }) => batch.id },
  { name: 'at', label: 'Received (ISO 8601, UTC)', type: 'time', from, cell: ({ batch }) => iso(batch.at) },
  { name: 'at_ms', label: 'Received (epoch milliseconds)', type: 'integer', from, cell: ({ batch }) => batch.at },
  {
    name: 'marks',
    label: 'What the page recorded of how things were done',
    type: 'json',
    from,
    cell: ({ batch }) => batch.marks,
  },
]
