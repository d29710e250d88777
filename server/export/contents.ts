import { type CallLine, callColumns } from './calls-table.ts'
import type { Column, ListedStudy } from './column.ts'
import { type EventLine, eventColumns } from './events-table.ts'
import { type IdentifierLine, identifierColumns } from './identifiers-table.ts'
import { observationColumns } from './observations-table.ts'
import { probeColumns } from './probes-table.ts'
import { responseColumns } from './responses-table.ts'
import { runAnswerColumns, runCodingColumns, runColumns } from './run-tables.ts'
import { sessionColumns } from './sessions-table.ts'
import type { CellValue } from './table-file.ts'
import { type TelemetryLine, telemetryColumns } from './telemetry-table.ts'
import { type NameLanguage, turnColumns } from './turns-table.ts'

/** A file of the export before it is opened: its name, a line about what it holds, and its columns. */
export type Table<Row, Value = CellValue> = { file: string; about: string; columns: readonly Column<Row, Value>[] }

function table<Row, Value = CellValue>(
  file: string,
  about: string,
  columns: readonly Column<Row, Value>[],
): Table<Row, Value> {
  return { file, about, columns }
}

/**
 * The tables of an export in the order in which it opens them. `studies`: the versions that have sessions, newest first;
 * `ofRuns`: those of probe runs.
 */
export function contents(parts: {
  studies: readonly ListedStudy[]
  ofRuns: readonly ListedStudy[]
  nameLanguage: NameLanguage
}) {
  const { studies, ofRuns, nameLanguage } = parts
  return {
    events: table<EventLine, unknown>('events.jsonl', 'The log itself: one line for each event', eventColumns),
    sessions: table('sessions.csv', 'One line for each session, answers beside each other', sessionColumns(studies)),
    turns: table('turns.csv', 'One line for each turn or reply', turnColumns(nameLanguage)),
    responses: table('responses.csv', 'One line for each answer, also those that were changed later', responseColumns),
    probes: table('probes.csv', 'One line for each question that the model was asked beside a talk', probeColumns),
    observations: table(
      'observations.csv',
      'One line for each answer of a person or the model, tidy: what the analysis reads',
      observationColumns(studies),
    ),
    runs: table('runs.jsonl', 'One line for each probe run: a command and a model', runColumns),
    runAnswers: table('run_answers.csv', 'One line for each question asked of a model alone', runAnswerColumns(ofRuns)),
    runCodings: table('run_codings.csv', 'One line for each answer of a run that a model coded', runCodingColumns),
    calls: table<CallLine, unknown>('model_calls.jsonl', 'One line for each call of a model', callColumns),
    telemetry: table<TelemetryLine, unknown>(
      'telemetry.jsonl',
      'How things were done, if consent allows it',
      telemetryColumns,
    ),
    identifiers: table<IdentifierLine>(
      'identifiers.csv',
      'Platform ids; keep them apart from the data',
      identifierColumns,
    ),
  }
}
